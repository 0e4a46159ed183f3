"""A roll copied from paper: what a line says, the scan beside it, and who sees both later."""

import hashlib
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core import clock
from core.errors import RuleViolation
from core.models import AccessLogEntry, AuditEvent
from programs.attendance import known_absences, mark_changes, paper_entry, roll_rows
from programs.attendance.models.marks import Mark
from programs.attendance.models.session_day import RollScan
from programs.attendance.roll_rows import Entry, Row
from tests.access.world import jpeg
from tests.conftest import MONDAY
from tests.factories import EnrollmentFactory, SessionFactory, UserFactory
from tests.scans import BARE_PDF, PDF

pytestmark = pytest.mark.django_db


def url(name, session, *args):
    return reverse(f"programs:{name}", args=[session.public_id, *args])


def lines(people, **typed):
    data = {f"version-{person.public_id}": "0" for person in people}
    for name, text in typed.items():
        person = next(one for one in people if one.person.full_name == name)
        data[f"line-{person.public_id}"] = text
    return data


def copy(client, session, data, scan=b"", name="lembar.pdf"):
    files = {"scan": SimpleUploadedFile(name, scan)} if scan else {}
    return client.post(url("roll_paper", session), data | files)


# What a line says


def read(text, reader, person, proposal=None):
    row = Row(person, None, Entry(), Entry(), proposal=proposal)
    paper_entry.read_line(text, row, roll_rows.choices_for(reader))
    return row.chosen if not row.reasons else [reason.code for reason in row.reasons]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", Entry()),
        ("  ", Entry()),
        ("H", Entry("present")),
        ("h", Entry("present")),
        (" hadir ", Entry("present")),
        ("T 15", Entry("late", 15)),
        ("t15", Entry("late", 15)),
        ("T 15 hujan", Entry("late", 15, "hujan")),
        ("T", Entry("late")),
        ("I surat dokter", Entry("excused", 0, "surat dokter")),
        ("S", Entry("sick")),
        ("A", Entry("unexcused")),
        ("alp", Entry("unexcused")),
        ("D", Entry("duty")),
        ("X", ["unknown_letter"]),
        ("15", ["unknown_letter"]),
        ("?", ["unknown_letter"]),
        ("H 15", ["minutes"]),
    ],
)
def test_what_a_line_of_the_instructor_says(session, people, text, expected):
    assert read(text, session.instructor, people[0]) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("D", ["several"]), ("sid", Entry("court")), ("Kunjungan", Entry("visit")), ("bon", Entry("loan"))],
)
def test_the_facility_names_the_reason_by_the_beginning_of_its_word(people, officer, text, expected):
    assert read(text, officer, people[0]) == expected


def test_what_was_announced_says_which_reason_the_letter_means(session, people, officer):
    known_absences.announce(
        people[0].person,
        by=officer,
        status="visit",
        starts_at=MONDAY,
        ends_at=MONDAY + timedelta(hours=1),
        source="Daftar kunjungan",
    )
    (row, *_others) = roll_rows.rows_of(session, officer)

    paper_entry.read_line("D", row, roll_rows.choices_for(officer))

    assert (row.chosen, row.reasons) == (Entry("visit"), [])


# The page


def test_lines_become_marks_with_both_times(session, people, sign_in):
    with clock.moved_to(MONDAY + timedelta(days=2)):
        response = copy(sign_in(session.instructor), session, lines(people, Abdul="H", Budi="T 30"), PDF)

    assert response.headers["Location"] == url("session_roll", session)
    found = Mark.objects.order_by("enrollment__person__full_name")
    assert [(m.status.code, m.minutes_present, m.entry, m.happened_at, m.recorded_at) for m in found] == [
        ("present", 180, "paper", session.starts_at, MONDAY + timedelta(days=2)),
        ("late", 150, "paper", session.starts_at, MONDAY + timedelta(days=2)),
    ]
    scan = RollScan.objects.get()
    assert (scan.session, scan.added_by, scan.added_at) == (session, session.instructor, MONDAY + timedelta(days=2))
    with default_storage.open(scan.file) as kept:
        assert kept.read() == BARE_PDF


def test_the_page_shows_letters_both_times_and_what_is_recorded(session, people, sign_in):
    mark_changes.mark(session, people[0], by=session.instructor, status="sick")

    page = " ".join(sign_in(session.instructor).get(url("roll_paper", session)).content.decode().split())

    told = [
        "<kbd>T</kbd> telat",
        "Sesi: Senin, 23 November 2026, 08.00–11.00",
        "Dicatat: 23 Nov 2026, 09.12 WITA",
        "Sakit",
    ]
    assert [text for text in told if text not in page] == []
    assert page.count("data-line") == 3


def test_one_line_in_doubt_keeps_the_sheet_back_and_everything_typed_stands(session, people, sign_in):
    response = copy(sign_in(session.instructor), session, lines(people, Abdul="H", Budi="X"), PDF)

    page = response.content.decode()
    assert response.status_code == 422 or "X" in page
    assert ('value="H"' in page, 'value="X"' in page, "bukan salah satu huruf" in page) == (True, True, True)


@pytest.mark.parametrize(
    ("text", "sentence"), [("I", "memerlukan catatan"), ("T", "berapa menit"), ("Q", "bukan salah satu huruf")]
)
def test_nothing_of_a_doubtful_sheet_is_saved(session, people, sign_in, text, sentence):
    response = copy(sign_in(session.instructor), session, lines(people, Abdul="H", Budi=text), PDF)

    assert (response.status_code, sentence in response.content.decode()) == (422, True)
    assert (Mark.objects.count(), RollScan.objects.count()) == (0, 0)


def test_what_somebody_else_recorded_meanwhile_is_shown_and_not_overwritten(session, people, officer, sign_in):
    mark_changes.mark(session, people[0], by=officer, status="sick")

    response = copy(sign_in(session.instructor), session, lines(people, Abdul="H", Budi="H"))

    page = " ".join(response.content.decode().split())
    assert (response.status_code, f"Sementara itu {officer.full_name} mencatat Sakit" in page) == (409, True)
    assert dict(Mark.objects.values_list("enrollment__person__full_name", "status__code")) == {"Abdul": "sick"}
    assert f'name="version-{people[0].public_id}" value="1"' in page


def test_a_sheet_sent_twice_is_copied_once(session, people, sign_in):
    client, data = sign_in(session.instructor), lines(people, Abdul="H")
    data["idempotency_token"] = "8b8f6f7e-0f43-4d86-8a10-3d4c2f6b8a12"

    answers = [copy(client, session, dict(data), PDF).status_code for _again in range(2)]

    assert answers == [302, 302]
    assert (Mark.objects.get().version, RollScan.objects.count()) == (1, 1)


def test_after_the_edit_window_a_supervisor_copies_with_a_reason(session, people, officer, sign_in):
    data = lines(people, Abdul="H")
    with clock.moved_to(MONDAY + timedelta(days=30)):
        assert copy(sign_in(officer), session, dict(data)).status_code == 422
        assert copy(sign_in(officer), session, data | {"reason": "Lembar baru diterima"}).status_code == 302
        page = sign_in(session.instructor).get(url("roll_paper", session)).content.decode()

    assert Mark.objects.get().revisions.get().reason == "Lembar baru diterima"
    assert "data-line" not in page


@pytest.mark.parametrize(
    ("content", "sentence"), [(b"<svg/>", "bukan PDF, JPEG, atau PNG"), (b"%PDF-" + b"x" * 11_000_000, "10 MB")]
)
def test_a_file_that_is_no_scan_is_refused(session, people, sign_in, content, sentence):
    response = copy(sign_in(session.instructor), session, lines(people, Abdul="H"), content)

    assert (response.status_code, sentence in response.content.decode()) == (422, True)
    assert (Mark.objects.count(), RollScan.objects.count()) == (0, 0)


# The scan


def test_the_same_file_again_is_the_scan_that_is_there(session):
    first, again = (paper_entry.attach_scan(session, by=session.instructor, content=jpeg()) for _again in range(2))

    assert (first.pk, first.sha256, first.file) == (
        again.pk,
        hashlib.sha256(jpeg()).hexdigest(),
        f"rolls/{first.public_id}.jpg",
    )
    assert AuditEvent.objects.filter(action="session.attach_scan").count() == 1


def test_a_session_keeps_so_many_scans(session):
    for number in range(paper_entry.MOST_SCANS):
        paper_entry.attach_scan(session, by=session.instructor, content=b"%PDF-" + bytes([number]))

    with pytest.raises(RuleViolation, match="12 pindaian"):
        paper_entry.attach_scan(session, by=session.instructor, content=b"%PDF-more")


def test_who_cannot_mark_attaches_nothing(session):
    by = UserFactory(roles=["blk_head"], training_center=session.batch.training_center)

    with pytest.raises(RuleViolation):
        paper_entry.attach_scan(session, by=by, content=PDF)
    assert not RollScan.objects.exists()


@pytest.mark.parametrize("role", ["training_officer", "rutan_head", "blk_coordinator", "blk_head"])
def test_who_sees_the_whole_roll_opens_its_scan(session, sign_in, role):
    scan = paper_entry.attach_scan(session, by=session.instructor, content=PDF)
    office = "facility" if role in ("training_officer", "rutan_head") else "training_center"
    reader = UserFactory(roles=[role], **{office: getattr(session.batch, office)})

    response = sign_in(reader).get(url("roll_scan", session, scan.public_id))

    assert b"".join(response.streaming_content) == PDF
    assert response.headers["Content-Disposition"] == 'attachment; filename="presensi-2026-11-23.pdf"'
    assert AccessLogEntry.objects.filter(subject="scan of the roll", user_id=reader.pk).count() == 1


@pytest.mark.parametrize("role", ["case_officer", "registrar", "security_officer"])
def test_who_sees_a_part_of_the_roll_or_nothing_of_it_opens_no_scan(session, sign_in, role):
    scan = paper_entry.attach_scan(session, by=session.instructor, content=PDF)
    reader = UserFactory(roles=[role], facility=session.batch.facility)

    assert sign_in(reader).get(url("roll_scan", session, scan.public_id)).status_code == 403


def test_a_scan_of_another_session_is_not_found(session, sign_in):
    other = SessionFactory(batch=session.batch, instructor=session.instructor, date=MONDAY.date() - timedelta(days=3))
    scan = paper_entry.attach_scan(other, by=session.instructor, content=PDF)
    stranger = UserFactory(roles=["training_officer"])

    assert sign_in(session.instructor).get(url("roll_scan", session, scan.public_id)).status_code == 404
    assert sign_in(stranger).get(url("roll_scan", other, scan.public_id)).status_code == 404


@pytest.mark.parametrize("count", [1, 30])
def test_the_page_costs_the_same_for_one_and_for_thirty(session, sign_in, django_assert_num_queries, count):
    for person in [EnrollmentFactory(batch=session.batch) for _ in range(count)]:
        mark_changes.mark(session, person, by=session.instructor, status="present")
    client = sign_in(session.instructor)

    with django_assert_num_queries(11):
        client.get(url("roll_paper", session))
