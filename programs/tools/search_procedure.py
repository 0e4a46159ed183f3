"""All steps of a search for display and print, whether taken or not."""

from dataclasses import dataclass

from programs.tools.models import MissingTool, MissingToolStep
from programs.tools.tool_search import STEPS, Step


@dataclass(frozen=True)
class Line:
    """A step of the procedure; `state` is done, now or todo."""

    step: Step
    taken: MissingToolStep | None
    state: str


def course_of(case: MissingTool) -> list[Line]:
    """The steps in order; in an open case the first one not taken is "now"."""
    taken = {row.code: row for row in case.steps.select_related("taken_by")}
    following = next((step for step in STEPS if step.code not in taken), None)
    is_open = case.state == MissingTool.State.OPEN
    return [Line(step, taken.get(step.code), _state(step, taken, following if is_open else None)) for step in STEPS]


def _state(step: Step, taken: dict[str, MissingToolStep], following: Step | None) -> str:
    if step.code in taken:
        return "done"
    return "now" if step is following else "todo"
