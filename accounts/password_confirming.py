"""A password that an administrator gave anew works once a second person confirmed it, or the owner's second factor.

Otherwise an administrator could be anybody whose account has power.
"""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from accounts import unknown_owners
from accounts.models import CodeApp, CodeCard, SecurityKey, User
from accounts.role_requests import MAY
from accounts.roles import Role
from accounts.unknown_owners import ANEW as BOTH_ANEW
from core import audit, clock
from core.errors import Blocker, RuleViolation, refuse_if
from core.reasons import reason_blockers, some_reason
from core.two_person_decision import second_person_blockers

# Of a card that one of these printed, two people who act together know the codes.
SEEN_BY = (Role.ADMINISTRATOR, Role.RUTAN_HEAD, Role.BLK_HEAD)


def waiting(users: QuerySet[User]) -> QuerySet[User]:
    """Those of the users whose new password does not work yet."""
    own = {"user": OuterRef("pk")}
    card = CodeCard.objects.filter(**own, ended_at=None, activated_at__lte=clock.now() - BOTH_ANEW)
    card = card.exclude(printed_by=OuterRef("password_given_by"))
    card = card.exclude(printed_by__in=User.objects.filter(groups__name__in=SEEN_BY))
    factor = Exists(SecurityKey.objects.filter(**own)) | Exists(CodeApp.objects.filter(**own)) | Exists(card)
    given = Q(password_given_by__isnull=False, password_confirmed_by=None, password_refused_by=None)
    return users.filter(given, ~factor, must_change_password=True, is_active=True)


def decidable_by(by: User) -> QuerySet[User]:
    """Users of the same office whose new password `by` could confirm."""
    others = User.objects.visible_to(by).exclude(pk=by.pk).exclude(password_given_by=by)
    if not by.has_role(Role.AUDITOR):
        new_roles = Exists(unknown_owners.new_roles(OuterRef("pk")))
        unknown = new_roles | unknown_owners.needs_factor()
        others = others.exclude(unknown & Exists(unknown_owners.officers_of(by)))
    if both_anew_blockers(by):
        others = others.exclude(Exists(_new_card(OuterRef("pk"))))
    return waiting(others.filter(one_time_password_until__gt=clock.now()))


def _new_card(user: Any) -> QuerySet[CodeCard]:
    """Cards that this user (a key, or a reference in a query) got not long ago."""
    return CodeCard.objects.filter(user=user, activated_at__gt=clock.now() - BOTH_ANEW)


def is_waiting(user: User) -> bool:
    """True if the password is right but opens nothing yet."""
    return bool(user.password_given_by_id) and waiting(User.objects.filter(pk=user.pk)).exists()


def confirm_blockers(user: User, *, by: User) -> list[Blocker]:
    """Reasons why `by` cannot confirm the new password of the user."""
    reasons = _decision_blockers(user, by=by)
    reasons += unknown_owners.password_blockers(user, by=by)
    return reasons + (both_anew_blockers(by) if _new_card(user.pk).exists() else [])


def _decision_blockers(user: User, *, by: User) -> list[Blocker]:
    reasons = second_person_blockers(
        by, user.password_given_by_id, _("You gave this password. Another person confirms it.")
    )
    if not is_waiting(user):
        reasons.append(_over())
    if by.pk == user.pk:
        reasons.append(Blocker("own", _("This is your own password. Another person confirms it.")))
    if not (by.is_active and by.has_perm(MAY)):
        reasons.append(Blocker("not_authorized", _("Your role does not confirm passwords.")))
    return reasons


def both_anew_blockers(by: User) -> list[Blocker]:
    """Reasons why `by` does not take part in giving somebody both a password and a code card anew."""
    if by.has_role(Role.AUDITOR):
        return []
    text = _(
        "This person gets both password and code card anew within 30 days: with them anybody could be this person. The"
        " data protection officer of the office confirms it, or whoever runs the site."
    )
    return [Blocker("both_anew", text)]


@transaction.atomic
def confirm(user: User, *, by: User) -> User:
    """Lets the password work that an administrator gave anew: the one that `user` has as it was read. Locks the user;
    raises RuleViolation.
    """
    user = _locked(user)
    refuse_if(confirm_blockers(user, by=by))
    user.password_confirmed_by = by
    user.save(update_fields=["password_confirmed_by"])
    audit.record("user.confirm_password", by=by, target=user)
    return user


def refusal_blockers(user: User, *, by: User, reason: str = "") -> list[Blocker]:
    """Reasons why `by` cannot refuse the new password of the user."""
    sentence = _("Write in at least %(count)s characters why not; the administrator reads it.")
    return _decision_blockers(user, by=by) + reason_blockers(reason or some_reason(), sentence)


@transaction.atomic
def refuse(user: User, *, by: User, reason: str) -> User:
    """Ends a password that an administrator gave anew, for good. Locks the user; raises RuleViolation.

    The one before does not come back: whoever owns the account asks for another one.
    """
    user = _locked(user)
    refuse_if(refusal_blockers(user, by=by, reason=reason.strip() or "-"))
    user.password = make_password(None)
    user.password_refused_by, user.password_refusal = by, reason.strip()
    user.save(update_fields=["password", "password_refused_by", "password_refusal"])
    audit.record("user.refuse_password", by=by, target=user, reason=reason.strip())
    return user


def _locked(asked: User) -> User:
    user = User.objects.select_for_update(no_key=True).get(pk=asked.pk)
    # Somebody may have given yet another one, of which whoever decides knows nothing.
    if user.password != asked.password:
        raise RuleViolation(_over())
    return user


def _over() -> Blocker:
    return Blocker("over", _("This password waits for nobody."))


def mark_given(users: Iterable[Any]) -> None:
    """Says of each user whether the password that an administrator gave waits, was confirmed or was refused; one query.

    `given_state` stays empty where nobody of the office gave one, or where the owner has chosen another since.
    """
    users = list(users)
    waits = set(waiting(User.objects.filter(pk__in=[user.pk for user in users])).values_list("pk", flat=True))
    for user in users:
        if user.password_refused_by_id:
            user.given_state = "refused"
        elif user.pk in waits:
            user.given_state = "waits"
        else:
            user.given_state = "confirmed" if user.password_confirmed_by_id else ""
