"""Agreements that end when somebody withdraws them at the office: which stand, and ending them.

UU 27/2022, articles 8, 9 and 40: what is withdrawn ends within 3 x 24 hours of the request. What asks for more than a
word, such as leaving a class, stays with whoever keeps it; an application or a registration that waits ends.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from accounts.models import User
from accounts.roles import Side
from inmates.consents.codes import SIDES, ConsentKind
from inmates.consents.consent_texts import Office, kinds_of
from inmates.people.models import Person
from outcomes.followup import withdrawal
from outcomes.followup.codes import AskedBy
from outcomes.followup.models.consents import Consent
from outcomes.probation import client_shares
from outcomes.probation.models import ClientShare
from programs.registrations import registering, registration_decisions
from programs.registrations.models import Registration
from programs.selection import ended_applications
from programs.selection.models import Application
from reports.data_subjects.people_of_office import of_facility, records_of


@dataclass(frozen=True)
class Ending:
    """How agreements of one kind are found for these records (keys) at an office, and how one of them ends."""

    rows: Callable[[set[int], Office], QuerySet[Any]]
    # By whom it was answered, None where the time for it has passed, and who recorded the request.
    end: Callable[[Any, User | None, User], object]
    # In the order in which what they lock is locked.
    order: str = "pk"


def _applications(people: set[int], office: Office) -> QuerySet[Application]:
    return Application.objects.open().filter(person__in=people, batch__facility=office.pk)


def _shares(people: set[int], office: Office) -> QuerySet[ClientShare]:
    # Also one that another facility recorded, which the person has left for this one.
    held = of_facility(Person.objects.filter(pk__in=people), office.pk).order_by().values("pk")
    return ClientShare.objects.standing().filter(Q(facility=office.pk) | Q(person__in=held), person__in=people)


def _contacts(people: set[int], office: Office) -> QuerySet[Registration]:
    return Registration.objects.filter(person__in=people, batch__training_center=office.pk).exclude(contact_sealed="")


def _trainings(people: set[int], office: Office) -> QuerySet[Registration]:
    rows = Registration.objects.open().filter(batch__training_center=office.pk, consent_on__isnull=False)
    return rows.filter(Q(person__in=people) | Q(known_as__in=people))


def _end_application(application: Application, by: User | None, recorder: User) -> None:
    # Somebody is named with each decision: without an answer, whoever recorded that the person wants it no more.
    ended_applications.end_at_request(application, by=by or recorder)


def _end_share(share: ClientShare, by: User | None, _recorder: User) -> None:
    client_shares.end_at_request(share, by)


def _end_training(registration: Registration, by: User | None, recorder: User) -> None:
    registration_decisions.end_at_request(registration, by=by or recorder)


def _forget_contact(registration: Registration, by: User | None, _recorder: User) -> None:
    registering.forget_contact(registration, by)


def _answers(people: set[int], office: Office) -> QuerySet[Consent]:
    return Consent.objects.agreed().filter(person__in=people, training_center=office.pk)


def _end_answer(consent: Consent, _by: User | None, _recorder: User) -> None:
    # Without the user: nothing in the audit of the office leads from the agreement to the request.
    withdrawal.withdraw(consent, by=None, channel=AskedBy.RIGHTS)


# Following up comes last: its end writes to the chain of the system, which everybody locks last.
ENDINGS: dict[str, Ending] = {
    ConsentKind.APPLICATION: Ending(_applications, _end_application, order="batch"),
    ConsentKind.SHARE: Ending(_shares, _end_share),
    ConsentKind.TRAINING: Ending(_trainings, _end_training),
    ConsentKind.CONTACT: Ending(_contacts, _forget_contact),
    ConsentKind.FOLLOW_UP: Ending(_answers, _end_answer),
}


def choices(office: Office) -> list[ConsentKind]:
    """What can be withdrawn by a request at this office."""
    return [kind for kind in kinds_of(office) if kind in ENDINGS]


def standing(person: Person | None, office: Office, kinds: Iterable[str]) -> dict[str, int]:
    """How many agreements of these kinds stand; one query each."""
    people = _keys(person, office)
    return {kind: count for kind in _in_order(kinds) if (count := ENDINGS[kind].rows(people, office).count())}


def end(
    person: Person | None, office: Office, kinds: Iterable[str], *, by: User | None, recorder: User
) -> dict[str, int]:
    """Ends what stands, within the caller's transaction; how many agreements ended, by kind.

    `by` answered the request, or None where the time for it has passed; `recorder` recorded it.
    """
    people, ended = _keys(person, office), dict[str, int]()
    for kind in _in_order(kinds):
        rows = list(ENDINGS[kind].rows(people, office).order_by(ENDINGS[kind].order))
        for row in rows:
            ENDINGS[kind].end(row, by, recorder)
        if rows:
            ended[kind] = len(rows)
    return ended


def _in_order(kinds: Iterable[str]) -> list[str]:
    wanted = set(kinds)
    return [kind for kind in ENDINGS if kind in wanted]


def _keys(person: Person | None, office: Office) -> set[int]:
    """The records of this human being that the office knows as one: merged ones, and those of its own classes."""
    if person is None:
        return set()
    found = {record.pk for record in records_of(person)}
    if SIDES[kinds_of(office)[0]] == Side.CENTER:
        known = Registration.objects.filter(batch__training_center=office.pk)
        known = known.filter(Q(person__in=found) | Q(known_as__in=found))
        for pair in known.values_list("person", "known_as"):
            found.update(key for key in pair if key is not None)
    return found
