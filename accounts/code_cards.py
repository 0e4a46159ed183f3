"""Printed cards of twenty single-use codes, for offices where telephones stay at the gate.

One person prints the card, which shows its codes this once; another one hands it over and activates it. Both ways to
get one, first or after a loss, need two people besides the owner.
"""

import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from typing import Any

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from accounts import notices
from accounts.administering import READABLE, end_sessions
from accounts.factor_marks import of_codes
from accounts.models import CardCode, CodeApp, CodeCard, Notice, SecurityKey, User
from accounts.password_confirming import BOTH_ANEW, both_anew_blockers
from accounts.roles import Role
from core import audit, clock
from core.errors import Blocker, refuse_if
from core.two_person_decision import new_password_blockers, second_person_blockers

MAY = "accounts.handle_card"
CODES = 20
# So many left: time for a new card.
FEW = 4
LENGTH = 8
# A card that nobody activates by then may lie anywhere.
TIME_TO_ACTIVATE = timedelta(days=7)
OPERATOR = "–"


@dataclass(frozen=True)
class Drawn:
    """Codes of a card in clear text, for the paper, and as digests. Hash them before the form's transaction."""

    clear: list[str] = field(repr=False)
    digests: list[str] = field(repr=False)

    @classmethod
    def new(cls) -> "Drawn":
        """Draws twenty codes of eight readable characters, 39 bits each."""
        return cls.of(["".join(secrets.choice(READABLE) for _place in range(LENGTH)) for _code in range(CODES)])

    @classmethod
    def of(cls, clear: list[str]) -> "Drawn":
        """The codes with their digests."""
        return cls(clear, [make_password(code) for code in clear])


def normalized(code: str) -> str:
    """The code as it is compared: without the signs that group it, in small letters."""
    return "".join(sign for sign in code.casefold() if sign.isalnum())


def active_card(user: User) -> CodeCard | None:
    """The card that the user signs in with."""
    return CodeCard.objects.filter(user=user, ended_at=None, activated_at__isnull=False).first()


def waiting_card(user: User) -> CodeCard | None:
    """The card that was printed for the user and nobody has activated yet."""
    return CodeCard.objects.filter(user=user, ended_at=None, activated_at=None).first()


def unused_of(user: Any) -> QuerySet[CardCode]:
    """The codes that are left on the active card of this user (a key, or a reference in a query), in their order."""
    left = CardCode.objects.filter(card__user=user, card__ended_at=None, card__activated_at__isnull=False)
    return left.filter(used_at=None).order_by("number")


def print_blockers(user: User, *, by: User | None) -> list[Blocker]:
    """Reasons why `by` (None for the site's operator) cannot print a card for the user."""
    reasons = []
    if not user.is_active:
        reasons.append(Blocker("inactive", _("This person may not sign in.")))
    if by == user:
        reasons.append(Blocker("own", _("Nobody prints the own card. Ask a colleague who may.")))
    return reasons + (new_password_blockers(by) if by else [])


@transaction.atomic
def print_card(user: User, *, by: User | None, drawn: Drawn, ends_others: bool = False) -> CodeCard:
    """Makes a card that waits to be activated; an earlier one that waits ends. Locks the user; raises RuleViolation.

    With `ends_others` (key or app lost) keys and app end when it is activated.
    """
    user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    refuse_if(print_blockers(user, by=by))
    CodeCard.objects.filter(user=user, ended_at=None, activated_at=None).update(ended_at=clock.now())
    card = CodeCard.objects.create(user=user, printed_by=by, ends_others=ends_others)
    numbered = enumerate(drawn.digests, 1)
    CardCode.objects.bulk_create([CardCode(card=card, number=number, digest=digest) for number, digest in numbered])
    audit.record("user.print_card", by=by, target=user, ends_others=ends_others, mark=of_codes(drawn.digests))
    return card


def to_hand_over(by: User) -> QuerySet[CodeCard]:
    """Printed cards of the office that `by` could hand over and activate."""
    cards = CodeCard.objects.filter(user__in=User.objects.visible_to(by), ended_at=None, activated_at=None)
    cards = cards.filter(printed_at__gt=clock.now() - TIME_TO_ACTIVATE)
    cards = cards.exclude(user=by.pk).exclude(printed_by=by.pk)
    if by.has_role(Role.ADMINISTRATOR):
        cards = cards.exclude(printed_by__groups__name=Role.ADMINISTRATOR)
    if both_anew_blockers(by):
        own = {"user": OuterRef("user")}
        active = CodeCard.objects.filter(**own, ended_at=None, activated_at__isnull=False)
        factor = Exists(SecurityKey.objects.filter(**own)) | Exists(CodeApp.objects.filter(**own)) | Exists(active)
        cards = cards.exclude(factor, user__password_given_at__gt=clock.now() - BOTH_ANEW)
    return cards


def activate_blockers(card: CodeCard, *, by: User | None) -> list[Blocker]:
    """Reasons why `by` (None for the site's operator) cannot activate the card."""
    reasons = []
    if card.activated_at or card.ended_at:
        reasons.append(Blocker("over", _("This card is active already, or a later one was printed.")))
    if card.printed_at <= clock.now() - TIME_TO_ACTIVATE:
        text = _("This card was printed more than seven days ago. Have a new one printed.")
        reasons.append(Blocker("old", text))
    if by:
        printed = _("You printed this card. Another person hands it over and activates it.")
        reasons += second_person_blockers(by, card.printed_by_id, printed)
        if by.pk == card.user_id:
            reasons.append(Blocker("own", _("This is your own card. Whoever hands it over activates it.")))
        reasons += _together_blockers(card, by)
    return reasons


def _together_blockers(card: CodeCard, by: User) -> list[Blocker]:
    """Reasons why the two who give the card could be anybody with it."""
    reasons = []
    if card.printed_by and card.printed_by.has_role(Role.ADMINISTRATOR) and by.has_role(Role.ADMINISTRATOR):
        text = _("An administrator printed this card. The head or the data protection officer activates it.")
        reasons.append(Blocker("two_administrators", text))
    given = card.user.password_given_at
    has_factor = any(kind.objects.filter(user=card.user_id).exists() for kind in (SecurityKey, CodeApp))
    if given and given > clock.now() - BOTH_ANEW and (has_factor or active_card(card.user)):
        reasons += both_anew_blockers(by)
    return reasons


@transaction.atomic
def activate(card: CodeCard, *, by: User | None) -> CodeCard:
    """Lets the owner sign in with the card; an earlier card ends. Locks the user; raises RuleViolation."""
    user = User.objects.select_for_update(no_key=True).get(pk=card.user_id)
    card = CodeCard.objects.select_related("printed_by").get(pk=card.pk)
    refuse_if(activate_blockers(card, by=by))
    CodeCard.objects.filter(user=user, ended_at=None, activated_at__isnull=False).update(ended_at=clock.now())
    card.activated_by, card.activated_at = by, clock.now()
    card.save(update_fields=["activated_by", "activated_at"])
    if card.ends_others:
        SecurityKey.objects.filter(user=user).delete()
        CodeApp.objects.filter(user=user).delete()
        # Whoever found the key may be signed in.
        end_sessions(user)
    made = of_codes(card.codes.values_list("digest", flat=True))
    audit.record("user.activate_card", by=by, target=user, ends_others=card.ends_others, mark=made)
    names = {"printed_by": _name(card.printed_by), "by": _name(by)}
    notices.tell(user, Notice.Kind.CARD_GIVEN, **names)
    return card


@transaction.atomic
def is_right(user: User, code: str) -> bool:
    """True if this is the next code of the user's card; it is used up with this answer."""
    row = unused_of(user.pk).select_for_update(no_key=True, of=("self",)).first()
    # Somebody without a card waits as long as with one.
    if not check_password(normalized(code), row.digest if row else _nothing()) or row is None:
        return False
    row.used_at = clock.now()
    row.save(update_fields=["used_at"])
    return True


@cache
def _nothing() -> str:
    return make_password("")


def _name(user: User | None) -> str:
    return user.full_name if user else OPERATOR
