"""The head of an office looks each quarter at who may do what, and confirms it."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from django.db import transaction
from django.db.models import Exists, QuerySet
from django.utils.translation import gettext as _

from accounts import role_requests
from accounts.models import AccessReview, User
from accounts.separate_roles import pair_blockers
from core import audit, clock
from core.errors import Blocker, RuleViolation, refuse_if

MAY = "accounts.review_access"


@dataclass(frozen=True)
class Account:
    """A user of the office with the reasons why the roles held do not go together."""

    user: User
    contradictions: list[Blocker]


def quarter_of(day: date) -> str:
    """The quarter of that day, such as 2026-4."""
    return f"{day.year}-{(day.month + 2) // 3}"


def reviews_of(user: User) -> QuerySet[AccessReview]:
    """The reviews of the user's office, newest first; none for whoever has no office."""
    if not (user.facility_id or user.training_center_id):
        return AccessReview.objects.none()
    return AccessReview.objects.filter(facility=user.facility_id, training_center=user.training_center_id)


def done_in_quarter(user: User) -> QuerySet[AccessReview]:
    """The review of this quarter, if it was done."""
    return reviews_of(user).filter(quarter=quarter_of(clock.today(user.time_zone)))


def to_review(user: User) -> QuerySet[User]:
    """The accounts of the office if they wait for a review: none in this quarter, and some are older than it."""
    today = clock.today(user.time_zone)
    first = clock.at(date(today.year, (today.month - 1) // 3 * 3 + 1, 1), time(0), user.time_zone)
    accounts = User.objects.visible_to(user)
    is_older = Exists(accounts.filter(date_joined__lt=first))
    return accounts.filter(is_older, ~Exists(done_in_quarter(user)))


def accounts_of(user: User) -> list[Account]:
    """All accounts of the office, those whose roles do not go together first."""
    users = User.objects.visible_to(user).prefetch_related("groups").order_by("full_name", "pk")
    found = [Account(one, pair_blockers(one.role_names)) for one in users]
    return sorted(found, key=lambda account: not account.contradictions)


def seal_of(accounts: Sequence[Account]) -> str:
    """A digest of what the page shows of accounts, roles and access."""
    shown = [_listed(account.user) for account in accounts]
    return hashlib.sha256(json.dumps(shown, sort_keys=True).encode()).hexdigest()


@transaction.atomic
def confirm(*, by: User, seen: str) -> AccessReview:
    """Notes that the head has looked at all accounts, once a quarter; `seen` is the seal of what was shown.

    Locks the office. Raises RuleViolation.
    """
    refuse_if([] if by.office else [Blocker("no_office", _("Your account belongs to no office."))])
    role_requests.hold_office(by)
    if done_in_quarter(by).exists():
        raise RuleViolation(Blocker("reviewed", _("This quarter has been confirmed already.")))
    if seen != seal_of(accounts_of(by)):
        raise RuleViolation(Blocker("stale", _("Accounts were changed meanwhile. Look at them again.")))
    review = AccessReview.objects.create(
        facility=by.facility,
        training_center=by.training_center,
        quarter=quarter_of(clock.today(by.time_zone)),
        listed=[_listed(account.user) for account in accounts_of(by)],
        reviewed_by=by,
    )
    audit.record("accessreview.confirm", by=by, target=review, quarter=review.quarter)
    return review


def _listed(user: User) -> dict[str, Any]:
    return {"user": user.username, "roles": sorted(user.role_names), "is_active": user.is_active}
