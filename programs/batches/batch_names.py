"""Batch names: proposing the next one by trade, number and year, and spotting a name that suggests another trade."""

import re
from collections.abc import Iterable

from django.db.models import QuerySet

from programs.batches.models import Batch
from programs.catalog.models import Program, ProgramVersion, Vocation

# "Las 4/2026": words, number, year.
_PARTS = re.compile(r"^(?P<words>.*?)\s*(?P<number>\d{1,4})/(?P<year>\d{4})$")


def proposed_names(versions: Iterable[ProgramVersion], batches: QuerySet[Batch], years: Iterable[int]) -> list[str]:
    """Proposes the next name for each year and each program of `versions`, following those of `batches`; one query.

    The words come from the program's latest batch with such a name, or else are the first word of its vocation. The
    number goes on where any batch of the vocation has these words.
    """
    programs = {version.program_id: version.program for version in versions}
    vocations = {program.vocation_id for program in programs.values()}
    known: list[tuple[int, int, str]] = list(
        batches.filter(version__program__vocation__in=vocations)
        .order_by("-starts_on", "-pk")
        .values_list("version__program__vocation", "version__program", "name")
    )
    found = [_next(program, known, year) for year in years for program in programs.values()]
    return list(dict.fromkeys(found))


def _next(program: Program, known: list[tuple[int, int, str]], year: int) -> str:
    parts = [
        (taught, match) for key, taught, name in known if key == program.vocation_id and (match := _PARTS.match(name))
    ]
    own = [match["words"] for taught, match in parts if taught == program.pk]
    words = own[0] if own else program.vocation.name.split()[0]
    numbers = [int(match["number"]) for _p, match in parts if match["words"] == words and int(match["year"]) == year]
    return f"{words} {max(numbers, default=0) + 1}/{year}"


def other_trade(name: str, version: ProgramVersion) -> Vocation | None:
    """The vocation suggested by the first word of the name, if it is not the program's own; one query."""
    words = set(re.findall(r"[^\W\d_]+", name.casefold()))
    own = version.program.vocation
    if own.name.casefold().split()[0] in words:
        return None
    others = Vocation.objects.exclude(pk=own.pk)
    return next((one for one in others if one.name.casefold().split()[0] in words), None)
