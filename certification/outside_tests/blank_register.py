"""The register of blanks: receipt, use, spoilage, return and loss of each sheet."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import TrainingCenter, User
from certification.authority import authority_blockers
from certification.outside_tests.models.blanks import BlankLot, BlankSerial
from certification.outside_tests.models.tests import OutsideCandidate
from core import audit, clock
from core.errors import Blocker, RuleViolation, refuse_if

PERMISSION = "certification.change_blanks"
SHORTEST_REASON = 5
MOST_OF_A_LOT = 2_000
State = BlankSerial.State
# States a user can set; "used" is set by recording the candidate's result.
GONE = (State.SPOILED, State.RETURNED, State.LOST)


def serials_between(first: str, last: str) -> list[str]:
    """All serials from first to last, which may differ only in their final digits, zero-padded.

    Empty if the two do not form a range.
    """
    start, end = (re.fullmatch(r"(.*?)(\d+)", text.strip()) for text in (first, last))
    if not start or not end or start[1] != end[1] or len(start[2]) != len(end[2]):
        return []
    low, high = int(start[2]), int(end[2])
    if not 0 <= high - low < MOST_OF_A_LOT:
        return []
    return [f"{start[1]}{number:0{len(start[2])}d}" for number in range(low, high + 1)]


def lot_blockers(center: TrainingCenter, first: str, last: str, *, received_on: date) -> list[Blocker]:
    """Why blanks with these serials cannot be registered."""
    reasons = []
    serials = serials_between(first, last)
    if not serials:
        text = _("First and last serial must differ in their last digits only, at most 2,000 sheets apart.")
        reasons.append(Blocker("row", text))
    known = BlankSerial.objects.filter(training_center=center, serial__in=serials).order_by("serial").first()
    if known is not None:
        reasons.append(Blocker("known", _known(known.serial)))
    if received_on > clock.today(center.time_zone):
        reasons.append(Blocker("day", _("The date of receipt is in the future. Correct it.")))
    return reasons


@transaction.atomic
def receive(
    center: TrainingCenter, *, by: User, issuer: str, first_serial: str, last_serial: str, received_on: date
) -> BlankLot:
    """Registers the blanks in a range of serials. Raises `RuleViolation`.

    A serial already named in a result is marked as used at once.
    """
    refuse_if(
        [
            *authority_blockers(by, PERMISSION, center),
            *lot_blockers(center, first_serial, last_serial, received_on=received_on),
        ]
    )
    lot = BlankLot.objects.create(
        training_center=center,
        issuer=issuer.strip(),
        first_serial=first_serial.strip(),
        last_serial=last_serial.strip(),
        received_on=received_on,
        received_by=by,
    )
    serials = serials_between(first_serial, last_serial)
    named = OutsideCandidate.objects.filter(test__training_center=center, blank_serial__in=serials)
    users = dict(named.values_list("blank_serial", "pk"))
    try:
        with transaction.atomic():
            BlankSerial.objects.bulk_create(_sheet(lot, serial, users.get(serial)) for serial in serials)
    except IntegrityError:
        # Somebody else has registered the same blanks since the check.
        raise RuleViolation(Blocker("known", _known(serials[0]))) from None
    audit.record("blanks.receive", by=by, target=lot, first=lot.first_serial, last=lot.last_serial, count=len(serials))
    return lot


def _known(serial: str) -> str:
    return _("The serial %(serial)s is already in the register.") % {"serial": serial}


def _sheet(lot: BlankLot, serial: str, candidate: int | None) -> BlankSerial:
    state = State.FREE if candidate is None else State.USED
    return BlankSerial(lot=lot, training_center=lot.training_center, serial=serial, candidate_id=candidate, state=state)


def settle_blockers(blank: BlankSerial, *, by: User) -> list[Blocker]:
    """Why the state of this sheet cannot be changed."""
    reasons = authority_blockers(by, PERMISSION, blank.training_center)
    if blank.state == State.USED:
        text = _("This blank is used for a certificate. Correct the serial at the candidate's result first.")
        reasons.append(Blocker("used", text))
    elif blank.state != State.FREE:
        reasons.append(Blocker("settled", _("The outcome of this blank is already recorded.")))
    return reasons


@transaction.atomic
def settle(blank: BlankSerial, *, by: User, state: str, reason: str) -> BlankSerial:
    """Marks a sheet in stock as spoiled, returned or lost. Raises `RuleViolation`."""
    blank = BlankSerial.objects.select_for_update(of=("self",)).select_related("training_center").get(pk=blank.pk)
    reasons = settle_blockers(blank, by=by)
    if state not in GONE:
        reasons.append(Blocker("state", _("Choose what became of the blank.")))
    if len(reason.strip()) < SHORTEST_REASON:
        reasons.append(Blocker("reason", _("Write what happened to the blank, in at least 5 characters.")))
    refuse_if(reasons)
    _put(blank, state, by=by, reason=reason.strip())
    return blank


def use(serial: str, candidate: OutsideCandidate, *, by: User) -> None:
    """Marks the sheet as used for the candidate's certificate, if it is registered.

    Call it in the transaction that writes the result, after `Known.blockers`.
    """
    found = BlankSerial.objects.select_for_update(of=("self",))
    blank = found.filter(training_center=candidate.test.training_center_id, serial=serial).first()
    if blank is not None and blank.candidate_id != candidate.pk:
        blank.candidate = candidate
        _put(blank, State.USED, by=by, reason="")


def give_up(candidate: OutsideCandidate, *, by: User, reason: str) -> None:
    """Marks the candidate's sheet as spoiled, because the certificate is on another one now."""
    blank = BlankSerial.objects.select_for_update(of=("self",)).filter(candidate=candidate).first()
    if blank is not None:
        blank.candidate = None
        _put(blank, State.SPOILED, by=by, reason=reason)


def _put(blank: BlankSerial, state: str, *, by: User, reason: str) -> None:
    blank.state, blank.reason, blank.changed_at, blank.changed_by = state, reason, clock.now(), by
    blank.save(update_fields=["state", "reason", "changed_at", "changed_by", "candidate"])
    audit.record("blanks.settle", by=by, target=blank, serial=blank.serial, state=state, reason=reason)


@dataclass(frozen=True)
class LotStand:
    """A lot with its sheets counted by state; the counts add up to the total."""

    lot: BlankLot
    total: int
    states: dict[str, int]


def stand(lots: QuerySet[BlankLot]) -> Sequence[LotStand]:
    """Lots, newest first; one query."""
    counted = lots.annotate(
        total=Count("serials"),
        **{f"of_{state}": Count("serials", filter=Q(serials__state=state)) for state in State.values},
    )
    return [
        LotStand(lot, lot.total, {state: getattr(lot, f"of_{state}") for state in State.values})
        for lot in counted.order_by("-received_on", "-pk")
    ]
