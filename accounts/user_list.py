"""The accounts of an office as a list: its columns, on the page and in files."""

from datetime import UTC, datetime

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.listing import Column, Listing, words_of

# Before every sign-in.
NEVER = datetime(1970, 1, 1, tzinfo=UTC)


def _state(user: User) -> str:
    return words_of("accounts/_account_state.html", account=user)


USERS = Listing(
    title=_("Users"),
    subject="accounts.user",
    what="list of users",
    usual="name",
    tie=("full_name", "pk"),
    columns=(
        Column("name", _("Name"), lambda user: user.full_name, ("full_name",)),
        Column("username", _("User name"), lambda user: user.username, ("username",)),
        Column("roles", _("Roles"), lambda user: ", ".join(map(str, user.role_labels))),
        Column("seen", _("Last sign-in"), lambda user: user.last_login, ("last_login",), empty=NEVER),
        Column("state", _("Access"), _state),
    ),
)
