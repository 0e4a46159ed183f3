"""Who must be kept apart within a batch: checked before a place is given, taken up or offered.

Exceptions made by the board are shown by name on both applications, but only to the detention center. Long-lived
records never hold one person's name in another's row: applications and minutes store keys.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from django.utils.translation import gettext as _

from core import access
from core.errors import Blocker
from inmates.custody.people_apart import avoided_by
from inmates.people.models import Person
from programs.batches.models import Batch
from programs.entry_rules.findings import OTHER_PEOPLE, Verdict
from programs.entry_rules.known_facts import members_of
from programs.entry_rules.parts.of_custody import Apart
from programs.selection.models import Application

State = Application.State
LET_IN = (State.ADMITTED, State.OFFERED, State.ENROLLED)


def apart_blockers(batch: Batch, person: int) -> list[Blocker]:
    """Batch members from whom the person (key) must be kept apart, unless the board made an exception.

    One query, or more if there are people to avoid.
    """
    others = _met(batch, [person]).get(person, set())
    overridden = _overridden(batch, {person, *others}) if others else {}
    names = names_of(other for other in others if not _is_let(overridden, person, other))
    sentence = _(
        "Must not be together with %(name)s, who has a place in this batch or is to get one. "
        "Withdraw one of the two, or record that they need not be kept apart any more."
    )
    return [Blocker("apart", sentence % {"name": name}) for name in names.values()]


def with_somebody_to_avoid(batch: Batch, people: Iterable[int]) -> set[int]:
    """Those of these people (keys) with anybody to avoid in the batch, exception or not; at most two queries."""
    return set(_met(batch, people))


def met_in(batch: Batch, person: int) -> dict[int, str]:
    """Batch members from whom the person (key) must be kept apart, exception or not: names by key, sorted by name.

    One query, or more if there are people to avoid.
    """
    return names_of(_met(batch, [person]).get(person, ()))


def is_excepted(batch: Batch, person: int, others: Collection[int]) -> bool:
    """Whether the board has allowed the person and all these others (keys) to be together in the batch."""
    overridden = _overridden(batch, {person, *others})
    return all(_is_let(overridden, person, other) for other in others)


def exceptions(batch: Batch, admitted: Collection[Application]) -> dict[int, list[int]]:
    """For each person, the batch members to be kept apart who were admitted all the same, by exception (all keys).

    One query, or more if anybody has people to avoid.
    """
    met = _met(batch, [one.person_id for one in admitted])
    overridden = _overridden(batch, _all_of(met)) if met else {}
    return {
        person: sorted(other for other in others if _is_let(overridden, person, other))
        for person, others in met.items()
    }


def let_in_together(batch: Batch, admitted: Collection[Application]) -> list[tuple[Application, list[str]]]:
    """Admitted people who would meet batch members to be kept apart although the board made no exception, because this
    was recorded after its decision; each with those members' names. Two such people appear on each other's list.
    """
    met = _met(batch, [one.person_id for one in admitted])
    overridden = _overridden(batch, _all_of(met)) if met else {}
    found = {
        person: {other for other in others if not _is_let(overridden, person, other)} for person, others in met.items()
    }
    names = names_of({other for others in found.values() for other in others})
    return [
        (one, [name for key, name in names.items() if key in found[one.person_id]])
        for one in admitted
        if found.get(one.person_id)
    ]


def _met(batch: Batch, people: Iterable[int]) -> dict[int, set[int]]:
    """The batch members whom each of these people (keys) must avoid; whoever need avoid none of them is left out."""
    avoided = avoided_by(people)
    members = members_of([batch.pk]).get(batch.pk, set()) if avoided else set()
    return {person: others & members for person, others in avoided.items() if others & members}


def _all_of(met: Mapping[int, set[int]]) -> set[int]:
    return set(met).union(*met.values())


def _overridden(batch: Batch, people: Collection[int]) -> dict[int, list[list[dict]]]:
    """The answers that the board overrode when it let these people (keys) into the batch, by person.

    An exception ends with the place it was made for: once withdrawn, the person needs a new decision.
    """
    found: dict[int, list[list[dict]]] = defaultdict(list)
    let_in = batch.applications.filter(person__in=people, is_override=True, state__in=LET_IN)
    for person, answers in let_in.values_list("person", "decision_answers"):
        found[person].append(answers)
    return found


def _is_let(overridden: Mapping[int, list[list[dict]]], one: int, other: int) -> bool:
    """Whether the board has allowed the two (keys) to be together, by a decision on either side."""
    sides = ((one, other), (other, one))
    return any(_covers(answers, beside) for person, beside in sides for answers in overridden.get(person, ()))


def _covers(answers: list[dict], other: int) -> bool:
    """Whether the board knew, when it overrode these answers, that the person must be kept apart from the other (key).

    Decisions made before 30 November 2026 stored only the number of others, so they cover anybody.
    """
    saw = [row for row in answers if (row["kind"], row["answer"]) == (Apart.code, Verdict.FAILS)]
    return any(other in row.get("value", {}).get(OTHER_PEOPLE, [other]) for row in saw)


def names_of(people: Iterable[int]) -> dict[int, str]:
    """Names of those of these people (keys) who are still on record, sorted by name; no query if there are none.

    The answer to the request shows them.
    """
    people = set(people)
    known = Person.objects.filter(pk__in=people).order_by("name_sort", "pk") if people else Person.objects.none()
    names = dict(known.values_list("pk", "full_name"))
    access.shown(*names)
    return names


def exception_told(apart: Collection[int], names: Mapping[int, str]) -> str:
    """The exception in words: from whom (keys) the person must be kept apart; empty if from nobody."""
    if not apart:
        return ""
    told = [name for key, name in names.items() if key in apart]
    told += [_("somebody whose data were deleted")] * (len(apart) - len(told))
    return _("Exception: must be kept apart from %(names)s.") % {"names": ", ".join(told)}


def with_exception(said: str, exception: str) -> str:
    """The text of a decision followed by the exception (either may be empty), for the shared cell on paper."""
    # Reasons are typed in, often without a full stop.
    stop = "" if not said or not exception or said.endswith((".", "!", "?")) else "."
    return f"{said}{stop} {exception}".strip()


def note_exceptions(batch: Batch, applications: Iterable[Application]) -> None:
    """Sets `exception` on applications admitted together with people to be kept apart; a few queries."""
    let_in = [one for one in applications if one.state in LET_IN]
    found = exceptions(batch, let_in)
    names = names_of(key for apart in found.values() for key in apart)
    for one in let_in:
        one.exception = exception_told(found.get(one.person_id, ()), names)
