"""Need records in words: the facts of one, and the rows of an export."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any

from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.listing import Column, Listing
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


def state_word(need: NeedRecord, today: date) -> str:
    """Whether the record counts, in a word."""
    if need.withdrawn_on:
        return _("Withdrawn")
    return _("Counts") if need.valid_until >= today else _("Too old")


def _units(need: Any, *, is_must: bool) -> str:
    return ", ".join(unit.code for unit in need.units.all() if unit.is_must == is_must)


NEEDS = Listing(
    title=gettext_lazy("Needs"),
    subject="outcomes.needrecord",
    what="list of need records",
    usual="-day",
    pages_of_files={"xlsx": "outcomes:need_xlsx", "csv": "outcomes:need_csv"},
    columns=(
        Column("job", gettext_lazy("Job"), lambda need: need.job, ("job",)),
        Column("vocation", gettext_lazy("Vocation"), lambda need: need.vocation.name, ("vocation__name",)),
        Column("number", gettext_lazy("How many"), lambda need: need.number, ("number",), kind="num"),
        Column("kind", gettext_lazy("Kind"), lambda need: str(need.get_kind_display()), ("kind",)),
        Column("day", gettext_lazy("Day"), lambda need: need.recorded_on, ("recorded_on",)),
        Column("state", gettext_lazy("State"), lambda need: state_word(need, need.told_on), ("valid_until",)),
        Column(
            "employer",
            gettext_lazy("Employer"),
            lambda need: need.employer.name if need.employer else "",
            ("employer__name",),
            "",
            kind="file",
        ),
        Column("place", gettext_lazy("Place of work"), lambda need: need.place, kind="file"),
        Column("least", gettext_lazy("Wage from"), lambda need: need.wage_least, kind="file"),
        Column("most", gettext_lazy("Wage up to"), lambda need: need.wage_most, kind="file"),
        Column("terms", gettext_lazy("Daily or permanent"), lambda need: str(need.get_terms_display()), kind="file"),
        Column("begins", gettext_lazy("Begins"), lambda need: written_month(need.begins), kind="file"),
        Column("must", gettext_lazy("Units needed"), partial(_units, is_must=True), kind="file"),
        Column("nice", gettext_lazy("Units good to have"), partial(_units, is_must=False), kind="file"),
        Column(
            "papers",
            gettext_lazy("Papers asked from everybody"),
            lambda need: ", ".join(map(str, need.paper_labels)),
            kind="file",
        ),
        Column("source", gettext_lazy("Source"), lambda need: need.source, kind="file"),
        Column("until", gettext_lazy("Counts until"), lambda need: need.valid_until, kind="file"),
    ),
)
