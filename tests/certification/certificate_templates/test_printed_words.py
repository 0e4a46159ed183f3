"""The printed words: how days, birth, offices and results are written, whatever is known of a person."""

from base64 import b64decode
from datetime import date

import pytest

from certification.assessment import certificate_gate
from certification.certificate_templates import printed_words, template_versions
from certification.certificates import issue_certificates
from certification.register.models import NumberSeries
from certification.verification import certificate_check
from core import clock
from inmates.people.photos import portrait
from inmates.profile import person_records
from programs.batches.models import Batch
from programs.places.models import Enrollment, PlaceUnit
from tests.factories import UserFactory
from tests.factories.certification import (
    approved,
    assess_all,
    assessor_of,
    class_of,
    drafted,
    graduates,
    put_to_use,
    record_result,
    sign,
    staff,
)
from tests.papers import DATA

pytestmark = pytest.mark.django_db


@pytest.fixture
def batch():
    return graduates(1)


@pytest.fixture
def enrollment(batch):
    return batch.enrollments.get()


def words_of(enrollment, paper="certificate", valid_until=None):
    """The words that a paper of this participant would carry today."""
    standing = certificate_gate.standing_of(enrollment)
    return printed_words.WORDS[NumberSeries.Paper(paper)](
        standing, number="0001/BLK/2026", code="0" * 26, issued_on=date(2026, 11, 23), valid_until=valid_until
    )


@pytest.mark.parametrize(
    ("place", "born", "line"),
    [
        ("Rantau", date(1995, 5, 17), "Lahir di Rantau, 17 Mei 1995"),
        ("Rantau", None, "Lahir di Rantau"),
        ("", date(1995, 5, 17), "Lahir 17 Mei 1995"),
        ("", None, ""),
    ],
)
def test_line_of_birth_says_what_is_known(enrollment, place, born, line):
    enrollment.person.birth_place, enrollment.person.birth_date = place, born
    enrollment.person.save()

    assert words_of(enrollment)["holder"]["birth"] == line


def test_statement_is_signed_by_whom_the_template_names(enrollment):
    center = enrollment.batch.training_center
    before = words_of(enrollment, "statement")
    officer, head = (staff(center, role) for role in ("certificate_officer", "blk_head"))
    names = {"signer_name": "Drs. H. Rusdi", "signer_title": "Plt. Kepala BLK", "signer_number": "NIP 1970"}
    put_to_use(drafted(center, by=officer, **{**template_versions.DEFAULTS, **names}), by=head)

    after = words_of(Enrollment.objects.get(pk=enrollment.pk), "statement")

    assert before["signatory"] == printed_words.head_of(center)
    assert after["signatory"] == {"office": ["Plt. Kepala BLK"], "name": "Drs. H. Rusdi", "number": "NIP 1970"}
    assert after["opening"] == "Plt. Kepala BLK menerangkan bahwa"
    assert after["signatory"] == words_of(Enrollment.objects.get(pk=enrollment.pk))["signatory"]


def test_statement_leaves_out_a_birth_that_nobody_knows(enrollment):
    enrollment.person.birth_place, enrollment.person.birth_date = "", None
    enrollment.person.save()

    labels = [row["label"] for row in words_of(enrollment, "statement")["person"]]

    assert labels == ["Nama", "Program pelatihan", "Tahun pelatihan", "Unit kompeten"]


def left_early(place):
    Enrollment.objects.filter(pk=place.pk).update(state="ended", ended_on=date(2026, 11, 20), end_reason="withdrew")


def took_it_alone(place):
    """The class itself ends next year, when the unit has long been over."""
    first = place.batch.version.units.first()
    changed = {"state": "completed", "is_partial": True, "ends_on": date(2026, 11, 20)}
    Enrollment.objects.filter(pk=place.pk).update(**changed)
    Batch.objects.filter(pk=place.batch_id).update(ends_on=date(2027, 1, 25), assessment_on=date(2027, 1, 29))
    PlaceUnit.objects.create(enrollment=place, unit=first)


@pytest.mark.parametrize("is_public", [False, True], ids=["inside", "public"])
@pytest.mark.parametrize("how", [left_early, took_it_alone])
def test_statement_tells_units_and_hours_alike_wherever_and_however_they_were_earned(how, is_public):
    where = {"facility": None, "agreement": None} if is_public else {}
    batch = class_of(1, state="running", ends_on=date(2026, 12, 18), **where)
    first, second = batch.version.units.all()
    version = batch.version
    version.total_jp = first.jp + second.jp
    version.save()
    place = batch.enrollments.get()
    record_result(place, first, by=assessor_of(batch), result="K")
    how(place)

    words = words_of(Enrollment.objects.get(pk=place.pk), "statement")

    assert words["finding"] == (
        "telah mengikuti unit berikut dari program tersebut dan dinyatakan kompeten pada setiap unitnya."
    )
    assert [(row["label"], row["value"]) for row in words["person"][2:]] == [
        ("Program pelatihan", f"{version.program.name}, jenjang {version.program.level}"),
        ("Tahun pelatihan", "2026"),
        ("Unit kompeten", f"1 unit, {first.jp} JP"),
    ]
    assert [unit["code"] for unit in words["units"]] == [first.code]
    assert words["total_hours"] == str(first.jp)


@pytest.mark.parametrize("paper", ["certificate", "statement"])
def test_end_of_validity_stands_among_the_notes_of_both_papers(enrollment, paper):
    with_end = words_of(enrollment, paper, valid_until=date(2029, 11, 22))["notes"]

    assert with_end[-1] == "Berlaku sampai dengan 22 November 2029."
    assert words_of(enrollment, paper)["notes"] == with_end[:-1]


def test_photo_is_printed_as_it_is_stored(enrollment, batch):
    registrar = UserFactory(roles=["registrar"], facility=batch.facility)
    person_records.set_photo(enrollment.person, by=registrar, photo=portrait((DATA / "portrait.jpg").read_bytes()))
    enrollment.person.refresh_from_db()

    words = words_of(enrollment)

    with enrollment.person.photo.open("rb") as file:
        assert b64decode(words["photo"]) == file.read()
    assert "photo_frame" not in words


@pytest.mark.parametrize("stored", ["", "inmates/gone.jpg"])
def test_without_a_photo_an_empty_frame_is_printed(enrollment, stored):
    enrollment.person.photo.name = stored
    enrollment.person.save()

    words = words_of(enrollment)

    assert (words["photo_frame"], "photo" in words) == (True, False)


def test_long_title_of_the_head_takes_two_lines(enrollment, batch):
    center = batch.training_center
    center.head_title = "Kepala Unit Pelaksana Teknis Daerah Balai Latihan Kerja"
    center.save()

    office = words_of(enrollment)["signatory"]["office"]

    assert len(office) == 2
    assert " ".join(office) == center.head_title


def test_center_that_told_little_is_still_named(enrollment, batch):
    center = batch.training_center
    center.official_name = center.address = center.parent_name = center.head_title = center.place_of_issue = ""
    center.save()

    words = words_of(enrollment)

    assert words["issuer"] == {"name": center.name.upper(), "address": "Rantau"}
    assert words["signatory"]["office"] == ["Kepala lembaga pelatihan"]
    assert words["place_date"] == "Rantau, 23 November 2026"


@pytest.mark.parametrize(
    ("base", "url", "address"),
    [
        ("https://cek.contoh.id", "HTTPS://CEK.CONTOH.ID/C/", "cek.contoh.id/periksa"),
        ("https://contoh.id/blk", "https://contoh.id/blk/C/", "contoh.id/blk/periksa"),
    ],
)
def test_address_of_the_check_page_keeps_a_path_as_it_is(settings, base, url, address):
    settings.PUBLIC_BASE_URL = base

    check = printed_words.check_words("Q5NRFBFYH5K0JKCTVJVWAEKG25")

    assert check == {
        "url": f"{url}Q5NRFBFYH5K0JKCTVJVWAEKG25",
        "address": address,
        "code": ["Q5NR-FBFY-H5K0J", "KCTV-JVWA-EKG25"],
    }


def test_checked_statement_shows_neither_days_nor_birth():
    batch = class_of(1, state="running")
    assess_all(batch)
    enrollment = batch.enrollments.get()
    batch.enrollments.update(state="ended", ended_on=date(2026, 11, 20), end_reason="transfer")
    sign(batch)
    officer = staff(batch.training_center, "certificate_officer")
    issued = issue_certificates.issue(approved(enrollment, paper="statement"), by=officer)

    found = certificate_check.look_up(issued.code)

    assert found.verdict == certificate_check.Verdict.VALID
    assert found.name == enrollment.person.full_name
    assert found.program == f"{batch.version.program.name}, jenjang {batch.version.program.level}"
    assert [fact["label"] for fact in found.facts] == ["Tahun pelatihan", "Unit kompeten"]
    assert "1995" not in str(found)


def test_superseded_certificate_is_answered_with_the_day_of_the_new_one(batch, enrollment):
    officer = staff(batch.training_center, "certificate_officer")
    old = issue_certificates.issue(approved(enrollment), by=officer)
    with clock.moved_to(clock.now() + 5 * 24 * 60 * clock.MINUTE):
        issue_certificates.issue(approved(enrollment, replaces=old, replace_reason="Tanggal lahir salah"), by=officer)

    found = certificate_check.look_up(old.code)

    assert (found.verdict, found.ended_on) == (certificate_check.Verdict.SUPERSEDED, date(2026, 11, 28))
