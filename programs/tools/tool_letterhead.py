"""Whose letterhead the papers about tools bear."""

from accounts import letterhead
from accounts.models import TrainingCenter, User


def issuer_of(user: User) -> dict[str, str]:
    """The office of whoever prints: a paper of the training center bears no other name than its own."""
    office = user.office
    if office is None:
        raise ValueError("Somebody without an office prints no paper of one.")
    name = getattr(office, "official_name", "") or office.name
    found = {"name": name, "address": office.address or office.city or "–"}
    own = letterhead.emblem_of(office).get("emblem") if isinstance(office, TrainingCenter) else None
    return {**found, "emblem": own} if own else found
