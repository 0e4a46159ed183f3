import pytest
from django.urls import reverse

from core.models import AccessLogEntry
from programs.batches.models import BatchStaff
from programs.journal import journal_entries
from programs.journal.models import JournalEntry
from programs.timetable.models.sessions import Session
from tests.factories import EnrollmentFactory, SessionFactory, UserFactory
from tests.factories.certification import mark_all
from tests.factories.programs import cancelled
from tests.papers import pages, tops

pytestmark = [pytest.mark.django_db, pytest.mark.engines]


@pytest.fixture
def session():
    session = SessionFactory(batch__name="Las 4/2026")
    BatchStaff.objects.create(batch=session.batch, user=session.instructor, duty="instructor")
    return session


def url(name, record):
    return reverse(f"programs:{name}", args=[record.public_id])


def words(material="Las sudut", version="0", **others):
    return {"material": material, "method": "Praktik", "notes": "", "version": version, **others}


def test_the_roll_leads_to_the_page_of_the_session(session, sign_in):
    EnrollmentFactory(batch=session.batch)
    client = sign_in(session.instructor)

    assert url("session_journal", session) in client.get(url("session_roll", session)).text
    response = client.get(url("session_journal", session))
    assert response.status_code == 200
    assert "Jangan menulis nama peserta" in response.text


def test_the_instructor_saves_the_page_and_comes_back_to_it(session, sign_in):
    response = sign_in(session.instructor).post(url("journal_save", session), words(), follow=True)

    assert response.redirect_chain == [(url("session_journal", session), 302)]
    assert JournalEntry.objects.values_list("material", "method", "version").get() == ("Las sudut", "Praktik", 1)


def test_both_values_are_shown_when_somebody_else_was_faster(session, sign_in):
    journal_entries.write(session, by=session.instructor, material="Las tumpul")

    response = sign_in(session.instructor).post(url("journal_save", session), words())

    assert response.status_code == 409
    assert "Las tumpul" in response.text
    assert response.context["form"]["material"].value() == "Las sudut"
    assert JournalEntry.objects.get().material == "Las tumpul"

    again = sign_in(session.instructor).post(
        url("journal_save", session), words(version=str(response.context["form"]["version"].value()))
    )
    assert (again.status_code, JournalEntry.objects.get().material) == (302, "Las sudut")


def test_the_same_form_sent_twice_writes_once(session, sign_in):
    client, data = sign_in(session.instructor), words(idempotency_token="6f6b2b0e-9f3d-4a57-8d58-6f1d4a1f9d11")

    client.post(url("journal_save", session), data)
    client.post(url("journal_save", session), data)

    assert JournalEntry.objects.get().version == 1


@pytest.mark.parametrize("material", ["", "x" * 1001])
def test_what_cannot_be_a_page_is_refused_with_its_words(session, sign_in, material):
    response = sign_in(session.instructor).post(url("journal_save", session), words(material))

    assert (response.status_code, JournalEntry.objects.count()) == (422, 0)


def test_a_substitute_reaches_the_page_without_the_batch(session, sign_in):
    usual = session.instructor
    substitute = UserFactory(roles=["instructor"], training_center=session.batch.training_center)
    Session.objects.filter(pk=session.pk).update(instructor=substitute, substitute_for=usual)
    client = sign_in(substitute)

    response = client.get(url("session_journal", session))

    assert url("batch_journal", session.batch) not in response.text
    assert client.post(url("journal_save", session), words()).status_code == 302
    assert client.get(url("batch_journal", session.batch)).status_code == 404


def test_the_coordinator_reads_and_is_offered_no_form_in_time(session, coordinator, sign_in):
    journal_entries.write(session, by=session.instructor, material="Las sudut")

    response = sign_in(coordinator).get(url("session_journal", session))

    assert "Las sudut" in response.text
    assert url("journal_save", session) not in response.text


def test_a_stranger_finds_nothing(session, sign_in):
    client = sign_in(UserFactory(roles=["instructor"]))

    assert [
        client.get(url("session_journal", session)).status_code,
        client.post(url("journal_save", session), words()).status_code,
    ] == [404, 404]


def test_the_journal_of_a_batch_flags_what_is_missing(session, coordinator, sign_in):
    SessionFactory(batch=session.batch, date=session.date.replace(day=20), instructor=session.instructor)
    journal_entries.write(session, by=session.instructor, material="Las sudut")

    response = sign_in(coordinator).get(url("batch_journal", session.batch))

    assert response.context["missing"] == 1
    assert "1 sesi belum diisi" in response.text


def test_an_instructor_is_told_of_the_own_missing_pages_only(session, sign_in):
    SessionFactory(batch=session.batch, date=session.date.replace(day=20))

    response = sign_in(session.instructor).get(reverse("programs:journal_list"))

    assert [page.session for page in response.context["pages"]] == [session]


@pytest.mark.parametrize("count", [1, 30])
@pytest.mark.parametrize(("name", "queries"), [("batch_journal", 8), ("journal_list", 8)])
def test_lists_ask_the_same_few_questions(
    session, coordinator, sign_in, django_assert_num_queries, name, queries, count
):
    for day in range(1, count):
        one = SessionFactory(
            batch=session.batch, date=session.date.replace(month=10, day=day), instructor=session.instructor
        )
        JournalEntry.objects.create(session=one, material="Las", written_by=session.instructor)
    client = sign_in(coordinator)
    address = (
        url(name, session.batch) + "?bulan="
        if name == "batch_journal"
        else reverse("programs:journal_list") + "?view=written"
    )

    with django_assert_num_queries(queries):
        client.get(address)


def test_the_printed_journal_has_every_page_and_names_no_participant(session, coordinator, sign_in):
    place = EnrollmentFactory(batch=session.batch)
    mark_all(session, [place])
    journal_entries.write(session, by=session.instructor, material="Las sudut 2F", notes="Elektroda habis 😀")
    for day in range(2, 21):
        SessionFactory(batch=session.batch, date=session.date.replace(day=day), instructor=session.instructor)

    response = sign_in(coordinator).get(url("batch_journal_print", session.batch) + "?bulan=2026-11-01")

    text = "\n".join(pages(response.content))
    assert len(pages(response.content)) > 1
    assert "November 2026" in text
    assert "Las sudut 2F" in text
    assert "1/1" in text
    assert text.count("Belum diisi") == 19
    assert coordinator.full_name in text
    assert session.instructor.full_name in text
    assert place.person.full_name not in text
    assert f"Halaman 1 dari {len(pages(response.content))}" in text
    assert AccessLogEntry.objects.filter(kind="print", subject="teaching journal").count() == 1


@pytest.mark.parametrize(("code", "cause"), [("power", "Listrik padam"), ("security", "Alasan dinas")])
def test_cancelled_session_is_printed_with_its_cause_unless_it_is_one_of_custody(
    session, coordinator, sign_in, code, cause
):
    SessionFactory(batch=session.batch, date=session.date.replace(day=2), **cancelled(code))

    response = sign_in(coordinator).get(url("batch_journal_print", session.batch) + "?bulan=2026-11-01")

    text = " ".join("\n".join(pages(response.content)).split())
    assert (f"Batal: {cause}" in text, text.count("Belum diisi")) == (True, 1)


def test_every_cell_of_the_printed_journal_begins_at_the_top_of_its_row(session, coordinator, sign_in):
    mark_all(session, [EnrollmentFactory(batch=session.batch)])
    journal_entries.write(session, by=session.instructor, material="Las sudut 2F", notes="Elektroda habis")

    paper = sign_in(coordinator).get(url("batch_journal_print", session.batch) + "?bulan=2026-11-01").content

    assert len(set(tops(paper, "Sen 23 Nov 2026", "Las sudut 2F", "Elektroda habis", "1/1"))) == 1


@pytest.mark.parametrize(
    ("query", "days"), [("", [23]), ("?bulan=", [5, 23]), ("?bulan=2026-10-01", [5]), ("?bulan=x", [5, 23])]
)
def test_the_journal_opens_at_the_month_that_runs(session, coordinator, sign_in, query, days):
    SessionFactory(batch=session.batch, date=session.date.replace(month=10, day=5), instructor=session.instructor)

    response = sign_in(coordinator).get(url("batch_journal", session.batch) + query)

    assert [page.session.date.day for page in response.context["pages"]] == days
