"""Which sessions no schedule may touch any more, and why: something was recorded of them, or arranged by hand."""

from django.db.models import Exists, Model, OuterRef, QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _

from core import clock
from programs.attendance.models.marks import Mark
from programs.attendance.models.session_day import JournalEntry, RollScan
from programs.count_alarms.models import CountAlarm
from programs.head_counts.models import HeadCount
from programs.offline.models import MarkOperation, OfflinePack
from programs.timetable.models.sessions import Session
from programs.tools.models import ConsumableIssue, MissingTool, NoToolsOut, ToolIssue


class Why(TextChoices):
    """Why a session stays as it is, in the order in which pages tell it."""

    MARKS = "marks", _("attendance recorded")
    COUNTS = "counts", _("people counted")
    TOOLS = "tools", _("tools handed out")
    JOURNAL = "journal", _("journal written")
    SCAN = "scan", _("roll scanned")
    DEVICE = "device", _("marks from a device")
    FINALIZED = "finalized", _("closed")
    CANCELLED = "cancelled", _("cancelled")
    MAKE_UP = "make_up", _("make-up session")
    BY_HAND = "by_hand", _("placed by hand")
    SUBSTITUTE = "substitute", _("substitute instructor")
    PAST = "past", _("already begun")


# Rows of other tables that speak of a session: whoever wrote them means this session at this time.
RECORDS: dict[type[Model], Why] = {
    Mark: Why.MARKS,
    HeadCount: Why.COUNTS,
    CountAlarm: Why.COUNTS,
    ToolIssue: Why.TOOLS,
    ConsumableIssue: Why.TOOLS,
    MissingTool: Why.TOOLS,
    NoToolsOut: Why.TOOLS,
    JournalEntry: Why.JOURNAL,
    RollScan: Why.SCAN,
    MarkOperation: Why.DEVICE,
    # Taken along for days without a network: marks of it may be on a tablet.
    OfflinePack.sessions.through: Why.DEVICE,
}


def with_reasons(sessions: QuerySet[Session], *, past_stays: bool) -> list[tuple[Session, list[Why]]]:
    """These sessions in the order of time, each with every reason to leave it alone; one query.

    `past_stays` is whether a session that has begun is left alone for that reason already.
    """
    spoken_of = {_flag(model): _exists(model) for model in RECORDS}
    rows = sessions.annotate(**spoken_of).select_related("unit", "instructor").order_by("starts_at", "pk")
    return [(session, _reasons(session, past_stays)) for session in rows]


def _flag(model: type[Model]) -> str:
    return f"has_{model._meta.model_name}"


def _exists(model: type[Model]) -> Exists:
    # Without a manager's own filter: a mark that was taken back still has its versions.
    rows = model.with_taken_back if model is Mark else model._default_manager
    return Exists(rows.filter(session=OuterRef("pk")))


def _reasons(session: Session, past_stays: bool) -> list[Why]:
    found = {why for model, why in RECORDS.items() if getattr(session, _flag(model))}
    arranged = {
        Why.FINALIZED: session.state == Session.State.FINALIZED,
        Why.CANCELLED: session.state == Session.State.CANCELLED,
        Why.MAKE_UP: session.makes_up_for_id is not None,
        Why.BY_HAND: session.is_placed_by_hand,
        Why.SUBSTITUTE: session.substitute_for_id is not None,
        Why.PAST: past_stays and session.starts_at <= clock.now(),
    }
    found |= {why for why, holds in arranged.items() if holds}
    return [why for why in Why if why in found]
