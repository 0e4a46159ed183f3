"""The record of processing on A4, for the data protection officer and the authority; always in Indonesian."""

from datetime import date
from typing import Any

from django.utils import timezone, translation

from accounts.letterhead import of_office
from accounts.models import User
from core.templatetags.dates import day_full
from printing.box_fit import SANS, SERIF_BOLD, Ruler
from printing.internal_papers import facts, letterhead
from printing.paper import Layout, Paper
from reports.processing.children import children_of
from reports.processing.record_of_processing import Activity, Line, activities
from reports.retention.retention_periods import office_of

MOST_PAGES = 12
_TEXT = (8.5, 60, 24)


def paper_of(by: User, *, on: date) -> bytes:
    """The PDF for the user's office. Raises `RuleViolation` if the user has none, or if a word does not fit."""
    with translation.override("id"), timezone.override(by.time_zone):
        return PAPER.print(words(by, on=on))


def words(by: User, *, on: date) -> dict[str, Any]:
    """What is printed."""
    title = "Catatan kegiatan pemrosesan data pribadi"
    found = activities(office_of(by))
    return {
        "issuer": of_office(by),
        "title": title,
        "facts": [
            {"label": "Per tanggal", "value": day_full(on)},
            {"label": "Dicetak oleh", "value": by.full_name},
            {"label": "Kegiatan", "value": str(len(found))},
            {"label": "Anak", "value": f"{children_of(by).count} orang"},
            {"label": "Dasar", "value": "UU 27/2022 Pasal 31"},
        ],
        "activities": [_activity(one) for one in found],
        "foot": title,
    }


def _activity(one: Activity) -> dict[str, Any]:
    told = one.purpose
    texts = {name: str(getattr(told, name)) for name in ("name", "aim", "people", "basis", "readers")}
    return {**texts, "lines": [_line(line) for line in one.lines]}


def _line(line: Line) -> dict[str, str]:
    periods = [f"{one.kind.name}: {one.months} bulan {one.kind.begins}" for one in line.periods]
    return {
        "name": str(line.data_class.label),
        "specific": "spesifik" if line.is_specific else "umum",
        "fields": str(line.fields),
        "kept": ". ".join([*periods, *map(str, line.keeping)]) + ".",
    }


def _lay_out(data: dict[str, Any], ruler: Ruler) -> Layout:
    letterhead(ruler, data["issuer"])
    ruler.fit(data["title"], data["title"], SERIF_BOLD, [(19, 174)])
    facts(ruler, data["facts"])
    for one in data["activities"]:
        for name in ("name", "aim", "people", "basis", "readers"):
            ruler.wrap(one["name"], one[name], SANS, [(9, 150, 4)])
        for line in one["lines"]:
            for text in line.values():
                ruler.wrap(one["name"], text, SANS, [_TEXT])
    return Layout(data)


PAPER = Paper("reports/processing/papers/processing.html", ("papers.css", "processing.css"), _lay_out, MOST_PAGES)
