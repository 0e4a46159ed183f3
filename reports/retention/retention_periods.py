"""How long records are kept: the proposal of the code until an office sets a period of its own."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Facility, TrainingCenter, User
from accounts.roles import Side
from core import audit, clock
from core.errors import Blocker, RuleViolation, refuse_if
from core.reasons import reason_blockers
from reports.retention.kinds import RecordKind
from reports.retention.models import RetentionPeriod
from reports.retention.record_kinds import KINDS

# Fifty years: longer than anybody works here.
MOST_MONTHS = 600


@dataclass(frozen=True)
class Period:
    """A kind with the months for which an office keeps it, and why."""

    code: str
    kind: RecordKind
    months: int
    basis: str

    def ends_before(self, day: date) -> date:
        """Records whose time began before this day have served it on `day`."""
        return clock.months_before(day, self.months)


Office = Facility | TrainingCenter


def kinds_of(office: Office) -> dict[str, RecordKind]:
    """The kinds of records that an office of its side keeps."""
    side = Side.FACILITY if isinstance(office, Facility) else Side.CENTER
    return {code: kind for code, kind in KINDS.items() if kind.side == side}


def periods(office: Office) -> list[Period]:
    """The period of each kind of the office; one query."""
    own: dict[str, RetentionPeriod] = {}
    for row in RetentionPeriod.objects.filter(office=office.code).order_by("pk"):
        own[row.kind] = row
    return [_period(code, kind, own.get(code)) for code, kind in kinds_of(office).items()]


def office_of(user: User) -> Office:
    """The user's detention or training center. Raises `RuleViolation` for users of other offices, who keep nothing."""
    office = user.facility or user.training_center
    if office is None:
        raise RuleViolation(Blocker("not_ours", _("Another office keeps these records.")))
    return office


def _period(code: str, kind: RecordKind, own: RetentionPeriod | None) -> Period:
    return Period(code, kind, own.months if own else kind.months, own.basis if own else str(kind.basis))


def blockers(code: str, *, by: User, months: int, basis: str) -> list[Blocker]:
    """Why this period cannot be set."""
    kind = kinds_of(office_of(by)).get(code)
    if kind is None or not by.has_perm("reports.keep_retention"):
        return [Blocker("not_ours", _("Another office keeps these records."))]
    found = []
    if months < kind.fewest:
        text = _("These records are needed for at least %(count)d months.")
        found.append(Blocker("too_short", text % {"count": kind.fewest}))
    if months > MOST_MONTHS:
        text = _("No record is kept for more than %(count)d months.")
        found.append(Blocker("too_long", text % {"count": MOST_MONTHS}))
    # What is out of bounds is not compared.
    found = found or _order_blockers(code, kind, by=by, months=months)
    return found + reason_blockers(basis, _("Write in at least %(count)s characters which rule says so."))


def _order_blockers(code: str, kind: RecordKind, *, by: User, months: int) -> list[Blocker]:
    """Names go last: no other record of a person is kept for longer."""
    others = [one for one in periods(office_of(by)) if one.code != code and one.kind.person]
    rest = [one.months for one in others if one.kind.is_last != kind.is_last]
    if kind.is_last and months < max(rest):
        text = _("Other records of people are kept for %(count)d months. Their names are needed as long.")
        return [Blocker("names_last", text % {"count": max(rest)})]
    if kind.person and not kind.is_last and months > min(rest):
        text = _("Names of people are kept for %(count)d months, and go last. First set a longer period for these.")
        return [Blocker("names_last", text % {"count": min(rest)})]
    return []


@transaction.atomic
def set_period(code: str, *, by: User, months: int, basis: str) -> RetentionPeriod:
    """Sets the period of this kind for the user's office; earlier ones stay on record. Raises `RuleViolation`."""
    refuse_if(blockers(code, by=by, months=months, basis=basis))
    row = RetentionPeriod.objects.create(
        office=by.office_code, kind=code, months=months, basis=basis.strip(), set_by=by
    )
    audit.record("retention_period.set", by=by, target=row, kind=code, months=months, basis=row.basis)
    return row
