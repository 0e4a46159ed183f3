"""Users who have not signed in yet."""

from collections.abc import Iterator

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
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
