"""Restoring what a change of circumstance closed, after a return or because the entry was wrong.

What can no longer be restored (the batch is over, the place is taken) stays closed and becomes an inbox task.
"""

from typing import Any

from django.db.models import F, Model
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from core import audit, clock
from inmates.custody.change_journal import put_back, row_of, stands
from inmates.custody.models.circumstances import Circumstance
from inmates.inbox.inbox_tasks import open_task
from programs.batches.lock_order import hold, locked
from programs.batches.models import Batch
from programs.circumstances.inbox_kinds import NOT_PUT_BACK
from programs.circumstances.occasions import person_is_back
from programs.circumstances.place_reinstatement import hold_places, obstacles, reinstated_from, undo_tasks_of_end
from programs.places.models import Enrollment, EnrollmentSuspension
from programs.selection.models import Application
from programs.selection.place_offers import offer_next

TRAINING = ("programs.application", "programs.enrollment", "programs.enrollmentsuspension")


def training_entries(circumstance: Circumstance) -> list[dict[str, Any]]:
    """The changes that the circumstance made to training."""
    return [entry for entry in circumstance.effects if entry["model"] in TRAINING]


def put_training_back(circumstance: Circumstance, *, by: User) -> list[str]:
    """Restores applications, reserve positions and places; returns a sentence for each one that could not be.

    Call in the transaction of the return, with the person locked. Everything left closed is named in one task for the
    training officer; tasks that the departure opened for the training center are settled.
    """
    failed: list[str] = []
    ended: set[int] = set()
    hold(batches=_batches_of(circumstance))
    hold_places(_places_of(circumstance))
    # Applications, then places, then their suspensions, because each depends on the one before.
    for entry in sorted(training_entries(circumstance), key=lambda e: TRAINING.index(e["model"])):
        row = row_of(entry)
        # The suspension of a place that stays ended would never close.
        if isinstance(row, EnrollmentSuspension) and row.enrollment_id in ended:
            continue
        sentence = why_not(entry, row, circumstance)
        if sentence:
            failed.append(sentence)
            ended |= {row.pk} if isinstance(row, Enrollment) else set()
        elif row is not None:
            audit.record("training.put_back", by=by, target=row, circumstance=circumstance.pk)
            _put_row_back(row, entry, by)
    person_is_back.happens(circumstance.person)
    if failed:
        values = {"what": " ".join(failed)}
        person, office = circumstance.person, circumstance.facility
        open_task(NOT_PUT_BACK, role=Role.TRAINING_OFFICER, office=office, person=person, values=values)
    return failed


def _put_row_back(row: Model, entry: dict[str, Any], by: User) -> None:
    if isinstance(row, Application):
        _reopen(row, entry, by)
        return
    put_back(entry, row)
    if isinstance(row, Enrollment):
        _forget_end(row)


def _forget_end(place: Enrollment) -> None:
    entries, place.end_effects = place.end_effects, []
    place.save(update_fields=["end_effects"])
    undo_tasks_of_end(place, entries)


def _batches_of(circumstance: Circumstance) -> set[int]:
    rows = [row_of(entry) for entry in training_entries(circumstance)]
    return {row.batch_id for row in rows if isinstance(row, Application | Enrollment)}


def _places_of(circumstance: Circumstance) -> set[int]:
    entries = training_entries(circumstance)
    return {entry["pk"] for entry in entries if entry["model"] == Enrollment._meta.label_lower}


def _reopen(application: Application, entry: dict[str, Any], by: User) -> None:
    """Reopens the application. An open offer becomes a reserve position, and the place is offered again if still free.

    If the position has been taken meanwhile, it and those behind it move back by one.
    """
    before = entry["before"]
    had_offer = before["state"] == Application.State.OFFERED
    if before.get("reserve_position"):
        _make_room(application, before["reserve_position"])
    again = {"state": Application.State.RESERVE.value} if had_offer else {}
    # Written without `move`, so the revision must grow by hand for stale pages to be noticed.
    application.revision += 1
    application.save(update_fields=["revision"])
    put_back({**entry, "before": {**before, **again}}, application)
    if had_offer:
        offer_next(locked(application.batch), by=by)


def _make_room(application: Application, position: int) -> None:
    listed = Application.objects.filter(batch=application.batch_id, reserve_position__gte=position)
    if listed.filter(reserve_position=position).exists():
        listed.update(reserve_position=F("reserve_position") + 1)


def left_closed(circumstance: Circumstance) -> list[str]:
    """Sentences for what could not be restored now, for the preview."""
    pairs = [(entry, row_of(entry)) for entry in training_entries(circumstance)]
    return [sentence for entry, row in pairs if (sentence := why_not(entry, row, circumstance))]


def why_not(entry: dict[str, Any], row: Any, circumstance: Circumstance) -> str:
    """Why this row cannot be restored; empty if it can."""
    # A suspension depends on its place, which has a sentence of its own.
    if isinstance(row, EnrollmentSuspension):
        return ""
    if not stands(entry, row):
        return _("An entry of training was changed since; look at the profile.")
    return _place_sentence(row, circumstance) if isinstance(row, Enrollment) else _application_sentence(row)


def _place_sentence(place: Enrollment, circumstance: Circumstance) -> str:
    place = reinstated_from(place.pk)
    # In a preview the person is still away, so the place is checked as if the person were back at that facility.
    for blocker in obstacles(place, custody_at=circumstance.facility_id)[:1]:
        words = {"batch": place.batch.name, "reason": blocker}
        return _("The place in %(batch)s stays ended. %(reason)s") % words
    return ""


def _application_sentence(application: Application) -> str:
    batch = Batch.objects.select_related("facility", "version").get(pk=application.batch_id)
    words = {"batch": batch.name}
    if _is_over(batch):
        return _("%(batch)s is over: the application stays closed.") % words
    rivals = Application.objects.open().filter(person=application.person_id)
    same = rivals.filter(batch__version__program=batch.version.program_id)
    if same.exclude(pk=application.pk).exists():
        return _("There is a newer application for the program of %(batch)s: the old one stays closed.") % words
    return ""


def _is_over(batch: Batch) -> bool:
    return not batch.is_live or clock.today(batch.time_zone) > batch.ends_on
