"""The second factor: who needs one, who has which, and whether what was shown is right."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts import code_apps, code_cards, security_keys, sign_in_events
from accounts.models import CodeApp, CodeCard, FactorCounter, SecurityKey, User
from core import clock, crypto, throttling
from core.errors import Blocker, RuleViolation

PURPOSE = "second factor"
WINDOW = timedelta(minutes=15)
MOST_TRIES = 5
# How long a first factor may be set up by the password that replaced a one-time password.
FIRST_LIFE = timedelta(hours=24)
# In the session of somebody whose role needs a factor and who has none yet.
LACKS = "lacks_factor"
# In that of somebody who was asked for none, since no role needed it then.
NOT_ASKED = "factor_not_asked"


@dataclass(frozen=True)
class Kinds:
    """Which factors a user has; `card_number` is the code that the card is asked for next, 0 if none is left.

    A used-up card goes on being a factor: otherwise the password alone would do after twenty sign-ins.
    """

    has_key: bool
    has_app: bool
    has_card: bool
    card_number: int

    @property
    def any(self) -> bool:
        """True if the user has at least one."""
        return self.has_key or self.has_app or self.has_card


def kinds_of(user: User) -> Kinds:
    """The factors of the user, in one query."""
    of_user = {"user": OuterRef("pk")}
    row = (
        User.objects.filter(pk=user.pk)
        .annotate(
            has_key=Exists(SecurityKey.objects.filter(**of_user)),
            has_app=Exists(CodeApp.objects.filter(**of_user)),
            has_card=Exists(CodeCard.objects.filter(**of_user, ended_at=None, activated_at__isnull=False)),
            card_number=code_cards.unused_of(OuterRef("pk")).values("number")[:1],
        )
        .order_by()
        .values_list("has_key", "has_app", "has_card", "card_number")
        .get()
    )
    return Kinds(row[0], row[1], row[2], row[3] or 0)


def is_required(user: User) -> bool:
    """True if the user's role needs a factor. Demo users show the site by password alone."""
    return bool(settings.FACTOR_ROLES) and not user.is_demo and user.has_role(*settings.FACTOR_ROLES)


def note_sign_in(request: HttpRequest, user: User) -> None:
    """Notes in the session of a sign-in without a factor that one is lacking, or would be with another role."""
    request.session[LACKS if is_required(user) else NOT_ASKED] = True


def note_new_role(request: HttpRequest) -> None:
    """Notes that a factor is lacking now, if the user got a role since the sign-in that needs one."""
    if NOT_ASKED in request.session and is_required(request.user):
        del request.session[NOT_ASKED]
        if not kinds_of(request.user).any:
            request.session[LACKS] = True


def first_blockers(user: User, kinds: Kinds) -> list[Blocker]:
    """Reasons why the user cannot set up a first key or app: whoever knows the password could be another.

    It is done within a day after a one-time password was replaced, which two people gave; otherwise by a printed card,
    which two people hand over.
    """
    if kinds.any or not is_required(user) or (user.first_factor_until or clock.now()) > clock.now():
        return []
    text = _(
        "A first key or app is set up within a day after a new password. Ask your administrator for a printed code "
        "card, sign in with it, then add your own."
    )
    return [Blocker("first", text)]


def remove_blockers(user: User, kinds: Kinds, *, removes: str) -> list[Blocker]:
    """Reasons why the user cannot remove a factor of this kind ("key" or "app"): the role needs one."""
    key_left = SecurityKey.objects.filter(user=user).count() > (removes == "key")
    app_left = kinds.has_app and removes != "app"
    if not is_required(user) or key_left or app_left or kinds.has_card:
        return []
    text = _("Your role needs a second factor, and this is the last one. Add another one first.")
    return [Blocker("last", text)]


def check(request: HttpRequest, user: User, *, code: str = "", answer: str = "") -> str:
    """Checks what the user showed: the answer of a key, or a code of app or card. Returns its kind.

    Call it outside a transaction that a refusal rolls back: tries are counted, five within fifteen minutes, and
    failures are recorded. The answer does not tell a wrong code from one that was used before. Raises RuleViolation.
    """
    key = {"address": f"user:{user.pk}", "purpose": PURPOSE}
    if not throttling.may_ask(FactorCounter, **key, window=WINDOW, most=MOST_TRIES):
        text = _("Too many tries. Wait fifteen minutes, then sign in again.")
        raise RuleViolation(Blocker("locked", text))
    kind = _kind(code, answer)
    is_right = {
        "key": lambda: security_keys.is_answered(request, user, answer),
        "app": lambda: code_apps.is_right(user, code_cards.normalized(code)),
        "card": lambda: code_cards.is_right(user, code),
    }[kind]()
    if not is_right:
        sign_in_events.note_factor_failure(request, user, kind=kind)
        text = _("This code or key is not right, or it was used before. Check it and try again.")
        raise RuleViolation(Blocker("factor", text))
    FactorCounter.objects.filter(address=crypto.blind_index(key["address"], purpose=PURPOSE)).delete()
    return kind


def _kind(code: str, answer: str) -> str:
    if answer:
        return "key"
    # Codes of a card have eight signs.
    plain = code_cards.normalized(code)
    return "app" if plain.isdigit() and len(plain) == code_apps.DIGITS else "card"


def page_of(request: HttpRequest, user: User) -> dict[str, Any]:
    """What a page that asks for a factor shows: the kinds, and the challenge for a key."""
    kinds = kinds_of(user)
    return {"kinds": kinds, "options": security_keys.sign_in_options(request, user) if kinds.has_key else ""}
