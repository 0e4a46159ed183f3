"""Entry rule parts about the person: age, education."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from inmates.people.codes import Education as School
from programs.entry_rules.findings import Finding, Verdict, met_if
from programs.entry_rules.known_facts import Facts
from programs.entry_rules.parts.rule_part import Field, FieldKind, RulePart, Scene, Text

# Position of each education code, built once because every person in a facility is checked.
SCHOOLING = {code: place for place, code in enumerate(School.values)}


def _age_range(value: list[int | None]) -> str:
    low, high = value
    if high is None:
        return str(_("%(low)s years or older")) % {"low": low or 0}
    return str(_("%(low)s to %(high)s years old")) % {"low": low or 0, "high": high}


class Age(RulePart):
    """Age on the first day of the batch."""

    code, label = "age", _("Age")
    usual = {"minimum": 18, "maximum": None}
    is_of_learning = True
    fields = (
        Field("age_minimum", _("Lowest age when the batch starts"), FieldKind.NUMBER, "minimum", 0, 99),
        Field("age_maximum", _("Highest age"), FieldKind.NUMBER, "maximum", 0, 99, help=_("Empty: no highest age.")),
    )
    required = _("Is %(range)s when the batch starts.")
    sentences = {
        "meets": _("%(age)s years old when the batch starts."),
        "fails": _("%(age)s years old when the batch starts; the program is for %(range)s."),
        "missing": _("Date of birth is not yet known. Complete it first."),
    }
    told = {"range": _age_range}

    def check(self, facts: Facts, asked: dict[str, Any], scene: Scene) -> Finding:
        born, start = facts.person.birth_date, scene.course.starts_on
        if born is None:
            return Finding(Verdict.MISSING)
        # Minus one if that year's birthday is still to come (True counts as 1).
        age = start.year - born.year - ((start.month, start.day) < (born.month, born.day))
        low, high = asked.get("minimum") or 0, asked.get("maximum")
        return met_if(low <= age and (high is None or age <= high), age=age, range=[low, high])

    def fault(self, asked: dict[str, Any]) -> Text:
        low, high = asked.get("minimum"), asked.get("maximum")
        if low is None or low < 0 or (high is not None and high < low):
            return _("write the lowest age and, if there is one, a highest age that is not below it.")
        return ""

    def requirement(self, asked: dict[str, Any]) -> str:
        return super().requirement({"range": [asked.get("minimum"), asked.get("maximum")]})

    def slips(self, data: dict[str, Any]) -> dict[str, Text]:
        if data.get("age_maximum") is not None and data.get("age_minimum") is None:
            return {"age_minimum": _("Write the lowest age too.")}
        return {}


def _school(code: str) -> Text:
    return School(code).label if code in School.values else code


class Education(RulePart):
    """The highest completed education."""

    code, label = "education", _("Education")
    usual = {"minimum": "SD"}
    is_of_learning = True
    fields = (Field("education", _("School finished at least"), FieldKind.ONE_OF, "minimum", choices=School.choices),)
    required = _("Has finished at least %(minimum)s.")
    sentences = {
        "meets": _("Last education %(education)s."),
        "fails": _("Last education %(education)s; at least %(minimum)s is needed."),
        "missing": _("Last education is not yet known. Complete it first."),
    }
    told = {"education": _school, "minimum": _school}

    def check(self, facts: Facts, asked: dict[str, Any], scene: Scene) -> Finding:
        finished, minimum = facts.person.education, asked["minimum"]
        if not finished:
            return Finding(Verdict.MISSING)
        return met_if(SCHOOLING[finished] >= SCHOOLING[minimum], education=finished, minimum=minimum)

    def fault(self, asked: dict[str, Any]) -> Text:
        return "" if asked.get("minimum") in School.values else _("choose the school that is needed at least.")
