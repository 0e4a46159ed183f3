"""Offline packs: an instructor's sessions, with the people expected and the marks recorded.

The pack is stored on a tablet, so it identifies people no further than the roll does: no register number, block, date
or NIK.
"""

from datetime import UTC, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core import access, audit, clock
from core.errors import Blocker, refuse_if
from core.templatetags.dates import day_long, hour_span
from programs.attendance import roll_rows
from programs.offline.models import OfflinePack
from programs.timetable.models.sessions import Session

DAYS_AHEAD = 2
LASTS = timedelta(hours=72)


def sessions_for(user: User) -> list[Session]:
    """The user's own open sessions of today and the next two days, by each facility's calendar, in order."""
    now = clock.now()
    # Wider than needed for any time zone; the exact days are determined per facility below.
    near = (now - timedelta(days=2)).date(), (now + timedelta(days=DAYS_AHEAD + 2)).date()
    sessions = (
        Session.objects.visible_to(user)
        .filter(instructor=user, state=Session.State.PLANNED, date__range=near)
        .select_related("batch__facility", "batch__training_center", "batch__version", "unit")
    )
    return [session for session in sessions if 0 <= _days_until(session) <= DAYS_AHEAD]


def _days_until(session: Session) -> int:
    return (session.date - clock.today(session.batch.time_zone)).days


def blockers(user: User, sessions: list[Session]) -> list[Blocker]:
    """Why `user` cannot take these sessions along."""
    if not (user.has_perm("programs.take_offline") and user.has_perm("programs.mark_attendance")):
        return [Blocker("not_allowed", _("You do not take sessions along."))]
    if not sessions:
        sentence = _("You teach no session today or in the next two days, so there is nothing to take along.")
        return [Blocker("no_sessions", sentence)]
    return []


@transaction.atomic
def pack(*, by: User) -> OfflinePack:
    """Records that `by` takes their own sessions along now; marks from the pack are accepted for 72 hours.

    Raises `RuleViolation`. See `contents` for the data itself.
    """
    sessions = sessions_for(by)
    refuse_if(blockers(by, sessions))
    now = clock.now()
    made = OfflinePack.objects.create(user=by, made_at=now, expires_at=now + LASTS)
    made.sessions.set(sessions)
    audit.record("offline_pack.make", by=by, target=made, sessions=[session.pk for session in sessions])
    access.log(access.Kind.EXPORT, made, by=by, what="offline roll")
    return made


def contents(made: OfflinePack) -> dict[str, Any]:
    """JSON-able data for the device, as its owner may read it: names and public ids only."""
    user = made.user
    sessions = made.sessions.select_related("batch__facility", "batch__training_center", "batch__version", "unit")
    return {
        "pack": str(made.public_id),
        "user": str(user.public_id),
        "made_at": made.made_at.isoformat(),
        "expires_at": made.expires_at.isoformat(),
        "statuses": [
            {
                "code": choice.code,
                "label": str(choice.label),
                "look": choice.look,
                "late": choice.takes_minutes_late,
                "note": choice.needs_note,
            }
            for choice in roll_rows.choices_for(user)
        ],
        "sessions": [_session(session, user) for session in sessions],
    }


def _session(session: Session, user: User) -> dict[str, Any]:
    with timezone.override(session.batch.time_zone):
        return {
            "id": str(session.public_id),
            "batch": session.batch.name,
            "day": day_long(session.date),
            "time": hour_span(session.starts_at, session.ends_at),
            "room": session.room,
            "unit": f"{session.unit.short_code} {session.unit.title}",
            "starts_at": session.starts_at.astimezone(UTC).isoformat(),
            "most_late": session.minutes_with_break,
            "people": [_person(row) for row in roll_rows.rows_of(session, user)],
        }


def _person(row: roll_rows.Row) -> dict[str, Any]:
    seen = row.seen
    recorded = {"status": seen.status, "minutes_late": seen.minutes_late, "note": seen.note, "word": str(row.word)}
    return {
        "id": str(row.person),
        "name": row.enrollment.person.full_name,
        "version": row.version,
        # An announced absence, which is not a mark until somebody at the session confirms it.
        "known": str(row.proposal.word) if row.proposal else "",
        "mark": recorded if row.mark else None,
    }
