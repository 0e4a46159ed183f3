"""Who is told of the alarms of a session, and who has read them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Q, Window

from accounts.models import User
from accounts.permissions import permissions_of
from accounts.roles import Role
from core.models import AccessLogEntry
from programs.batches.models import SEES_OWN_BATCHES_ONLY, BatchStaff
from programs.count_alarms.count_alarms import HEARERS
from programs.timetable.models.sessions import Session

MOST_TOLD = 30


@dataclass(frozen=True)
class Told:
    """Somebody who must know, and when they first opened the counts."""

    user: User
    read_at: datetime | None


@dataclass(frozen=True)
class Hearers:
    """People who must know, sorted by name, and how many `more` the page leaves out."""

    people: list[Told]
    more: int


def told(session: Session, since: datetime) -> Hearers:
    """Everybody who sees the alarm on their pages, with when they first opened the counts after `since`."""
    roles = [role for role in Role if permissions_of({role}) & set(HEARERS)]
    wide = Q(groups__name__in=[role for role in roles if role not in SEES_OWN_BATCHES_ONLY])
    of_batch = Q(pk__in=BatchStaff.objects.filter(batch=session.batch_id).values("user"))
    own = Q(groups__name__in=roles) & (of_batch | Q(pk=session.instructor_id))
    office = Q(facility=session.facility_id) | Q(training_center=session.batch.training_center_id)
    hearing = User.objects.filter(office, wide | own, is_active=True)
    # Counted along with the rows, to save a query.
    people = User.objects.filter(pk__in=hearing.values("pk")).annotate(total=Window(Count("pk")))
    shown = list(people.prefetch_related("groups").order_by("full_name", "pk")[:MOST_TOLD])
    read = _first_read(session, shown, since)
    return Hearers([Told(user, read.get(user.pk)) for user in shown], shown[0].total - len(shown) if shown else 0)


def _first_read(session: Session, people: Iterable[User], since: datetime) -> dict[int, datetime]:
    entries = AccessLogEntry.objects.filter(subject_type=Session._meta.label_lower, subject_id=str(session.pk))
    read = entries.filter(at__gte=since, user_id__in=[user.pk for user in people]).order_by().values("user_id")
    return dict(read.annotate(first=Min("at")).values_list("user_id", "first"))
