"""Roles that one person never has together, and why. The same pairs stand in the database, which refuses them too."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.roles import Role
from core.errors import Blocker

_POWER = gettext_lazy("Whoever gives roles has none that opens people.")
_AUDIT = gettext_lazy("Whoever checks the others does none of their work.")
# Each pair with the sentence that says why.
SEPARATE: dict[tuple[Role, Role], Any] = {
    (Role.CERTIFICATE_OFFICER, Role.BLK_HEAD): gettext_lazy("Whoever prepares a certificate does not approve it."),
    (Role.ASSESSOR, Role.BLK_HEAD): gettext_lazy("Whoever decides on a contested result has not given it."),
    (Role.REGISTRAR, Role.BOARD_CHAIR): gettext_lazy("Whoever keeps the dates does not decide by them."),
    (Role.BOARD_CHAIR, Role.RUTAN_HEAD): gettext_lazy("Whoever decides on an appeal has not decided before."),
    **{(Role.ADMINISTRATOR, other): _POWER for other in Role if other != Role.ADMINISTRATOR},
    **{(Role.AUDITOR, other): _AUDIT for other in Role if other not in (Role.ADMINISTRATOR, Role.AUDITOR)},
}


def pair_blockers(roles: Iterable[str]) -> list[Blocker]:
    """Reasons why these roles cannot be held by one person."""
    held = set(roles)
    text = _("%(first)s and %(second)s are two people's work. %(why)s")
    return [
        Blocker("separate_roles", text % {"first": first.label, "second": second.label, "why": why})
        for (first, second), why in SEPARATE.items()
        if held >= {first.value, second.value}
    ]
