"""Whether somebody who registers is known to the training center already; asks nobody else's records.

The rule. A training center may recognize only people whom it has taught itself, or who have registered there before:
for both it has a record anyway. Any other record of the database does not exist for it. Therefore

* a NIK is compared with an index of this center's own registrations, and with the records of people whom it has taught;
* the record of somebody who registers never enters the index of custody, so that no refusal and no error of the
  database can betray that the NIK stands there; a second record is made, and nobody is told;
* a likeness is only ever a question, which tells name, year of birth and what was learned, never where;
* "the same person" is kept with the registration, and a record of its own is made, for everybody whom the center has
  taught in a facility, in custody now or not: any difference between the two would tell who is. Only a record that a
  registration at this center made is used again.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from accounts.models import TrainingCenter
from core import crypto
from inmates.people.models import Person
from inmates.people.names import name_key
from programs.places.models import Enrollment
from programs.registrations.models import Registration

MOST_ASKED = 5


@dataclass(frozen=True)
class Known:
    """Somebody the center knows: the record, and what was learned in which year, the latest first."""

    person: Person
    learned: tuple[str, ...]


def center_index(nik: str, center: TrainingCenter) -> str:
    """The index of a NIK in this center's registrations alone; empty without a NIK."""
    return crypto.blind_index(nik, purpose=f"registration.nik:{center.pk}") if nik else ""


def people_of(center: TrainingCenter) -> QuerySet[Person]:
    """Everybody whom the center has taught, or who has registered there."""
    taught = Enrollment.objects.filter(person=OuterRef("pk"), batch__training_center=center)
    registered = Registration.objects.filter(person=OuterRef("pk"), batch__training_center=center)
    # Rows of the center stay with a merged record; without it, the answer would tell that a facility has merged it.
    return Person.objects.filter(Exists(taught) | Exists(registered))


def alike(center: TrainingCenter, *, full_name: str, birth_date: date | None, nik: str) -> list[Person]:
    """People of the center who may be this one: by NIK, or by name however spelled and date of birth."""
    same = Q(pk__in=[])
    if nik:
        own = Registration.objects.filter(nik_index=center_index(nik, center), batch__training_center=center)
        same |= Q(nik_index=crypto.blind_index(nik, purpose="nik")) | Q(pk__in=own.values("person"))
    if birth_date and name_key(full_name):
        same |= Q(name_key=name_key(full_name), birth_date=birth_date)
    found = list(people_of(center).filter(same).order_by("name_sort", "pk")[: MOST_ASKED * 4])
    return _each_once(center, found)[:MOST_ASKED]


@dataclass(frozen=True, repr=False)
class Wanted:
    """Somebody in a list, of whom it is asked whether the center knows this person; `nik` is 16 digits or empty."""

    full_name: str
    birth_date: date | None = None
    nik: str = ""


def alike_each(center: TrainingCenter, wanted: Sequence[Wanted]) -> list[list[Person]]:
    """What `alike` answers for each of them, in order; four statements for a whole list."""
    keys = {name_key(one.full_name) for one in wanted if one.birth_date} - {""}
    born = {one.birth_date for one in wanted if one.birth_date}
    shared = {crypto.blind_index(one.nik, purpose="nik") for one in wanted if one.nik}
    own = {center_index(one.nik, center) for one in wanted if one.nik}
    rows = Registration.objects.filter(nik_index__in=own, batch__training_center=center)
    by_own: dict[str, set[int]] = {}
    for index, person in rows.values_list("nik_index", "person"):
        by_own.setdefault(index, set()).add(person)
    same = Q(name_key__in=keys, birth_date__in=born) | Q(nik_index__in=shared)
    same |= Q(pk__in={person for people in by_own.values() for person in people})
    found = list(people_of(center).filter(same).order_by("name_sort", "pk")) if wanted else []
    stands_for = _stands_for(center, found)
    return [_likely(one, found, by_own.get(center_index(one.nik, center), set()), stands_for) for one in wanted]


def _likely(wanted: Wanted, found: list[Person], own: set[int], stands_for: Mapping[int, Person]) -> list[Person]:
    shared, key = crypto.blind_index(wanted.nik, purpose="nik") if wanted.nik else "", name_key(wanted.full_name)

    def is_alike(person: Person) -> bool:
        if shared and (person.nik_index == shared or person.pk in own):
            return True
        return bool(wanted.birth_date and key) and (person.name_key, person.birth_date) == (key, wanted.birth_date)

    likely = [person for person in found if is_alike(person)][: MOST_ASKED * 4]
    return list({stands_for[person.pk].pk: stands_for[person.pk] for person in likely}.values())[:MOST_ASKED]


def _each_once(center: TrainingCenter, found: list[Person]) -> list[Person]:
    """Without the records that registrations made of somebody known: whom they named stands for them; two queries."""
    records = _stands_for(center, found)
    return list({records[person.pk].pk: records[person.pk] for person in found}.values())


def _stands_for(center: TrainingCenter, found: list[Person]) -> dict[int, Person]:
    """Whom the center took each of them for when registering, else the record itself; two queries."""
    linked = Registration.objects.filter(batch__training_center=center, person__in=found, known_as__isnull=False)
    named = dict(linked.order_by("pk").values_list("person", Coalesce("known_as__merged_into", "known_as")))
    keys = {person.pk: named.get(person.pk, person.pk) for person in found}
    records = Person.objects.in_bulk(set(keys.values()))
    return {pk: records[key] for pk, key in keys.items()}


def own_record(center: TrainingCenter, same_as: Person | None) -> Person:
    """The record that registrations at this center made of this person, else a new one, unsaved."""
    made = Registration.objects.filter(batch__training_center=center, made_person=True)
    before = made.of_person(same_as).select_related("person").order_by("pk").last() if same_as else None
    return before.person if before else Person()


def records_in_classes(center: TrainingCenter, people: Collection[int]) -> dict[int, int]:
    """The record that places in the center's public classes name for each of these people; one query.

    That is the one made by registrations for whoever was said to be this person, else the record itself.
    """
    made = Registration.objects.filter(batch__training_center=center, made_person=True, known_as__in=people)
    return {pk: pk for pk in people} | dict(made.order_by("pk").values_list("known_as", "person"))


def described(people: list[Person], center: TrainingCenter) -> list[Known]:
    """What the question tells of each: programs and years, no class and no place; one query."""
    rows = Enrollment.objects.filter(person__in=people, batch__training_center=center)
    rows = rows.select_related("batch__version__program").order_by("-starts_on", "-pk")
    learned: dict[int, list[str]] = {person.pk: [] for person in people}
    for row in rows:
        learned[row.person_id].append(f"{row.batch.version.program.name} {row.starts_on.year}")
    return [Known(person, tuple(dict.fromkeys(learned[person.pk]))) for person in people]


def question_about(people: list[Person], center: TrainingCenter) -> dict[int, tuple[str, str]]:
    """Value and words of the answer that names each of them, by key: name, year of birth, and what was learned."""
    return {one.person.pk: (str(one.person.public_id), words_of(one)) for one in described(people, center)}


def words_of(known: Known) -> str:
    """How the question names somebody: never where it was learned."""
    born = known.person.birth_date
    name = f"{known.person.full_name}, {born.year}" if born else known.person.full_name
    learned = ", ".join(known.learned) or _("registered before")
    return f"{name} – {learned}"
