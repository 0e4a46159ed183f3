"""What a change of circumstance does to applications, places and sessions, told before it is recorded."""

from datetime import date, timedelta

import pytest

from core import clock
from programs.circumstances.dependents import dependents_of, sentences_of_absence, sentences_of_leaving
from tests.conftest import MONDAY
from tests.factories import ApplicationFactory, BatchFactory, EnrollmentFactory, SessionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    """In a batch with two sessions still to come, applying for a second, on the reserve list of a third."""
    batch = BatchFactory(name="Las 1")
    found = EnrollmentFactory(batch=batch).person
    for days in (-1, 1, 2):
        SessionFactory(batch=batch, date=MONDAY.date() + timedelta(days=days))
    for name, state in (("Las 2", "submitted"), ("Las 3", "reserve")):
        other = BatchFactory(name=name, facility=batch.facility, training_center=batch.training_center)
        by = {"decided_by_chair": ApplicationFactory().submitted_by} if state == "reserve" else {}
        ApplicationFactory(batch=other, person=found, state=state, submitted_at=clock.now(), **by)
    return found


def test_leaving_closes_ends_and_takes_off_the_rolls(person):
    told = [(one.what, one.becomes) for one in sentences_of_leaving(dependents_of(person))]

    assert told == [
        ("Pengajuan untuk Las 2 (Diajukan)", "ditutup: tidak lagi ditahan di sini"),
        ("Pengajuan untuk Las 3 (daftar cadangan nomor 1)", "ditutup: tidak lagi ditahan di sini"),
        ("Kursi di Las 1 (Aktif)", "berakhir; unit yang sudah lulus tetap lulus"),
        ("Las 1: 2 sesi yang akan datang", "yang bersangkutan tidak tercantum di daftar hadir"),
        ("Siap bebas", "6 hal masih harus diselesaikan hari ini dan tetap menjadi tanggungan"),
    ]


@pytest.mark.parametrize(
    ("until", "becomes"),
    [
        (None, "tidak tercantum di daftar hadir sampai kembali"),
        (date(2026, 12, 1), "tidak tercantum di daftar hadir sampai 1 Des 2026"),
    ],
)
def test_absence_closes_nothing(person, until, becomes):
    told = [(one.what, one.becomes) for one in sentences_of_absence(dependents_of(person), until=until)]

    assert told == [
        ("Pengajuan untuk Las 2 (Diajukan)", "tetap"),
        ("Pengajuan untuk Las 3 (daftar cadangan nomor 1)", "tetap"),
        ("Kursi di Las 1 (Aktif)", becomes),
    ]
