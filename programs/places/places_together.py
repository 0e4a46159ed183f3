"""Giving places to several applicants in one act."""

from collections.abc import Iterable, Sequence
from contextlib import suppress

from django.db import IntegrityError, transaction

from accounts.models import User
from core import audit
from core.errors import RuleViolation
from programs.places.models import Enrollment
from programs.places.place_changes import RELATED, Known, enroll_held, hold_all, reasons_known, take_places
from programs.places.taken_places import other_batches
from programs.selection.application_states import move_blockers, move_each
from programs.selection.kept_apart import with_somebody_to_avoid
from programs.selection.models import Application
from programs.selection.place_offers import free_places


@transaction.atomic
def enroll_each(
    applications: Iterable[Application], *, by: User
) -> tuple[list[Enrollment], list[tuple[Application, RuleViolation]]]:
    """Gives a place to each applicant without blockers; returns the others with their reasons."""
    applications, enrolled, refused = list(applications), [], []
    hold_all(applications)
    if plain := _plain(applications):
        # If one of them has just got a place elsewhere, the loop below says which one.
        with suppress(IntegrityError):
            return _enroll_together(plain, by)
    for application in applications:
        try:
            enrolled.append(enroll_held(application, by))
        except RuleViolation as violation:
            refused.append((application, violation))
    return enrolled, refused


def _plain(applications: Sequence[Application]) -> list[Application]:
    """The applications as they stand, if what is asked of one cannot change by a place given to another: all admitted
    to one batch, each of another person, none of whom meets anybody to avoid or is offered a place; else none.
    """
    found = Application.objects.filter(pk__in=[one.pk for one in applications]).select_related(*RELATED)
    rows = {one.pk: one for one in found}
    people = {one.person_id for one in rows.values()}
    if len(people) < len(applications) or {one.state for one in rows.values()} - {Application.State.ADMITTED}:
        return []
    plain = [rows[one.pk] for one in applications]
    offered = Application.objects.filter(person__in=people, state=Application.State.OFFERED)
    if len({one.batch_id for one in plain}) != 1 or with_somebody_to_avoid(plain[0].batch, people) or offered.exists():
        return []
    return plain


def _enroll_together(
    applications: Sequence[Application], by: User
) -> tuple[list[Enrollment], list[tuple[Application, RuleViolation]]]:
    """Gives places to `_plain` applications; as many statements as for one."""
    batch, people = applications[0].batch, [one.person_id for one in applications]
    placed = set(batch.enrollments.filter(person__in=people).values_list("person", flat=True))
    known, free = Known(other_batches(people, batch), placed), free_places(batch)
    taken: list[Application] = []
    refused = []
    for one in applications:
        reasons = reasons_known(one, known, free - len(taken))
        if reasons := reasons or move_blockers(one, Application.State.ENROLLED, by=by):
            refused.append((one, RuleViolation(reasons)))
        else:
            taken.append(one)
    made = take_places(taken, by)
    move_each(taken, Application.State.ENROLLED, by=by)
    audit.record_each("enrollment.create", by=by, targets=[(one, {"batch": batch.pk}) for one in made])
    return made, refused
