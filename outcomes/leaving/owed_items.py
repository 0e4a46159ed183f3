"""What of the short list somebody who has left is still owed by the detention center."""

from collections.abc import Iterator

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from core.templatetags.dates import day
from inmates.people.models import Person
from inmates.profile.owed_papers import Owed, Source, debts
from outcomes.leaving.contact_answers import has_answered
from outcomes.leaving.models import Readiness
from outcomes.leaving.readiness import ANSWERED_ELSEWHERE


def _unsettled() -> QuerySet[Readiness]:
    """The newest rows in force of the short list that are not settled, of people who are in no custody."""
    later = Readiness.objects.in_force().filter(person=OuterRef("person"), item=OuterRef("item"), pk__gt=OuterRef("pk"))
    rows = Readiness.objects.in_force().filter(~Exists(later), item__is_on_short_list=True, person__facility=None)
    answered = Q(item__code=ANSWERED_ELSEWHERE, person__in=Person.objects.filter(has_answered()))
    return rows.exclude(state__in=Readiness.SETTLED).exclude(answered)


def _owed_to(person: Person, reader: User) -> Iterator[Owed]:
    rows = _unsettled().filter(person=person, facility=reader.facility_id).select_related("item", "note")
    url = reverse("outcomes:readiness_detail", args=[person.public_id])
    sees = reader.has_perm("outcomes.view_readiness")
    for row in rows.order_by("item__position"):
        since = _("open since the day of leaving, %(day)s") % {"day": day(row.on)}
        yield Owed(row.item.word, f"{row.note.word} · {since}" if row.note else since, url if sees else "")


@debts.register
def short_list_owed() -> tuple[Source, ...]:
    """The unsettled rest of the short list."""
    return (Source(lambda: _unsettled().order_by().values("person"), _owed_to),)
