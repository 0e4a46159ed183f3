"""A class whose hours were worked out by hand (tests/data/attendance), recorded by the real commands."""

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path

from django.db import transaction

from accounts.models import User
from core import clock
from programs.attendance import mark_changes
from programs.attendance.attendance_figures import Attendance
from programs.batches.models import Batch
from programs.places.models import Enrollment
from programs.timetable.models.sessions import CancelReason, Session
from tests.conftest import MONDAY
from tests.factories.accounts import UserFactory
from tests.factories.programs import BatchFactory, EnrollmentFactory, ProgramVersionFactory, SessionFactory

FOLDER = Path(__file__).parent.parent / "data" / "attendance"
UNITS = "abcd"
FIRST, LAST = date(2026, 10, 26), date(2026, 11, 20)
# Who had no place on all days: from which on, and on which the place ended.
JOINED = {"Indra Lesmana": date(2026, 11, 2)}
LEFT = {"Joko Susilo": date(2026, 11, 16)}
CODES = {
    "T": "late",
    "S": "sick",
    "I": "excused",
    "A": "unexcused",
    "SIDANG": "court",
    "BON": "loan",
    "KUNJUNGAN": "visit",
    "ISOLASI": "isolation",
    "DINAS": "duty",
}


@dataclass
class HandWorked:
    """The batch, and for each person (and `Jumlah`, all of them) what the sheet says: by unit, and in all."""

    batch: Batch
    officer: User
    places: dict[str, Enrollment]
    by_unit: dict[str, list[Attendance]]
    whole: dict[str, Attendance]
    percent: dict[str, int | None]


def sheet(name: str) -> list[dict[str, str]]:
    """The rows of one of the files."""
    with (FOLDER / name).open(newline="") as file:
        return list(csv.DictReader(file))


def hand_worked(**fields) -> HandWorked:
    """Records the whole sheet; `fields` are those of the batch."""
    version = ProgramVersionFactory(total_jp=80, units=4, minutes_per_jp=30, class_minimum=1)
    batch = BatchFactory(
        version=version, starts_on=FIRST, ends_on=LAST, training_center=version.program.training_center, **fields
    )
    coordinator = UserFactory(roles=["blk_coordinator"], training_center=batch.training_center)
    officer = UserFactory(roles=["training_officer"], facility=batch.facility)
    rows = sheet("marks.csv")
    places = {row["name"]: _place(batch, row["name"]) for row in rows[:-1]}
    for planned in sheet("sessions.csv"):
        session = _session(batch, planned)
        with clock.moved_to(session.ends_at):
            for row in rows[:-1]:
                if row[planned["session"]] not in ("", "H"):
                    _mark(session, places[row["name"]], row[planned["session"]], officer, coordinator)
            mark_changes.mark_rest_present(session, by=officer)
        if planned["held"] == "no":
            cause = CancelReason.objects.get(code="power")
            Session.objects.filter(pk=session.pk).update(state=Session.State.CANCELLED, cancel_cause=cause)
    return HandWorked(batch, officer, places, *_worked_out(rows))


def _place(batch: Batch, name: str) -> Enrollment:
    state, left = (Enrollment.State.ENDED, LEFT[name]) if name in LEFT else (Enrollment.State.ACTIVE, None)
    return EnrollmentFactory(
        batch=batch,
        person__full_name=name,
        starts_on=JOINED.get(name, FIRST),
        state=state,
        ended_on=left,
        end_reason="withdrew" if left else "",
    )


def _session(batch: Batch, planned: dict[str, str]) -> Session:
    rest, jp = int(planned["break_minutes"]), int(planned["jp"])
    starts_at = clock.at(date.fromisoformat(planned["day"]), time(8), batch.facility.time_zone)
    return SessionFactory(
        batch=batch,
        unit=batch.version.units.get(position=UNITS.index(planned["unit"]) + 1),
        date=date.fromisoformat(planned["day"]),
        jp=jp,
        break_after=int(planned["break_after"]),
        break_minutes=rest,
        starts_at=starts_at,
        ends_at=starts_at + (jp * 30 + rest) * clock.MINUTE,
    )


def _mark(session: Session, place: Enrollment, sign: str, officer: User, coordinator: User) -> None:
    letters, minutes = sign.rstrip("0123456789"), sign.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    # Any reason of custody is "duty" to the training center, and only there.
    by = coordinator if letters == "DINAS" else officer
    mark_changes.mark(session, place, by=by, status=CODES[letters], minutes_late=int(minutes or 0), note="Alasan")


def _worked_out(rows: list[dict[str, str]]) -> tuple[dict, dict, dict]:
    def figure(row: dict[str, str], unit: str = "") -> Attendance:
        return Attendance(int(row[f"{unit}held"]), int(row[f"{unit}possible"]))

    return (
        {row["name"]: [figure(row, f"{unit}_") for unit in UNITS] for row in rows},
        {row["name"]: figure(row) for row in rows},
        {row["name"]: int(row["percent"]) if row["percent"] else None for row in rows},
    )


@contextmanager
def hand_worked_class(django_db_blocker) -> Iterator[HandWorked]:
    """The class for a whole module of tests that only read it; recording it takes seconds. Taken back at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        with clock.moved_to(MONDAY):
            worked = hand_worked()
        yield worked
        transaction.set_rollback(True)
