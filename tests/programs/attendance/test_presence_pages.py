"""The presence of a batch, page by page and as a file: who reads it, and what the training center reads in it."""

import io
from datetime import date, time, timedelta

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from core.models import AccessLogEntry
from inmates.people.models import Person
from programs.attendance import mark_changes
from programs.batches.models import BatchStaff
from tests.factories import EnrollmentFactory, SessionFactory, UserFactory
from tests.factories.certification import mark_all

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
MONDAY = date(2026, 11, 2)


@pytest.fixture
def officer(batch):
    return UserFactory(roles=["training_officer"], facility=batch.facility)


@pytest.fixture
def session():
    session = SessionFactory(batch__name="Las 4/2026", date=date(2026, 11, 20))
    BatchStaff.objects.create(batch=session.batch, user=session.instructor, duty="instructor")
    return session


@pytest.fixture
def batch(session):
    return session.batch


@pytest.fixture
def place(batch):
    return EnrollmentFactory(batch=batch, person__full_name="Abdul Rahim")


def address(batch, name="batch_presence"):
    return reverse(f"programs:{name}", args=[batch.public_id])


def many_sessions(batch, place, count):
    days = [MONDAY + timedelta(days=number % 18) for number in range(count)]
    for number, day in enumerate(days):
        hour = time(6 + number // 18)
        mark_all(
            SessionFactory(batch=batch, instructor=batch.sessions.first().instructor, date=day, clock_time=hour, jp=1),
            [place],
        )


def test_all_sessions_can_be_paged_through_once_each(batch, session, place, officer, sign_in):
    many_sessions(batch, place, 60)
    client, url, seen = sign_in(officer), address(batch), []

    while url:
        page = client.get(url).context["page"]
        seen += [one.pk for one in page.rows]
        url = page.next and address(batch) + page.next

    assert (len(seen), len(set(seen))) == (60, 60)


def test_the_columns_of_a_page_stand_in_the_order_of_time(batch, session, place, officer, sign_in):
    many_sessions(batch, place, 30)

    matrix = sign_in(officer).get(address(batch)).context["matrix"]

    starts = [column.session.starts_at for column in matrix.columns]
    assert (len(starts), starts) == (24, sorted(starts))


def test_the_center_reads_one_word_for_any_reason_of_custody(batch, session, place, officer, sign_in):
    mark_changes.mark(session, place, by=officer, status="court", note="PN Rantau")

    def words(user):
        client = sign_in(user)
        pages = [
            client.get(address(batch)).content.decode(),
            client.get(address(batch, "batch_presence_csv")).content.decode(),
        ]
        return ["Sidang" in page for page in pages], ["Rantau" in page for page in pages]

    assert words(officer)[0] == [True, True]
    assert words(session.instructor) == ([False, False], [False, False])


@pytest.mark.parametrize("role", ["registrar", "board_chair", "board_member"])
def test_who_reads_batches_only_sees_names_and_no_presence(batch, session, place, officer, sign_in, role):
    mark_changes.mark(session, place, by=officer, status="unexcused")
    client = sign_in(UserFactory(roles=[role], facility=batch.facility))

    page = client.get(address(batch, "batch_detail")).content.decode()

    assert ("Abdul Rahim" in page, "Alpa" in page, "Rata-rata kehadiran" in page, "matrix" in page) == (
        True,
        False,
        False,
        False,
    )
    assert client.get(address(batch)).status_code == 403


@pytest.mark.parametrize("role", ["assessor", "certificate_officer"])
def test_neither_do_those_of_the_center(batch, session, place, officer, sign_in, role):
    mark_changes.mark(session, place, by=officer, status="unexcused")
    user = UserFactory(roles=[role], training_center=batch.training_center)
    BatchStaff.objects.create(batch=batch, user=user, duty="assessor")

    page = sign_in(user).get(address(batch, "batch_detail")).content.decode()

    assert ("Abdul Rahim" in page, "Alpa" in page) == (True, False)


def test_the_batch_page_leads_to_all_sessions(batch, session, place, officer, sign_in):
    mark_changes.mark(session, place, by=officer, status="present")

    assert f'href="{address(batch)}"' in sign_in(officer).get(address(batch, "batch_detail")).content.decode()


def test_a_case_officer_reads_own_wards_only(batch, session, place, officer, sign_in):
    other = EnrollmentFactory(batch=batch, person__full_name="Budi Hartono")
    wali = UserFactory(roles=["case_officer"], facility=batch.facility)
    Person.objects.filter(pk=place.person_id).update(case_officer=wali)
    mark_changes.mark(session, place, by=officer, status="present")
    mark_changes.mark(session, other, by=officer, status="present")

    client = sign_in(wali)
    for name in ("batch_presence", "batch_presence_csv"):
        text = client.get(address(batch, name)).content.decode()
        assert ("Abdul Rahim" in text, "Budi Hartono" in text) == (True, False)


def test_the_file_has_every_session_and_the_hours_and_its_export_is_logged(batch, session, place, officer, sign_in):
    Person.objects.filter(pk=place.person_id).update(full_name="=1+1")
    mark_changes.mark(session, place, by=officer, status="late", minutes_late=45)

    client = sign_in(officer)
    response = client.get(address(batch, "batch_presence_xlsx"))
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(response.content)).get_sheet_by_index(0).to_python()
    lines = client.get(address(batch, "batch_presence_csv")).content.decode("utf-8-sig").splitlines()

    assert sheet == [
        ["Peserta", "20/11/2026 08.00", "JP hadir", "JP seharusnya", "Kehadiran (%)"],
        ["'=1+1", "Telat", 3.0, 4.0, 75.0],
    ]
    assert lines[1] == '\'=1+1;Telat;"3,0";"4,0";75'
    assert response.headers["Content-Disposition"] == 'attachment; filename="presensi-las-4-2026.xlsx"'
    assert AccessLogEntry.objects.filter(kind="export", subject="presence of a batch").count() == 2


def test_strangers_find_no_batch(batch, session, sign_in):
    stranger = sign_in(UserFactory(roles=["training_officer"]))

    names = ("batch_presence", "batch_presence_xlsx", "batch_presence_csv")
    assert [stranger.get(address(batch, name)).status_code for name in names] == [404, 404, 404]


def test_before_the_first_mark_the_page_says_so(batch, session, place, officer, sign_in):
    assert "Belum ada presensi" in sign_in(officer).get(address(batch)).content.decode()


@pytest.mark.parametrize("count", [1, 30])
def test_the_page_costs_the_same_for_one_and_for_thirty(
    batch, session, officer, sign_in, django_assert_num_queries, count
):
    people = [EnrollmentFactory(batch=batch) for _ in range(count)]
    mark_all(session, people)
    client = sign_in(officer)

    # Two of them for the notice that nobody has counted the session.
    with django_assert_num_queries(13):
        client.get(address(batch))


def test_whoever_left_owes_no_mark_and_the_row_says_so(batch, session, place, officer, sign_in):
    """Rows of people who were gone for days read “no mark” for each of them."""
    mark_all(session, [place])
    gone = EnrollmentFactory(
        batch=batch, person__full_name="Yusran", state="ended", ended_on=date(2026, 11, 18), end_reason="transfer"
    )
    owing = EnrollmentFactory(batch=batch, person__full_name="Zainal")

    for_facility = sign_in(officer).get(address(batch)).context["matrix"]
    page = sign_in(session.instructor).get(address(batch))

    rows = {row.enrollment: row for row in for_facility.rows}
    words = {place: [cell and cell.word for _column, cell in row.cells] for place, row in rows.items()}
    assert words == {place: ["Hadir"], gone: ["tidak ikut"], owing: [None]}
    assert rows[gone].state == "Keluar 18 Nov 2026: Pindah ke UPT lain"
    center = {row.enrollment: row.state for row in page.context["matrix"].rows}
    assert center == {place: "", gone: "Keluar 18 Nov 2026: Selesai dini – administratif", owing: ""}


def test_days_that_do_not_count_stand_beside_the_share(batch, session, place, officer, sign_in):
    """Somebody who was ill for days was shown with 100 % and nothing more."""
    days = [SessionFactory(batch=batch, instructor=session.instructor, date=date(2026, 11, day)) for day in (16, 17)]
    mark_all(session, [place])
    mark_changes.mark(days[0], place, by=officer, status="sick")
    mark_changes.mark(days[1], place, by=officer, status="court", note="PN Rantau")

    page = sign_in(session.instructor).get(address(batch))

    assert [(row.percent, row.uncounted) for row in page.context["matrix"].rows] == [(100, "1 S, 1 D")]
    assert "1 S, 1 D tidak dihitung" in " ".join(page.content.decode().split())
