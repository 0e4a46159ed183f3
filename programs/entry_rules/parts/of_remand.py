"""Entry rule parts for people without a date of leaving: two papers, and the next hearing.

They ask nothing of whoever is sentenced.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _

from programs.entry_rules.findings import Finding, Verdict, met_if
from programs.entry_rules.known_facts import Facts
from programs.entry_rules.parts.rule_part import RulePart, Scene, day


class OfRemand(RulePart):
    """A part that is met by everybody who is sentenced."""

    told = {"day": day, "until": day}

    def check(self, facts: Facts, asked: dict[str, Any], scene: Scene) -> Finding:
        if facts.is_sentenced:
            return Finding(Verdict.MEETS, {"wording": "sentenced"})
        return self.check_remand(facts, scene)

    def check_remand(self, facts: Facts, scene: Scene) -> Finding:
        """Returns the finding about a person who is not sentenced, as far as is known."""
        raise NotImplementedError


class StampedStatement(OfRemand):
    """The person's own statement with stamp duty is kept, and was signed in this stay."""

    code, label = "stamped_statement", _("Statement with stamp duty")
    required = _("On remand: a statement with stamp duty is kept.")
    sentences = {
        "meets": _("Statement with stamp duty of %(day)s is kept."),
        "fails": _("Statement with stamp duty of %(day)s is older than this stay; a new one is needed."),
        "sentenced": _("Sentenced: no statement is needed."),
        "missing": _("The statement with stamp duty is not kept yet. Record it first."),
    }

    def check_remand(self, facts: Facts, scene: Scene) -> Finding:
        days = [row.from_date for row in facts.remand.get("statement", ()) if row.from_date]
        if not days:
            return Finding(Verdict.MISSING)
        return met_if(facts.held_since is None or max(days) >= facts.held_since, day=max(days))


class CourtPermission(OfRemand):
    """Whoever ordered the remand permits the course to its end, in a paper of this stay."""

    code, label = "court_permission", _("Permission of the court")
    required = _("On remand: the permission of the court lasts to the end of course and assessment.")
    sentences = {
        "meets": _("Permission of the court of %(day)s lasts long enough."),
        "fails": _("Permission of the court ends on %(until)s, before course and assessment are over."),
        "sentenced": _("Sentenced: no permission of the court is needed."),
        "missing": _("No permission of the court is kept yet. Record it first."),
    }

    def check_remand(self, facts: Facts, scene: Scene) -> Finding:
        since = facts.held_since
        kept = facts.remand.get("permission", ())
        rows = [row for row in kept if since is None or (row.from_date and row.from_date >= since)]
        lasting = [row for row in rows if row.until is None or row.until >= scene.course.leaves_before]
        if lasting:
            return met_if(True, day=lasting[0].from_date)
        if rows:
            return met_if(False, until=max(row.until for row in rows if row.until))
        return Finding(Verdict.MISSING)


class HearingOutside(OfRemand):
    """The next hearing does not fall within the course."""

    code, label = "next_hearing", _("Next hearing")
    required = _("On remand: the next hearing is not within the course.")
    sentences = {
        "meets": _("Next hearing on %(day)s, not within the course."),
        "none": _("No hearing is set."),
        "fails": _("Next hearing on %(day)s, within the course."),
        "sentenced": _("Sentenced: no hearing is asked about."),
        "missing": _("The day of the next hearing is not known. Record it, or that none is set."),
        "passed": _("The hearing of %(day)s has passed. Record the next one, or that none is set."),
    }

    def check_remand(self, facts: Facts, scene: Scene) -> Finding:
        since = facts.held_since.isoformat() if facts.held_since else ""
        # What was noted in an earlier stay says nothing about this one.
        rows = [row for row in facts.remand.get("hearing", ()) if row.value >= since]
        days = [row.from_date for row in rows if row.from_date]
        coming = [one for one in days if one >= scene.on]
        within = [one for one in coming if scene.course.starts_on <= one <= scene.course.leaves_before]
        if within:
            return met_if(False, day=min(within))
        if coming:
            return met_if(True, day=min(coming))
        if days:
            return Finding(Verdict.MISSING, {"day": max(days).isoformat(), "wording": "passed"})
        return Finding(Verdict.MEETS, {"wording": "none"}) if rows else Finding(Verdict.MISSING)
