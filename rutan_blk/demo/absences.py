"""Announced absences in a running batch's roll, a sheet kept on paper, and somebody who stays away."""

from datetime import time, timedelta

from accounts.roles import Role
from core import clock
from programs.attendance import known_absences, mark_changes, paper_entry, roll_sheets
from programs.attendance.models.marks import Mark
from programs.batches.models import Batch
from programs.timetable.models.sessions import Session
from rutan_blk.demo.cast import Crew
from rutan_blk.demo.counts import explain_differences

KNOWN = (
    ("court", "PN Rantau", "Surat panggilan 218/Pid.B/2026"),
    ("visit", "", "Daftar kunjungan keluarga"),
)


def announce(crew: Crew, batch: Batch) -> None:
    """Announces court and a visit, the day before, for the session with an open roll and the next one."""
    now = clock.now()
    waiting = batch.sessions.filter(state=Session.State.PLANNED, marks__isnull=True).order_by("starts_at")
    over, to_come = waiting.filter(ends_at__lt=now).last(), waiting.filter(starts_at__gt=now).first()
    people = list(batch.enrollments.live().select_related("person").order_by("person__name_sort")[1:5])
    for session, pair in ((over, people[:2]), (to_come, people[2:])):
        if session is None:
            continue
        day_before = clock.at(session.date - timedelta(days=1), time(14), crew.facility.time_zone)
        with clock.moved_to(min(now, day_before)):
            for place, (status, destination, source) in zip(pair, KNOWN, strict=False):
                known_absences.announce(
                    place.person,
                    by=crew[Role.REGISTRAR],
                    status=status,
                    starts_at=session.starts_at,
                    ends_at=session.ends_at,
                    source=source,
                    destination=destination,
                )


def stay_away(crew: Crew, batch: Batch) -> None:
    """Corrects the last three recorded sessions: somebody marked otherwise was in fact absent."""
    sessions = list(batch.sessions.filter(state=Session.State.FINALIZED).order_by("-starts_at")[:3])
    place = batch.enrollments.live().order_by("-person__name_sort").first()
    for session in sessions:
        if Mark.objects.filter(session=session, enrollment=place).exists():
            reason = "Salah catat, yang bersangkutan tidak hadir"
            mark_changes.mark(session, place, by=crew[Role.TRAINING_OFFICER], status="unexcused", reason=reason)
            explain_differences(crew, session)


def keep_on_paper(crew: Crew, batch: Batch) -> None:
    """Attaches a scan of the first session's paper sheet to its marks."""
    session = batch.sessions.filter(state=Session.State.FINALIZED).order_by("starts_at").first()
    if session:
        officer = crew[Role.TRAINING_OFFICER]
        sheet = roll_sheets.session_sheet(session, by=officer)
        paper_entry.attach_scan(session, by=officer, content=sheet, reason="Lembar asli dari bengkel")
