"""What the instructor wrote of each lesson in the teaching journal; now and then a page is missing."""

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
# Every so many sessions nobody has written yet.
GAP = 9


def write(session: Session, number: int) -> None:
    """The page of the session; `number` counts the sessions of its batch."""
    if number % GAP == GAP - 1:
        return
    journal_entries.write(
        session,
        by=session.instructor,
        material=f"{STEPS[number % len(STEPS)]}: {session.unit.title}",
        method=METHODS[number % len(METHODS)],
        notes=NOTES[number % len(NOTES)],
    )
