"""What charts of a region show, in words, and the charts."""

from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from core import charts
from reports.region.region_figures import FacilityFigures, Part, Region


def trend_finding(region: Region) -> str:
    """How the number of places went, from the first month that can be told to the last."""
    told = [(month, one) for month, one in region.trend if one.value is not None]
    if len(told) < 2:
        return _("Too few people for a trend")
    (first, was), (last, now) = told[0], told[-1]
    words = {"was": was, "now": now, "first": date_format(first, "F Y"), "last": date_format(last, "F Y")}
    if was.value == now.value:
        return _("Participants: %(now)s in %(first)s and in %(last)s") % words
    if (was.value or 0) < (now.value or 0):
        return _("Participants rose from %(was)s in %(first)s to %(now)s in %(last)s") % words
    return _("Participants fell from %(was)s in %(first)s to %(now)s in %(last)s") % words


def trend_chart(region: Region, *, is_narrow: bool = False) -> SafeString:
    """Places by month; on a narrow screen every third month is named, back from the last."""
    last = len(region.trend) - 1
    months = []
    for place, (month, one) in enumerate(region.trend):
        is_named = not is_narrow or (last - place) % 3 == 0
        told = str(one) if one.value is None else str(one.value)
        months.append(charts.Month(date_format(month, "M") if is_named else "", one.value, told if is_named else ""))
    if is_narrow:
        return charts.line_of_months(months, label=trend_finding(region), width=330, kind="chart--narrow")
    return charts.line_of_months(months, label=trend_finding(region), kind="chart--wide")


def facility_spark(one: FacilityFigures) -> SafeString | None:
    """Its places by month; none where too few months can be told."""
    counts = [told.value for told in one.trend]
    known = [count for count in counts if count is not None]
    if len(known) < 2:
        return None
    words = {"was": known[0], "now": known[-1]}
    return charts.spark_line(counts, label=_("Participants by month, from %(was)d to %(now)d") % words)


def part_finding(parts: list[Part]) -> str:
    """Which parts of the people are the largest."""
    told = [part for part in parts if not part.places.is_hidden]
    if not told:
        return _("Too few participants to tell them apart")
    if len(told) == 1:
        return _("Most participants: %(first)s") % {"first": told[0].name}
    return _("Most participants: %(first)s, then %(second)s") % {"first": told[0].name, "second": told[1].name}
