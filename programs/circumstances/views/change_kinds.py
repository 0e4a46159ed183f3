"""Changes of circumstance as their pages offer them: texts, form, effects, obstacles and command."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from core.errors import Blocker
from inmates.custody import housings, suspensions
from inmates.custody.forms import HousingForm, SuspensionForm
from inmates.custody.models.circumstances import Circumstance
from inmates.custody.people_apart import neighbors_to_avoid
from inmates.people.models import Person
from programs.circumstances import custody_end, outings
from programs.circumstances.dependents import (
    Dependents,
    Effect,
    dependents_of,
    sentences_of_absence,
    sentences_of_leaving,
)
from programs.circumstances.forms import (
    DeathForm,
    DepartureForm,
    EscapeForm,
    FullTermForm,
    OutingForm,
    TransferForm,
)

Kind = Circumstance.Kind
Values = dict[str, Any]


@dataclass(frozen=True)
class Change:
    """One kind of change. `effects` and `blockers` are asked before the command; the field `day` starts as today."""

    code: str
    label: str | Promise
    text: str | Promise
    form: type
    effects: Callable[[Dependents, Values], list[Effect]]
    blockers: Callable[[Person, Values], list[Blocker]]
    command: Callable[[Person, User, Values], Any]
    day: str
    is_final: bool = False
    # Objections that a reason can override.
    doubts: Callable[[Person, Values], list[Blocker]] = lambda person, values: []


def preview(change: Change, person: Person, values: Values) -> list[Effect]:
    """The effects of the change on everything that depends on the person."""
    return change.effects(dependents_of(person), values)


def _leaving_effects(found: Dependents, values: Values) -> list[Effect]:
    stay = [Effect(_("Register number, block and case officer"), _("end with the stay; they stay in the history"))]
    return [*sentences_of_leaving(found), *stay]


def _absence_effects(found: Dependents, values: Values) -> list[Effect]:
    return sentences_of_absence(found)


def _suspension_effects(found: Dependents, values: Values) -> list[Effect]:
    return sentences_of_absence(found, until=values.get("until"))


def _cell_effects(found: Dependents, values: Values) -> list[Effect]:
    effects = sentences_of_absence(Dependents(found.person, found.applications))
    effects += [
        Effect(place.batch.name, _("fetched from block %(block)s from now on") % {"block": values["block"]})
        for place in found.places
    ]
    for other in neighbors_to_avoid(found.person, block=values["block"], cell=values["cell"]):
        what = _("%(name)s is housed there") % {"name": other.full_name}
        effects.append(Effect(what, _("must not be together with this person: choose another cell")))
    return effects


def _departure(kind: Kind, text: str | Promise, form: type = DepartureForm) -> Change:
    def ask(person: Person, values: Values) -> list[Blocker]:
        found = custody_end.blockers(person, kind=kind, on=values["on"], left_at=values.get("left_at"))
        return found + custody_end.destination_blockers(person, kind, values.get("destination"))

    def carry_out(person: Person, by: User, values: Values) -> Any:
        return custody_end.leave(person, by=by, kind=kind, **values)

    def doubt(person: Person, values: Values) -> list[Blocker]:
        return custody_end.early_release_blockers(person, kind=kind, on=values["on"])

    words = (kind.value, kind.label, text)
    return Change(*words, form, _leaving_effects, ask, carry_out, "on", is_final=True, doubts=doubt)


def _outing(kind: Kind, text: str | Promise) -> Change:
    def ask(person: Person, values: Values) -> list[Blocker]:
        return outings.blockers(person, out_at=values["moment"])

    def carry_out(person: Person, by: User, values: Values) -> Any:
        return outings.take_out(person, by=by, kind=kind, out_at=values["moment"])

    return Change(kind.value, kind.label, text, OutingForm, _absence_effects, ask, carry_out, "day")


def _recorded(command: Callable[..., Any]) -> Callable[[Person, User, Values], Any]:
    return lambda person, by, values: command(person, by=by, **values)


_ABSENT = gettext_lazy("Nothing is closed; the person is not expected at any session until the return.")
_CLOSES = gettext_lazy("Ends the stay with applications, waiting lists and places. A wrong entry can be taken back.")
CHANGES: dict[str, Change] = {
    change.code: change
    for change in (
        Change(
            "cell",
            gettext_lazy("Another block or cell"),
            gettext_lazy("The former one stays in the history."),
            HousingForm,
            _cell_effects,
            lambda person, values: [],
            _recorded(housings.change_housing),
            "from_date",
        ),
        _outing(Kind.COURT, _ABSENT),
        _outing(Kind.HOSPITAL, _ABSENT),
        _outing(Kind.LOAN, _ABSENT),
        _outing(Kind.ISOLATION, _ABSENT),
        Change(
            "suspension",
            gettext_lazy("Training suspended"),
            gettext_lazy("Only from when, until when and by whose decision is recorded."),
            SuspensionForm,
            _suspension_effects,
            lambda person, values: [],
            _recorded(suspensions.suspend),
            "from_date",
        ),
        _departure(Kind.FULL_TERM, _CLOSES, FullTermForm),
        _departure(Kind.CONDITIONAL, _CLOSES),
        _departure(Kind.COURT_ORDER, _CLOSES),
        _departure(Kind.TRANSFER, _CLOSES, TransferForm),
        _departure(
            Kind.ESCAPE, gettext_lazy("As a release; after recapture places and applications are put back."), EscapeForm
        ),
        _departure(Kind.DEATH, gettext_lazy("Ends the stay and all training."), DeathForm),
    )
}
