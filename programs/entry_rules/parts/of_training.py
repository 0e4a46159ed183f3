"""Entry rule parts about other training: certificates, other batches, their timetables."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from programs.catalog.models import Program
from programs.entry_rules.course_parts import Lesson
from programs.entry_rules.findings import Finding, Verdict, met_if
from programs.entry_rules.known_facts import Facts
from programs.entry_rules.parts.rule_part import Field, FieldKind, RulePart, Scene, Text, day


class Prerequisite(RulePart):
    """A certificate of another program, or all its core units passed, here or elsewhere.

    The program is stored by its id, which reveals nothing, and its name at the time.
    """

    code, label = "prerequisite", _("Training needed before")
    is_of_learning = True
    fields = (Field("prerequisite", _("Certificate needed before"), FieldKind.PROGRAM, "program"),)
    required = _("Holds a certificate of %(program)s.")
    sentences = {
        "meets": _("Holds a certificate of %(program)s."),
        "units": _("Has passed every core unit of %(program)s."),
        "fails": _("Holds no certificate of %(program)s, which is needed before."),
        "missing": _("Has completed %(program)s; its certificate is not issued yet."),
    }

    def check(self, facts: Facts, asked: dict[str, Any], scene: Scene) -> Finding:
        taken = [p for p in facts.places if str(p.batch.version.program.public_id) == asked["program"]]
        if any(facts.is_certified(place) for place in taken):
            return met_if(True, program=asked["name"])
        if scene.known.has_passed_units_of(asked["program"], facts):
            return Finding(Verdict.MEETS, {"program": asked["name"], "wording": "units"})
        if any(place.is_completed for place in taken):
            return Finding(Verdict.MISSING, {"program": asked["name"]})
        return met_if(False, program=asked["name"])

    def fault(self, asked: dict[str, Any]) -> Text:
        known = asked.get("program") and Program.objects.filter(public_id=asked["program"]).exists()
        return "" if known else _("choose the program whose certificate is needed.")

    def requirement(self, asked: dict[str, Any]) -> str:
        return super().requirement({"program": asked["name"]})

    def read(self, data: dict[str, Any]) -> dict[str, Any] | None:
        program = data["prerequisite"]
        return {"program": str(program.public_id), "name": program.name} if program else None


class NotCertified(RulePart):
    """The person has no certificate for the same program or scheme, from any body."""

    code, label = "not_certified", _("Certificates held")
    usual = {}
    is_of_learning = True
    required = _("Holds no certificate of the same scheme yet.")
    sentences = {
        "meets": _("Holds no certificate of this scheme yet."),
        "fails": _("Already holds a certificate of %(scheme)s."),
    }

    def check(self, facts: Facts, asked: dict[str, Any], scene: Scene) -> Finding:
        version = scene.batch.version
        held = facts.holds_outside(version.scheme_name, scene.batch, scene.on)
        for place in facts.elsewhere(scene.batch):
            taken = place.batch.version
            same_scheme = bool(version.scheme_name) and taken.scheme_name == version.scheme_name
            if facts.is_certified(place) and (same_scheme or taken.program_id == version.program_id):
                held = taken.scheme_name or taken.program.name
        return met_if(not held, scheme=held)


class NoOtherBatch(RulePart):
    """The person has no place in another running batch, unless the program may be taken in parallel."""

    code, label = "no_other_batch", _("Other training")
    usual = {}
    is_of_learning = True
    required = _("Has no place in another running batch.")
    sentences = {
        "meets": _("In no other running batch."),
        "fails": _("Clashes with %(batch)s until %(until)s."),
    }
    told = {"until": day}

    def check(self, facts: Facts, asked: dict[str, Any], scene: Scene) -> Finding:
        others = facts.live_elsewhere(scene.batch)
        if not others or scene.batch.version.allows_parallel_batches:
            return Finding(Verdict.MEETS)
        return met_if(False, batch=others[-1].batch.name, until=others[-1].batch.leaves_before)


def overlap(one: Lesson, two: Lesson) -> bool:
    """Whether both are held at the same time."""
    return one.starts_at < two.ends_at and two.starts_at < one.ends_at


class Clash(RulePart):
    """The sessions do not overlap with those of the person's other batches."""

    code, label = "clash", _("Timetable")
    usual = {}
    is_of_learning = True
    required = _("Has no lessons of other training at the same time.")
    sentences = {
        "meets": _("No lessons at the same time as other training."),
        "fails": _("Lessons fall on the same time as those of %(batch)s, first on %(day)s."),
        "missing": _("Whether lessons clash with %(batch)s is not yet known. Make both timetables first."),
    }
    told = {"day": day}

    def check(self, facts: Facts, asked: dict[str, Any], scene: Scene) -> Finding:
        """Adjacent sessions do not clash. A batch without a timetable cannot be compared."""
        own = scene.course.lessons
        unknown = None
        for place in facts.live_elsewhere(scene.batch):
            other = scene.known.timetables.get(place.batch.pk, [])
            if own and other:
                shared = [one.starts_at for one in own for two in other if overlap(one, two)]
                if shared:
                    return met_if(False, batch=place.batch.name, day=min(shared).date())
            else:
                unknown = place.batch.name
        if unknown:
            return Finding(Verdict.MISSING, {"batch": unknown})
        return Finding(Verdict.MEETS)
