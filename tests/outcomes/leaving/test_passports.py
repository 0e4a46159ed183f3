"""Skill passports and CVs: what they say, that nothing on them tells of custody, and who makes them."""

import re
from datetime import date

import pymupdf
import pytest
from django.urls import reverse
from hypothesis import given

from certification.certificates import issue_certificates
from certification.papers.paper_words import day
from core.errors import RuleViolation
from core.models import AccessLogEntry
from inmates.custody.telltale_words import telltale_words
from inmates.people.models import Person
from outcomes.leaving import curriculum_vitae, cv_paper, passport_paper, skill_passport
from outcomes.leaving.curriculum_vitae import CvWords, save_cv
from outcomes.leaving.models import CurriculumVitae
from outcomes.leaving.skill_passport import Held, PassedUnit
from programs.catalog.attendance_only import claims_in
from programs.circumstances import custody_end
from programs.interviews import interview_records
from tests.certification.certificate_templates.test_letterheads import size_of_emblem
from tests.certification.certificate_templates.test_template_versions import picture
from tests.conftest import MONDAY
from tests.factories import EntryRuleSetFactory, FacilityFactory, ProgramVersionFactory, UserFactory, VocationFactory
from tests.factories.certification import approved, assess_all, class_of, drafted, put_to_use, sign
from tests.papers import pages
from tests.reasons import codes
from tests.world.strategies import examples, names_of_world, texts

pytestmark = pytest.mark.django_db
FORBIDDEN = ("rutan", "lapas", "tahanan", "narapidana", "wbp", "bebas", "napi", "kasus", "hukuman")


@pytest.fixture
def batch():
    batch = class_of(2)
    assess_all(batch)
    sign(batch)
    return batch


def staff(batch, role):
    side = {"training_center": batch.training_center}
    if role in ("training_officer", "case_officer", "rutan_head"):
        side = {"facility": batch.facility}
    return UserFactory(roles=[role], **side)


def passport_for(user, place):
    places = skill_passport.places_with_units(user).filter(person=place.person)
    return skill_passport.passport_of(places, place.batch.training_center, on=MONDAY.date())


def sheet(passport):
    return passport_paper.sheet(passport, today=MONDAY.date())


def test_passport_bears_the_emblem_of_the_center_that_issues_it(batch):
    """The neutral one stands on every paper of the facility, too."""
    officer = staff(batch, "certificate_officer")
    passport = passport_for(officer, batch.enrollments.first())
    neutral = size_of_emblem(sheet(passport))
    told = passport_paper.told(passport, today=MONDAY.date())

    put_to_use(drafted(batch.training_center, by=officer, emblem=picture()), by=staff(batch, "blk_head"))

    assert (neutral, size_of_emblem(sheet(passport))) == ([], [(240, 300)])
    # So a sheet that was sealed with another emblem is not given out again.
    assert passport_paper.told(passport, today=MONDAY.date()) != told


def test_passport_tells_units_hours_and_places_by_month(batch):
    place = batch.enrollments.first()
    passport = passport_for(staff(batch, "certificate_officer"), place)

    (text,) = pages(sheet(passport))

    assert place.person.full_name in text
    for unit in batch.version.units.all():
        assert unit.code in text
    assert f"{batch.version.total_jp} JP" in text
    assert "November 2026" in text


@pytest.mark.parametrize("count", [1, 13, 15, 151])
@pytest.mark.parametrize("certificates", [0, 4])
def test_a_passport_of_any_number_of_units_is_printed_with_each(batch, count, certificates):
    place = batch.enrollments.first()
    passport = passport_for(staff(batch, "certificate_officer"), place)
    title = "Memelihara dan memperbaiki sistem kelistrikan bodi kendaraan ringan sesuai prosedur operasi standar"
    passport.units = [PassedUnit(f"G.45OTO01.{n:03}.1", title, 8, MONDAY.date()) for n in range(count)]
    held = Held(
        "Pemeliharaan Kendaraan Ringan Sistem Injeksi Tingkat Lanjut", "563/0001/BLK-CTH/2026", "A" * 10, MONDAY.date()
    )
    passport.certificates = [held] * certificates

    text = " ".join(pages(sheet(passport)))

    assert {f"{n:03}" for n in range(count)[-150:]} == set(re.findall(r"G\.45OTO01\.(\d{3})", text))
    assert (f"dan {count - 150} unit lain" in text) is (count > 150)


@pytest.mark.parametrize("steps", [0, 2])
def test_a_whole_package_of_sixteen_units_is_one_page(batch, steps):
    """The longest that the centers teach, with a title of two lines, the certificate, room for one's own and names."""
    passport = passport_for(staff(batch, "certificate_officer"), batch.enrollments.first())
    title = "Melakukan Perawatan Sistem Pengereman"
    passport.units = [PassedUnit(f"G.45OTO01.{n:03}.1", title, 24, MONDAY.date()) for n in range(15)]
    long = "Melakukan Perawatan Instrumen Kelistrikan (Sistem Sinyal dan Penerangan)"
    passport.units.append(PassedUnit("G.45OTO01.016.1", long, 16, MONDAY.date()))
    passport.certificates = [Held("Servis Sepeda Motor Konvensional", "0001/BLK-TPN/2025", "Q" * 26, MONDAY.date())]
    passport.next_steps = ["Servis Sepeda Motor Injeksi", "Las Pelat Lanjutan"][:steps]

    assert len(pages(sheet(passport))) == 1


@pytest.mark.parametrize(
    "place", ["Wa", "Kepulauan Siau Tagulandang Biaro", "Kabupaten Kepulauan Siau Tagulandang Biaro, Sulawesi Utara"]
)
def test_nobody_goes_without_a_passport_for_a_long_place_of_birth(batch, place):
    passport = passport_for(staff(batch, "certificate_officer"), batch.enrollments.first())
    passport.person.birth_place = place

    text = " ".join(pages(sheet(passport))[0].split())

    assert f"{place}, {day(passport.person.birth_date)}" in text
    assert text.count("Pendidikan") == 1


def test_both_offices_print_the_same_bytes(batch):
    place = batch.enrollments.first()

    sheets = {sheet(passport_for(staff(batch, role), place)) for role in ("training_officer", "certificate_officer")}

    assert len(sheets) == 1


def program_above(batch, name="Las Pelat Lanjutan", **fields):
    """A program of the center that asks for a certificate of the one of this batch."""
    version = ProgramVersionFactory(program__training_center=batch.training_center, program__name=name, **fields)
    taught = batch.version.program
    asked = {"prerequisite": {"program": str(taught.public_id), "name": taught.name}}
    EntryRuleSetFactory(version=version, parts=asked)
    return version


def test_the_next_step_of_the_ladder_stands_on_it(batch):
    program_above(batch)
    program_above(batch, "Las Pipa", state="retired")
    # Another basic program of the same vocation is no step further, nor is one of another vocation.
    ProgramVersionFactory(program__training_center=batch.training_center, program__name="Las Dasar Lain")
    other = VocationFactory(code="sewing", name="Menjahit")
    ProgramVersionFactory(
        program__training_center=batch.training_center,
        program__name="Menjahit Halus",
        program__vocation=other,
        program__level="lanjutan",
    )

    (text,) = pages(sheet(passport_for(staff(batch, "certificate_officer"), batch.enrollments.first())))

    assert "Langkah berikut: Las Pelat Lanjutan" in text
    assert not any(name in text for name in ("Las Pipa", "Las Dasar Lain", "Menjahit Halus"))


def test_an_advanced_program_without_prerequisite_is_a_step_too_and_two_are_named(batch):
    program_above(batch)
    for name in ("Las Argon", "Las Tabung"):
        ProgramVersionFactory(
            program__training_center=batch.training_center, program__name=name, program__level="lanjutan"
        )

    (text,) = pages(sheet(passport_for(staff(batch, "certificate_officer"), batch.enrollments.first())))

    assert "Langkah berikut: Las Pelat Lanjutan; Las Argon" in " ".join(text.split())
    assert "Las Tabung" not in text


def test_next_steps_follow_from_the_passport_alone_whoever_prints(batch):
    """The facility's own rules are custody's, and would make the page differ."""
    version = program_above(batch)
    EntryRuleSetFactory(version=version, facility=batch.facility, parts={"prerequisite": {"program": "x", "name": "X"}})
    place = batch.enrollments.first()

    printed = {sheet(passport_for(staff(batch, role), place)) for role in ("training_officer", "certificate_officer")}

    assert len(printed) == 1
    assert "Las Pelat Lanjutan" in pages(printed.pop())[0]


def test_without_a_next_step_nothing_is_said_of_it(batch):
    passport = passport_for(staff(batch, "training_officer"), batch.enrollments.first())

    assert "Langkah berikut" not in pages(sheet(passport))[0]


def test_nothing_on_or_in_the_file_tells_of_custody(batch):
    content = sheet(passport_for(staff(batch, "training_officer"), batch.enrollments.first()))

    with pymupdf.open(stream=content) as document:
        metadata = " ".join(str(value) for value in document.metadata.values())
    told = " ".join([*pages(content), metadata, passport_paper.FILE_NAME]).lower()
    assert [word for word in FORBIDDEN if word in told] == []
    assert telltale_words(pages(content)[0].replace(batch.enrollments.first().person.full_name, "")) == []


def test_short_course_stands_apart_and_is_called_nothing_more(sign_in, batch, officer):
    place = batch.enrollments.first()
    short = class_of(1, is_short=True, facility=batch.facility, training_center=batch.training_center)
    short.enrollments.update(person=place.person)
    by = staff(batch, "certificate_officer")
    paper = issue_certificates.issue(approved(short.enrollments.get()), by=by, render_after=False)

    for role in ("training_officer", "certificate_officer"):
        answer = sign_in(staff(batch, role)).get(reverse("outcomes:passport_print", args=[place.person.public_id]))
        (text,) = pages(answer.content)
        told = text[text.index("Pelatihan singkat") : text.index("Pekerjaan yang pernah")]
        assert (short.version.program.name in told, paper.number_text in told) == (True, True)
        assert claims_in(told) == []
        assert "Sertifikat" not in text.split("Pelatihan singkat")[0]
    known = curriculum_vitae.known_words(place.person, reader=officer).courses.splitlines()
    assert [line.startswith("Pelatihan singkat: ") for line in known] == [False, True]


def test_results_that_are_not_signed_off_are_left_out():
    batch = class_of(1)
    assess_all(batch)

    assert passport_for(staff(batch, "certificate_officer"), batch.enrollments.first()) is None


@examples(0.1)
@given(name=names_of_world(), line=texts(80))
def test_a_cv_of_anybody_is_one_page_or_refused(name, line):
    person = Person(full_name=name, birth_place="Rantau", sex="P")

    try:
        content = cv_paper.sheet(person, CvWords(experience=line))
    except RuleViolation:
        return

    assert len(pages(content)) == 1


@given(text=texts(200))
def test_tidied_words_stay_as_they_are(text):
    tidy = curriculum_vitae.tidied(text)

    assert curriculum_vitae.tidied(tidy) == tidy
    assert "" not in tidy.splitlines()


def test_two_people_of_one_name_stand_with_their_days_of_birth(sign_in, batch):
    days = [date(1990, 5, 2), date(1995, 11, 30)]
    for place, born in zip(batch.enrollments.order_by("pk"), days, strict=False):
        Person.objects.filter(pk=place.person_id).update(full_name="Budi Santoso", birth_date=born)

    page = sign_in(staff(batch, "training_officer")).get(reverse("outcomes:passport_list")).content.decode()

    assert [day in page for day in ("2 Mei 1990", "30 Nov 1995")] == [True, True]


@pytest.mark.parametrize("role", ["training_officer", "certificate_officer", "placement_officer"])
def test_list_and_paper_for_each_office(sign_in, batch, role):
    site = sign_in(staff(batch, role))
    place = batch.enrollments.order_by("person__name_sort").first()

    listed = site.get(reverse("outcomes:passport_list")).context["page"].rows
    answer = site.get(reverse("outcomes:passport_print", args=[place.person.public_id]))

    assert {person.pk for person in listed} == set(batch.enrollments.values_list("person", flat=True))
    assert answer["Content-Type"] == "application/pdf"
    everybody, entry = AccessLogEntry.objects.order_by("pk")
    assert set(everybody.people) == {person.pk for person in listed}
    assert (entry.kind, entry.subject, entry.subject_id) == ("export", "skill passport", str(place.person_id))


def test_case_officer_prints_for_own_wards_alone(sign_in, batch):
    wali, (own, other) = staff(batch, "case_officer"), batch.enrollments.order_by("pk")
    Person.objects.filter(pk=own.person_id).update(case_officer=wali)
    site = sign_in(wali)

    assert site.get(reverse("outcomes:passport_print", args=[own.person.public_id])).status_code == 200
    assert site.get(reverse("outcomes:passport_print", args=[other.person.public_id])).status_code == 404


def test_passport_of_somebody_who_left_is_still_printed(sign_in, batch):
    person = batch.enrollments.first().person
    registrar = UserFactory(roles=["registrar"], facility=batch.facility)
    custody_end.leave(person, by=registrar, kind="court_order", on=MONDAY.date())

    answer = sign_in(staff(batch, "training_officer")).get(reverse("outcomes:passport_print", args=[person.public_id]))

    assert answer.status_code == 200


def test_strangers_find_no_passport(sign_in, batch):
    person = batch.enrollments.first().person
    for stranger in (
        UserFactory(roles=["training_officer"], facility=FacilityFactory()),
        UserFactory(roles=["certificate_officer"], training_center=class_of(1).training_center),
    ):
        site = sign_in(stranger)
        assert site.get(reverse("outcomes:passport_print", args=[person.public_id])).status_code == 404
        assert site.get(reverse("outcomes:passport_list")).context["page"].rows == []


@pytest.fixture
def officer(batch):
    return staff(batch, "training_officer")


def test_cv_is_filled_from_interview_and_training(batch, officer):
    person = batch.enrollments.first().person
    said = interview_records.Said(
        skills=("welding",), prior_work="Buruh bangunan 3 tahun", interests=(batch.version.program.vocation,)
    )
    interview_records.record_interview(person, by=officer, held_on=MONDAY.date(), said=said, entry="direct")

    words = curriculum_vitae.known_words(person, reader=officer)

    assert (words.experience, words.skills, words.languages) == ("Buruh bangunan 3 tahun", "Las", "Indonesia")
    assert batch.version.program.name in words.courses
    assert batch.facility.name not in words.courses


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ({}, []),
        ({"experience": "Bengkel Rutan Rantau"}, ["telltale"]),
        ({"wanted": "Kerja setelah narapidana pulang"}, ["telltale"]),
        ({"skills": "\n".join(["las"] * 9)}, ["too_long"]),
    ],
)
def test_each_reason_against_a_cv(batch, officer, words, expected):
    person = batch.enrollments.first().person

    assert codes(curriculum_vitae.blockers(person, CvWords(**words), by=officer)) == expected


def test_staff_of_another_office_write_no_cv(batch):
    other = UserFactory(roles=["training_officer"], facility=FacilityFactory())

    with pytest.raises(RuleViolation) as refused:
        save_cv(batch.enrollments.first().person, by=other, words=CvWords())

    assert codes(refused) == ["not_here"]


def test_cv_is_corrected_kept_and_printed_without_any_office(sign_in, batch, officer):
    person, site = batch.enrollments.first().person, sign_in(officer)
    page = reverse("outcomes:cv_edit", args=[person.public_id])
    assert site.get(reverse("outcomes:cv_print", args=[person.public_id])).status_code == 404

    refused = site.post(page, {"experience": "Dapur lapas"})
    site.post(page, {"experience": "  Buruh   bangunan \n\n Montir ", "skills": "Las"})

    assert refused.status_code == 422
    kept = CurriculumVitae.objects.get()
    assert (kept.experience, kept.saved_by) == ("Buruh bangunan\nMontir", officer)
    (text,) = pages(site.get(reverse("outcomes:cv_print", args=[person.public_id])).content)
    assert "Buruh bangunan" in text
    assert batch.facility.name not in text
    assert batch.training_center.name not in text


def test_training_center_makes_no_cv(sign_in, batch):
    person = batch.enrollments.first().person

    site = sign_in(staff(batch, "certificate_officer"))

    assert site.get(reverse("outcomes:cv_edit", args=[person.public_id])).status_code == 403
