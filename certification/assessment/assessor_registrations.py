"""Assessor registrations: recording, withdrawing wrong entries, and validity on a given day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import TrainingCenter, User
from accounts.roles import Role
from certification.assessment.inbox_kinds import ASSESSOR_RUNS_OUT
from certification.assessment.models.assessors import AssessorRegistration
from certification.authority import authority_blockers
from core import audit, clock, due
from core.errors import Blocker, refuse_if
from core.reasons import reason_blockers
from core.statements import Statement
from core.templatetags.dates import day as written_day
from inmates.inbox.inbox_tasks import open_task, settle
from programs.batches.models import Batch, BatchStaff

WARNED_BEFORE = timedelta(days=90)


@dataclass(frozen=True)
class Standing:
    """An assessor's status today: the valid registration, and the last day covered without a gap."""

    assessor: User
    registrations: list[AssessorRegistration]
    current: AssessorRegistration | None
    until: date | None
    today: date

    @property
    def runs_out(self) -> bool:
        """Whether it is valid but expires within 90 days."""
        return self.until is not None and self.until <= self.today + WARNED_BEFORE


def standing_of(assessor: User, registrations: Iterable[AssessorRegistration], today: date) -> Standing:
    """The assessor's status today, from registrations that were not withdrawn."""
    rows = sorted(registrations, key=lambda row: (row.valid_from, row.pk))
    current = next((row for row in reversed(rows) if row.valid_from <= today <= row.valid_until), None)
    until = current.valid_until if current else None
    for row in rows:
        # A renewal that begins the day after the previous one leaves no gap.
        if until and row.valid_from <= until + timedelta(days=1):
            until = max(until, row.valid_until)
    return Standing(assessor, rows, current, until, today)


@Statement
def _standing_of(assessor: int) -> QuerySet[AssessorRegistration]:
    return AssessorRegistration.objects.standing().filter(assessor=assessor)


def validity_blockers(assessor: User, *, on: date, rows: list[AssessorRegistration] | None = None) -> list[Blocker]:
    """Why this assessor may not record results on that day: registration missing, expired or not yet valid.

    `rows`: the assessor's registrations that were not withdrawn, if already loaded.
    """
    if rows is None:
        rows = _standing_of(assessor=assessor.pk)
    if any(row.valid_from <= on <= row.valid_until for row in rows):
        return []
    if not rows:
        sentence = _("No registration as an assessor is recorded for you. Ask the coordinator to record it.")
        return [Blocker("registration", sentence, missing=True)]
    past = [row for row in rows if row.valid_until < on]
    if past:
        last = max(past, key=lambda row: row.valid_until)
        sentence = _("Your registration %(number)s ended on %(day)s. Ask the coordinator to record the new one.")
        words = {"number": last.number, "day": written_day(last.valid_until)}
    else:
        first = min(rows, key=lambda row: row.valid_from)
        sentence = _("Your registration %(number)s begins on %(day)s. Results can be recorded from then on.")
        words = {"number": first.number, "day": written_day(first.valid_from)}
    return [Blocker("registration", sentence % words, values=words)]


def numbers_on(assessors: Iterable[int], day: date) -> dict[int, str]:
    """Registration numbers of these users (keys) on that day, without users who have none."""
    rows = AssessorRegistration.objects.valid_on(day).filter(assessor__in=list(assessors)).order_by("valid_from", "pk")
    return dict(rows.values_list("assessor", "number"))


def blockers(
    assessor: User, *, by: User, number: str, issuing_body: str, valid_from: date, valid_until: date
) -> list[Blocker]:
    """Why `by` cannot record this registration."""
    center = assessor.training_center
    if center is None or not assessor.has_role(Role.ASSESSOR):
        return [Blocker("no_assessor", _("This person is not an assessor of the training center."))]
    reasons = authority_blockers(by, "certification.change_assessor", center)
    if not number.strip() or not issuing_body.strip():
        reasons.append(Blocker("empty", _("Write the number and who issued it, as on the card.")))
    if valid_until < valid_from:
        reasons.append(Blocker("days", _("The last day lies before the first day.")))
    same = AssessorRegistration.objects.standing().filter(number=number.strip())
    if same.exclude(assessor=assessor).exists():
        reasons.append(Blocker("taken", _("Another assessor has this registration number already.")))
    if same.filter(assessor=assessor, valid_from=valid_from).exists():
        reasons.append(Blocker("recorded", _("This registration is recorded already.")))
    return reasons


@transaction.atomic
def register(
    assessor: User, *, by: User, number: str, issuing_body: str, valid_from: date, valid_until: date
) -> AssessorRegistration:
    """Records a registration in addition to earlier ones. Raises `RuleViolation`."""
    # The user's row is the lock: the second of two equal entries is refused with a message.
    assessor = User.objects.select_for_update(of=("self",)).select_related("training_center").get(pk=assessor.pk)
    fields = {"number": number, "issuing_body": issuing_body, "valid_from": valid_from, "valid_until": valid_until}
    refuse_if(blockers(assessor, by=by, **fields))  # type: ignore[arg-type]
    row = AssessorRegistration.objects.create(
        assessor=assessor,
        number=number.strip(),
        issuing_body=issuing_body.strip(),
        valid_from=valid_from,
        valid_until=valid_until,
        recorded_by=by,
    )
    audit.record("assessor.register", by=by, target=row, assessor=assessor.pk, number=row.number, until=valid_until)
    _settle_if_renewed(assessor)
    return row


def withdraw_blockers(row: AssessorRegistration, *, by: User, reason: str) -> list[Blocker]:
    """Why a registration cannot be withdrawn as a wrong entry."""
    center = row.assessor.training_center
    reasons = authority_blockers(by, "certification.change_assessor", center) if center else []
    if row.withdrawn_at:
        reasons.append(Blocker("withdrawn", _("This registration is withdrawn already.")))
    reasons += reason_blockers(reason, _("Give a reason of at least %(count)s characters."), code="reason")
    return reasons


@transaction.atomic
def withdraw(row: AssessorRegistration, *, by: User, reason: str) -> AssessorRegistration:
    """Withdraws a wrong entry; it stays readable, with the reason. Raises `RuleViolation`."""
    related = AssessorRegistration.objects.select_related("assessor__training_center")
    row = related.select_for_update(of=("self",)).get(pk=row.pk)
    refuse_if(withdraw_blockers(row, by=by, reason=reason))
    row.withdrawn_at, row.withdrawn_by, row.withdraw_reason = clock.now(), by, reason.strip()
    row.save(update_fields=["withdrawn_at", "withdrawn_by", "withdraw_reason"])
    audit.record("assessor.withdraw", by=by, target=row, assessor=row.assessor_id, number=row.number)
    return row


def _settle_if_renewed(assessor: User) -> None:
    today = clock.today(assessor.time_zone)
    rows = AssessorRegistration.objects.standing().filter(assessor=assessor)
    standing = standing_of(assessor, rows, today)
    if standing.current and not standing.runs_out:
        settle(ASSESSOR_RUNS_OUT, matter=str(assessor.pk))


def standings(center_assessors: Iterable[User], today: date) -> list[Standing]:
    """Status of these assessors today, in the given order; one query."""
    people = list(center_assessors)
    rows: dict[int, list[AssessorRegistration]] = {person.pk: [] for person in people}
    for row in _registrations(assessors=list(rows)) if rows else ():
        rows[row.assessor_id].append(row)
    return [standing_of(person, rows[person.pk], today) for person in people]


@Statement
def _registrations(assessors: list[int]) -> QuerySet[AssessorRegistration]:
    return AssessorRegistration.objects.standing().filter(assessor__in=assessors)


def of_batch(batch: Batch) -> list[Standing]:
    """Status of a batch's assessors today; two queries."""
    return standings((duty.user for duty in _assessors(batch=batch.pk)), clock.today(batch.training_center.time_zone))


@Statement
def _assessors(batch: int) -> QuerySet[BatchStaff]:
    duties = BatchStaff.objects.filter(batch=batch, duty=BatchStaff.Duty.ASSESSOR)
    return duties.select_related("user").order_by("user__full_name")


@due.work_due.register
@transaction.atomic
def warn() -> None:
    """Tells the coordinators which registrations end within 90 days. Idempotent."""
    soon = clock.now().date() + WARNED_BEFORE
    ending = AssessorRegistration.objects.standing().filter(valid_until__lte=soon + timedelta(days=1))
    people = User.objects.filter(is_active=True, registrations__in=ending).distinct()
    for person in people.select_related("training_center").order_by("pk"):
        today = clock.today(person.time_zone)
        standing = standing_of(person, person.registrations.standing(), today)
        # Users who have changed offices are no longer assessors of a center.
        if person.training_center and standing.until and standing.runs_out:
            _tell(person.training_center, person, standing.until)


def _tell(center: TrainingCenter, person: User, until: date) -> None:
    open_task(
        ASSESSOR_RUNS_OUT,
        role=Role.BLK_COORDINATOR,
        office=center,
        matter=str(person.pk),
        values={"name": person.full_name, "day": until.isoformat()},
        due_on=until,
    )
