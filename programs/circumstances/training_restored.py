"""Putting back what a change of circumstance closed: after a return, or because the entry was wrong.

What cannot be put back any more (the batch is over, the place is taken) stays closed and becomes a task.
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
    """What the circumstance changed of training."""
    return [entry for entry in circumstance.effects if entry["model"] in TRAINING]


def put_training_back(circumstance: Circumstance, *, by: User) -> list[str]:
    """Puts applications, waiting lists and places back as they were; returns a sentence for each that could not be.

    Call within the transaction of the return, which holds the lock of the person. Whatever was left closed opens one
    task for the training officer; what the training center was asked for is no longer due.
    """
    failed: list[str] = []
    ended: set[int] = set()
    hold(batches=_batches_of(circumstance))
    hold_places(_places_of(circumstance))
    # Applications before places before their suspensions: each builds on the one before it.
    for entry in sorted(training_entries(circumstance), key=lambda e: TRAINING.index(e["model"])):
        row = row_of(entry)
        # A pause of a place that stays ended would be open for ever.
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
    """Whoever was being offered a place waits on the list again: that place is offered once more if it is still free.

    Whoever came onto the list meanwhile stands behind.
    """
    before = entry["before"]
    had_offer = before["state"] == Application.State.OFFERED
    if before.get("reserve_position"):
        _make_room(application, before["reserve_position"])
    again = {"state": Application.State.RESERVE.value} if had_offer else {}
    # Moved without `move`: whoever looked at it before must notice.
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
    """What could not be put back now, for the preview."""
    pairs = [(entry, row_of(entry)) for entry in training_entries(circumstance)]
    return [sentence for entry, row in pairs if (sentence := why_not(entry, row, circumstance))]


def why_not(entry: dict[str, Any], row: Any, circumstance: Circumstance) -> str:
    """Why this row cannot be put back; empty when it can."""
    # It goes with its place, about which is said enough.
    if isinstance(row, EnrollmentSuspension):
        return ""
    if not stands(entry, row):
        return _("An entry of training was changed since; look at the profile.")
    return _place_sentence(row, circumstance) if isinstance(row, Enrollment) else _application_sentence(row)


def _place_sentence(place: Enrollment, circumstance: Circumstance) -> str:
    place = reinstated_from(place.pk)
    # Whoever only looks still reads the person as gone; once back, it is to where the departure was.
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
    return not batch.is_live or clock.today(batch.facility.time_zone) > batch.ends_on
