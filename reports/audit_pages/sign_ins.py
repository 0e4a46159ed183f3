"""Sign-ins, failures and refusals as the data protection officer reads them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.sign_in_events import KINDS, NOBODY
from core.models import AuditEvent

# What an address holds in the place of a key says nothing to a reader.
KEY = re.compile(r"<[^>]*>")


@dataclass(frozen=True)
class Line:
    """One event in words; `account` names the user, or tells unknown names apart."""

    event: AuditEvent
    account: str
    what: str | Promise
    address: str
    session: str
    page: str


def lines_of(events: Iterable[AuditEvent]) -> list[Line]:
    """The events with the names of their accounts, which cost one query."""
    found = list(events)
    keys = {event.target_id for event in found if event.target_type == User._meta.label_lower}
    names = {str(pk): name for pk, name in User.objects.filter(pk__in=keys).order_by().values_list("pk", "full_name")}
    return [_line(event, names) for event in found]


def _line(event: AuditEvent, names: dict[str, str]) -> Line:
    told = event.details
    account = names.get(event.target_id, NOBODY)
    if "name" in told:
        account = _("Unknown name (%(mark)s)") % {"mark": told["name"]}
    page = "/" + KEY.sub("…", told.get("page", ""))
    # Events from before addresses were kept have none.
    address, session = told.get("address") or NOBODY, told.get("session", "")[:6]
    return Line(event, account, KINDS[event.action], address, session, page)
