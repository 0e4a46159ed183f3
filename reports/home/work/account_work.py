"""Accounts: who has not signed in yet, roles to confirm, the quarterly look, what others did to the own account."""

from collections.abc import Iterator

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import access_review, code_cards, notices, password_confirming, role_requests
from accounts.models import CodeCard, Notice, RoleRequest, User
from reports.home.task import Task, counted_for


def _waiting(user: User) -> dict[str, QuerySet[User]]:
    return {"users": User.objects.visible_to(user).with_one_time_password()}


@counted_for("accounts.change_user", rows=_waiting)
def one_time_passwords(counts: dict[str, int]) -> Iterator[Task]:
    """People who have not signed in with their one-time password yet."""
    if count := counts["users"]:
        yield Task(
            kind="info",
            icon_name="key-round",
            title=ngettext(
                "%(count)d person has not signed in with the one-time password yet",
                "%(count)d people have not signed in with the one-time password yet",
                count,
            )
            % {"count": count},
            url=reverse("accounts:user_list", query={"state": "waiting"}),
            word=_("Waiting"),
        )


def _to_confirm(user: User) -> dict[str, QuerySet[RoleRequest]]:
    return {"role_requests": RoleRequest.objects.decidable_by(user)}


@counted_for(role_requests.MAY, rows=_to_confirm)
def roles_to_confirm(counts: dict[str, int]) -> Iterator[Task]:
    """Roles that an administrator asked for."""
    if count := counts["role_requests"]:
        title = ngettext("A role waits for your confirmation", "%(count)d roles wait for your confirmation", count)
        yield Task(
            kind="warn",
            icon_name="key-round",
            title=title % {"count": count},
            url=reverse("accounts:role_request_list", query={"state": "waiting"}),
            note=_("Nobody gets a role by one person alone"),
            word=_("Waiting"),
        )


def _passwords(user: User) -> dict[str, QuerySet[User]]:
    return {"passwords": password_confirming.decidable_by(user)}


@counted_for(role_requests.MAY, rows=_passwords)
def passwords_to_confirm(counts: dict[str, int]) -> Iterator[Task]:
    """Passwords that an administrator gave anew."""
    if count := counts["passwords"]:
        title = ngettext(
            "A new password waits for your confirmation", "%(count)d new passwords wait for your confirmation", count
        )
        yield Task(
            kind="warn",
            icon_name="key-round",
            title=title % {"count": count},
            url=reverse("accounts:role_request_list"),
            note=_("Ask the person first whether it was forgotten"),
            word=_("Waiting"),
        )


def _cards(user: User) -> dict[str, QuerySet[CodeCard]]:
    return {"cards": code_cards.to_hand_over(user)}


@counted_for(code_cards.MAY, rows=_cards)
def cards_to_hand_over(counts: dict[str, int]) -> Iterator[Task]:
    """Code cards that another person has printed."""
    if count := counts["cards"]:
        title = ngettext(
            "A printed code card waits to be handed over",
            "%(count)d printed code cards wait to be handed over",
            count,
        )
        yield Task(
            kind="warn",
            icon_name="key-round",
            title=title % {"count": count},
            url=reverse("accounts:card_list", query={"state": "waiting"}),
            note=_("Hand it over and activate it within seven days of printing"),
            word=_("Waiting"),
        )


def _to_review(user: User) -> dict[str, QuerySet[User]]:
    return {"accounts": access_review.to_review(user)}


@counted_for(access_review.MAY, rows=_to_review)
def accounts_to_review(counts: dict[str, int]) -> Iterator[Task]:
    """The quarterly look at who may do what."""
    if count := counts["accounts"]:
        title = ngettext("Confirm what %(count)d account may do", "Confirm what %(count)d accounts may do", count)
        yield Task(
            kind="warn",
            icon_name="users",
            title=title % {"count": count},
            url=reverse("accounts:access_review"),
            note=_("Each quarter, by the head"),
            word=_("Each quarter"),
        )


def _unread(user: User) -> dict[str, QuerySet[Notice]]:
    return {"notices": notices.unread(user)}


@counted_for(rows=_unread)
def notices_unread(counts: dict[str, int]) -> Iterator[Task]:
    """What others did to the user's own account."""
    if count := counts["notices"]:
        title = ngettext(
            "Something was changed on your account", "%(count)d things were changed on your account", count
        )
        yield Task(
            kind="warn",
            icon_name="key-round",
            title=title % {"count": count},
            url=reverse("accounts:account"),
            note=_("Roles or password; tell your head if you did not expect it"),
            word=_("Unread"),
        )
