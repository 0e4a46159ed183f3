"""Recognizing units that somebody passed before: recorded by one person of the training center, decided by another."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core import audit, clock
from core.errors import Blocker, refuse_if
from core.reasons import reason_blockers
from core.scans import Scan, keep_scan, scan_blockers
from core.templatetags.dates import day as written_day
from core.two_person_decision import second_person_blockers
from programs.batches.lock_order import hold
from programs.catalog.unit_codes import code_key
from programs.places.models import Enrollment
from programs.recognized_units.models import RecognizedUnit

State = RecognizedUnit.State
RECORDS, CHECKS = "programs.record_recognized_unit", "programs.check_recognized_unit"


NO_SCAN = Scan(b"")


@dataclass(frozen=True)
class Paper:
    """What the paper says: unit, office and kind of paper, and its day; `scan` holds the bytes of the paper."""

    code: str
    title: str
    source: str
    passed_on: date
    scan: Scan = NO_SCAN


def blockers(place: Enrollment, paper: Paper, *, by: User) -> list[Blocker]:
    """Why `by` cannot record this unit for the participant."""
    center = place.batch.training_center
    found = _office_blockers(by, RECORDS, center.pk)
    key = code_key(paper.code)
    if not key or not paper.title.strip() or not paper.source.strip():
        found.append(Blocker("incomplete", _("Write code and title of the unit, and which office gave which paper.")))
    if paper.passed_on > clock.today(center.time_zone):
        found.append(Blocker("in_future", _("The day on the paper lies in the future. Check it.")))
    if not paper.scan:
        found.append(Blocker("no_scan", _("The paper itself is missing. Add a scan of it.")))
    else:
        found += scan_blockers(paper.scan)
    known = RecognizedUnit.objects.counting_in(center, place.is_public).exclude(state=State.REFUSED)
    same = known.filter(person=place.person_id, code_key=key).first() if key else None
    if same:
        text = _("This unit is recorded for the participant already: %(source)s, %(day)s. %(state)s.")
        told = {"source": same.source, "day": written_day(same.passed_on), "state": same.get_state_display()}
        found.append(Blocker("recorded_before", text % told))
    return found


@transaction.atomic
def record(place: Enrollment, *, by: User, paper: Paper) -> RecognizedUnit:
    """Records a unit for a second person to decide on. Raises `RuleViolation`.

    Locks the person, who may have places in several classes, and the place.
    """
    hold(people=[place.person_id])
    place = Enrollment.objects.select_for_update(of=("self",)).select_related("batch__training_center").get(pk=place.pk)
    refuse_if(blockers(place, paper, by=by))
    row = RecognizedUnit(
        training_center=place.batch.training_center,
        person_id=place.person_id,
        is_public=place.is_public,
        code=paper.code.strip(),
        code_key=code_key(paper.code),
        title=paper.title.strip(),
        source=paper.source.strip(),
        passed_on=paper.passed_on,
        recorded_by=by,
        recorded_at=clock.now(),
    )
    row.scan = keep_scan(f"recognized-units/{uuid4().hex}", paper.scan)
    row.save()
    audit.record("recognized_unit.record", by=by, target=row, person=row.person_id, unit=row.code)
    return row


def decision_blockers(row: RecognizedUnit, *, by: User) -> list[Blocker]:
    """Why `by` cannot decide on this unit."""
    found = _office_blockers(by, CHECKS, row.training_center_id)
    if row.state != State.RECORDED:
        found.append(Blocker("decided", _("This was decided already.")))
    text = _("You have recorded this unit. Let another person compare it with the paper.")
    return [*found, *second_person_blockers(by, row.recorded_by_id, text)]


@transaction.atomic
def decide(row: RecognizedUnit, *, by: User, accepts: bool, reason: str = "") -> RecognizedUnit:
    """Recognizes the unit, or refuses it with a reason. Raises `RuleViolation`."""
    row = RecognizedUnit.objects.select_for_update(of=("self",)).get(pk=row.pk)
    found = decision_blockers(row, by=by)
    if not accepts:
        found += reason_blockers(reason, _("Say in at least %(count)s characters why it is not recognized."))
    refuse_if(found)
    row.state = State.ACCEPTED if accepts else State.REFUSED
    row.decided_at, row.decided_by, row.reason = clock.now(), by, reason.strip()
    row.save(update_fields=["state", "decided_at", "decided_by", "reason"])
    audit.record("recognized_unit.decide", by=by, target=row, state=row.state)
    return row


@dataclass(frozen=True, repr=False)
class Learned:
    """A unit on a paper of the center itself that a later subject has had confirmed by two people; keys of rows."""

    center: int
    person: int
    code: str
    title: str
    source: str
    passed_on: date
    recorded_by: int


def recognize_confirmed(units: Sequence[Learned], *, by: User) -> list[tuple[Learned, RecognizedUnit]]:
    """Recognizes these units at once, within the caller's transaction; `by` confirmed the papers, somebody else
    recorded them.

    No facility learns of them: the paper does not say where it was earned. Units that are recorded already stay as they
    are. Returns each unit with the row that counts because of such a paper, this one or an earlier one; none for a unit
    that counts by a scan of its own.
    """
    people, codes = {one.person for one in units}, {code_key(one.code) for one in units}
    rows = RecognizedUnit.objects.exclude(state=State.REFUSED).filter(person__in=people, code_key__in=codes)
    known = {(row.training_center_id, row.person_id, row.code_key): row for row in rows}
    fresh = {_unit_of(one): one for one in units}
    now = clock.now()
    made = [
        RecognizedUnit(
            training_center_id=one.center,
            person_id=one.person,
            is_public=True,
            code=one.code,
            code_key=key[2],
            title=one.title,
            source=one.source,
            passed_on=one.passed_on,
            state=State.ACCEPTED,
            recorded_at=now,
            recorded_by_id=one.recorded_by,
            decided_at=now,
            decided_by=by,
        )
        for key, one in fresh.items()
        if key not in known
    ]
    RecognizedUnit.objects.bulk_create(made)
    audit.record_each(
        "recognized_unit.decide", by=by, targets=[(row, {"state": row.state, "unit": row.code}) for row in made]
    )
    known |= {(row.training_center_id, row.person_id, row.code_key): row for row in made}
    return [(one, known[_unit_of(one)]) for one in units if not known[_unit_of(one)].scan]


def _unit_of(one: Learned) -> tuple[int, int, str]:
    return one.center, one.person, code_key(one.code)


def withdraw_confirmed(rows: Sequence[RecognizedUnit], *, by: User, reason: str) -> None:
    """Takes back what `recognize_confirmed` recognized, within the caller's transaction."""
    for row in rows:
        row.state, row.reason = State.REFUSED, reason[:200]
    RecognizedUnit.objects.bulk_update(rows, ["state", "reason"])
    audit.record_each("recognized_unit.decide", by=by, targets=[(row, {"state": row.state}) for row in rows])


def _office_blockers(by: User, permission: str, center: int) -> list[Blocker]:
    if by.training_center_id == center and by.has_perm(permission):
        return []
    return [Blocker("not_authorized", _("Your account may not do this. Ask the training center, whose task it is."))]
