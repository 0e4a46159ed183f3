"""The parts of training that currently depend on a person, for previewing or making a change of circumstance."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import clock
from core.ports import Port
from core.templatetags.dates import day as written_day
from inmates.people.models import Person
from programs.places.models import Enrollment
from programs.selection.models import Application
from programs.timetable.models.sessions import Session


@dataclass
class Dependents:
    """One person's open applications, live places and upcoming sessions."""

    person: Person
    applications: list[Application] = field(default_factory=list)
    places: list[Enrollment] = field(default_factory=list)
    sessions_ahead: dict[int, int] = field(default_factory=dict)


def dependents_of(person: Person) -> Dependents:
    """What currently depends on the person; three queries."""
    applications = person.applications.open().select_related("batch__facility").order_by("submitted_at", "pk")
    places = list(
        person.enrollments.live()
        .of_facilities()
        .select_related("batch__facility", "batch__training_center")
        .order_by("starts_on", "pk")
    )
    ahead = sessions_ahead([place.batch_id for place in places])
    return Dependents(person, list(applications), places, ahead)


def sessions_ahead(batches: list[int]) -> dict[int, int]:
    """For each of these batches, the number of upcoming sessions that are not cancelled."""
    found: dict[int, int] = dict.fromkeys(batches, 0)
    rows = Session.objects.standing().filter(batch__in=batches, starts_at__gt=clock.now())
    for batch in rows.order_by().values_list("batch", flat=True):
        found[batch] += 1
    return found


@dataclass(frozen=True)
class Effect:
    """One line of a preview: what is affected, and what happens to it."""

    what: str
    becomes: str


effects_of_leaving: Port[[Person], Iterable[Effect]] = Port()
"""Asked for the preview of a departure: what later areas do at `occasions.person_leaves`."""


def sentences_of_leaving(found: Dependents) -> list[Effect]:
    """The effects of a departure from custody, for the preview."""
    effects = [Effect(_application(one), _("is closed: no longer in custody here")) for one in found.applications]
    for place in found.places:
        effects.append(Effect(_place(place), _("ends; units that were passed stay passed")))
        count = found.sessions_ahead.get(place.batch_id, 0)
        if count:
            words = ngettext("%(count)d session still to come", "%(count)d sessions still to come", count)
            effects.append(
                Effect(f"{place.batch.name}: {words % {'count': count}}", _("the person is not on the roll"))
            )
    return effects + [effect for told in effects_of_leaving.ask(found.person) for effect in told]


def sentences_of_absence(found: Dependents, *, until: date | None = None) -> list[Effect]:
    """The effects of an outing or a suspension: nothing is closed, but the person is not expected meanwhile."""
    effects = [Effect(_application(one), _("stays as it is")) for one in found.applications]
    for place in found.places:
        end = _("not on the roll until the return") if until is None else _("not on the roll until %(day)s")
        effects.append(Effect(_place(place), end % {"day": written_day(until)}))
    return effects


def _application(one: Application) -> str:
    words = {"batch": one.batch.name, "state": one.get_state_display(), "number": one.reserve_position}
    if one.reserve_position:
        return _("Application for %(batch)s (reserve list, number %(number)s)") % words
    return _("Application for %(batch)s (%(state)s)") % words


def _place(place: Enrollment) -> str:
    words = {"batch": place.batch.name, "state": place.get_state_display()}
    return _("Place in %(batch)s (%(state)s)") % words
