"""Which sessions a schedule must leave alone, and why: they have records or were placed by hand."""

from django.db.models import Exists, Manager, Model, OuterRef, QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _

from core import clock
from programs.timetable.models.sessions import Session


class Why(TextChoices):
    """Why a session is kept, in display order."""

    MARKS = "marks", _("attendance recorded")
    COUNTS = "counts", _("people counted")
    TOOLS = "tools", _("tools handed out")
    JOURNAL = "journal", _("journal written")
    SCAN = "scan", _("roll scanned")
    DEVICE = "device", _("marks from a device")
    TAKEN = "taken", _("taken along on a device")
    FINALIZED = "finalized", _("closed")
    CANCELLED = "cancelled", _("cancelled")
    MAKE_UP = "make_up", _("make-up session")
    BY_HAND = "by_hand", _("placed by hand")
    SUBSTITUTE = "substitute", _("substitute instructor")
    PAST = "past", _("already begun")


# Tables whose rows refer to a session at its present time. Each app registers its own in `session_records.py`.
RECORDS: dict[type[Model], tuple[Why, Manager]] = {}


def keeps(why: Why, *tables: Manager) -> None:
    """Makes every row of these tables protect its session, for that reason; called at import.

    Each table needs a relation `session`, and its manager must not filter rows.
    """
    for rows in tables:
        RECORDS[rows.model] = (why, rows)


def with_reasons(sessions: QuerySet[Session], *, past_stays: bool) -> list[tuple[Session, list[Why]]]:
    """These sessions in chronological order, each with all reasons to keep it; one query.

    `past_stays` adds a reason to every session that has begun.
    """
    spoken_of = {_flag(model): Exists(rows.filter(session=OuterRef("pk"))) for model, (_why, rows) in RECORDS.items()}
    rows = sessions.annotate(**spoken_of).select_related("unit", "instructor").order_by("starts_at", "pk")
    return [(session, _reasons(session, past_stays)) for session in rows]


def _flag(model: type[Model]) -> str:
    return f"has_{model._meta.model_name}"


def _reasons(session: Session, past_stays: bool) -> list[Why]:
    found = {why for model, (why, _rows) in RECORDS.items() if getattr(session, _flag(model))}
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
