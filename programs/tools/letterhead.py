"""Whose letterhead the papers about tools bear."""

from accounts.models import User


def issuer_of(user: User) -> dict[str, str]:
    """The office of whoever prints: a paper of the training center bears no other name than its own."""
    office = user.office
    if office is None:
        raise ValueError("Somebody without an office prints no paper of one.")
    name = getattr(office, "official_name", "") or office.name
    return {"name": name, "address": office.address or office.city or "–"}
