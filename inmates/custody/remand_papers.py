"""Recording the papers that let somebody on remand take part in a course, and the day of the next hearing."""

from datetime import date
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core import audit, clock
from core.errors import Blocker, refuse_if
from core.scans import Scan, keep_scan, scan_blockers
from inmates.custody.in_custody import custody_blockers, locked, today_of
from inmates.custody.models.remand import RemandPaper
from inmates.people.models import Person

Kind = RemandPaper.Kind


def paper_blockers(person: Person, *, dated: date, until: date | None, scan: Scan) -> list[Blocker]:
    """Why this paper cannot be recorded."""
    found = [*custody_blockers(person), *scan_blockers(scan)]
    if dated > today_of(person):
        found.append(Blocker("in_future", _("The day of the paper lies in the future. Check it.")))
    if until and until < dated:
        found.append(Blocker("validity", _("The permission ends before it begins. Check both days.")))
    return found


@transaction.atomic
def record_statement(person: Person, *, by: User, dated: date, scan: Scan) -> RemandPaper:
    """Keeps the statement with stamp duty that the person has signed. Raises `RuleViolation`."""
    return _record_paper(person, by=by, kind=Kind.STATEMENT, dated=dated, scan=scan)


@transaction.atomic
def record_permission(
    person: Person, *, by: User, dated: date, until: date | None, issued_by: str, scan: Scan
) -> RemandPaper:
    """Keeps the permission of whoever ordered the remand; without `until` it has no end. Raises `RuleViolation`."""
    return _record_paper(
        person, by=by, kind=Kind.PERMISSION, dated=dated, until=until, issued_by=issued_by.strip(), scan=scan
    )


def _record_paper(
    person: Person,
    *,
    by: User,
    kind: str,
    dated: date,
    scan: Scan,
    until: date | None = None,
    issued_by: str = "",
) -> RemandPaper:
    person = locked(person)
    refuse_if(paper_blockers(person, dated=dated, until=until, scan=scan))
    kept = keep_scan(f"remand-papers/{uuid4().hex}", scan)
    return _write(person, by, kind, from_date=dated, until=until, issued_by=issued_by, scan=kept)


def hearing_blockers(person: Person, *, day: date | None) -> list[Blocker]:
    """Why this day of the next hearing cannot be recorded."""
    found = custody_blockers(person)
    if day and day < today_of(person):
        found.append(Blocker("in_the_past", _("The day has passed. Record the hearing that comes next.")))
    return found


@transaction.atomic
def record_hearing(person: Person, *, by: User, day: date | None) -> RemandPaper:
    """Records the day of the next hearing; None says that none is set. Raises `RuleViolation`."""
    person = locked(person)
    refuse_if(hearing_blockers(person, day=day))
    return _write(person, by, Kind.HEARING, from_date=day)


def _write(person: Person, by: User, kind: str, **fields: object) -> RemandPaper:
    now = clock.now()
    RemandPaper.objects.in_force().filter(person=person, kind=kind).update(replaced_at=now)
    row = RemandPaper.objects.create(person=person, kind=kind, recorded_by=by, recorded_at=now, **fields)
    audit.record("remand_paper.record", by=by, target=row, person=person.pk, kind=kind)
    return row
