"""A user's open sign-ins: from where, since when; ended one by one or all; told when a device is new."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.dateparse import parse_datetime

from accounts import notices
from accounts.models import Notice, SignIn, User
from core import audit, clock, crypto
from core.cookies import cookie, keep_cookie
from core.http import as_uuid, client_address
from core.templatetags.dates import moment

# In the session: when it began, which row of sign-ins it is, when it was used last.
BEGAN, ROW, SEEN = "began_at", "sign_in", "last_seen"
# For the busy too: whoever took over a session has it for one working day at most.
LONGEST = timedelta(hours=10)
DEVICE_COOKIE = "perangkat"
YEAR = 365 * 24 * 60 * 60
KEPT = timedelta(days=400)

SYSTEMS = {
    "Windows": "Windows",
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Mac OS": "macOS",
    "CrOS": "ChromeOS",
    "Linux": "Linux",
}
# In this order: others name themselves beside what they resemble.
BROWSERS = {"Edg": "Edge", "OPR": "Opera", "Firefox": "Firefox", "Chrome": "Chrome", "Safari": "Safari"}


@dataclass(frozen=True)
class OpenSession:
    """A session of the user that has not ended; of one from before sign-ins were kept only the times are known."""

    row: SignIn | None
    seen_at: datetime | None
    is_own: bool


def note_use(request: HttpRequest, now: datetime) -> None:
    """Notes that the session is used now; the first time also when it began, which no page renews."""
    if SEEN not in request.session:
        request.session[BEGAN] = now.isoformat()
    request.session[SEEN] = now.isoformat()


def is_over(request: HttpRequest) -> bool:
    """True if the session is in use for ten hours, or nobody knows since when."""
    if SEEN not in request.session:
        return False
    began = parse_datetime(request.session.get(BEGAN, ""))
    return began is None or clock.now() - began >= LONGEST


def idle_minutes(user: User) -> int:
    """After how many idle minutes the user is signed out: those of the office, or fewer if a role asks for it."""
    office = user.office.idle_minutes if user.office else 30
    return min([office, *(minutes for role, minutes in settings.IDLE_MINUTES.items() if user.has_role(role))])


def family_of(agent: str) -> str:
    """Browser and system by the name that a browser gives itself, in two words."""
    system = next((name for sign, name in SYSTEMS.items() if sign in agent), "")
    browser = next((name for sign, name in BROWSERS.items() if sign in agent), "")
    return ", ".join(filter(None, (browser, system))) or "–"


@transaction.atomic
def begin(request: HttpRequest, response: HttpResponse, user: User) -> SignIn:
    """Keeps the sign-in, and tells the owner if it came from a browser that was never used for this account.

    The browser gets a cookie by which it is known again; it opens nothing.
    """
    mark = cookie(request, DEVICE_COOKIE)[:80] or secrets.token_urlsafe(24)
    before = SignIn.objects.filter(user=user)
    digest = crypto.blind_index(mark, purpose="device")
    is_new = not before.filter(device_mark=digest).exists() and before.exists()
    before.filter(at__lt=clock.now() - KEPT).delete()
    row = SignIn.objects.create(
        user=user,
        address=client_address(request),
        device=family_of(request.headers.get("User-Agent", "")),
        device_mark=digest,
    )
    request.session[ROW] = str(row.public_id)
    if is_new:
        notices.tell(user, Notice.Kind.NEW_DEVICE, device=row.device, address=row.address, at=moment(row.at))
    keep_cookie(response, DEVICE_COOKIE, mark, seconds=YEAR)
    return row


def open_sessions(request: HttpRequest) -> list[OpenSession]:
    """The user's sessions that have not ended, the present one first."""
    found = _sessions_of(request.user)
    rows = {str(row.public_id): row for row in SignIn.objects.filter(user=request.user, public_id__in=_keys(found))}
    own = request.session.session_key
    shown = [
        OpenSession(rows.get(data.get(ROW, "")), parse_datetime(data.get(SEEN, "")), key == own)
        for key, data in found.items()
    ]
    return sorted(shown, key=lambda one: (not one.is_own, -(one.seen_at.timestamp() if one.seen_at else 0)))


@transaction.atomic
def end(request: HttpRequest, *, only: str = "") -> int:
    """Ends the user's other sessions, or the one of this sign-in; returns how many ended."""
    ended = [
        key
        for key, data in _sessions_of(request.user).items()
        if key != request.session.session_key and (not only or data.get(ROW) == only)
    ]
    Session.objects.filter(pk__in=ended).delete()
    if ended:
        audit.record("user.end_sessions", by=request.user, target=request.user, count=len(ended))
    return len(ended)


def _sessions_of(user: User) -> dict[str, dict[str, Any]]:
    """The data of the user's sessions by key. Django has no column for the user, so every session is decoded."""
    decoded = {row.pk: row.get_decoded() for row in Session.objects.filter(expire_date__gt=clock.now())}
    return {key: data for key, data in decoded.items() if data.get("_auth_user_id") == str(user.pk)}


def _keys(found: dict[str, dict[str, Any]]) -> list[Any]:
    return [key for data in found.values() if (key := as_uuid(data.get(ROW, "")))]
