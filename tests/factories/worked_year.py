"""A year of a training center, small enough to be worked out by hand: whoever reads it finds every number again.

The batch of `tests.factories.closed_batch`, held in a detention center and paid by its ministry, and a public class of
the same center, paid by the ministry of manpower, which runs into the next year:

| session | JP | minutes | what became of it |
|---|---|---|---|
| 7 December 2026 | 4 | 180 | held |
| 8 December 2026 | 2 | 90 | cancelled: power cut |
| 5 January 2027 | 2 | 90 | planned |

| person | 7th | end |
|---|---|---|
| Gani | present | completed on 29 January 2027 |
| Hani | late 30 | withdrew on 20 December 2026 |
"""

from dataclasses import dataclass
from datetime import date

from accounts.models import User
from core import clock
from programs.agreements.models import FundingSource
from programs.attendance.models.marks import AttendanceStatus, Mark
from programs.batches.models import Batch
from programs.places.models import Enrollment
from programs.timetable.models.sessions import CancelReason
from tests.factories.certification import staff
from tests.factories.closed_batch import ClosedBatch, closed_batch
from tests.factories.programs import BatchFactory, EnrollmentFactory, SessionFactory


@dataclass
class WorkedYear:
    """The two batches, and who makes and approves their report."""

    closed: ClosedBatch
    public: Batch
    places: dict[str, Enrollment]
    coordinator: User
    head: User


def worked_year() -> WorkedYear:
    """The year as described above."""
    closed = closed_batch(funding_source=FundingSource.APBN_FACILITY)
    center = closed.batch.training_center
    public = BatchFactory(
        version=closed.batch.version,
        training_center=center,
        facility=None,
        agreement=None,
        name="Las Umum 1/2026",
        state=Batch.State.FINISHED,
        starts_on=date(2026, 12, 7),
        ends_on=date(2027, 1, 29),
        assessment_on=date(2027, 1, 29),
        funding_source=FundingSource.APBN_CENTER,
    )
    places = _places(public)
    _teach(closed, public, places)
    return WorkedYear(closed, public, closed.places | places, closed.coordinator, staff(center, "blk_head"))


def _places(public: Batch) -> dict[str, Enrollment]:
    people = (
        ("Gani", "L", date(1990, 2, 2), {"state": "completed"}),
        ("Hani", "P", date(2008, 1, 1), {"state": "ended", "ended_on": date(2026, 12, 20), "end_reason": "withdrew"}),
    )
    days = {"starts_on": public.starts_on, "ends_on": public.ends_on}
    return {
        name: EnrollmentFactory(
            batch=public,
            in_public=True,
            person__full_name=name,
            person__sex=sex,
            person__birth_date=born,
            person__birth_place="Tapin",
            **days,
            **end,
        )
        for name, sex, born, end in people
    }


def _teach(closed: ClosedBatch, public: Batch, places: dict[str, Enrollment]) -> None:
    teacher = closed.batch.sessions.get(date=date(2026, 11, 3)).instructor
    unit = public.version.units.get(position=1)
    done = {"state": "finalized", "finalized_by": closed.coordinator, "finalized_at": clock.now()}
    power = {"state": "cancelled", "cancel_cause": CancelReason.objects.get(code="power")}
    common = {"batch": public, "unit": unit, "instructor": teacher}
    held = SessionFactory(**common, date=date(2026, 12, 7), jp=4, **done)
    SessionFactory(**common, date=date(2026, 12, 8), jp=2, **power)
    SessionFactory(**common, date=date(2027, 1, 5), jp=2)
    for name, code, late in (("Gani", "present", 0), ("Hani", "late", 30)):
        Mark.objects.create(
            session=held,
            enrollment=places[name],
            status=AttendanceStatus.objects.get(code=code),
            minutes_late=late,
            minutes_present=180 - late,
            happened_at=held.starts_at,
            recorded_by=teacher,
        )
