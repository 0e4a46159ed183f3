"""Cancels the sessions of a batch being called off that nobody attended.

Other sessions remain: people out of the block for one are counted back, and its roll is completed and closed.
"""

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from core import clock
from core.errors import Blocker
from core.templatetags.dates import hour_span
from programs.batches.models import Batch
from programs.places.models import Enrollment
from programs.timetable.kept_sessions import Why, with_reasons
from programs.timetable.models.sessions import CancelReason, Session

RECORDED = frozenset({Why.MARKS, Why.COUNTS, Why.TOOLS, Why.JOURNAL, Why.SCAN, Why.DEVICE})
# People are already on their way before the session begins.
ON_THE_WAY = frozenset({Why.COUNTS, Why.TOOLS, Why.PAST})


def under_way_blockers(batch: Batch) -> list[Blocker]:
    """Whether people are at a session of the batch now, or on their way; two queries."""
    now, zone = clock.now(), batch.time_zone
    sentence = _(
        "Today's session, %(hours)s, is under way. Cancel the batch after it, so that everybody is counted back first."
    )
    return [
        Blocker("under_way", sentence % {"hours": _hours(session, zone)})
        for session, why in _staying(batch)
        if session.date == clock.today(zone) and session.ends_at > now and ON_THE_WAY & why
    ]


def _hours(session: Session, zone: str) -> str:
    return hour_span(clock.local(session.starts_at, zone).time(), clock.local(session.ends_at, zone).time())


def call_off_sessions(batch: Batch) -> list[Session]:
    """Cancels the sessions nobody attended; returns the planned ones that remain. The batch holds the reason.

    The caller holds the locks and writes the audit; places that end with the batch have not ended yet.
    """
    called_off, staying = sessions_called_off(batch)
    batch.sessions.filter(pk__in=[session.pk for session in called_off]).update(
        state=Session.State.CANCELLED,
        cancel_cause=CancelReason.objects.get(code="batch"),
        changed_at=clock.now(),
    )
    return staying


def sessions_called_off(batch: Batch) -> tuple[list[Session], list[Session]]:
    """Planned sessions that calling the batch off now would cancel, and those that would remain."""
    staying = [session for session, _why in _staying(batch)]
    planned = batch.sessions.filter(state=Session.State.PLANNED)
    return list(planned.exclude(pk__in=[session.pk for session in staying])), staying


def _staying(batch: Batch) -> list[tuple[Session, set[Why]]]:
    """Planned sessions with records, or to which a participant may already have gone."""
    planned = batch.sessions.filter(state=Session.State.PLANNED)
    places = Enrollment.objects.filter(batch=batch, starts_on__lte=OuterRef("date"))
    taking_part = places.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=OuterRef("date")))
    attended = set(planned.filter(Exists(taking_part)).values_list("pk", flat=True))
    found = [(session, set(why)) for session, why in with_reasons(planned, past_stays=True)]
    return [(session, why) for session, why in found if RECORDED & why or (Why.PAST in why and session.pk in attended)]
