"""What a monthly report says, in words for its page, its paper and its file; numbers come from what it keeps alone."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.template.defaultfilters import floatformat
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from certification.assessment.models.results import UnitResult
from certification.register.models.certificates import Certificate
from core import clock
from core.templatetags.dates import day
from programs.attendance.attendance_figures import word_of
from programs.attendance.models.marks import attendance_statuses
from programs.places.models import Enrollment
from programs.timetable.models.sessions import Session
from reports.monthly.models import MonthReport
from reports.monthly.month_rows import Row

Figures = dict[str, Any]
MINUTES = 60
LABELS = {
    "people": gettext_lazy("Took part in training"),
    "seats": gettext_lazy("Seats"),
    "held": gettext_lazy("Sessions held"),
    "lost": gettext_lazy("Sessions cancelled"),
    "open": gettext_lazy("Sessions not closed yet"),
    "planned_jp": gettext_lazy("JP planned"),
    "held_jp": gettext_lazy("JP held"),
    "lost_jp": gettext_lazy("JP lost"),
    "open_jp": gettext_lazy("JP of sessions not closed yet"),
    "made_up_jp": gettext_lazy("JP that make up for others"),
    "attendance": gettext_lazy("Attendance"),
    "passed": gettext_lazy("Units passed"),
    "assessed": gettext_lazy("Units assessed"),
    "certificates": gettext_lazy("Papers issued"),
    "alarms": gettext_lazy("Count alarms"),
    "unexplained": gettext_lazy("Count alarms not explained"),
    "left": gettext_lazy("Left before the end"),
    "leavers": gettext_lazy("Left before the end"),
    "lost_jp_by_cause": gettext_lazy("JP lost"),
    "marks": gettext_lazy("Attendance marks"),
}
PARTS = {
    "places": gettext_lazy("Participants"),
    "sessions": gettext_lazy("Sessions"),
    "marks": gettext_lazy("Attendance marks"),
    "results": gettext_lazy("Results"),
    "certificates": gettext_lazy("Papers"),
    "alarms": gettext_lazy("Count alarms"),
}


@dataclass(frozen=True)
class Headline:
    """A number with what it is part of and what it was the month before."""

    label: Any
    value: str
    of: str = ""
    note: str = ""


def title_of(report: MonthReport) -> str:
    """Whether it is the first of its month, or which correction."""
    return _("First report") if report.number == 1 else _("Correction %(number)d") % {"number": report.number - 1}


def percent_words(attendance: Row) -> str:
    """Whole percent, rounded down as everywhere; a dash if nothing could be attended."""
    held, possible = attendance["held"], attendance["possible"]
    return f"{held * 100 // possible}%" if possible else "–"


def hours_words(attendance: Row) -> str:
    """How many hours of people were attended, of those possible."""
    held, possible = (floatformat(attendance[name] / MINUTES) for name in ("held", "possible"))
    return _("%(held)s of %(possible)s hours") % {"held": held, "possible": possible}


def headlines(report: MonthReport) -> list[Headline]:
    """The six numbers at the top."""
    now, before = report.figures["whole"], report.figures["before"]

    def note(name: str) -> str:
        return _("month before: %(count)d") % {"count": before[name]} if before else ""

    percent = f"{now['held_jp'] * 100 // now['planned_jp']}%" if now["planned_jp"] else ""
    was = _("month before: %(percent)s") % {"percent": percent_words(before["attendance"])} if before else ""
    return [
        Headline(
            LABELS["people"], str(now["people"]), _("of %(seats)d seats") % {"seats": now["seats"]}, note("people")
        ),
        Headline(LABELS["held_jp"], str(now["held_jp"]), _("of %(jp)d planned") % {"jp": now["planned_jp"]}, percent),
        Headline(LABELS["attendance"], percent_words(now["attendance"]), f"({hours_words(now['attendance'])})", was),
        Headline(LABELS["passed"], str(now["passed"]), _("of %(count)d assessed") % {"count": now["assessed"]}),
        Headline(LABELS["certificates"], str(now["certificates"]), "", note("certificates")),
        Headline(LABELS["left"], str(now["left"]), "", reasons_words(now["leavers"])),
    ]


def reasons_words(leavers: dict[str, int]) -> str:
    """Why people left, with how many each."""
    return ", ".join(f"{_value('end_reason', reason)} {count}" for reason, count in leavers.items())


def batch_rows(report: MonthReport) -> list[Row]:
    """One line for each batch, by name."""
    rows = [{**found, "key": int(key)} for key, found in report.figures["batches"].items()]
    for row in rows:
        row["percent"] = percent_words(row["attendance"])
        row["places"] = f"{row['people']} / {row['seats']}"
        row["jp"] = f"{row['held_jp']} / {row['planned_jp']}"
        row["results"] = f"{row['passed']} / {row['assessed']}" if row["assessed"] else _("not assessed")
    return sorted(rows, key=lambda row: row["name"])


def week_rows(report: MonthReport) -> list[Row]:
    """Attendance by days 1 to 7 of the month and so on, in hours, for a chart."""
    weeks, first = report.figures["whole"]["weeks"], report.month
    last = clock.month_end(first).day
    return [
        {
            "name": _("Days %(first)d–%(last)d") % {"first": 7 * number + 1, "last": min(7 * number + 7, last)},
            "part": round(week["held"] / MINUTES, 1),
            "whole": round(week["possible"] / MINUTES, 1),
        }
        for number, week in enumerate(weeks)
    ]


def week_finding(report: MonthReport) -> str:
    """What the chart of attendance shows."""
    whole = report.figures["whole"]
    if not whole["attendance"]["possible"]:
        return _("Nothing could be attended in this month")
    shares = [(row["part"] / row["whole"], row["name"]) for row in week_rows(report) if row["whole"]]
    said = {"percent": percent_words(whole["attendance"]), "days": min(shares)[1].lower()}
    return _("Attendance %(percent)s, lowest on %(days)s") % said


def jp_rows(report: MonthReport) -> list[Row]:
    """JP held of those planned, by batch, for a chart."""
    found = [row for row in batch_rows(report) if row["planned_jp"] or row["held_jp"]]
    return [{"name": row["name"], "part": row["held_jp"], "whole": row["planned_jp"]} for row in found]


def jp_finding(report: MonthReport) -> str:
    """What the chart of lessons shows."""
    whole = report.figures["whole"]
    said = {"held": whole["held_jp"], "planned": whole["planned_jp"], "lost": whole["lost_jp"]}
    return _("%(held)d of %(planned)d JP held, %(lost)d lost") % said


def lost_rows(report: MonthReport) -> list[Row]:
    """JP lost by cause, most first, for a chart."""
    whole = report.figures["whole"]
    causes = sorted(whole["lost_jp_by_cause"].items(), key=lambda one: (-one[1], one[0]))
    return [{"name": cause or _("no cause given"), "part": jp, "whole": whole["lost_jp"]} for cause, jp in causes]


def lost_finding(report: MonthReport) -> str:
    """What the chart of lost lessons shows."""
    rows = lost_rows(report)
    if not rows:
        return _("No lesson was lost")
    return _("%(jp)d JP lost, most by: %(cause)s") % {"jp": rows[0]["whole"], "cause": rows[0]["name"]}


def cancelled_rows(report: MonthReport) -> list[Row]:
    """The sessions that were cancelled, by day, with what makes up for them."""
    return [row for row in session_rows(report) if row["state"] == Session.State.CANCELLED]


def session_rows(report: MonthReport) -> list[Row]:
    """All sessions in words, by when they began."""
    return [
        _session(row) for row in sorted(report.rows["sessions"], key=lambda row: (row["starts_at"], row["session"]))
    ]


def _session(row: Row) -> Row:
    made_up = row["made_up_on"]
    return {
        **row,
        "day": day(date.fromisoformat(row["date"])),
        "state_word": _value("state", row["state"]),
        "made_up": day(date.fromisoformat(made_up)) if made_up else "–",
    }


def comparison_rows(report: MonthReport) -> list[Row]:
    """The month before beside this one; empty if no report of it is kept."""
    now, before = report.figures["whole"], report.figures["before"]
    names = ("people", "planned_jp", "held_jp", "lost_jp", "attendance", "certificates", "left", "alarms")
    return [
        {"label": LABELS[name], "was": _number(name, before[name]), "now": _number(name, now[name])}
        for name in (names if before else ())
    ]


def _number(name: str, value: Any) -> str:
    if name != "attendance":
        return str(value)
    held, possible = value if isinstance(value, list) else (value["held"], value["possible"])
    # One decimal, since a corrected mark rarely moves a whole percent.
    share = number_format(held * 1000 // possible / 10, 1) + "%" if possible else "–"
    return f"{share} ({hours_words({'held': held, 'possible': possible})})"


def change_rows(report: MonthReport) -> list[Row]:
    """Each number that the report before says otherwise, in words."""
    return [
        {
            "batch": row["batch"] or _("Whole facility"),
            "label": _figure(row["figure"], row["part"]),
            "was": _number(row["figure"], row["was"]),
            "now": _number(row["figure"], row["now"]),
        }
        for row in report.differences["figures"]
    ]


def _figure(name: str, part: str) -> str:
    return f"{LABELS[name]}: {part_words(name, part)}" if part else str(LABELS[name])


def part_words(name: str, part: str) -> str:
    """The part of a figure that is told by reasons, causes or statuses."""
    return _value({"leavers": "end_reason", "marks": "status_code"}.get(name, ""), part)


def cause_rows(report: MonthReport) -> list[Row]:
    """The rows that differ, equal ones together: what, of which day and batch, before and now, who corrected it why."""
    found = report.differences["rows"]
    staff = dict(User.objects.filter(pk__in={row["by"] for row in found if row["by"]}).values_list("pk", "full_name"))
    names = {int(key): one["name"] for key, one in report.figures["batches"].items()}
    return [
        {
            "count": row["count"],
            "part": PARTS[row["part"]],
            "batch": names.get(row["batch"], "–"),
            "day": day(date.fromisoformat(row["date"])) if row["date"] else "–",
            "was": ", ".join(_said(row["was"])) or _("none"),
            "now": ", ".join(_said(row["now"])) or _("none"),
            "who": staff.get(row["by"], "") if row["reason"] else "",
            "on": day(date.fromisoformat(row["on"])) if row["reason"] and row["on"] else "",
            "why": row["reason"],
        }
        for row in found
    ]


def _said(values: Row | None) -> Iterator[str]:
    for name, value in (values or {}).items():
        if word := _value(name, value):
            yield word


CHOICES: dict[str, dict[str, Any]] = {
    "end_reason": dict(Enrollment.Reason.choices),
    "result": dict(UnitResult.Result.choices),
    "state": {
        **dict(Enrollment.State.choices),
        **dict(Session.State.choices),
        **dict(Certificate.State.choices),
    },
}


def _value(name: str, value: Any) -> str:
    """A value of a row, or a part of a figure, in words."""
    if value is None or value == "":
        return ""
    if name == "status_code":
        return next((word_of(one, for_facility=True) for one in attendance_statuses() if one.code == value), value)
    if name in CHOICES:
        return str(CHOICES[name].get(value, value))
    if name in ("minutes", "minutes_present"):
        return _("%(count)d minutes") % {"count": value}
    if name == "jp":
        return f"{value} JP"
    if name == "explained_at":
        return _("explained")
    if name in ("date", "starts_on", "left", "made_up_on", "assessed_on", "issued_on"):
        return day(date.fromisoformat(value))
    # Keys of other rows say nothing to people.
    return "" if name == "makes_up_for" else str(value)


def marks_words(marks: dict[str, int]) -> str:
    """How many marks of each status, in the order of the statuses."""
    return ", ".join(f"{_value('status_code', code)} {count}" for code, count in marks.items())
