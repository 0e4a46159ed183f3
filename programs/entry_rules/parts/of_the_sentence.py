"""Entry rule parts about the sentence: legal status, time left, share served."""

from calendar import monthrange
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext_lazy as _

from programs.entry_rules.findings import Finding, Verdict, met_if
from programs.entry_rules.known_facts import Facts
from programs.entry_rules.parts.rule_part import Field, FieldKind, RulePart, Scene, Text, day

MOST_MONTHS = 120
SHARES: dict[str, Text] = {"1/3": _("a third"), "1/2": _("half"), "2/3": _("two thirds")}


class Status(RulePart):
    """Sentenced or on remand."""

    code, label = "status", _("Legal status")
    usual = {"sentenced": True}
    fields = (
        Field(
            "status",
            _("Legal status"),
            FieldKind.ONE_OF_FEW,
            choices=[("sentenced", _("Sentenced only")), ("remand", _("On remand only"))],
        ),
    )
    required = _("Is sentenced (register class B).")
    sentences = {
        "meets": _("Sentenced."),
        "fails": _("Still on remand; the program is for sentenced people."),
        "meets_remand": _("On remand."),
        "fails_remand": _("Sentenced; the program is for people on remand."),
        "missing": _("Legal status cannot be read from the register number. Complete the register class."),
    }

    def check(self, facts: Facts, asked: dict[str, Any], scene: Scene) -> Finding:
        if facts.is_sentenced is None:
            return Finding(Verdict.MISSING)
        if asked.get("sentenced", True):
            return met_if(facts.is_sentenced)
        wording = "fails_remand" if facts.is_sentenced else "meets_remand"
        return met_if(not facts.is_sentenced, wording=wording)

    def requirement(self, asked: dict[str, Any]) -> str:
        if asked.get("sentenced") is False:
            return str(_("Is on remand (register class A)."))
        return super().requirement(asked)

    def read(self, data: dict[str, Any]) -> dict[str, Any] | None:
        return {"sentenced": data["status"] == "sentenced"} if data["status"] else None

    def shown(self, asked: dict[str, Any]) -> dict[str, Any]:
        return {"status": "sentenced" if asked.get("sentenced", True) else "remand"}


class TimeLeft(RulePart):
    """The person stays until course and assessment are over and, if required, leaves soon after."""

    code, label = "time_left", _("Time left")
    usual = {}
    fields = (
        Field(
            "time_left",
            _("Leaves on or after the end of course and assessment"),
            FieldKind.TICK,
            help=_("By the earliest day on which the person may leave. Whose day is not known cannot be judged yet."),
        ),
        Field(
            "months",
            _("And leaves at most this many months later"),
            FieldKind.NUMBER,
            "months",
            1,
            MOST_MONTHS,
            help=_("Empty: however much later."),
        ),
    )
    required = _("Leaves at the earliest on or after the day on which course and assessment are over.")
    required_with_months = _(
        "Leaves at the earliest on or after the day on which course and assessment are over, and at most %(months)s "
        "months later."
    )
    sentences = {
        "meets": _("Leaves %(leaves_on)s at the earliest; course and assessment are over by then (%(needed)s)."),
        "fails": _("Leaves %(leaves_on)s, before course and assessment are over (%(needed)s)."),
        "late": _("Leaves %(leaves_on)s at the earliest; the program is for people who leave by %(latest)s."),
        "missing": _("Earliest leaving date is not yet known. Complete the limiting dates."),
        "unknown": _("On remand: before there is a sentence the time left cannot be counted."),
    }
    told = {"leaves_on": day, "needed": day, "latest": day}

    def check(self, facts: Facts, asked: dict[str, Any], scene: Scene) -> Finding:
        leaves_on, needed = facts.leaves_on, scene.course.leaves_before
        if leaves_on is None:
            return _no_date_yet(facts)
        latest = _months_after(needed, asked["months"]) if asked.get("months") else None
        if latest and leaves_on > latest:
            return met_if(False, wording="late", leaves_on=leaves_on, latest=latest)
        return met_if(leaves_on >= needed, leaves_on=leaves_on, needed=needed)

    def fault(self, asked: dict[str, Any]) -> Text:
        months = asked.get("months")
        if months is None or 1 <= months <= MOST_MONTHS:
            return ""
        return _("the months after the batch are from 1 to 120.")

    def requirement(self, asked: dict[str, Any]) -> str:
        return self._filled(self.required_with_months if asked.get("months") else self.required, asked)

    def read(self, data: dict[str, Any]) -> dict[str, Any] | None:
        if not data["time_left"]:
            return None
        return {"months": data["months"]} if data["months"] else {}

    def shown(self, asked: dict[str, Any]) -> dict[str, Any]:
        return {"time_left": True, "months": asked.get("months")}

    def slips(self, data: dict[str, Any]) -> dict[str, Text]:
        if data.get("months") and not data.get("time_left"):
            return {"time_left": _("Tick this too: the months count from the end of the assessment.")}
        return {}


def _months_after(start: date, months: int) -> date:
    """The same day that many months later, or the last day of a shorter month."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


class ShareServed(RulePart):
    """The share of the sentence served by the first day of the batch."""

    code, label = "share_served", _("Share of the sentence served")
    fields = (
        Field(
            "share_served",
            _("Share of the sentence served when the batch starts, at least"),
            FieldKind.ONE_OF,
            "least",
            choices=tuple(SHARES.items()),
        ),
    )
    required = _("Has served at least %(least)s of the sentence when the batch starts.")
    sentences = {
        "meets": _("Has served %(percent)s%% of the sentence when the batch starts."),
        "at_least": _("Has served %(percent)s%% of the sentence or more when the batch starts."),
        "fails": _("Has served %(percent)s%% of the sentence when the batch starts; at least %(least)s is needed."),
        "missing": _(
            "How much of the sentence is served is not yet known. Complete the two-thirds date and the end of the "
            "sentence."
        ),
        "unknown": _("On remand: before there is a sentence no share of it is served."),
    }
    told = {"least": lambda share: SHARES.get(share, share)}

    def check(self, facts: Facts, asked: dict[str, Any], scene: Scene) -> Finding:
        """The first day of a sentence follows from its two-thirds date and its end, which are one third apart.

        If only the end is known, the stay here gives a minimum share: enough to pass, but never to fail, since time
        served elsewhere is unknown.
        """
        two_thirds, end = facts.limits.get("two_thirds"), facts.limits.get("sentence_end")
        start, least = scene.course.starts_on, Fraction(asked["least"])
        if two_thirds and end and two_thirds < end:
            share = _share(end - 3 * (end - two_thirds), end, start)
            return met_if(share >= least, percent=int(share * 100), least=asked["least"])
        if end and facts.held_since and facts.held_since < end:
            share = _share(facts.held_since, end, start)
            if share >= least:
                return met_if(True, wording="at_least", percent=int(share * 100))
        return _no_date_yet(facts)

    def fault(self, asked: dict[str, Any]) -> Text:
        return "" if asked.get("least") in SHARES else _("choose a third, half or two thirds.")


def _share(first: date, end: date, on: date) -> Fraction:
    whole = (end - first) // timedelta(days=1)
    return Fraction(min(max((on - first).days, 0), whole), whole)


def _no_date_yet(facts: Facts) -> Finding:
    """On remand there is no date to record yet; for a sentenced person it is merely missing."""
    return Finding(Verdict.UNKNOWN if facts.is_sentenced is False else Verdict.MISSING)
