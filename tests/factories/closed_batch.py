"""A batch that is over, small enough to be worked out by hand: whoever reads it finds every number again.

6 + 6 JP of 45 minutes in two units. Five sessions:

| session | unit | JP | minutes | what became of it |
|---|---|---|---|---|
| 3 November | 1 | 6 | 270 | held |
| 4 November | 2 | 4 | 180 | cancelled: power cut |
| 10 November | 2 | 4 | 180 | held, makes up for that of the 4th |
| 11 November | 2 | 2 | 90 | cancelled: security, a reason of custody |
| 12 November | 2 | 2 | 90 | held |

Six people with a place, four more who applied:

| person | 3rd | 10th | 12th | unit 1 | unit 2 | end | paper |
|---|---|---|---|---|---|---|---|
| Adi | H | H | H | K | K | completed | certificate, handed over |
| Budi | H | H | H | K | K | completed | certificate |
| Citra | H | H | court | K | BK, then K | completed | certificate, revoked |
| Dodi | H | A | H | K | BK | completed | none |
| Eko | late 30 | H | | K | | withdrew on 11 November | statement, handed over |
| Fani | sick | | | | | transferred on 10 November | none |
"""

from dataclasses import dataclass
from datetime import date

from accounts.models import User
from certification.register.models import Certificate, HandOver, NumberSeries, SeriesNumber
from core import clock
from programs.attendance.models.marks import AttendanceStatus, Mark
from programs.batches.models import Batch
from programs.places.models import Enrollment
from programs.timetable.models.sessions import CancelReason, Session
from tests.factories.accounts import UserFactory
from tests.factories.certification import NumberSeriesFactory, UnitResultFactory, staff
from tests.factories.programs import (
    ApplicationFactory,
    BatchFactory,
    EnrollmentFactory,
    ProgramVersionFactory,
    SessionFactory,
)

# Who, sex, birth: on the first day, 2 November 2026, they are 20, 24, 31, 40, of an age unknown, 26.
PEOPLE = (
    ("Adi", "L", date(2006, 3, 1)),
    ("Budi", "L", date(2002, 1, 5)),
    ("Citra", "P", date(1995, 10, 9)),
    ("Dodi", "L", date(1986, 5, 30)),
    ("Eko", "L", None),
    ("Fani", "P", date(2000, 6, 17)),
)
PRESENT, LATE, SICK, ABSENT, COURT = "present", "late", "sick", "unexcused", "court"
MARKS = {
    3: {"Adi": PRESENT, "Budi": PRESENT, "Citra": PRESENT, "Dodi": PRESENT, "Eko": LATE, "Fani": SICK},
    # Of sessions that were cancelled no mark counts.
    4: {"Adi": ABSENT},
    10: {"Adi": PRESENT, "Budi": PRESENT, "Citra": PRESENT, "Dodi": ABSENT, "Eko": PRESENT},
    12: {"Adi": PRESENT, "Budi": PRESENT, "Citra": COURT, "Dodi": PRESENT},
}
RESULTS = (
    *((name, 1, 1, "K") for name in ("Adi", "Budi", "Citra", "Dodi", "Eko")),
    *((name, 2, 1, "K") for name in ("Adi", "Budi")),
    ("Citra", 2, 1, "BK"),
    ("Citra", 2, 2, "K"),
    ("Dodi", 2, 1, "BK"),
)


@dataclass
class ClosedBatch:
    """The batch, an officer of each office, and the places by name."""

    batch: Batch
    officer: User
    coordinator: User
    places: dict[str, Enrollment]


def closed_batch(**fields) -> ClosedBatch:
    """The batch as described above; `fields` are those of the batch."""
    version = ProgramVersionFactory(total_jp=12, units=2, class_minimum=1)
    batch = BatchFactory(
        version=version, training_center=version.program.training_center, state=Batch.State.FINISHED, **fields
    )
    officer = UserFactory(roles=["training_officer"], facility=batch.facility)
    found = ClosedBatch(batch, officer, staff(batch.training_center, "blk_coordinator"), _places(batch))
    _apply(batch, officer, found.places)
    _teach(found)
    for name, unit, attempt, result in RESULTS:
        UnitResultFactory(
            enrollment=found.places[name],
            unit=version.units.get(position=unit),
            attempt=attempt,
            result=result,
            feedback="" if result == "K" else "Ulangi",
        )
    _certify(found)
    return found


def _places(batch: Batch) -> dict[str, Enrollment]:
    ends = {
        "Eko": {"state": "ended", "ended_on": date(2026, 11, 11), "end_reason": "withdrew"},
        "Fani": {"state": "ended", "ended_on": date(2026, 11, 10), "end_reason": "transfer"},
    }
    return {
        name: EnrollmentFactory(
            batch=batch,
            person__full_name=name,
            person__sex=sex,
            person__birth_date=born,
            **ends.get(name, {"state": "completed"}),
        )
        for name, sex, born in PEOPLE
    }


def _apply(batch: Batch, officer: User, places: dict[str, Enrollment]) -> None:
    """Six were enrolled, two rejected, one admitted who withdrew; one of those rejected had applied before."""
    chair = UserFactory(roles=["board_chair"], facility=batch.facility)
    decided = {"batch": batch, "submitted_by": officer, "decided_by_chair": chair}
    for place in places.values():
        ApplicationFactory(person=place.person, state="enrolled", **decided)
    rejected = [ApplicationFactory(state="rejected", **decided).person for _number in range(2)]
    ApplicationFactory(state="withdrawn", state_before="admitted", **decided)
    ApplicationFactory(person=rejected[0], batch=batch, submitted_by=officer, state="withdrawn")
    ApplicationFactory(batch=batch, submitted_by=officer, state="withdrawn", closing="mistake")


def _teach(found: ClosedBatch) -> None:
    first, second = (
        staff(found.batch.training_center, "instructor", full_name=name) for name in ("Ir. Satu", "Ir. Dua")
    )
    done = {"state": "finalized", "finalized_by": found.officer, "finalized_at": clock.now()}
    power, security = (
        {"state": "cancelled", "cancel_cause": CancelReason.objects.get(code=code)} for code in ("power", "security")
    )
    held = _session(found, 3, 1, 6, instructor=first, room="Bengkel las", **done)
    lost = _session(found, 4, 2, 4, instructor=second, room="Ruang teori", **power)
    instead = _session(found, 10, 2, 4, instructor=second, room="Ruang teori", makes_up_for=lost, **done)
    _session(found, 11, 2, 2, instructor=second, room="Ruang teori", **security)
    last = _session(found, 12, 2, 2, instructor=second, room="Bengkel las", **done)
    for session in (held, lost, instead, last):
        _mark(session, found.places)


def _session(found: ClosedBatch, day: int, unit: int, jp: int, **fields) -> Session:
    unit_of = found.batch.version.units.get(position=unit)
    return SessionFactory(batch=found.batch, date=date(2026, 11, day), unit=unit_of, jp=jp, **fields)


def _mark(session: Session, places: dict[str, Enrollment]) -> None:
    minutes = session.jp * 45
    for name, code in MARKS[session.date.day].items():
        late = 30 if code == LATE else 0
        Mark.objects.create(
            session=session,
            enrollment=places[name],
            status=AttendanceStatus.objects.get(code=code),
            minutes_late=late,
            minutes_present=minutes - late if code in (PRESENT, LATE) else 0,
            happened_at=session.starts_at,
            recorded_by=session.instructor,
        )


def _certify(found: ClosedBatch) -> None:
    series = {
        paper: NumberSeriesFactory(training_center=found.batch.training_center, paper=paper)
        for paper in ("certificate", "statement")
    }
    by = staff(found.batch.training_center, "certificate_officer")
    _hand_over(_paper(found, "Adi", series["certificate"], 1), by)
    _paper(found, "Budi", series["certificate"], 2)
    head = staff(found.batch.training_center, "blk_head")
    revoked = {"state": "revoked", "revoked_at": clock.now(), "revoked_by": head, "revocation_reason": "Salah cetak"}
    _paper(found, "Citra", series["certificate"], 3, **revoked)
    _hand_over(_paper(found, "Eko", series["statement"], 1), by)


def _paper(found: ClosedBatch, name: str, series: NumberSeries, number: int, **fields) -> Certificate:
    by = staff(found.batch.training_center, "certificate_officer")
    return Certificate.objects.create(
        enrollment=found.places[name],
        batch=found.batch,
        paper=series.paper,
        prepared_by=by,
        number=SeriesNumber.objects.create(series=series, number=number, given_at=clock.now()),
        number_text=f"{series.paper}-{number}",
        code=f"{series.pk:013d}{number:013d}",
        issued_at=clock.now(),
        issued_by=by,
        issued_on=date(2026, 11, 20),
        **{"state": "issued", **fields},
    )


def _hand_over(certificate: Certificate, by: User) -> None:
    HandOver.objects.create(
        certificate=certificate,
        handed_on=date(2026, 11, 21),
        received_by=certificate.enrollment.person.full_name,
        recorded_by=by,
    )
