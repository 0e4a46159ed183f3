"""An office's letterhead: the same name, address and emblem on all its papers, whichever area prints them."""

from base64 import b64encode
from typing import TypedDict

from accounts.models import TrainingCenter, User
from core.ports import Port


class OwnEmblem(TypedDict, total=False):
    """Extra letterhead data of a center with its own emblem: a base64 JPEG."""

    emblem: str


own_emblems: Port[[TrainingCenter], bytes] = Port()
"""Asked for each paper with a letterhead: the center's own emblem, a JPEG, or nothing."""


def emblem_of(center: TrainingCenter) -> OwnEmblem:
    """The center's own emblem under its key in a paper's words; empty if the neutral one is printed."""
    found = next(filter(None, own_emblems.ask(center)), b"")
    return {"emblem": b64encode(found).decode()} if found else {}


def of_center(center: TrainingCenter) -> dict[str, str]:
    """The letterhead of the center's plain papers: rolls, schedules, journals, lists."""
    plain = {"name": center.official_name, "address": center.address}
    emblem = emblem_of(center).get("emblem")
    return {**plain, "emblem": emblem} if emblem else plain


def of_office(user: User) -> dict[str, str]:
    """The letterhead of lists that both sides print: that of the user's office. A center's papers bear no other name.

    Raises `ValueError` for a user without an office.
    """
    office = user.office
    if office is None:
        raise ValueError("Somebody without an office prints no paper of one.")
    name = getattr(office, "official_name", "") or office.name
    found = {"name": name, "address": office.address or office.city or "–"}
    own = emblem_of(office).get("emblem") if isinstance(office, TrainingCenter) else None
    return {**found, "emblem": own} if own else found
