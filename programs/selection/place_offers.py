"""The reserve list: a place that becomes free is offered once, to the next person. The offer decides nothing."""

from collections.abc import Collection
from datetime import date, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from core import audit, clock, due
from core.errors import Blocker, refuse_if
from programs.batches.lock_order import locked
from programs.batches.models import LIVE, Batch
from programs.selection.application_states import Closing, State, last_position, move
from programs.selection.held_places import places
from programs.selection.kept_apart import apart_blockers, with_somebody_to_avoid
from programs.selection.models import Application, Hearing, PlaceOffer

ANSWERED = (PlaceOffer.State.ACCEPTED, PlaceOffer.State.DECLINED, PlaceOffer.State.EXPIRED)


def free_places(batch: Batch) -> int:
    """The number of places neither taken nor on offer."""
    placed = places().holding().filter(batch=batch).order_by().values_list("pk")
    offered = batch.applications.filter(state=State.OFFERED).order_by().values_list("pk")
    # Keys of the two tables may coincide; `all` keeps both, and a union needs just one query.
    return batch.capacity - placed.union(offered, all=True).count()


def unpromised_places(batch: Batch) -> int:
    """The number of places neither taken, on offer, nor promised by the board."""
    return free_places(batch) - batch.applications.filter(state=State.ADMITTED).count()


def last_day_of_entry(batch: Batch) -> date:
    """The last day on which a place that becomes free is offered to somebody else."""
    return batch.starts_on + timedelta(days=batch.version.late_entry_days)


def waiting(batch: Batch) -> QuerySet[Application]:
    """The reserve list in order; decisions of a hearing that is still open are not on it yet."""
    listed = batch.applications.filter(state=State.RESERVE, hearing__state=Hearing.State.CLOSED)
    return listed.order_by("reserve_position", "pk")


def in_line(batch: Batch) -> list[Application]:
    """Who can be offered a place now, in order. Skips people who would meet batch members to be kept apart from them.

    People skipped stay on the list, in case they no longer need to be kept apart one day.
    """
    people = list(_unanswered(batch))
    apart = with_somebody_to_avoid(batch, [one.person_id for one in people])
    return [one for one in people if one.person_id not in apart or not apart_blockers(batch, one.person_id)]


def _unanswered(batch: Batch) -> QuerySet[Application]:
    """The list in order: people in custody here, free for this batch, who have not answered an offer yet."""
    # Whoever learns outside as well is not busy here.
    busy = places().live().filter(batch__facility__isnull=False).exclude(batch=batch)
    # An offer that ended because the person left is no answer: on return, they wait for the next one.
    people = waiting(batch).exclude(offers__state__in=ANSWERED).filter(person__facility=batch.facility_id)
    if not batch.version.allows_parallel_batches:
        people = people.exclude(person__in=busy.values("person"))
    return people.select_related("person")


def offer_blockers(batch: Batch) -> list[Blocker]:
    """Why no place of this batch can be offered to anybody now."""
    found = []
    if batch.state not in (Batch.State.SELECTING, Batch.State.RUNNING):
        found.append(Blocker("batch_not_open", _("This batch takes no participants now.")))
    if clock.today(batch.time_zone) > last_day_of_entry(batch):
        found.append(Blocker("too_late", _("It is too late to enter this batch.")))
    if unpromised_places(batch) < 1:
        found.append(Blocker("no_free_place", _("No place is free: all are taken, offered or given by the board.")))
    if not in_line(batch):
        found += _nobody_blockers(batch)
    return found


def _nobody_blockers(batch: Batch) -> list[Blocker]:
    passed_over = [one.person.full_name for one in _unanswered(batch)]
    if not passed_over:
        return [Blocker("nobody_waits", _("Nobody on the reserve list can be offered a place."))]
    sentence = _(
        "Nobody on the reserve list can be offered a place: %(names)s must not be together with somebody who has a "
        "place in this batch or is to get one."
    )
    return [Blocker("apart", sentence % {"names": ", ".join(passed_over)})]


def offer_next(batch: Batch, *, by: User | None) -> PlaceOffer | None:
    """Offers a place that has just become free to the next in line, if any; the caller holds the lock.

    `by` is the user whose action freed the place; None if an offer expired.
    """
    return None if offer_blockers(batch) else _offer(batch, by)


def _offer(batch: Batch, by: User | None) -> PlaceOffer:
    application = in_line(batch)[0]
    today = clock.today(batch.time_zone)
    # An answer after the last day of entry would be too late.
    expires = min(today + timedelta(days=batch.version.offer_days), max(last_day_of_entry(batch), today))
    move(application, State.OFFERED, by=None)
    offer = PlaceOffer.objects.create(application=application, offered_at=clock.now(), expires_on=expires)
    audit.record("place.offer", by=by, target=application, batch=batch.pk, expires_on=expires)
    return offer


@transaction.atomic
def offer_free_place(batch: Batch, *, by: User) -> PlaceOffer:
    """Offers a free place by hand, for example after an offer expired. Only for the training officer."""
    batch = locked(batch)
    found = offer_blockers(batch)
    if by.facility_id != batch.facility_id or not by.has_role(Role.TRAINING_OFFICER):
        found.append(Blocker("not_the_officer", _("Only the training officer of this facility offers places.")))
    refuse_if(found)
    return _offer(batch, by)


@transaction.atomic
def decline(application: Application, *, by: User) -> Application:
    """Records that the person declines the place, and offers it to the next in line."""
    batch = locked(application.batch)
    application = Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
    refuse_if(open_offer_blockers(application))
    closed = {"closing": Closing.DECLINED, "closed_at": clock.now(), "closed_by": by}
    application = move(application, State.WITHDRAWN, by=by, answered_by=by, **closed)
    audit.record("place.decline", by=by, target=application, batch=batch.pk)
    offer_next(batch, by=by)
    return application


def batches_in_line(people: Collection[int]) -> set[int]:
    """Batches (keys) in which these people (keys) have an offer or could get one before the batch is locked."""
    lines = Application.objects.filter(person__in=people, state__in=[State.OFFERED, State.RESERVE])
    return set(lines.filter(batch__state__in=LIVE).order_by().values_list("batch", flat=True))


def clashing_offers(taken: Application) -> list[Application]:
    """The person's open offers in other batches that cannot be combined with the place just taken up.

    The caller holds those batches.
    """
    offers = Application.objects.filter(person=taken.person_id, state=State.OFFERED).exclude(pk=taken.pk)
    alone = offers.filter(batch__version__allows_parallel_batches=False)
    return list(alone.select_related("batch").order_by("pk"))


def take_back(application: Application, *, by: User) -> None:
    """Withdraws an offer because the person has just got another place; the caller holds person and batch.

    This does not count as an answer, so the person keeps the position on the list.
    """
    move(application, State.RESERVE, by=None, offer_ends=PlaceOffer.State.CLOSED)
    audit.record("place.offer_take_back", by=by, target=application, batch=application.batch_id)
    offer_next(locked(application.batch), by=by)


def open_offer_blockers(application: Application) -> list[Blocker]:
    """Why there is no open offer to answer; empty if there is one."""
    if application.state == State.OFFERED:
        return []
    return [Blocker("no_offer", _("This person is not offered a place now."))]


@due.work_due.register
def expire_offers() -> int:
    """Ends offers that expired unanswered, and offers their places to the next in line. Returns how many it ended."""
    late = PlaceOffer.objects.filter(state=PlaceOffer.State.OPEN).select_related("application__batch__facility")
    return sum(_expire(offer) for offer in late if _is_late(offer))


def _is_late(offer: PlaceOffer) -> bool:
    return clock.today(offer.application.batch.time_zone) > offer.expires_on


@transaction.atomic
def _expire(offer: PlaceOffer) -> bool:
    batch = locked(offer.application.batch)
    offer = PlaceOffer.objects.select_related("application__batch").get(pk=offer.pk)
    # The offer may have been answered, or expired by another round, while this one waited for the lock.
    if offer.state != PlaceOffer.State.OPEN:
        return False
    application = offer.application
    move(application, State.RESERVE, by=None, reserve_position=last_position(application))
    audit.record("place.offer_expire", by=None, target=application, batch=batch.pk)
    offer_next(batch, by=None)
    return True
