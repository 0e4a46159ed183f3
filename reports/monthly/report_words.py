"""What a monthly report says, in words for its page, its paper and its file; numbers come from what it keeps alone."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock
from reports.kept import words
from reports.kept.rows import Row
from reports.kept.words import MINUTES, Headline, Reader, hours_words, number_words, percent_words
from reports.monthly.models import MonthReport

# Only the detention center reads it.
READER = Reader()
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
        Headline(LABELS["left"], str(now["left"]), "", READER.listed("leavers", now["leavers"])),
    ]


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


def comparison_rows(report: MonthReport) -> list[Row]:
    """The month before beside this one; empty if no report of it is kept."""
    now, before = report.figures["whole"], report.figures["before"]
    names = ("people", "planned_jp", "held_jp", "lost_jp", "attendance", "certificates", "left", "alarms")
    return [
        {"label": LABELS[name], "was": number_words(name, before[name]), "now": number_words(name, now[name])}
        for name in (names if before else ())
    ]


def change_rows(report: MonthReport) -> list[Row]:
    """Each number that the report before says otherwise, in words."""
    return words.change_rows(report, LABELS, READER, named="batch", whole=_("Whole facility"))


def cause_rows(report: MonthReport) -> list[Row]:
    """The rows that differ, in words."""
    names = {int(key): one["name"] for key, one in report.figures["batches"].items()}
    return words.cause_rows(report, names, READER)
