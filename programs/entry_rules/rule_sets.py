"""Decides on entry rules and weights: draft, preview against today's people, put in force from a given day.

Sets that were in force are never changed, only superseded. A facility decides only for itself.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max, Model
from django.utils.translation import gettext as _

from accounts.models import Facility, User
from accounts.roles import Role
from core import audit, clock
from core.errors import Blocker, refuse_if
from core.reasons import reason_blockers
from programs.batches.models import Batch
from programs.catalog.models import ProgramVersion
from programs.entry_rules.models import EntryRuleSet, RankingScale
from programs.entry_rules.ranking_parts import Part
from programs.entry_rules.rule_parts import CUSTODY, PART_BY_CODE

State = EntryRuleSet.State
MOST_POINTS = 100
Parts = Mapping[str, dict[str, Any]]


def current_set(version: ProgramVersion, facility: Facility, *, on: date) -> EntryRuleSet | None:
    """The rules in force at the facility on that day."""
    return next(iter(_sets(EntryRuleSet, version, facility, on)), None)


def current_scale(version: ProgramVersion, facility: Facility, *, on: date) -> RankingScale | None:
    """The facility's weights in force on that day; None if it uses the default ones."""
    return next(iter(_sets(RankingScale, version, facility, on)), None)


def _sets(model: Any, version: ProgramVersion, facility: Facility, on: date) -> Any:
    return model.objects.for_batches([Batch(version=version, facility=facility)], on)[:1]


def parts_blockers(parts: Parts) -> list[Blocker]:
    """What is wrong with these parts, whoever decides on them."""
    found = []
    for kind, asked in parts.items():
        part = PART_BY_CODE.get(kind)
        if part is None or part is CUSTODY:
            found.append(Blocker("unknown_part", _("There is no such part of entry rules: %(kind)s.") % {"kind": kind}))
        elif fault := part.fault(asked):
            found.append(Blocker(f"parameters_{kind}", f"{part.label}: {fault}"))
    return found


def _office_blockers(by: User, facility: Facility) -> list[Blocker]:
    if by.facility_id == facility.pk and by.has_role(Role.TRAINING_OFFICER):
        return []
    return [Blocker("not_the_officer", _("Only the training officer of this facility decides on its selection."))]


@transaction.atomic
def draft(version: ProgramVersion, *, by: User, facility: Facility, parts: Parts) -> EntryRuleSet:
    """Saves these parts as the facility's draft for the version, replacing an earlier draft. Nothing takes effect."""
    # Numbers run across all facilities of a version, so its row serves as the lock.
    ProgramVersion.objects.select_for_update().get(pk=version.pk)
    refuse_if([*_office_blockers(by, facility), *parts_blockers(parts)])
    found = EntryRuleSet.objects.filter(version=version, facility=facility, state=State.DRAFT).first()
    found = found or EntryRuleSet(version=version, facility=facility, number=_next_number(EntryRuleSet, version))
    found.parts, found.decided_at, found.decided_by = dict(parts), clock.now(), by
    found.save()
    audit.record("entry_rules.draft", by=by, target=found, version=version.pk, parts=found.parts)
    return found


def force_blockers(rules: EntryRuleSet, *, by: User, valid_from: date, reason: str) -> list[Blocker]:
    """Why these rules cannot take effect on that day."""
    if rules.facility is None:
        return [Blocker("not_a_draft", _("These rules came with the program. Draft your own instead."))]
    found = _office_blockers(by, rules.facility)
    if rules.state != State.DRAFT:
        found.append(Blocker("not_a_draft", _("These rules were put in force before. Draft new ones instead.")))
    found += _day_blockers(rules.facility, valid_from)
    return found + reason_blockers(reason)


def _day_blockers(facility: Facility, valid_from: date) -> list[Blocker]:
    if valid_from >= clock.today(facility.time_zone):
        return []
    return [Blocker("in_the_past", _("The day lies in the past. What was decided before stays as it was decided."))]


@transaction.atomic
def put_in_force(rules: EntryRuleSet, *, by: User, valid_from: date, reason: str) -> EntryRuleSet:
    """Puts the rules in force from that day. Earlier decisions keep their rules. Raises `RuleViolation`."""
    ProgramVersion.objects.select_for_update().get(pk=rules.version_id)
    rules = EntryRuleSet.objects.select_related("facility").get(pk=rules.pk)
    refuse_if(force_blockers(rules, by=by, valid_from=valid_from, reason=reason))
    rules.state, rules.valid_from, rules.reason = State.IN_FORCE, valid_from, reason.strip()
    rules.decided_at, rules.decided_by = clock.now(), by
    # Renumbered: if two sets begin on the same day, the one put in force last applies.
    rules.number = _next_number(EntryRuleSet, rules.version, without=rules)
    rules.save()
    audit.record("entry_rules.put_in_force", by=by, target=rules, number=rules.number, valid_from=valid_from)
    return rules


@transaction.atomic
def discard(rules: EntryRuleSet, *, by: User) -> None:
    """Deletes a draft. A set that was in force is never deleted."""
    ProgramVersion.objects.select_for_update().get(pk=rules.version_id)
    rules = EntryRuleSet.objects.select_related("facility").get(pk=rules.pk)
    found = _office_blockers(by, rules.facility) if rules.facility else []
    if rules.state != State.DRAFT:
        found.append(Blocker("not_a_draft", _("These rules were put in force before. Draft new ones instead.")))
    refuse_if(found)
    audit.record("entry_rules.discard", by=by, target=rules, number=rules.number)
    rules.delete()


def scale_blockers(
    points: Mapping[str, int], *, by: User, facility: Facility, valid_from: date, reason: str
) -> list[Blocker]:
    """Why the facility cannot use these weights from that day."""
    found = _office_blockers(by, facility)
    if set(points) - set(Part.values) or any(not 0 <= most <= MOST_POINTS for most in points.values()):
        found.append(Blocker("points", _("Each part gives from 0 to 100 points.")))
    if not sum(points.values()):
        found.append(Blocker("no_points", _("No part gives points, so nobody could be ranked. Give at least one.")))
    return found + _day_blockers(facility, valid_from) + reason_blockers(reason)


@transaction.atomic
def set_scale(
    version: ProgramVersion, *, by: User, facility: Facility, points: Mapping[str, int], valid_from: date, reason: str
) -> RankingScale:
    """Ranks the facility's candidates with these weights from that day. Raises `RuleViolation`."""
    ProgramVersion.objects.select_for_update().get(pk=version.pk)
    refuse_if(scale_blockers(points, by=by, facility=facility, valid_from=valid_from, reason=reason))
    scale = RankingScale.objects.create(
        version=version,
        facility=facility,
        number=_next_number(RankingScale, version),
        points=dict(points),
        valid_from=valid_from,
        reason=reason.strip(),
        decided_at=clock.now(),
        decided_by=by,
    )
    audit.record("ranking_scale.set", by=by, target=scale, points=scale.points, valid_from=valid_from)
    return scale


def _next_number(model: Any, version: ProgramVersion, *, without: Model | None = None) -> int:
    """One above the highest number of this version in any office: the later decision has the higher number."""
    sets = model.objects.filter(version=version).exclude(pk=without.pk if without else None)
    return (sets.aggregate(last=Max("number"))["last"] or 0) + 1
