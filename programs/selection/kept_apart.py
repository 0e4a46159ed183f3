"""Who must be kept apart within a batch: checked before a place is given, taken up or offered.

Exceptions made by the board are shown by name on both applications, but only to the detention center. Long-lived
records never hold one person's name in another's row: applications and minutes store keys.
"""

from collections.abc import Collection, Iterable, Mapping

from django.utils.translation import gettext as _

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


def apart_blockers(batch: Batch, person: int, application: Application | None) -> list[Blocker]:
    """Batch members from whom the person (key) must be kept apart, unless the board made an exception.

    An override on either application counts, provided the board saw that the two must be kept apart.
    """
    members = members_of([batch.pk]).get(batch.pk, set()) - {person}
    others = avoided_by([person]).get(person, set()) & members
    if application:
        others = {other for other in others if not _lets_be_with(application, other)}
    if not others:
        return []
    theirs = Application.objects.filter(batch=batch, person__in=others, is_override=True)
    others -= {one.person_id for one in theirs if _lets_be_with(one, person)}
    names = Person.objects.filter(pk__in=others).order_by("name_sort", "pk").values_list("full_name", flat=True)
    sentence = _(
        "Must not be together with %(name)s, who has a place in this batch or is to get one. "
        "Withdraw one of the two, or record that they need not be kept apart any more."
    )
    return [Blocker("apart", sentence % {"name": name}) for name in names]


def with_somebody_to_avoid(batch: Batch, people: Iterable[int]) -> set[int]:
    """Those of these people (keys) with anybody to avoid in the batch, exception or not; at most two queries."""
    avoided = avoided_by(people)
    if not avoided:
        return set()
    members = members_of([batch.pk]).get(batch.pk, set())
    return {person for person, others in avoided.items() if others & members}


def _lets_be_with(application: Application, other: int) -> bool:
    """Whether the board admitted this person by override, knowing that the other (key) must be kept apart.

    Decisions made before 30 November 2026 stored only the number of others, so they cover anybody.
    """
    if not application.is_override:
        return False
    saw = [row for row in application.decision_answers if (row["kind"], row["answer"]) == (Apart.code, Verdict.FAILS)]
    return any(other in row.get("value", {}).get(OTHER_PEOPLE, [other]) for row in saw)


def met_in(batch: Batch, person: Person) -> list[Person]:
    """Batch members from whom the person must be kept apart; one query, or more if there are people to avoid."""
    avoided = avoided_by([person.pk]).get(person.pk, set())
    others = avoided & members_of([batch.pk]).get(batch.pk, set()) if avoided else set()
    return list(Person.objects.filter(pk__in=others).order_by("name_sort", "pk")) if others else []


def is_excepted(application: Application, others: Iterable[Person]) -> bool:
    """Whether the board has allowed the person and all these others to be together, by a decision on either side."""
    keys = [one.pk for one in others]
    overridden = Application.objects.filter(batch=application.batch_id, person__in=keys, is_override=True)
    theirs = {one.person_id for one in overridden if _lets_be_with(one, application.person_id)}
    return all(key in theirs or _lets_be_with(application, key) for key in keys)


def exceptions(batch: Batch, admitted: Collection[Application]) -> dict[int, list[int]]:
    """For each person, the batch members to be kept apart who were admitted all the same, by exception (all keys).

    One query, or more if anybody has people to avoid.
    """
    met, overridden = _met(batch, admitted)
    return {
        person: sorted(other for other in others if _is_let(overridden, person, other))
        for person, others in met.items()
    }


def _is_let(overridden: Mapping[int, Application], one: int, other: int) -> bool:
    """Whether the board has allowed the two (keys) to be together, by a decision on either side."""
    sides = ((one, other), (other, one))
    return any(key in overridden and _lets_be_with(overridden[key], other_key) for key, other_key in sides)


def _met(batch: Batch, admitted: Collection[Application]) -> tuple[dict[int, set[int]], dict[int, Application]]:
    """The batch members whom each of these people must avoid, and the applications admitted by override, by person."""
    avoided = avoided_by(one.person_id for one in admitted)
    members = members_of([batch.pk]).get(batch.pk, set()) if avoided else set()
    met = {person: others & members for person, others in avoided.items() if others & members}
    decided = Application.objects.filter(batch=batch, is_override=True) if met else Application.objects.none()
    return met, {one.person_id: one for one in decided}


def let_in_together(batch: Batch, admitted: Collection[Application]) -> list[tuple[Application, list[str]]]:
    """Admitted people who would meet batch members to be kept apart although the board made no exception, because this
    was recorded after its decision; each with those members' names. Two such people appear on each other's list.
    """
    met, overridden = _met(batch, admitted)
    found = {
        person: {other for other in others if not _is_let(overridden, person, other)} for person, others in met.items()
    }
    names = names_of({other for others in found.values() for other in others})
    return [
        (one, [name for key, name in names.items() if key in found[one.person_id]])
        for one in admitted
        if found.get(one.person_id)
    ]


def names_of(people: Iterable[int]) -> dict[int, str]:
    """Names of those of these people (keys) who are still on record, sorted by name; no query if there are none."""
    people = set(people)
    known = Person.objects.filter(pk__in=people).order_by("name_sort", "pk") if people else Person.objects.none()
    return dict(known.values_list("pk", "full_name"))


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
