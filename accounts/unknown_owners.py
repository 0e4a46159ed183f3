"""Accounts for whose owner only an administrator and a head vouch: their power takes the data protection officer.

Otherwise the two could make a person of their own and read, export and sign as somebody who does not exist. It holds
where the office has such an officer, whom no administrator can remove.
"""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import RoleRequest, User
from accounts.roles import Role
from core import clock
from core.errors import Blocker
from core.models import AuditEvent

# Whoever was robbed of an account notices by then, and whoever gave power is long known to have none.
ANEW = timedelta(days=30)


def officers_of(user: User) -> QuerySet[User]:
    """The data protection officers of the user's office, but for the user, who can sign in."""
    found = User.objects.visible_to(user).filter(groups__name=Role.AUDITOR, is_active=True, must_change_password=False)
    return found.exclude(pk=user.pk)


def asks_officer(by: User | None, *, of: User) -> bool:
    """True if `by` (None for the site's operator) leaves the last word on somebody's power to an officer there is."""
    return by is not None and not by.has_role(Role.AUDITOR) and officers_of(of).exists()


def role_blockers(user: User, *, by: User | None) -> list[Blocker]:
    """Reasons why `by` (None for the site's operator) is not the one who confirms roles of this user."""
    if not asks_officer(by, of=user):
        return []
    if user.password_given_at and user.password_given_at > clock.now() - ANEW:
        text = _(
            "An administrator gave the password of this account within 30 days: whoever uses it could be anybody. The"
            " data protection officer of the office confirms the roles."
        )
        return [Blocker("unknown_owner", text)]
    if _was_administrator(user):
        text = _(
            "This person gave power within the last 30 days. The data protection officer of the office confirms the"
            " roles."
        )
        return [Blocker("was_administrator", text)]
    return []


def password_blockers(user: User, *, by: User) -> list[Blocker]:
    """Reasons why `by` is not the one who confirms a new password of this user, who has no own factor."""
    if not asks_officer(by, of=user):
        return []
    if User.objects.filter(needs_factor(), pk=user.pk).exists():
        text = _(
            "This person's role needs a second factor and has none that nobody else has seen: with a new password"
            " anybody could be this person. The data protection officer of the office confirms it."
        )
        return [Blocker("first_factor", text)]
    if not new_roles(user.pk).exists():
        return []
    text = _(
        "This person gets both roles and password anew within 30 days: with them anybody could be this person. The"
        " data protection officer of the office confirms it."
    )
    return [Blocker("unknown_owner", text)]


def needs_factor() -> Q:
    """Users whose role needs a second factor (`FACTOR_ROLES`)."""
    held = User.groups.through.objects.filter(user=OuterRef("pk"), group__name__in=settings.FACTOR_ROLES)
    return Q(Exists(held), is_demo=False)


def new_roles(user: Any) -> QuerySet[RoleRequest]:
    """Roles that people of the office gave this user (or reference in a query) not long ago."""
    given = RoleRequest.objects.filter(user=user, state=RoleRequest.State.CONFIRMED, decided_by__isnull=False)
    return given.filter(decided_at__gt=clock.now() - ANEW)


def last_officer_blockers(user: User, *, loses: bool) -> list[Blocker]:
    """Reasons why an administrator cannot take role or access from the user: nobody would be left to ask."""
    if not loses or officers_of(user).exists():
        return []
    text = _(
        "Nobody else in the office is data protection officer. Have another one first; in haste whoever runs the site"
        " ends the access: manage.py user_access %(name)s block."
    )
    return [Blocker("last_officer", text % {"name": user.username})]


def _was_administrator(user: User) -> bool:
    changes = AuditEvent.objects.filter(
        action="user.change", target_type=User._meta.label_lower, target_id=str(user.pk)
    )
    told = changes.filter(at__gt=clock.now() - ANEW).values_list("details", flat=True)
    return any(Role.ADMINISTRATOR in (one.get("before") or {}).get("roles", ()) for one in told)
