"""Entry rule parts about custody: the facility, classifications, people to keep apart."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from inmates.custody.models.stays import Classification
from programs.entry_rules.findings import OTHER_PEOPLE, Finding, Verdict, met_if
from programs.entry_rules.known_facts import Facts
from programs.entry_rules.parts.rule_part import Field, FieldKind, RulePart, Scene, Text, day


class Custody(RulePart):
    """The person is in custody at the batch's facility."""

    code, label = "custody", _("In custody here")
    required = _("Is in custody at the facility of the batch.")
    sentences = {
        "meets": _("In custody at this facility."),
        "fails": _("Is not in custody at this facility."),
    }

    def check(self, facts: Facts, asked: dict[str, Any], scene: Scene) -> Finding:
        return met_if(facts.is_in(scene.batch))


def _level(code: str) -> str:
    return str(Classification.Value(code).label).lower()


def _levels(codes: list[str]) -> str:
    return " / ".join(_level(code) for code in codes)


def _good_enough(kind: Classification.Kind, label: Promise) -> Field:
    return Field(
        kind.value,
        label,
        FieldKind.SEVERAL,
        "allowed",
        choices=[(value.value, value.label) for value in Classification.VALUES_OF[kind]],
        help=_("Tick what is good enough. Nothing ticked: it does not matter."),
    )


class Classified(RulePart):
    """A classification (conduct, risk, fitness) must be valid today and have one of the allowed values."""

    told = {"value": _level, "allowed": _levels, "until": day}

    def check(self, facts: Facts, asked: dict[str, Any], scene: Scene) -> Finding:
        row = facts.classes.get(self.code)
        if row is None or (row.from_date and row.from_date > scene.on):
            return Finding(Verdict.MISSING)
        if row.until < scene.on:
            seen = {"wording": "expired", "value": row.value, "until": row.until.isoformat()}
            return Finding(Verdict.MISSING, seen)
        return met_if(row.value in asked["allowed"], value=row.value, until=row.until, allowed=asked["allowed"])

    def fault(self, asked: dict[str, Any]) -> Text:
        allowed, known = asked.get("allowed") or [], dict(self.fields[0].choices)
        return "" if allowed and set(allowed) <= set(known) else _("choose at least one value that is good enough.")


class Conduct(Classified):
    """Conduct in custody."""

    code, label = "conduct", _("Conduct")
    usual = {"allowed": ["good", "fair"]}
    fields = (_good_enough(Classification.Kind.CONDUCT, label),)
    required = _("Conduct is valid and %(allowed)s.")
    sentences = {
        "meets": _("Conduct: %(value)s, valid until %(until)s."),
        "fails": _("Conduct: %(value)s; needed is %(allowed)s."),
        "missing": _("Conduct has not been assessed yet. Complete it first."),
        "expired": _("The conduct assessment expired on %(until)s. Renew it first."),
    }


class Risk(Classified):
    """Assessed risk."""

    code, label = "risk", _("Risk")
    usual = {"allowed": ["low", "medium"]}
    fields = (_good_enough(Classification.Kind.RISK, label),)
    required = _("Risk is valid and %(allowed)s.")
    sentences = {
        "meets": _("Risk: %(value)s, valid until %(until)s."),
        "fails": _("Risk: %(value)s; needed is %(allowed)s."),
        "missing": _("Risk has not been assessed yet. Complete it first."),
        "expired": _("The risk assessment expired on %(until)s. Renew it first."),
    }


class Fitness(Classified):
    """Fitness for work."""

    code, label = "fitness", _("Fitness for work")
    usual = {"allowed": ["fit", "limited"]}
    fields = (_good_enough(Classification.Kind.FITNESS, label),)
    required = _("Fitness for work is valid and: %(allowed)s.")
    sentences = {
        "meets": _("Fitness for work: %(value)s, valid until %(until)s."),
        "fails": _("Fitness for work: %(value)s; needed is %(allowed)s."),
        "missing": _("Fitness for work has not been examined yet. Complete it first."),
        "expired": _("The fitness examination expired on %(until)s. Renew it first."),
    }


class Suspended(RulePart):
    """The person is not suspended from training today or on the first day of the batch."""

    code, label = "suspension", _("Suspension")
    usual = {}
    required = _("Is not suspended from training.")
    sentences = {
        "meets": _("No running suspension."),
        "fails": _("Suspended from training since %(from)s until %(until)s."),
    }
    told = {"from": day, "until": day}

    def check(self, facts: Facts, asked: dict[str, Any], scene: Scene) -> Finding:
        for row in facts.suspensions:
            for on in (scene.on, scene.course.starts_on):
                if (row.from_date is None or row.from_date <= on) and (row.until is None or row.until >= on):
                    return met_if(False, **{"from": row.from_date, "until": row.until})
        return Finding(Verdict.MEETS)


class Apart(RulePart):
    """The batch has no member from whom the person must be kept apart."""

    code, label = "apart", _("People to be kept apart")
    usual = {}
    required = _("Need not be kept apart from anybody in the batch.")
    sentences = {
        "meets": _("Nobody in the batch from whom to be kept apart."),
        "fails": _("Must be kept apart from somebody in the batch (%(count)s)."),
    }

    def check(self, facts: Facts, asked: dict[str, Any], scene: Scene) -> Finding:
        """Stores number and keys: names belong in the profile, not in a row kept for years."""
        people = sorted(facts.apart_from & scene.known.members.get(scene.batch.pk, set()))
        return met_if(not people, count=len(people), **{OTHER_PEOPLE: people})
