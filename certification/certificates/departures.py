"""Certificates in force that wait in the office when their holder leaves custody: to be handed over all the same."""

from collections.abc import Iterator

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.roles import Role
from certification.certificates.inbox_kinds import HAND_OVER
from certification.register.models import Certificate
from inmates.inbox.inbox_tasks import open_task, settle
from inmates.people.models import Person
from programs.circumstances.dependents import Effect, effects_of_leaving
from programs.circumstances.occasions import person_is_back, person_leaves


def _waiting(person: Person) -> QuerySet[Certificate]:
    found = Certificate.objects.filter(state=Certificate.State.ISSUED, hand_over__isnull=True)
    found = found.filter(enrollment__person=person).select_related("batch__training_center")
    return found.defer("snapshot").order_by("pk")


@effects_of_leaving.register
def hand_overs_to_come(person: Person) -> Iterator[Effect]:
    """A line for each certificate; one query."""
    for certificate in _waiting(person):
        what = _("Certificate %(number)s") % {"number": certificate.number_text}
        yield Effect(what, _("is to be handed over: a task for the training center"))


@person_leaves.register
def ask_for_hand_over(person: Person) -> None:
    """A task for the training center about each of them."""
    for certificate in _waiting(person):
        batch = certificate.batch
        values = {"batch": batch.name, "batch_id": str(batch.public_id), "number": certificate.number_text}
        role, matter = Role.CERTIFICATE_OFFICER, str(certificate.pk)
        open_task(HAND_OVER, role=role, office=batch.training_center, person=person, matter=matter, values=values)


@person_is_back.register
def meet_again(person: Person) -> None:
    """The person can be met at the training again."""
    settle(HAND_OVER, person=person)
