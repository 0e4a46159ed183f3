"""Certificates in force, not yet handed over, whose holders leave custody; they still have to be handed over."""

from collections.abc import Iterator

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from certification.certificates.inbox_kinds import HAND_OVER
from certification.certificates.paper_tasks import open_hand_over
from certification.register.models import Certificate
from inmates.inbox.inbox_tasks import settle
from inmates.people.models import Person
from programs.circumstances.dependents import Effect, effects_of_leaving
from programs.circumstances.occasions import person_is_back, person_leaves


def _waiting(person: Person) -> QuerySet[Certificate]:
    found = Certificate.objects.filter(state=Certificate.State.ISSUED, hand_over__isnull=True)
    found = found.filter(enrollment__person=person, enrollment__is_public=False).select_related(
        "batch__training_center"
    )
    return found.defer("snapshot").order_by("pk")


@effects_of_leaving.register
def hand_overs_to_come(person: Person) -> Iterator[Effect]:
    """One line per certificate; one query."""
    for certificate in _waiting(person):
        what = _("Paper %(number)s") % {"number": certificate.number_text}
        yield Effect(what, _("is to be handed over: a task for the training center"))


@person_leaves.register
def ask_for_hand_over(person: Person) -> None:
    """Opens a task for the training center about each of them."""
    for certificate in _waiting(person):
        open_hand_over(certificate, person)


@person_is_back.register
def meet_again(person: Person) -> None:
    """Settles the tasks when the person can be met at the training again."""
    settle(HAND_OVER, person=person)
