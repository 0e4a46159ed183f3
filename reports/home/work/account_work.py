"""Users who have not signed in yet."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from reports.home.task import Task, waits_for


@waits_for("accounts.change_user")
def one_time_passwords(user: User) -> Iterator[Task]:
    """People who have not signed in with their one-time password yet."""
    count = User.objects.visible_to(user).with_one_time_password().count()
    if count:
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
