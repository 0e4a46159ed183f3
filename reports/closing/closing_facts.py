"""What a closing report says of its batch beside the numbers: kept with it, so that it is printed the same for ever."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from django.utils import translation

from accounts.models import User
from certification.assessment.models.results import SignOff
from outcomes.plan.models import PlanLine, TrainingPlan
from programs.batches.models import Batch, BatchStaff
from programs.catalog.models import ProgramUnit
from reports.closing.closing_figures import figures_by_unit, figures_of
from reports.closing.closing_rows import ClosingRows
from reports.closing.closing_tables import tables_of
from reports.kept import sums
from reports.kept.rows import Row


def kept_figures(batch: Batch, rows: ClosingRows) -> dict[str, Any]:
    """All that a report prints, from its rows and its batch."""
    units = list(ProgramUnit.objects.filter(version=batch.version_id).order_by("position"))
    by_unit = figures_by_unit(rows, [unit.pk for unit in units])
    return {
        "about": _about(batch),
        "whole": figures_of(rows).plain(),
        "units": {
            str(unit.pk): {"name": unit.code, "title": unit.title, "jp": unit.jp, **asdict(by_unit[unit.pk])}
            for unit in units
        },
        "tables": tables_of(rows),
        "instructors": _instructors(rows),
        "assessors": _names(batch, BatchStaff.Duty.ASSESSOR),
        "rooms": [{"name": room, **held} for room, held in sums.held_by(rows.sessions, "room").items()],
    }


def _about(batch: Batch) -> Row:
    version, agreement = batch.version, batch.agreement
    return {
        "name": batch.name,
        "state": batch.state,
        "called_off": _called_off(batch),
        "program": version.program.name,
        "vocation": version.program.vocation.name,
        "level": version.program.level,
        "version": version.number,
        "total_jp": version.total_jp,
        "minutes_per_jp": version.minutes_per_jp,
        "threshold": version.attendance_threshold,
        "has_assessment": batch.has_assessment,
        "facility": batch.facility.name if batch.facility else "",
        "center": batch.training_center.name,
        "agreement": agreement.number if agreement else "",
        "is_outside_agreement": bool(batch.agreement_override),
        "starts_on": batch.starts_on.isoformat(),
        "ends_on": batch.ends_on.isoformat(),
        "assessment_on": batch.assessment_on.isoformat(),
        "capacity": batch.capacity,
        "fund": batch.funding_source,
        "plan": _plan(batch),
        "minutes": _minutes(batch),
    }


def _called_off(batch: Batch) -> Mapping[str, str]:
    """Why it was called off, in the words for each office; empty if it was not."""
    if batch.state != Batch.State.CANCELLED:
        return {}
    with translation.override("id"):
        return {side: batch.cancel_words(for_facility=side == "facility") for side in ("facility", "center")}


def _plan(batch: Batch) -> Row:
    """What a place costs in rupiah by the approved plan of the year in which it began; empty if there is none."""
    program = batch.version.program
    found = PlanLine.objects.filter(
        plan__state=TrainingPlan.State.APPROVED,
        plan__facility=batch.facility_id,
        plan__training_center=batch.training_center_id,
        plan__year=batch.starts_on.year,
        vocation=program.vocation_id,
        level=program.level,
        cost__gt=0,
    )
    cost = found.values_list("cost", flat=True).first()
    return {"year": batch.starts_on.year, "cost": cost} if cost else {}


def _minutes(batch: Batch) -> Row:
    """The minutes that locked the results; empty if they are not signed."""
    signed = SignOff.objects.filter(batch=batch).values("number", "signed_at").first()
    return {"number": signed["number"], "signed_at": signed["signed_at"].isoformat()} if signed else {}


def _instructors(rows: ClosingRows) -> list[Row]:
    """Who taught, with sessions and JP held, by name."""
    taught = sums.held_by(rows.sessions, "instructor")
    names = dict(User.objects.filter(pk__in=taught).values_list("pk", "full_name"))
    return sorted(({"name": names[key], **held} for key, held in taught.items()), key=lambda row: row["name"])


def _names(batch: Batch, duty: str) -> list[str]:
    found = BatchStaff.objects.filter(batch=batch, duty=duty).order_by("user__full_name")
    return list(found.values_list("user__full_name", flat=True))
