"""Reinstating a place that was ended by mistake, with a reason, as long as nothing depends on its end."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from core import audit, clock
from core.errors import Blocker, refuse_if
from core.ports import Port
from core.reasons import reason_blockers
from core.templatetags.dates import day as written_day
from inmates.custody.change_journal import put_back, row_of, stands
from inmates.custody.models.circumstances import Circumstance
from inmates.inbox.inbox_tasks import settle
from inmates.inbox.models import InboxTask
from programs.attendance.models.marks import Mark
from programs.batches.lock_order import hold
from programs.circumstances.dependents import Effect, sessions_ahead
from programs.places.early_ends import OF_AN_END
from programs.places.models import Enrollment, EnrollmentSuspension
from programs.places.place_watch import place_is_back
from programs.places.taken_places import other_batches
from programs.selection.kept_apart import apart_blockers
from programs.selection.place_offers import free_places
from programs.timetable.models.sessions import Session

State = Enrollment.State

built_upon_an_end: Port[[Enrollment], list[Blocker]] = Port()
"""Asked what was built on the end of a place, which then stays ended: for the page, and again under the locks."""


def blockers(place: Enrollment) -> list[Blocker]:
    """Why this place cannot be reinstated. If it has not ended, or a departure ended it, that is the only reason
    returned.
    """
    if place.state != State.ENDED:
        return [Blocker("not_ended", _("This place has not ended, so there is nothing to put back."))]
    if departure := _ended_by(place):
        sentence = _("The place ended with the entry “%(entry)s” of %(day)s. Take that entry back instead.")
        words = {"entry": departure.get_kind_display(), "day": written_day(departure.happened_on)}
        return [Blocker("by_circumstance", sentence % words)]
    return obstacles(place, custody_at=place.person.facility_id)


def obstacles(place: Enrollment, *, custody_at: int | None) -> list[Blocker]:
    """Why a person in custody at that facility (key) cannot get this ended place back.

    Also asked when the place would be restored automatically, after a return or when the entry that ended it is undone.
    """
    batch, reasons = place.batch, []
    if not batch.is_live:
        reasons.append(Blocker("batch_over", _("The batch is over, so nothing of it changes any more.")))
    if custody_at != batch.facility_id:
        reasons.append(Blocker("not_in_custody", _("This person is not in custody at the facility of the batch.")))
    if other := _other_batch(place):
        sentence = _("Already has a place in %(batch)s until %(day)s.")
        words = {"batch": other.name, "day": written_day(other.leaves_before)}
        reasons.append(Blocker("other_batch", sentence % words))
    if free_places(batch) < 1:
        sentence = _("All %(count)s places of this batch are taken or offered.") % {"count": batch.capacity}
        reasons.append(Blocker("full", sentence))
    reasons += apart_blockers(batch, place.person_id)
    return reasons + [blocker for found in built_upon_an_end.ask(place) for blocker in found]


def _ended_by(place: Enrollment) -> Circumstance | None:
    """The departure that ended the place, while the person is still away because of it."""
    gone = place.person.circumstances.standing().filter(kind__in=Circumstance.DEPARTURES, returned_on=None)
    # Compared in Python, because the databases query JSON differently.
    key = (Enrollment._meta.label_lower, place.pk)
    return next((one for one in gone if key in {(row["model"], row["pk"]) for row in one.effects}), None)


def _other_batch(place: Enrollment) -> Any:
    return other_batches([place.person_id], place.batch).get(place.person_id) if place.blocks_parallel else None


@transaction.atomic
def reinstate(place: Enrollment, *, by: User, reason: str) -> Enrollment:
    """Restores the place to its state before it ended, active or suspended, with its pauses and tasks.

    Tasks that the end opened for the training center are settled. Raises `RuleViolation`.
    """
    hold(people=[place.person_id], batches=[place.batch_id])
    hold_places([place.pk])
    place = reinstated_from(place.pk)
    unsaid = reason_blockers(reason, _("Say in at least %(count)s characters what was wrong."))
    refuse_if([*blockers(place), *unsaid])
    entries, ended_on = place.end_effects, place.ended_on
    place.state, place.ended_on, place.end_reason, place.end_effects = state_before(place), None, "", []
    place.left_on = None
    place.save(update_fields=["state", "ended_on", "left_on", "end_reason", "end_effects"])
    for entry in _of(entries, EnrollmentSuspension):
        _resume_pause(place, entry)
    undo_tasks_of_end(place, entries)
    details = {"reason": reason.strip(), "ended_on": ended_on, "state": place.state}
    audit.record("enrollment.reinstate", by=by, target=place, batch=place.batch_id, **details)
    return place


def undo_tasks_of_end(place: Enrollment, entries: list[dict[str, Any]]) -> None:
    """Reopens tasks that the end of the place settled, and settles those that it opened."""
    place_is_back([entry["pk"] for entry in _of(entries, InboxTask)])
    for kind in OF_AN_END:
        settle(kind, person=place.person, matter=str(place.pk))


def hold_places(places: Iterable[int]) -> None:
    """Locks these places (keys), as commands that make papers do, so that the checks see every paper made so far."""
    rows = Enrollment.objects.select_for_update(no_key=True).filter(pk__in=list(places))
    list(rows.order_by("pk").values_list("pk"))


def reinstated_from(pk: int) -> Enrollment:
    """The current place with the related rows needed by the checks."""
    related = ("person", "application__batch", "application__person", "batch__facility", "batch__version")
    return Enrollment.objects.select_related(*related).get(pk=pk)


def state_before(place: Enrollment) -> str:
    """The place's state before it ended; active if it ended before that was recorded."""
    entries = _of(place.end_effects, Enrollment)
    return str(entries[0]["before"]["state"]) if entries else State.ACTIVE.value


def _of(entries: list[dict[str, Any]], model: type) -> list[dict[str, Any]]:
    return [entry for entry in entries if entry["model"] == model._meta.label_lower]  # type: ignore[attr-defined]


def _resume_pause(place: Enrollment, entry: dict[str, Any]) -> None:
    """Restores a pause: one that had not begun was deleted with the place, a running one was cut short."""
    row = row_of(entry)
    if row is None:
        before = entry["before"]
        EnrollmentSuspension.objects.create(enrollment=place, from_date=before["from_date"], reason=before["reason"])
    elif stands(entry, row):
        put_back(entry, row)


def preview(place: Enrollment) -> list[Effect]:
    """The effects of reinstating the place."""
    becomes = {
        State.ACTIVE: _("goes on; from today the person is expected again"),
        State.SUSPENDED: _("is suspended again, as it was"),
    }
    effects = [Effect(_("Place in %(batch)s") % {"batch": place.batch.name}, becomes[State(state_before(place))])]
    effects += _session_effects(place)
    kinds = {kind.code: str(kind.label) for kind in OF_AN_END}
    due = InboxTask.objects.open().filter(person=place.person, kind__in=kinds, matter=str(place.pk))
    effects += [Effect(kinds[task.kind], _("is no longer due")) for task in due]
    left = free_places(place.batch) - 1
    words = ngettext("%(count)d place stays free", "%(count)d places stay free", left) % {"count": left}
    return [*effects, Effect(_("Places of the batch"), words)]


def _session_effects(place: Enrollment) -> list[Effect]:
    effects = []
    since = Session.objects.standing().filter(batch=place.batch_id, date__gte=place.ended_on)
    marked = Mark.objects.filter(session=OuterRef("pk"), enrollment=place)
    missed = since.filter(~Exists(marked), starts_at__lte=clock.now()).count()
    if missed:
        what = ngettext("%(count)d session since the end", "%(count)d sessions since the end", missed)
        effects.append(Effect(what % {"count": missed}, _("on the roll again, not marked")))
    ahead = sessions_ahead([place.batch_id])[place.batch_id]
    if ahead:
        what = ngettext("%(count)d session still to come", "%(count)d sessions still to come", ahead)
        effects.append(Effect(what % {"count": ahead}, _("on the roll again")))
    return effects
