"""Batch names: proposing the next one by trade, number and year, and spotting a name that suggests another trade."""

import re
from collections.abc import Iterable

from django.db.models import QuerySet

from programs.batches.models import Batch
from programs.catalog.models import ProgramVersion, Vocation

# "Las 4/2026": words, number, year.
_PARTS = re.compile(r"^(?P<words>.*?)\s*(?P<number>\d{1,4})/(?P<year>\d{4})$")


def proposed_names(versions: Iterable[ProgramVersion], batches: QuerySet[Batch], years: Iterable[int]) -> list[str]:
    """Proposes the next name for each year and each vocation in `versions`, following those of `batches`; one query.

    The words come from the vocation's latest batch with such a name, or else are the first word of the vocation.
    """
    vocations = {version.program.vocation_id: version.program.vocation for version in versions}
    known: list[tuple[int, str]] = list(
        batches.filter(version__program__vocation__in=vocations)
        .order_by("-starts_on", "-pk")
        .values_list("version__program__vocation", "name")
    )
    years = list(years)
    return [
        _next(vocation, [name for pk, name in known if pk == key], year)
        for key, vocation in vocations.items()
        for year in years
    ]


def _next(vocation: Vocation, names: list[str], year: int) -> str:
    parts = [match for name in names if (match := _PARTS.match(name))]
    words = parts[0]["words"] if parts else vocation.name.split()[0]
    numbers = [int(match["number"]) for match in parts if match["words"] == words and int(match["year"]) == year]
    return f"{words} {max(numbers, default=0) + 1}/{year}"


def other_trade(name: str, version: ProgramVersion) -> Vocation | None:
    """The vocation suggested by the first word of the name, if it is not the program's own; one query."""
    words = set(re.findall(r"[^\W\d_]+", name.casefold()))
    own = version.program.vocation
    if own.name.casefold().split()[0] in words:
        return None
    others = Vocation.objects.exclude(pk=own.pk)
    return next((one for one in others if one.name.casefold().split()[0] in words), None)
