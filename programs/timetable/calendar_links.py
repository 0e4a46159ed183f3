"""The secret URL of an instructor's calendar: created, shown once, revoked. One is valid at a time."""

import secrets
from datetime import timedelta
from hashlib import sha256

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core import audit, clock
from core.errors import Blocker, refuse_if
from core.throttling import may_ask
from programs.timetable.models.calendar_links import CalendarCounter, CalendarLink

PERMISSION = "programs.own_calendar"
SECRET_BYTES = 32
WINDOW = timedelta(minutes=10)
# A calendar program polls every few minutes, and an office of thirty may share one address.
MOST_ASKS = 120


def blockers(by: User) -> list[Blocker]:
    """Why this user cannot have a calendar link."""
    if by.has_perm(PERMISSION):
        return []
    return [Blocker("not_allowed", _("Only an instructor has a calendar of sessions."))]


def link_of(user: User) -> CalendarLink | None:
    """The user's current link."""
    return CalendarLink.objects.filter(user=user, revoked_at=None).first()


@transaction.atomic
def make_link(*, by: User) -> str:
    """Creates a link with a new secret, which is not stored, and revokes the previous one."""
    refuse_if(blockers(by))
    _end(by)
    # 256 random bits cannot be guessed, so an unsalted digest is enough.
    secret = secrets.token_urlsafe(SECRET_BYTES)
    link = CalendarLink.objects.create(user=by, digest=_digest(secret))
    audit.record("calendar_link.make", by=by, target=link)
    return secret


@transaction.atomic
def revoke_link(*, by: User) -> CalendarLink | None:
    """Revokes the link at once; does nothing if there is none."""
    link = _end(by)
    if link:
        audit.record("calendar_link.revoke", by=by, target=link)
    return link


def _end(user: User) -> CalendarLink | None:
    # Serialized per user: two links created at once would both claim to be the only one.
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    link = link_of(user)
    if link:
        link.revoked_at = clock.now()
        link.save(update_fields=["revoked_at"])
    return link


def reader_of(secret: str) -> User | None:
    """The user whose calendar this secret opens; None if it is revoked, the account is disabled or the role is gone."""
    links = CalendarLink.objects.select_related("user__facility", "user__training_center")
    link = links.filter(digest=_digest(secret), revoked_at=None, user__is_active=True).first()
    return link.user if link and not blockers(link.user) else None


def _digest(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


def may_ask_again(address: str) -> bool:
    """Counts a request from this address and returns whether it is within the limit."""
    return may_ask(CalendarCounter, address, purpose="calendar address", window=WINDOW, most=MOST_ASKS)
