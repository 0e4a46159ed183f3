"""What kept reports say, in words for page, paper and file; numbers come from what they keep alone."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.template.defaultfilters import floatformat
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.office_words import official_reason
from certification.assessment.models.results import UnitResult
from certification.register.models.certificates import Certificate
from core.templatetags.dates import day
from outcomes.effect.life_traits import label_of
from programs.attendance.attendance_figures import word_of
from programs.attendance.models.marks import attendance_statuses
from programs.places.models import Enrollment
from programs.registrations.models import Registration
from programs.selection.models import Application
from programs.timetable.models.sessions import CancelReason, Session
from reports.kept.models import KeptReport
from reports.kept.rows import Row

MINUTES = 60
PARTS = {
    "places": gettext_lazy("Participants"),
    "sessions": gettext_lazy("Sessions"),
    "marks": gettext_lazy("Attendance marks"),
    "results": gettext_lazy("Results"),
    "certificates": gettext_lazy("Papers"),
    "alarms": gettext_lazy("Count alarms"),
    "applications": gettext_lazy("Applications"),
    "series": gettext_lazy("Number series"),
}
CHOICES: dict[str, dict[str, Any]] = {
    "decision": {**dict(Registration.State.choices), **dict(Application.State.choices)},
    "result": dict(UnitResult.Result.choices),
    "state": {
        **dict(Enrollment.State.choices),
        **dict(Session.State.choices),
        **dict(Certificate.State.choices),
    },
}
# What the parts of a figure are.
PART_KINDS = {"leavers": "end_reason", "marks": "status_code", "lost_jp_by_cause": "cause"}


@dataclass(frozen=True)
class Headline:
    """A number with what it is part of, and a note such as what it was before."""

    label: Any
    value: str
    of: str = ""
    note: str = ""


@dataclass(frozen=True)
class Reader:
    """Who reads: reasons of custody are words for the detention center alone.

    `knows_ends`: whether all reasons why people left are told, as a training center wrote them in a class of its own.
    """

    for_facility: bool = True
    knows_ends: bool = True

    @cached_property
    def hidden_causes(self) -> frozenset[str]:
        """Causes of cancelled sessions (as reports keep them) that this reader does not learn."""
        if self.for_facility:
            return frozenset()
        return frozenset(CancelReason.objects.filter(is_custody_reason=True).values_list("label", flat=True))

    def sees(self, part: str) -> bool:
        """Whether rows of this part are for this reader: only the enrolled are known to a training center."""
        return part != "applications" or self.for_facility or self.knows_ends

    def word(self, name: str, value: Any) -> str:
        """A value of a row, or a part of a figure, in words; empty for what says nothing to people."""
        if value is None or value == "":
            return ""
        tell = {"status_code": self._status, "end_reason": self._end, "cause": self._cause}.get(name)
        if tell:
            return tell(value)
        if name in CHOICES:
            return str(CHOICES[name].get(value, value))
        if name in ("sex", "age"):
            return label_of(name, value, {})
        if name in ("minutes", "minutes_present", "held", "possible"):
            return _("%(count)d minutes") % {"count": value}
        if name in ("date", "starts_on", "left", "made_up_on", "assessed_on", "issued_on", "handed_on"):
            return day(date.fromisoformat(value))
        fixed = {"jp": f"{value} JP", "explained_at": _("explained"), "makes_up_for": "", "standing": ""}
        return fixed.get(name, str(value))

    def _status(self, code: str) -> str:
        found = (word_of(one, for_facility=self.for_facility) for one in attendance_statuses() if one.code == code)
        return str(next(found, code))

    def _end(self, reason: str) -> str:
        if self.for_facility or self.knows_ends or reason in Enrollment.OPEN_REASONS:
            return str(dict(Enrollment.Reason.choices).get(reason, reason))
        return _("Ended early – administrative")

    def _cause(self, label: str) -> str:
        return official_reason() if label in self.hidden_causes else label

    def part(self, figure: str, part: str) -> str:
        """The part of a figure that is told by reasons, causes or statuses."""
        return self.word(PART_KINDS.get(figure, ""), part)

    def parts(self, figure: str, counts: Mapping[str, int]) -> dict[str, int]:
        """The parts of a figure by their words, those of one word together."""
        found: Counter[str] = Counter()
        for part, count in counts.items():
            found[self.part(figure, part)] += count
        return dict(found)

    def listed(self, figure: str, counts: Mapping[str, int]) -> str:
        """The parts of a figure in one line."""
        return ", ".join(f"{word} {count}" for word, count in self.parts(figure, counts).items())


def title_of(report: KeptReport) -> str:
    """Whether it is the first one, or which correction."""
    return _("First report") if report.number == 1 else _("Correction %(number)d") % {"number": report.number - 1}


def percent_words(attendance: Row) -> str:
    """Whole percent, rounded down as everywhere; a dash if nothing could be attended."""
    held, possible = attendance["held"], attendance["possible"]
    return f"{held * 100 // possible}%" if possible else "–"


def hours_words(attendance: Row) -> str:
    """How many hours of people were attended, of those possible."""
    held, possible = (floatformat(attendance[name] / MINUTES) for name in ("held", "possible"))
    return _("%(held)s of %(possible)s hours") % {"held": held, "possible": possible}


def number_words(name: str, value: Any) -> str:
    """A figure as a number; attendance with its hours."""
    if name != "attendance":
        return str(value)
    held, possible = value if isinstance(value, list) else (value["held"], value["possible"])
    # One decimal, since a corrected mark rarely moves a whole percent.
    share = number_format(held * 1000 // possible / 10, 1) + "%" if possible else "–"
    return f"{share} ({hours_words({'held': held, 'possible': possible})})"


def change_rows(report: KeptReport, labels: Mapping[str, Any], reader: Reader, *, named: str, whole: str) -> list[Row]:
    """Each number that the report before says otherwise; parts that the reader takes for the same count together."""
    sums: dict[tuple[str, str, str], list[Any]] = {}
    for row in report.differences["figures"]:
        # A number that the reader does not learn has no name.
        if row["figure"] not in labels:
            continue
        key = (row[named] or whole, row["figure"], row["part"] and reader.part(row["figure"], row["part"]))
        was, now = sums.get(key, (0, 0))
        sums[key] = [was + row["was"], now + row["now"]] if row["part"] else [row["was"], row["now"]]
    return [
        {
            "name": name,
            "label": f"{labels[figure]}: {part}" if part else str(labels[figure]),
            "was": number_words(figure, was),
            "now": number_words(figure, now),
        }
        for (name, figure, part), (was, now) in sums.items()
        if was != now
    ]


def cause_rows(report: KeptReport, names: Mapping[int, str], reader: Reader) -> list[Row]:
    """The rows that differ, equal ones together: what, of which day and batch (`names`), before and now, who and why.

    The words and names of the detention center are for itself.
    """
    found = [row for row in report.differences["rows"] if reader.sees(row["part"])]
    writers = User.objects.in_bulk({row["by"] for row in found if row["by"] and row["reason"]})
    told = ((row, _told(row, reader)) for row in found)
    return [
        {
            "count": row["count"],
            "part": str(PARTS[row["part"]]),
            "batch": names.get(row["batch"], "–"),
            "day": day(date.fromisoformat(row["date"])) if row["date"] else "–",
            **said,
            **_why(row, writers, reader),
        }
        for row, said in told
        if said["was"] != said["now"]
    ]


def _told(row: Row, reader: Reader) -> Row:
    was, now = (", ".join(_said(row[name], reader)) for name in ("was", "now"))
    if row["was"] and row["now"]:
        return {"was": was, "now": now}
    return {"was": was or _("none"), "now": now or _("none")}


def _said(values: Row | None, reader: Reader) -> Iterator[str]:
    for name, value in (values or {}).items():
        if word := reader.word(name, value):
            yield word


def _why(row: Row, writers: Mapping[int, User], reader: Reader) -> Row:
    writer = writers.get(row["by"]) if row["reason"] else None
    is_told = writer is not None and (reader.for_facility or writer.training_center_id is not None)
    return {
        "who": writer.full_name if is_told and writer else "",
        "on": day(date.fromisoformat(row["on"])) if row["reason"] and row["on"] else "",
        "why": row["reason"] if is_told else "",
    }


def session_rows(report: KeptReport, reader: Reader) -> list[Row]:
    """All sessions in words, by when they began."""
    rows = sorted(report.rows["sessions"], key=lambda row: (row["starts_at"], row["session"]))
    return [
        {
            **row,
            "day": day(date.fromisoformat(row["date"])),
            "state_word": reader.word("state", row["state"]),
            "cause": reader.word("cause", row["cause"]),
            "made_up": day(date.fromisoformat(row["made_up_on"])) if row["made_up_on"] else "–",
        }
        for row in rows
    ]


def cancelled_rows(report: KeptReport, reader: Reader) -> list[Row]:
    """The sessions that were cancelled, by day, with what makes up for them."""
    return [row for row in session_rows(report, reader) if row["state"] == Session.State.CANCELLED]


def lost_rows(report: KeptReport, reader: Reader) -> list[Row]:
    """JP lost by cause, most first, for a chart."""
    whole = report.figures["whole"]
    causes = reader.parts("lost_jp_by_cause", whole["lost_jp_by_cause"])
    rows = sorted(causes.items(), key=lambda one: (-one[1], one[0]))
    return [{"name": cause or _("no cause given"), "part": jp, "whole": whole["lost_jp"]} for cause, jp in rows]


def lost_finding(rows: list[Row]) -> str:
    """What the chart of lost lessons shows."""
    if not rows:
        return _("No lesson was lost")
    return _("%(jp)d JP lost, most by: %(cause)s") % {"jp": rows[0]["whole"], "cause": rows[0]["name"]}
