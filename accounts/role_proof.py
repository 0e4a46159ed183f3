"""Whether each account holds the roles that the audit says it was given: whoever has the database role of the site can
write a role into a row, but not that two people asked for it and confirmed it, without naming them.
"""

from collections.abc import Iterable
from pathlib import Path

from accounts.models import User
from core import audit
from core.audit import Testimony
from core.models import AuditEvent

ADD, CHANGE, OPEN, CONFIRM = "user.add", "user.change", "rolerequest.open", "rolerequest.confirm"


@audit.witnesses.register
def testify(_copies: Iterable[Path]) -> Testimony:
    """Accounts with a role that nobody gave, and how many accounts nobody is said to have made."""
    given, said = _given()
    found = User.objects.prefetch_related("groups").order_by("pk")
    accounts = {user: {group.name for group in user.groups.all()} for user in found}
    broken = [
        f"{user.office_code}: account {user.username} has the role {role}, which no two people gave"
        for user, roles in accounts.items()
        if user.pk in given
        for role in sorted(roles - given[user.pk])
    ]
    unknown = sum(1 for user, roles in accounts.items() if roles and user.pk not in given)
    says = [f"{unknown} accounts have roles, and the audit does not say who made them"] if unknown else []
    return Testimony([*said, *broken], says)


def _given() -> tuple[dict[int, set[str]], list[str]]:
    """The roles that each account was given, by key, as told from its beginning on; and what one person alone gave."""
    keys = {str(public): key for key, public in User.objects.values_list("pk", "public_id")}
    given = dict[int, set[str]]()
    asked = dict[str, AuditEvent]()
    alone = list[str]()
    # In the order in which they were written: the operator's stand in another chain than those of the office.
    for event in AuditEvent.objects.filter(action__in=(ADD, CHANGE, OPEN, CONFIRM)).order_by("pk"):
        told = event.details
        if event.action == ADD and event.target_id:
            given[int(event.target_id)] = set(told.get("roles", ()))
        elif event.action == OPEN:
            asked[event.target_id] = event
        elif event.action == CHANGE and int(event.target_id) in given:
            given[int(event.target_id)] &= set(told["roles"])
        elif event.action == CONFIRM and (key := keys.get(told["user"])) in given:
            if _are_two(asked.get(event.target_id), event, key):
                given[key] |= set(told["roles"])
            else:
                alone.append(f"{event.chain}: event {event.sequence} confirms roles that no other person asked for")
    return given, alone


def _are_two(opened: AuditEvent | None, confirmed: AuditEvent, owner: int | None) -> bool:
    """Whether somebody asked and another confirmed, neither of them for the own account; the operator is nobody's."""
    if opened is None or opened.details["roles"] != confirmed.details["roles"]:
        return False
    return opened.actor_id not in (None, owner, confirmed.actor_id) and confirmed.actor_id != owner
