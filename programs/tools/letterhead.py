"""What papers about tools have in common: whose letterhead they bear, and that a word that does not fit is named."""

from typing import Any

from accounts.models import User
from core.errors import Blocker, refuse_if
from core.printing.paper import Paper


def issuer_of(user: User) -> dict[str, str]:
    """The office of whoever prints: a paper of the training center bears no other name than its own."""
    office = user.office
    if office is None:
        raise ValueError("Somebody without an office prints no paper of one.")
    name = getattr(office, "official_name", "") or office.name
    return {"name": name, "address": office.address or office.city or "–"}


def printed(paper: Paper, data: dict[str, Any]) -> bytes:
    """The PDF. Raises `RuleViolation` with the reasons when a word does not fit."""
    refuse_if([Blocker("unprintable", reason) for reason in paper.reasons(data)])
    return paper.print(data)
