"""What a yearly report says, in words for its pages, its paper and its file; numbers come from what it keeps alone.

Classes in detention centers and public ones read alike.
"""

from datetime import date
from typing import Any

from django.utils.dates import MONTHS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from certification.register.models import NumberSeries
from core.templatetags.dates import day
from outcomes.effect.figure_words import WAVES
from outcomes.effect.life_traits import NO_AGE, label_of
from programs.agreements.models import FundingSource
from programs.catalog.models import Program
from reports.kept import words
from reports.kept.rows import Row
from reports.kept.words import Headline, Reader, hours_words, percent_words
from reports.yearly.models import YearReport
from reports.yearly.year_rows import APBN

# The center's half alone, of whatever class.
READER = Reader(for_facility=False, knows_ends=False)
LABELS = {
    "batches": gettext_lazy("Batches"),
    "people": gettext_lazy("People"),
    "places": gettext_lazy("Had a place"),
    "finished": gettext_lazy("Completed the training"),
    "left": gettext_lazy("Left before the end"),
    "assessed": gettext_lazy("Units assessed"),
    "passed": gettext_lazy("Units passed"),
    "certified": gettext_lazy("Certificates in force"),
    "statements": gettext_lazy("Statements of units in force"),
    "attended": gettext_lazy("Papers of attendance in force"),
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
}
TITLES = {
    "program": gettext_lazy("By program"),
    "vocation": gettext_lazy("By vocation"),
    "level": gettext_lazy("By level"),
    "fund": gettext_lazy("By fund"),
    "sex": gettext_lazy("By sex"),
    "age": gettext_lazy("By age on the first day"),
}


def headlines(report: YearReport) -> list[Headline]:
    """The six numbers at the top."""
    now = report.figures["whole"]
    papers = now["statements"] + now["attended"]
    return [
        Headline(LABELS["people"], str(now["people"]), _("in %(batches)d batches") % now),
        Headline(LABELS["finished"], str(now["finished"]), _("of %(places)d places") % now, _left(now)),
        Headline(LABELS["certified"], str(now["certified"]), "", _("%(count)d other papers") % {"count": papers}),
        Headline(LABELS["passed"], str(now["passed"]), _("of %(count)d assessed") % {"count": now["assessed"]}),
        Headline(LABELS["held_jp"], str(now["held_jp"]), _("of %(jp)d planned") % {"jp": now["planned_jp"]}),
        Headline(LABELS["attendance"], percent_words(now["attendance"]), f"({hours_words(now['attendance'])})"),
    ]


def _left(now: Row) -> str:
    return _("%(left)d left before the end") % now


def number_rows(report: YearReport) -> list[Row]:
    """Every number of the year that is not told by parts, for paper."""
    whole = report.figures["whole"]
    found = [{"label": label, "value": str(whole[name])} for name, label in LABELS.items() if _is_number(whole[name])]
    attendance = f"{percent_words(whole['attendance'])} ({hours_words(whole['attendance'])})"
    return [*found, {"label": LABELS["attendance"], "value": attendance}]


def _is_number(value: Any) -> bool:
    return isinstance(value, int)


def group_tables(report: YearReport) -> list[Row]:
    """The sums by each trait of participants: title, and lines by the words of their groups."""
    tables = report.figures["tables"]
    return [
        {
            "title": TITLES[trait],
            "lines": [{**line, **_cells(line), "name": _group(trait, line["group"])} for line in lines],
        }
        for trait, lines in tables.items()
    ]


def _line(trait: str, line: Row) -> Row:
    return {**line, **_cells(line), "name": _group(trait, line["group"])}


def _group(trait: str, key: str) -> str:
    if not key:
        return _("not known")
    if trait == "level":
        return str(Program.Level(key).label)
    if trait == "fund":
        return "APBN" if key == APBN else str(FundingSource(key).label)
    return label_of(trait, key, {}) if trait in ("sex", "age") else key


def _cells(line: Row) -> Row:
    return {
        "percent": percent_words(line["attendance"]),
        "results": f"{line['passed']} / {line['assessed']}" if line["assessed"] else "–",
    }


def month_rows(report: YearReport) -> list[Row]:
    """One line for each month."""
    return [{**row, "name": str(MONTHS[row["month"]])} for row in report.figures["months"]]


def batch_rows(report: YearReport) -> list[Row]:
    """One line for each batch, by name."""
    rows = [{**row, **_cells(row), "key": int(key)} for key, row in report.figures["batches"].items()]
    return sorted(rows, key=lambda row: (row["name"], row["key"]))


def series_rows(report: YearReport) -> list[Row]:
    """One line for each number series."""
    return [{**row, "name": str(NumberSeries.Paper(row["paper"]).label)} for row in report.figures["series"]]


def leaver_rows(report: YearReport) -> list[Row]:
    """How many left for each reason, most first."""
    parts = READER.parts("leavers", report.figures["whole"]["leavers"])
    return [{"name": name, "count": count} for name, count in sorted(parts.items(), key=lambda one: (-one[1], one[0]))]


def outcome_rows(report: YearReport) -> list[Row]:
    """The kept reports of outcomes: after how long, of which day, how many people they count."""
    return [
        {**row, "day": day(date.fromisoformat(row["day"])), "after": str(WAVES[row["wave"]])}
        for row in report.figures["outcomes"]
    ]


def change_rows(report: YearReport) -> list[Row]:
    """Each number that the report before says otherwise, in words."""
    return words.change_rows(report, LABELS, READER, named="batch", whole=_("Whole center"))


def cause_rows(report: YearReport) -> list[Row]:
    """The rows that differ, in words."""
    names = {int(key): one["name"] for key, one in report.figures["batches"].items()}
    return words.cause_rows(report, names, READER)


def register_rows(places: list[tuple[Any, dict[str, list[Row]]]]) -> list[Row]:
    """One line for each place that the report counts, by batch and name: all that its register says of it."""
    found = [_register_row(place, rows) for place, rows in places if rows["places"]]
    return sorted(found, key=lambda row: (row["batch"], row["place"].person.name_sort, row["place"].pk))


def _register_row(place: Any, rows: dict[str, list[Row]]) -> Row:
    (kept,) = rows["places"]
    last = {row["unit"]: row for row in rows["results"]}
    attendance = {"held": kept["held"], "possible": kept["possible"]}
    return {
        "place": place,
        "name": place.person.full_name,
        "sex": kept["sex"],
        "age": "" if kept["age"] == NO_AGE else label_of("age", kept["age"], {}),
        "origin": place.person.birth_place,
        "batch": kept["batch_name"],
        "program": kept["program"],
        "state": READER.word("state", kept["state"]),
        "hours": hours_words(attendance),
        "percent": percent_words(attendance),
        "results": ", ".join(f"{row['code']} {row['result']}" for row in last.values()),
        "passed": _passed(last),
        "numbers": ", ".join(row["text"] for row in rows["certificates"] if row["state"] == "issued"),
    }


def _passed(last: dict[Any, Row]) -> str:
    """How many units were passed, and which were not."""
    missing = [row["code"] for row in last.values() if row["result"] != "K"]
    told = f"{len(last) - len(missing)} K" if last else ""
    return f"{told}, BK: {', '.join(missing)}" if missing else told
