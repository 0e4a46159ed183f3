"""Hard-to-typeset variants of a certificate, with which its skeleton is proven."""

from collections.abc import Iterator, Mapping
from typing import Any

from certification.papers.hard_names import NAMES
from certification.stamping.repertoire import PLAIN

_ACCENTED = "Fi Ávila-Wójt Ĥ. Đạt"
_DIGITS = str.maketrans("0123456789", "7146093825")


def hard(snapshot: Mapping[str, Any], name: str) -> dict[str, Any]:
    """The same certificate for a holder with that name, with other digits and reordered words."""
    number = snapshot["number"].translate(_DIGITS)
    check = {**snapshot["check"], "code": [line.translate(_DIGITS) for line in snapshot["check"]["code"]]}
    check["url"] = check["url"].translate(_DIGITS)
    return {
        **snapshot,
        "number": number,
        "holder": {**snapshot["holder"], "name": name},
        "check": check,
        "foot": snapshot["foot"].replace(snapshot["number"], number),
        "program": {"name": _turned(snapshot["program"]["name"])},
        "notes": [_turned(note) for note in snapshot["notes"]],
        "units": [_hard_unit(unit) for unit in snapshot["units"]],
    }


def proofs(snapshot: Mapping[str, Any], tier: str) -> Iterator[dict[str, Any]]:
    """The certificate itself and hard variants with a short name and the longest."""
    yield dict(snapshot)
    yield hard(snapshot, NAMES[0] if tier == PLAIN else _ACCENTED)
    yield hard(snapshot, NAMES[-1])


def _hard_unit(unit: Mapping[str, Any]) -> dict[str, Any]:
    return {**unit, "title": _turned(unit["title"]), "code": unit["code"].translate(_DIGITS)}


def _turned(text: str) -> str:
    return " ".join(reversed(text.split()))
