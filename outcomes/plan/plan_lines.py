"""The lines of a plan, and which of them stands for a level of a vocation: its own, or the lowest that the plan has."""

from collections.abc import Collection, Iterable

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from core.related import keep_related
from outcomes.plan.models import PlanLine, TrainingPlan
from programs.catalog.models import Program, ProgramVersion
from programs.tools.models import Tool

# A vocation (key) and a level of its programs.
Step = tuple[int, str]
# From basic to specific.
LEVELS: tuple[str, ...] = (Program.Level.BASIC, Program.Level.ADVANCED)


def with_tools(lines: QuerySet[PlanLine]) -> QuerySet[PlanLine]:
    """Lines with vocation, version and program, and the number of `tools` ready to use for the program there."""
    program = {"facility": OuterRef("plan__facility"), "program": OuterRef("version__program")}
    ready = Tool.objects.filter(state=Tool.State.IN_USE, **program).order_by().values("program")
    counted = ready.annotate(number=Count("pk")).values("number")
    return lines.select_related("vocation", "version__program").annotate(tools=Coalesce(Subquery(counted), 0))


def plan_with_lines(lines: QuerySet[PlanLine]) -> TrainingPlan | None:
    """The plan whose lines these are, with all of them and both offices; one statement. None if there are none."""
    offices = (f"plan__{name}" for name in ("facility", "training_center", "facility_head", "center_head"))
    rows = list(with_tools(lines).select_related(*offices, "vocation", "version__program"))
    plan = rows[0].plan if rows else None
    if plan:
        for line in rows:
            line.plan = plan
        keep_related(plan, "lines", rows)
    return plan


def lines_of(plan: TrainingPlan) -> list[PlanLine]:
    """The lines of a plan, as `with_tools` fetches them; no statement if they came with the plan."""
    if "lines" in vars(plan).get("_prefetched_objects_cache", {}):
        return list(plan.lines.all())
    return list(with_tools(plan.lines.all()))


def ladders(lines: Iterable[PlanLine]) -> dict[int, list[PlanLine]]:
    """The lines of each vocation (key), from the lowest level."""
    found: dict[int, list[PlanLine]] = {}
    for line in sorted(lines, key=lambda one: LEVELS.index(one.level)):
        found.setdefault(line.vocation_id, []).append(line)
    return found


def line_at(ladder: Collection[PlanLine], level: str) -> PlanLine | None:
    """The line of the level; the lowest one for a level that the plan does not have. None without any line."""
    own = [line for line in ladder if line.level == level]
    return next(iter([*own, *ladder]), None)


def step_of(version: ProgramVersion) -> Step:
    """The vocation and the level of a version; its program is there already."""
    return version.program.vocation_id, version.program.level
