"""The schedule on paper: rows are JP by the clock, breaks stand between, legends say who and what is meant."""

from datetime import date, time

import pytest

from core import clock
from inmates.custody.custody_words import custody_words
from programs.batches.models import BatchStaff
from programs.timetable import schedule_sheet
from programs.timetable.models.sessions import Holiday, Session
from programs.timetable.schedule_rows import rows_of
from programs.timetable.week import note_times
from tests.factories import BatchFactory, SessionFactory, UserFactory
from tests.papers import pages

pytestmark = pytest.mark.django_db


@pytest.fixture
def batch():
    """Two weeks: four JP with a break each morning, two after lunch on Mondays, Tuesday closed."""
    batch = BatchFactory(name="Las 4/2026", ends_on=date(2026, 11, 13), training_center__place_of_issue="Rantau")
    teacher = UserFactory(roles=["instructor"], training_center=batch.training_center, full_name="Budi Santoso")
    other = UserFactory(roles=["instructor"], training_center=batch.training_center, full_name="Bayu Saputra")
    BatchStaff.objects.create(batch=batch, user=teacher, duty="instructor")
    for day in (2, 4, 9):
        session = SessionFactory(
            batch=batch, instructor=teacher, room=batch.room, date=date(2026, 11, day), break_after=2, break_minutes=15
        )
        Session.objects.filter(pk=session.pk).update(ends_at=session.ends_at + 15 * clock.MINUTE)
    SessionFactory(batch=batch, instructor=other, room="Ruang teori", date=date(2026, 11, 2), clock_time=time(12), jp=2)
    Holiday.objects.create(facility=batch.facility, date=date(2026, 11, 3), name="Hari jadi kabupaten", kind="office")
    return batch


def table(week):
    return [(row["jp"], row["times"], row["cells"]) for row in week["rows"]]


def test_rows_are_the_lessons_by_the_clock_with_their_breaks(batch):
    first, second = schedule_sheet.words(batch)["weeks"]

    assert first["days"] == ["Sen 2", "Sel 3", "Rab 4", "Kam 5", "Jum 6"]
    assert table(first) == [
        ("1", "08.00–08.45", ["001.1 BS", "–", "001.1 BS", "", ""]),
        ("2", "08.45–09.30", ["001.1 BS", "–", "001.1 BS", "", ""]),
        ("", "09.30–09.45", ["istirahat", "", "istirahat", "", ""]),
        ("3", "09.45–10.30", ["001.1 BS", "–", "001.1 BS", "", ""]),
        ("4", "10.30–11.15", ["001.1 BS", "–", "001.1 BS", "", ""]),
        ("", "11.15–12.00", ["istirahat", "", "", "", ""]),
        ("5", "12.00–12.45", ["001.1 BS2", "–", "", "", ""]),
        ("6", "12.45–13.30", ["001.1 BS2", "–", "", "", ""]),
    ]
    assert first["notes"] == ["Sel 3: Hari jadi kabupaten", "Sen 2 12.00–13.30: di Ruang teori"]
    assert second["title"] == "Pekan 2 · 9 – 13 Nov 2026"


def test_where_days_begin_at_other_hours_no_number_is_claimed(batch):
    SessionFactory(batch=batch, date=date(2026, 11, 6), clock_time=time(8, 45), jp=2, room=batch.room)
    sessions = list(batch.sessions.filter(date__lt=date(2026, 11, 9)))
    for session in sessions:
        note_times(session)

    found = {row.times: row.jp for row in rows_of(sessions) if not row.is_break}

    assert (found[time(8), time(8, 45)], found[time(8, 45), time(9, 30)], found[time(9, 30), time(10, 15)]) == (1, 0, 2)


def test_what_is_cancelled_made_up_or_substituted_is_noted_without_a_reason_of_custody(batch):
    session = batch.sessions.get(date=date(2026, 11, 9))
    SessionFactory(batch=batch, date=date(2026, 11, 10), room=batch.room, makes_up_for=session)
    batch.sessions.filter(date=date(2026, 11, 4)).update(substitute_for=UserFactory(full_name="Rina Maulida"))
    SessionFactory(batch=batch, date=date(2026, 11, 12), is_cancelled=True, cancel_reason="Razia blok", room=batch.room)

    first, second = schedule_sheet.words(batch)["weeks"]

    assert "Rab 4 08.00–11.15: menggantikan Rina Maulida" in first["notes"]
    assert second["notes"] == ["Sel 10 08.00–11.00: sesi pengganti", "Kam 12 08.00–11.00: batal"]


def test_the_paper_says_everything_counts_its_pages_and_nothing_of_custody(batch):
    for week in range(9):
        for day in (16, 17, 18):
            SessionFactory(
                batch=batch,
                date=date.fromordinal(date(2026, 11, day).toordinal() + 7 * week),
                room=batch.room,
                instructor__full_name=f"Muhammad Abdurrahman Al-Banjari {week} {day}, S.Pd., M.T.",
            )

    printed = pages(schedule_sheet.sheet(batch))

    assert len(printed) > 1
    assert [page.count(f"Halaman {number} dari {len(printed)}") for number, page in enumerate(printed, 1)] == [1] * len(
        printed
    )
    words = " ".join(printed)
    assert all(word in words for word in ("Jadwal Pelatihan", "Las 4/2026", "BS Budi Santoso", "BS2 Bayu Saputra"))
    assert all(unit.code in words and unit.title in words for unit in batch.version.units.all())
    assert (custody_words(words), batch.facility.name in words) == ([], False)


def test_one_week_alone_and_a_batch_without_sessions(batch):
    assert [week["title"] for week in schedule_sheet.words(batch, date(2026, 11, 9))["weeks"]] == [
        "Pekan 2 · 9 – 13 Nov 2026"
    ]
    assert "Belum ada sesi." in pages(schedule_sheet.sheet(BatchFactory()))[0]


def test_hours_are_those_of_the_facility(batch):
    far = BatchFactory(facility__time_zone="Asia/Jayapura")
    SessionFactory(batch=far, date=date(2026, 11, 2))

    (week,) = schedule_sheet.words(far)["weeks"]

    assert week["rows"][0]["times"] == "08.00–08.45"
