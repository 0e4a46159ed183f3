"""What a closing report says, in words for its pages, its paper and its file, as the reader's office may know it.

Numbers come from what the report keeps alone. A training center reads nothing of who applied to the detention center,
and of ends, causes and marks what it reads elsewhere.
"""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.roles import Side
from core.templatetags.dates import day, day_span
from core.text import rupiah
from outcomes.effect.group_tables import OTHERS
from outcomes.effect.life_traits import label_of
from programs.agreements.models import FundingSource
from programs.catalog.models import Program
from reports.closing.closing_tables import COLUMNS
from reports.closing.models import ClosingReport
from reports.kept import words
from reports.kept.rows import Row
from reports.kept.words import Headline, Reader, hours_words, percent_words

# Of the detention center and of public classes.
APPLICANTS = {"applied": gettext_lazy("Applied"), "admitted": gettext_lazy("Admitted")}
LABELS = {
    "enrolled": gettext_lazy("Had a place"),
    "left": gettext_lazy("Left before the end"),
    "finished": gettext_lazy("Completed the training"),
    "competent": gettext_lazy("Competent in every core unit"),
    "certified": gettext_lazy("Certificates in force"),
    "statements": gettext_lazy("Statements of units in force"),
    "attended": gettext_lazy("Papers of attendance in force"),
    "handed": gettext_lazy("Papers handed over"),
    "assessed": gettext_lazy("Units assessed"),
    "passed": gettext_lazy("Units passed"),
    "planned_jp": gettext_lazy("JP planned"),
    "held_jp": gettext_lazy("JP held"),
    "lost_jp": gettext_lazy("JP lost"),
    "open_jp": gettext_lazy("JP of sessions not closed yet"),
    "made_up_jp": gettext_lazy("JP that make up for others"),
    "held": gettext_lazy("Sessions held"),
    "lost": gettext_lazy("Sessions cancelled"),
    "open": gettext_lazy("Sessions not closed yet"),
    "attendance": gettext_lazy("Attendance"),
    "leavers": gettext_lazy("Left before the end"),
    "lost_jp_by_cause": gettext_lazy("JP lost"),
    "marks": gettext_lazy("Attendance marks"),
    "jp": gettext_lazy("JP of the program"),
}
HEADS = {
    "no_place": gettext_lazy("Applied, without a place"),
    "left": gettext_lazy("Left before the end"),
    "stayed": gettext_lazy("Completed, not competent"),
    "competent": gettext_lazy("Competent"),
}
TITLES = {"sex": gettext_lazy("By sex"), "age": gettext_lazy("By age on the first day")}


def reader_of(report: ClosingReport, user: User) -> Reader:
    """What this user's office may read of the report."""
    return Reader(for_facility=user.facility_id is not None, knows_ends=report.batch.is_public)


def labels_for(reader: Reader) -> dict[str, Any]:
    """What each number is called, without those that the reader does not learn."""
    return {**APPLICANTS, **LABELS} if reader.sees("applications") else LABELS


def headlines(report: ClosingReport, reader: Reader) -> list[Headline]:
    """The six numbers at the top."""
    now, about = report.figures["whole"], report.figures["about"]
    papers = now["certified"] + now["statements"] + now["attended"]
    applied = ""
    if reader.sees("applications"):
        applied = _("%(applied)d applied, %(admitted)d admitted") % now
    return [
        Headline(
            LABELS["enrolled"], str(now["enrolled"]), _("of %(seats)d seats") % {"seats": about["capacity"]}, applied
        ),
        Headline(LABELS["finished"], str(now["finished"]), "", _("%(left)d left before the end") % now),
        Headline(LABELS["competent"], str(now["competent"]), _("of %(finished)d who completed it") % now),
        Headline(
            LABELS["certified"],
            str(now["certified"]),
            "",
            _("%(handed)d of %(papers)d papers handed over") % {"handed": now["handed"], "papers": papers},
        ),
        Headline(LABELS["held_jp"], str(now["held_jp"]), _("of %(jp)d planned") % {"jp": now["planned_jp"]}),
        Headline(LABELS["attendance"], percent_words(now["attendance"]), f"({hours_words(now['attendance'])})"),
    ]


def fact_rows(report: ClosingReport, reader: Reader) -> list[tuple[str, str]]:
    """Program, agreement, offices, days and money, each with what it is called; without what does not apply."""
    about = report.figures["about"]
    agreement = about["agreement"] or (_("outside an agreement, by exception") if about["is_outside_agreement"] else "")
    plan, minutes = about["plan"], about["minutes"]
    level, version = Program.Level(about["level"]).label, about["version"]
    program = _("%(program)s, %(level)s, version %(version)d") % {**about, "level": level, "version": version}
    days = day_span(date.fromisoformat(about["starts_on"]), date.fromisoformat(about["ends_on"]))
    assessed = day(date.fromisoformat(about["assessment_on"])) if about["has_assessment"] else _("without assessment")
    cost = _("%(cost)s by the plan of %(year)d") % {**plan, "cost": rupiah(plan["cost"])} if plan else ""
    found = (
        (_("Program"), program),
        (_("Vocation"), about["vocation"]),
        (_("Hours"), _("%(total_jp)d JP of %(minutes_per_jp)d minutes") % about),
        # A paper of the center, which may reach an employer, does not tell where its participants were.
        (_("Detention center"), about["facility"] if reader.for_facility else ""),
        (_("Training center"), about["center"]),
        (_("Agreement"), agreement if reader.for_facility else ""),
        (_("Dates"), days),
        (_("Assessment"), assessed),
        (_("Minutes of the results"), minutes.get("number", "")),
        (_("Seats"), str(about["capacity"])),
        (_("Fund"), str(FundingSource(about["fund"]).label)),
        (_("Cost of a place"), cost),
        (_("Called off"), called_off(report, reader)),
    )
    return [(label, value) for label, value in found if value]


def side_words(side: Side, *, for_facility: bool) -> str:
    """An office as the reader may call it: to the center the other one is its partner."""
    return str(side.label) if for_facility or side == Side.CENTER else _("Partner")


def called_off(report: ClosingReport, reader: Reader) -> str:
    """Why the batch was called off, as the reader may know it; empty if it was not."""
    return report.figures["about"]["called_off"].get("facility" if reader.for_facility else "center", "")


def leaver_rows(report: ClosingReport, reader: Reader) -> list[Row]:
    """How many left for each reason, most first."""
    parts = reader.parts("leavers", report.figures["whole"]["leavers"])
    return [{"name": name, "count": count} for name, count in sorted(parts.items(), key=lambda one: (-one[1], one[0]))]


def unit_rows(report: ClosingReport) -> list[Row]:
    """One line for each unit, in the order of the program."""
    return [
        {
            **row,
            "percent": percent_words(row["attendance"]),
            "hours": f"{row['held_jp']} / {row['jp']}",
            "results": f"{row['passed']} / {row['assessed']}" if row["assessed"] else _("not assessed"),
        }
        for row in report.figures["units"].values()
    ]


def group_tables(report: ClosingReport, reader: Reader) -> list[Row]:
    """The tables by sex and age that are kept: title, heads of their columns, lines; hidden cells are a dash."""
    columns = [one for one in COLUMNS if one != "no_place" or reader.sees("applications")]
    found = []
    for trait, lines in report.figures["tables"].items():
        shown = [column for column in columns if any(line.get(column) is not None for line in lines)]
        if shown:
            heads = [HEADS[column] for column in shown]
            told = [{"group": _group(trait, line["group"]), "cells": _cells(line, shown)} for line in lines]
            found.append({"title": TITLES[trait], "heads": heads, "lines": told})
    return found


def _group(trait: str, key: str) -> str:
    return _("Others") if key == OTHERS else label_of(trait, key, {})


def _cells(line: Row, columns: list[str]) -> list[str]:
    return ["–" if line[column] is None else str(line[column]) for column in columns]


def number_rows(report: ClosingReport, reader: Reader) -> list[Row]:
    """Every number of the whole batch that is not told by parts, for paper."""
    whole = report.figures["whole"]
    plain = [name for name in labels_for(reader) if isinstance(whole.get(name), int)]
    return [{"label": labels_for(reader)[name], "value": whole[name]} for name in plain]


def change_rows(report: ClosingReport, reader: Reader) -> list[Row]:
    """Each number that the report before says otherwise, in words."""
    return words.change_rows(report, labels_for(reader), reader, named="unit", whole=_("Whole batch"))


def cause_rows(report: ClosingReport, reader: Reader) -> list[Row]:
    """The rows that differ, in words."""
    return words.cause_rows(report, {report.batch_id: report.figures["about"]["name"]}, reader)
