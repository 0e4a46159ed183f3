"""What others did to an account, told to its owner."""

from collections.abc import Callable

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import Notice, User
from accounts.roles import Role
from core import clock
from core.two_person_decision import NOT_YET


def tell(user: User, kind: str, /, **values: str | list[str]) -> Notice:
    """Leaves a notice for the user; `values` are names of people and roles."""
    return Notice.objects.create(user=user, kind=kind, values=values)


def unread(user: User) -> QuerySet[Notice]:
    """What the user has not read yet, newest first."""
    return Notice.objects.filter(user=user, seen_at__isnull=True)


def mark_seen(user: User) -> int:
    """Notes that the user has read everything that stands there; returns how many notices.

    Not of a password, device or factor that is new within a day: whoever signs in with it may not be the owner.
    """
    kinds = (Notice.Kind.PASSWORD_GIVEN, Notice.Kind.NEW_DEVICE, Notice.Kind.FACTOR_ADDED)
    fresh = {"kind__in": kinds, "made_at__gt": clock.now() - NOT_YET}
    return unread(user).exclude(**fresh).update(seen_at=clock.now())


def sentence(notice: Notice) -> str:
    """The notice in words."""
    values = {name: value if isinstance(value, str) else _labels(value) for name, value in notice.values.items()}
    return _SENTENCES[notice.kind]() % values


def _labels(roles: list[str]) -> str:
    return ", ".join(str(role.label) for role in Role if role in roles)


_SENTENCES: dict[str, Callable[[], str]] = {
    Notice.Kind.ROLES_GIVEN: lambda: _("You have a new role: %(roles)s. Asked by %(asked_by)s, confirmed by %(by)s."),
    Notice.Kind.ROLES_TAKEN: lambda: _("You no longer have this role: %(roles)s. Taken by %(by)s."),
    Notice.Kind.ROLES_REFUSED: lambda: _("%(by)s refused %(roles)s for %(user)s: %(why)s"),
    Notice.Kind.PASSWORD_GIVEN: lambda: _(
        "Your password was given anew by %(by)s. If you did not ask for it, tell your head at once."
    ),
    Notice.Kind.COLLEAGUE_GIVEN: lambda: _(
        "The password of %(user)s was given anew by %(by)s. Ask whether both know it."
    ),
    Notice.Kind.NEW_DEVICE: lambda: _(
        "At %(at)s somebody signed in with your account from a device not known before: %(device)s, %(address)s. If it"
        " was not you, change your password and tell your head at once."
    ),
    Notice.Kind.FACTOR_ADDED: lambda: _(
        "At %(at)s a second factor was added to your account: %(name)s. If it was not you, tell your head at once."
    ),
    Notice.Kind.RENAMED: lambda: _(
        "%(by)s changed the name or staff number of an account from %(before)s to %(after)s. If it is wrong, tell your"
        " administrator."
    ),
    Notice.Kind.CARD_GIVEN: lambda: _(
        "A code card for your account was printed by %(printed_by)s and activated by %(by)s. If you have none, tell"
        " your head at once."
    ),
}
