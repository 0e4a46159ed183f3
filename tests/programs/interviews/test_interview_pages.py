"""The pages of one person's needs and chances, and of whom to talk to."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse

from core.models import AccessLogEntry
from inmates.custody.models.stays import CustodyPeriod
from programs.interviews import interview_records
from programs.interviews.interview_records import Said
from programs.interviews.models import Interview, TrainingGoal
from programs.selection import ended_applications
from tests.factories import (
    ApplicationFactory,
    BatchFactory,
    EntryRuleSetFactory,
    PersonFactory,
    UserFactory,
    VocationFactory,
)
from tests.html import compact
from tests.papers import fonts, pages, qpdf_complaints, raster
from tests.programs.addresses import url

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)
LIST = reverse("programs:interview_list")


@pytest.fixture
def person(officer):
    return PersonFactory(facility=officer.facility, full_name="Masrani", with_custody=True)


@pytest.fixture
def site(sign_in, officer):
    return sign_in(officer)


def selecting_batch(officer, **changes):
    return BatchFactory(
        facility=officer.facility,
        state="selecting",
        starts_on=date(2026, 12, 7),
        ends_on=date(2027, 1, 25),
        assessment_on=date(2027, 1, 29),
        **changes,
    )


def goal(person, officer, text="Las dasar", due_on=date(2026, 12, 31)):
    return interview_records.set_goal(person, by=officer, text=text, due_on=due_on)


# One person


def test_one_page_tells_why_not_and_what_is_missing(person, officer, site):
    batch = selecting_batch(officer, name="Las 9")
    EntryRuleSetFactory(version=batch.version, parts={"age": {"minimum": 60}, "conduct": {"allowed": ["good"]}})
    other = selecting_batch(officer, name="Las 10")
    EntryRuleSetFactory(version=other.version, parts={"conduct": {"allowed": ["good"]}, "suspension": {}})
    free = selecting_batch(officer, name="Las 11")

    page = site.get(url("person_selection", person)).content.decode()

    missing = page[page.index("h-missing") : page.index("h-chances")]
    assert missing.count("<b>Perilaku</b>") == 1, "each part once, however many batches ask for it"
    assert "Usia" not in missing, "what is known and fails is nothing to complete"
    assert "Berusia 31 tahun saat angkatan mulai; program ini untuk usia 60 tahun ke atas." in page
    assert page.index(batch.name) < page.index(other.name) < page.index(free.name)
    assert "Tidak ada halangan." in page
    assert f'href="{url("selection_detail", free)}"' in page
    tabs = page[page.index('aria-label="Bagian profil"') : page.index("h-missing")]
    assert re.findall(r'href="([^"]+)"\s+aria-current="page"', tabs) == [url("person_selection", person)]
    assert AccessLogEntry.objects.get().subject == "needs and selection"


def test_somebody_on_remand_is_not_sent_to_complete_dates_that_do_not_exist(person, officer, site):
    person.register_numbers.update(register_class="A.III")
    person.limiting_dates.all().delete()
    batch = selecting_batch(officer, name="Las 9")
    EntryRuleSetFactory(version=batch.version, parts={"status": {"sentenced": False}, "time_left": {}})

    page = site.get(url("person_selection", person)).content.decode()

    assert "Belum ada putusan: sisa waktunya tidak dapat dihitung." in page
    assert "Belum diketahui" in page
    assert "Lengkapi data di profil" not in page
    assert "h-missing" not in page


def test_page_tells_interview_plan_and_applications(person, officer, site):
    sewing, welding = VocationFactory(code="sewing", name="Menjahit"), VocationFactory()
    interview_records.record_interview(
        person, by=officer, held_on=date(2026, 11, 1), said=Said(interests=(sewing,)), entry="direct"
    )
    said = Said(
        skills=("welding", "sewing"),
        prior_work="Bengkel 2 tahun",
        interests=(welding, sewing),
        wishes="Buka bengkel",
        adjustments="Duduk",
    )
    interview_records.record_interview(person, by=officer, held_on=TODAY, said=said, entry="paper")
    late = goal(person, officer, "Kejar paket B")
    TrainingGoal.objects.update(due_on=date(2026, 11, 1))
    batch = selecting_batch(officer, name="Las 9")
    application = ApplicationFactory(batch=batch, person=person)

    page = compact(site.get(url("person_selection", person)).content.decode())

    for words in (
        "Las, Menjahit",
        "Bengkel 2 tahun",
        "1. Las",
        "Buka bengkel",
        "Duduk",
        "Kejar paket B",
        "Tanggal wawancara",
    ):
        assert words in page
    assert "Lewat tenggat" in page
    assert url("goal_close", late) in page
    assert url("application_detail", application) in page


def test_without_anything_the_page_says_so(person, site):
    page = site.get(url("person_selection", person)).content.decode()

    for words in (
        "Belum dilakukan.",
        "Belum ada sasaran.",
        "Belum ada pengajuan.",
        "Sekarang tidak ada angkatan yang menerima pengajuan.",
    ):
        assert words in page


def test_latest_application_for_a_batch_is_the_one_that_counts(person, officer, site):
    batch = selecting_batch(officer)
    ended_applications.withdraw(ApplicationFactory(batch=batch, person=person), by=officer)
    latest = ApplicationFactory(batch=batch, person=person)

    (chance,) = site.get(url("person_selection", person)).context["chances"]

    assert (chance.application, chance.verdict) == (latest, "meets")


@pytest.mark.parametrize("count", [1, 30])
def test_many_batches_and_applications_cost_no_more_queries(person, officer, site, django_assert_num_queries, count):
    for _ in range(count):
        batch = selecting_batch(officer)
        EntryRuleSetFactory(version=batch.version)
        ApplicationFactory(batch=batch, person=person)
        goal(person, officer)
    site.get(url("person_selection", person))

    with django_assert_num_queries(12):
        site.get(url("person_selection", person))


def test_case_officer_reads_of_the_own_ward_only(officer, sign_in):
    wali = UserFactory(roles=["case_officer"], facility=officer.facility)
    ward = PersonFactory(facility=officer.facility, case_officer=wali)
    other = PersonFactory(facility=officer.facility)
    client = sign_in(wali)

    page = client.get(url("person_selection", ward)).content.decode()

    assert f'href="{url("interview_new", ward)}"' not in page
    assert client.get(url("person_selection", other)).status_code == 404


# Interviews


FORM = {
    "held_on": "20/11/2026",
    "entry": "paper",
    "skills": ["welding"],
    "prior_work": "Bengkel",
    "prior_certificates": "",
    "education": "SMP",
    "first": "",
    "second": "",
    "third": "",
    "wishes": "",
    "adjustments": "",
}


def test_interview_is_keyed_in_from_paper(person, site):
    sewing, welding = VocationFactory(code="sewing", name="Menjahit"), VocationFactory()
    form = site.get(url("interview_new", person)).content.decode()

    answer = site.post(url("interview_new", person), FORM | {"first": sewing.pk, "third": welding.pk})

    made = Interview.objects.get()
    assert 'value="23/11/2026"' in form
    assert (made.held_on, made.entry, made.skills, made.education) == (date(2026, 11, 20), "paper", ["welding"], "SMP")
    assert [one.vocation for one in made.interests.all()] == [sewing, welding]
    assert answer.headers["Location"] == url("person_selection", person)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"held_on": "24/11/2026"}, "Tanggal itu belum tiba."),
        ({"held_on": "31/02/2026"}, "Tanggal ini tidak ada di kalender."),
        ({"skills": ["flying"]}, "flying"),
        ({"entry": ""}, "Bagian ini belum diisi."),
    ],
)
def test_interview_that_is_refused_says_why(person, site, changes, sentence):
    answer = site.post(url("interview_new", person), FORM | changes)

    assert (answer.status_code, Interview.objects.count()) == (422, 0)
    assert sentence in answer.content.decode()


def test_wish_that_stands_twice_is_said(person, site):
    welding = VocationFactory()

    answer = site.post(url("interview_new", person), FORM | {"first": welding.pk, "second": welding.pk})

    assert answer.status_code == 422
    assert "Satu kejuruan dipilih dua kali. Pilih satu kali saja." in answer.content.decode()


# Goals


def test_goal_is_set_and_closed_on_its_pages(person, site):
    site.get(url("goal_new", person))
    set_it = site.post(url("goal_new", person), {"text": "Las dasar", "vocation": "", "due_on": "31/12/2026"})
    made = TrainingGoal.objects.get()
    form = site.get(url("goal_close", made)).content.decode()
    close_it = site.post(url("goal_close", made), {"state": "reached", "note": "Lulus"})

    made.refresh_from_db()
    assert "Las dasar" in form
    assert (made.state, made.close_note) == ("reached", "Lulus")
    assert set_it.headers["Location"] == close_it.headers["Location"] == url("person_selection", person)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [({"due_on": "22/11/2026"}, "Tanggal itu sudah lewat."), ({"text": " "}, "Bagian ini belum diisi.")],
)
def test_goal_that_is_refused_says_why(person, site, changes, sentence):
    answer = site.post(url("goal_new", person), {"text": "Las", "vocation": "", "due_on": "31/12/2026"} | changes)

    assert (answer.status_code, TrainingGoal.objects.count()) == (422, 0)
    assert sentence in answer.content.decode()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"state": "reached", "note": "ok"}, "Tulis singkat apa hasilnya."),
        ({"state": "open", "note": "Lulus"}, "open"),
    ],
)
def test_goal_stays_open_when_its_form_is_refused(person, officer, site, data, sentence):
    made = goal(person, officer)

    answer = site.post(url("goal_close", made), data)

    made.refresh_from_db()
    assert (answer.status_code, made.state) == (422, "open")
    assert sentence in answer.content.decode()


# Strangers and other roles


NAMES = ["person_selection", "interview_new", "interview_print", "goal_new"]


@pytest.mark.parametrize("name", NAMES)
def test_person_elsewhere_is_not_found(person, sign_in, name):
    assert sign_in(UserFactory(roles=["training_officer"])).get(url(name, person)).status_code == 404


def test_goal_of_somebody_elsewhere_is_not_found(person, officer, sign_in):
    made = goal(person, officer)

    assert sign_in(UserFactory(roles=["training_officer"])).post(url("goal_close", made)).status_code == 404


@pytest.mark.parametrize(
    ("role", "statuses"),
    [
        ("board_member", [200, 403, 200, 403]),
        ("rutan_head", [200, 403, 200, 403]),
        ("registrar", [403, 403, 403, 403]),
        ("security_officer", [403, 403, 403, 403]),
    ],
)
def test_who_reads_and_who_writes(person, officer, sign_in, role, statuses):
    client = sign_in(UserFactory(roles=[role], facility=officer.facility))

    assert [client.get(url(name, person)).status_code for name in NAMES] == statuses


# The list


def test_list_shows_the_longest_here_first_and_the_goals_that_are_late(person, officer, site):
    newer = PersonFactory(facility=officer.facility, full_name="Newer")
    CustodyPeriod.objects.create(person=newer, facility=officer.facility, from_date=TODAY - timedelta(days=15))
    fresh = PersonFactory(facility=officer.facility, full_name="Fresh")
    CustodyPeriod.objects.create(person=fresh, facility=officer.facility, from_date=TODAY)
    goal(fresh, officer, "Kejar paket B")
    TrainingGoal.objects.update(due_on=date(2026, 11, 1))
    PersonFactory(full_name="Elsewhere", with_custody=True)

    page = site.get(LIST).content.decode()

    assert re.findall(r'class="rowlink"[^>]*>([^<]+)', page) == ["Masrani", "Newer", "Fresh"]
    assert "Kejar paket B" in page


def test_when_everybody_was_talked_to_the_list_says_so(person, officer, site):
    interview_records.record_interview(person, by=officer, held_on=TODAY, said=Said(skills=("sewing",)), entry="direct")

    assert "Semua sudah diwawancarai" in site.get(LIST).content.decode()


def test_long_lists_go_on_behind_and_say_how_many_goals_there_are(officer, site):
    for number in range(31):
        person = PersonFactory(facility=officer.facility, full_name=f"Person {number:02d}", with_custody=True)
        goal(person, officer)
    TrainingGoal.objects.update(due_on=date(2026, 11, 1))

    first = site.get(LIST)
    second = site.get(LIST + first.context["page"].next)

    assert [len(answer.context["page"]) for answer in (first, second)] == [30, 1]
    assert "Seluruhnya 31; 30 pertama ditampilkan." in first.content.decode()


@pytest.mark.parametrize("count", [1, 30])
def test_list_costs_the_same_for_one_and_for_thirty(officer, site, django_assert_num_queries, count):
    for _ in range(count):
        goal(PersonFactory(facility=officer.facility, with_custody=True), officer)
    TrainingGoal.objects.update(due_on=date(2026, 11, 1))
    site.get(LIST)

    with django_assert_num_queries(6):
        site.get(LIST)


# The paper


def test_paper_form_names_the_person_and_asks_everything_on_one_sheet(person, site, tmp_path):
    for code in ("welding", "sewing", "computer"):
        VocationFactory(code=code, name=f"Kejuruan {code}")

    answer = site.get(url("interview_print", person))

    (text,) = pages(answer.content)
    for words in (
        "Wawancara awal",
        "Masrani",
        "17 Mei 1995",
        "A / 07",
        "Mengemudi",
        "SMA/SMK",
        "Kejuruan computer",
        "Keinginan setelah bebas",
        "Yang diwawancarai",
    ):
        assert words in text
    assert answer.headers["Content-Disposition"] == 'inline; filename="wawancara-awal.pdf"'
    assert AccessLogEntry.objects.get().subject == "form of the intake interview"
    assert qpdf_complaints(answer.content, tmp_path) == ""
    assert set(fonts(answer.content).values()) == {True}


def test_paper_form_of_somebody_of_whom_little_is_known(officer, site):
    person = PersonFactory(facility=officer.facility, birth_date=None)

    (text,) = pages(site.get(url("interview_print", person)).content)

    assert "Tanggal lahir -" in text
    assert "Blok -" in text


def test_a_sign_that_the_letters_lack_is_stood_in_for(person, site):
    person.full_name = "Anwar 龍"
    person.save()

    answer = site.get(url("interview_print", person))

    assert answer.status_code == 200
    assert "Anwar ?" in " ".join(pages(answer.content)[0].split())


def test_paper_leaves_room_to_write(person, site):
    """Lines that were drawn as surfaces once came out black."""
    pixels = raster(site.get(url("interview_print", person)).content, 0, 40)

    dark = sum(pixel < 128 for line in pixels.tolist() for pixel in line)
    assert dark / (pixels.shape[0] * pixels.shape[1]) < 0.05
