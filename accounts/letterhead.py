"""The letterhead of an office: one name, one address and one emblem on all its papers, whichever area prints them."""

from base64 import b64encode
from collections.abc import Callable
from typing import TypedDict

from accounts.models import TrainingCenter


class OwnEmblem(TypedDict, total=False):
    """What the words of a letterhead have more when the center has an emblem of its own: a JPEG in base64."""

    emblem: str


EmblemSource = Callable[[TrainingCenter], bytes]
_sources: list[EmblemSource] = []


def emblem_source(source: EmblemSource) -> EmblemSource:
    """Lets `source` answer the JPEG of a center's own emblem, or nothing; as a decorator, at import."""
    if source not in _sources:
        _sources.append(source)
    return source


def emblem_of(center: TrainingCenter) -> OwnEmblem:
    """The center's own emblem under its key in the words of a paper; empty: the neutral one is printed."""
    found = next(filter(None, (source(center) for source in _sources)), b"")
    return {"emblem": b64encode(found).decode()} if found else {}


def of_center(center: TrainingCenter) -> dict[str, str]:
    """The head of the center's plain papers: rolls, schedules, journals, lists."""
    plain = {"name": center.official_name, "address": center.address}
    emblem = emblem_of(center).get("emblem")
    return {**plain, "emblem": emblem} if emblem else plain
