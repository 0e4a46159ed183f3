"""Need records in words: the facts of one, and the rows of an export."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _

from core.page_links import PageLink
from core.ports import Port
from core.templatetags.dates import day_full
from outcomes.needs.models import NeedRecord

need_links: Port[[NeedRecord], list[PageLink]] = Port()
"""Asked on the page of a need record: what later subjects keep of the same demand."""


def written_wage(need: NeedRecord) -> str:
    """The wage with its unit of time; empty if nothing was said."""
    amounts = [f"Rp {amount:,}".replace(",", ".") for amount in (need.wage_least, need.wage_most) if amount is not None]
    if not amounts:
        return ""
    sentence = _("%(wage)s a day") if need.terms == "daily" else _("%(wage)s a month")
    return sentence % {"wage": " – ".join(dict.fromkeys(amounts))}


def written_month(month: str) -> str:
    """ "2027-03" as "March 2027"; empty for an empty text."""
    return format_date(date.fromisoformat(f"{month}-01"), "F Y") if month else ""


def facts(need: NeedRecord, parts: Sequence[NeedRecord]) -> list[dict[str, Any]]:
    """Label and value of everything a record says, for its page; `parts` are the records that are a part of it."""
    shared: list[dict[str, Any]] = []
    if need.part_of:
        before = f"{need.part_of.job}, {need.part_of.get_kind_display()}, {day_full(need.part_of.recorded_on)}"
        shared.append({"label": _("Asked for before"), "value": before, "note": _("These people count once.")})
    if parts:
        number = sum(part.number for part in parts)
        note = _("They count there, and the rest here.")
        shared.append({"label": _("Of these, asked for as a vacancy"), "value": number, "note": note})
    return [
        {"label": _("Kind"), "value": need.get_kind_display()},
        {"label": _("Vocation"), "value": need.vocation.name},
        {"label": _("Number within 12 months"), "value": need.number},
        *shared,
        {"label": _("Place of work"), "value": need.place},
        {"label": _("Wage"), "value": written_wage(need)},
        {"label": _("Daily or permanent"), "value": need.get_terms_display()},
        {"label": _("Begins"), "value": written_month(need.begins)},
        {"label": _("Tools used"), "value": need.tools},
        {"label": _("Own tools are needed"), "value": _("yes") if need.brings_tools else _("no")},
        {"label": _("Papers asked from everybody"), "value": ", ".join(map(str, need.paper_labels))},
        {"label": _("Other skills"), "value": need.other_skills},
        {"label": _("What applicants lack most"), "value": need.lacking},
        {"label": _("Source"), "value": need.source},
        {"label": _("Day"), "value": day_full(need.recorded_on)},
        {"label": _("Counts until"), "value": day_full(need.valid_until)},
        {"label": _("Recorded by"), "value": need.recorded_by.full_name},
    ]


def heads() -> list[str]:
    """The heads of an export."""
    return [
        _("Job"),
        _("Vocation"),
        _("Number within 12 months"),
        _("Employer"),
        _("Place of work"),
        _("Kind"),
        _("Wage from"),
        _("Wage up to"),
        _("Daily or permanent"),
        _("Begins"),
        _("Units needed"),
        _("Units good to have"),
        _("Papers asked from everybody"),
        _("Source"),
        _("Day"),
        _("Counts until"),
        _("State"),
    ]


def rows(needs: Iterable[NeedRecord], today: date) -> Iterator[tuple]:
    """One row of an export for each record, in the order of `heads`."""
    for need in needs:
        units = list(need.units.all())
        yield (
            need.job,
            need.vocation.name,
            need.number,
            need.employer.name if need.employer else "",
            need.place,
            str(need.get_kind_display()),
            need.wage_least,
            need.wage_most,
            str(need.get_terms_display()),
            written_month(need.begins),
            ", ".join(unit.code for unit in units if unit.is_must),
            ", ".join(unit.code for unit in units if not unit.is_must),
            ", ".join(map(str, need.paper_labels)),
            need.source,
            need.recorded_on,
            need.valid_until,
            state_word(need, today),
        )


def state_word(need: NeedRecord, today: date) -> str:
    """Whether the record counts, in a word."""
    if need.withdrawn_on:
        return _("Withdrawn")
    return _("Counts") if need.valid_until >= today else _("Too old")
