"""The instructor's teaching journal, with a page missing now and then."""

from programs.journal import journal_entries
from programs.timetable.models.sessions import Session

METHODS = ("Demonstrasi dan praktik", "Ceramah singkat, praktik berpasangan", "Praktik mandiri", "Diskusi dan latihan")
NOTES = ("", "", "Bahan praktik hampir habis, perlu ditambah.", "", "Materi dilanjutkan pada sesi berikutnya.")
STEPS = (
    "Pengantar dan keselamatan kerja",
    "Contoh pengerjaan",
    "Latihan terbimbing",
    "Latihan mandiri",
    "Ulangan praktik",
)
# Every this many sessions the page is missing.
GAP = 9


def write(session: Session, number: int) -> None:
    """Writes the session's page; `number` is its position in the batch."""
    if number % GAP == GAP - 1:
        return
    journal_entries.write(
        session,
        by=session.instructor,
        material=f"{STEPS[number % len(STEPS)]}: {session.unit.title}",
        method=METHODS[number % len(METHODS)],
        notes=NOTES[number % len(NOTES)],
    )
