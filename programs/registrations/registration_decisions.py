"""Deciding on who registered for a public class: a place, none, or once more. Under lock of the class."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core import audit, clock
from core.errors import Blocker, refuse_if
from core.reasons import reason_blockers
from core.templatetags.dates import day as written_day
from programs.batches.models import Batch
from programs.entry_rules.course_parts import part_of
from programs.entry_rules.findings import Verdict
from programs.entry_rules.rule_parts import Answer
from programs.entry_rules.verdicts import rule_set_of, verdict_of
from programs.places.models import Enrollment
from programs.places.partial_places import write_units
from programs.places.taken_places import other_batches
from programs.registrations import registered_blocks, registering
from programs.registrations.entry_answers import answers_of, rule_blockers
from programs.registrations.models import Registration

State = Registration.State
REASONS = ("override_reason", "decline_reason")
# What is kept with a decision.
KEPT = ("answers", "rule_set", *REASONS)


def free_places(batch: Batch) -> int:
    """The number of places nobody has."""
    return batch.capacity - batch.enrollments.holding().count()


def accept_blockers(registration: Registration, *, by: User, free: int | None = None) -> list[Blocker]:
    """Why this person cannot be given a place now. `free`: the number of free places, if already known."""
    batch, found = registration.batch, registering.open_blockers(registration, by)
    lacks = registering.missing(registration)
    if lacks:
        sentence = _("Still missing: %(what)s. Complete the registration first.")
        found.append(Blocker("incomplete", sentence % {"what": ", ".join(lacks)}))
    if (free_places(batch) if free is None else free) < 1:
        sentence = _("All %(count)s places of this batch are taken.") % {"count": batch.capacity}
        found.append(Blocker("full", sentence))
    records, again = registered_blocks.records_of(registration), registration.again_reason
    found += registered_blocks.blockers(batch, registration.blocks, records, again)
    other = other_batches([registration.person_id], batch).get(registration.person_id)
    if other and not batch.version.allows_parallel_batches:
        sentence = _("Already has a place in %(batch)s until %(day)s.")
        name = other.name if other.training_center_id == batch.training_center_id else _("training elsewhere")
        found.append(Blocker("other_batch", sentence % {"batch": name, "day": written_day(other.leaves_before)}))
    return found


@transaction.atomic
def accept(registration: Registration, *, by: User, override: bool = False, reason: str = "") -> Registration:
    """Gives the person a place in the class, from its first day or from today. Raises `RuleViolation`.

    Of somebody who does not meet the entry rules, `override` with a `reason` makes an exception, which is kept.
    """
    registration = registering.locked(registration)
    batch = registration.batch
    answers = answers_of(batch, [registration]).get(registration.pk, [])
    against = rule_blockers(answers, override=override, reason=reason)
    refuse_if([*accept_blockers(registration, by=by), *against])
    is_exception = verdict_of(answers) != Verdict.MEETS
    _keep(registration, answers, override_reason=reason.strip() if is_exception else "")
    course = part_of(batch, registration.blocks)
    place = Enrollment.objects.create(
        batch=batch,
        person=registration.person,
        is_public=True,
        blocks_parallel=not batch.version.allows_parallel_batches,
        is_partial=bool(registration.blocks),
        starts_on=max(batch.starts_on, clock.today(batch.time_zone)),
        ends_on=course.leaves_before if registration.blocks else batch.ends_on,
        enrolled_at=clock.now(),
        enrolled_by=by,
    )
    write_units([(place, registration.blocks)])
    audit.record("enrollment.create", by=by, target=place, batch=batch.pk)
    return _decide(registration, State.ACCEPTED, by, place, is_override=is_exception)


def _keep(registration: Registration, answers: list[Answer], **reasons: str) -> None:
    """Notes what the rules answer now, and the reasons of the decision."""
    registration.answers = [answer.as_row() for answer in answers]
    registration.rule_set = rule_set_of(registration.batch, on=clock.today(registration.batch.time_zone))
    for name in REASONS:
        setattr(registration, name, reasons.get(name, ""))


def end_blockers(registration: Registration, *, by: User) -> list[Blocker]:
    """Why the registration cannot be ended without a place; possible after the class as well."""
    return [*registering.office_blockers(registration.batch, by), *registering.decided_blockers(registration)]


@transaction.atomic
def decline(registration: Registration, *, by: User, reason: str) -> Registration:
    """Ends a registration without a place: the center does not accept it, for a reason that only the center reads."""
    registration = registering.locked(registration)
    sentence = _("Say in at least %(count)s characters why the person is not accepted.")
    refuse_if([*end_blockers(registration, by=by), *reason_blockers(reason, sentence)])
    answers = answers_of(registration.batch, [registration]).get(registration.pk, [])
    _keep(registration, answers, decline_reason=reason.strip())
    return _decide(registration, State.DECLINED, by)


@transaction.atomic
def withdraw(registration: Registration, *, by: User) -> Registration:
    """Ends a registration without a place: the person does not want it any more."""
    registration = registering.locked(registration)
    refuse_if(end_blockers(registration, by=by))
    return _decide(registration, State.WITHDRAWN, by)


@transaction.atomic
def end_at_request(registration: Registration, *, by: User) -> Registration:
    """Ends a registration that waits, as the person asked of the center; the caller asks whether `by` may say so."""
    registration = registering.locked(registration)
    return _decide(registration, State.WITHDRAWN, by) if registration.state == State.NEW else registration


def reopen_blockers(registration: Registration, *, by: User) -> list[Blocker]:
    """Why a registration that was not accepted cannot be opened again."""
    found = registering.class_blockers(registration.batch, by)
    if registration.state != State.DECLINED:
        found.append(Blocker("not_declined", _("Only a registration that was not accepted is opened again.")))
    return found


@transaction.atomic
def reopen(registration: Registration, *, by: User, reason: str) -> Registration:
    """Opens a registration that was not accepted again, so that it can be decided anew. Raises `RuleViolation`."""
    registration = registering.locked(registration)
    sentence = _("Say in at least %(count)s characters why it is decided again.")
    refuse_if([*reopen_blockers(registration, by=by), *reason_blockers(reason, sentence)])
    registration.state, registration.decided_at, registration.decided_by = State.NEW, None, None
    before = registration.decline_reason
    registration.answers, registration.rule_set, registration.decline_reason = [], None, ""
    registration.save(update_fields=["state", "decided_at", "decided_by", *KEPT])
    told = {"batch": registration.batch_id, "reason": reason.strip(), "declined_for": before}
    audit.record("registration.reopen", by=by, target=registration, **told)
    return registration


def _decide(
    registration: Registration, state: str, by: User, place: Enrollment | None = None, **told: bool
) -> Registration:
    registration.state, registration.enrollment = state, place
    registration.decided_at, registration.decided_by = clock.now(), by
    registration.save(update_fields=["state", "enrollment", "decided_at", "decided_by", *KEPT])
    audit.record(f"registration.{state}", by=by, target=registration, batch=registration.batch_id, **told)
    return registration
