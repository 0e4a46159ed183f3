"""What a departure does to the preparation: the short list stays owed, everything else is closed."""

from collections.abc import Iterator

from django.db.models import DateTimeField, F, Max, Value
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import audit, clock
from inmates.custody.models.stays import CustodyPeriod
from inmates.people.models import Person
from outcomes.leaving.contact_answers import contact_answered
from outcomes.leaving.models import Readiness, ReadinessItem
from outcomes.leaving.readiness import ANSWERED_ELSEWHERE, facility_items, is_wanted
from programs.circumstances.dependents import Effect, effects_of_leaving
from programs.circumstances.occasions import person_is_back, person_leaves
from programs.places.models import Enrollment

Leaving = CustodyPeriod.Leaving
RELEASES = (Leaving.FULL_TERM, Leaving.CONDITIONAL, Leaving.COURT_ORDER)


def owed_after_release(person: Person) -> list[tuple[ReadinessItem, Readiness | None]]:
    """What of the short list is not settled, with what was recorded last."""
    rows = {row.item_id: row for row in Readiness.objects.in_force().filter(person=person)}
    trained = Enrollment.objects.of_facilities().filter(person=person).exists()
    found = []
    for item in facility_items():
        row = rows.get(item.pk)
        is_settled = (
            contact_answered(person)
            if item.code == ANSWERED_ELSEWHERE
            else bool(row and row.state in Readiness.SETTLED)
        )
        if item.is_on_short_list and not is_settled and is_wanted(item, is_trained=trained):
            found.append((item, row))
    return found


@effects_of_leaving.register
def short_list_stays(person: Person) -> Iterator[Effect]:
    """One line about what is still to be given on the day of a release."""
    count = len(owed_after_release(person))
    if count:
        becomes = ngettext(
            "%(count)d thing is still to be settled today and stays owed",
            "%(count)d things are still to be settled today and stay owed",
            count,
        )
        yield Effect(_("Ready to leave"), becomes % {"count": count})


@person_leaves.register
def close_at_departure(person: Person) -> None:
    """After a transfer the preparation goes on at the other facility. After a release the short list stays, after any
    other departure nothing.
    """
    stay = person.custody_periods.order_by("-until", "-pk").first()
    if stay is None or stay.leaving == Leaving.TRANSFER:
        return
    owed = owed_after_release(person) if stay.leaving in RELEASES else []
    # Never before the row itself: a clock may have been set back.
    closed_at = Greatest(F("recorded_at"), Value(clock.now(), output_field=DateTimeField()))
    closed = Readiness.objects.in_force().filter(person=person).update(closed_at=closed_at)
    # Written anew, so that what the departure closed can be told from what it left open.
    Readiness.objects.bulk_create(
        Readiness(
            person=person,
            facility=stay.facility,
            item=item,
            state=row.state if row else Readiness.State.OPEN,
            note=row.note if row else None,
            on=stay.until,
        )
        for item, row in owed
    )
    if closed or owed:
        audit.record("readiness.close", by=None, target=person, closed=closed, owed=[item.code for item, _row in owed])


@person_is_back.register
def open_again(person: Person) -> None:
    """Opens what the last departure closed."""
    rows = Readiness.objects.filter(person=person, closed_at__isnull=False)
    last = rows.aggregate(last=Max("closed_at"))["last"]
    if last:
        count = rows.filter(closed_at=last).update(closed_at=None)
        audit.record("readiness.open", by=None, target=person, opened=count)
