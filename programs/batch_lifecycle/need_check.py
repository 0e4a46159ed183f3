"""Whether anybody is known to need what a batch will teach; what is known stands above and is asked by a port."""

from datetime import date

from django.utils.translation import gettext as _

from accounts.models import TrainingCenter
from core.errors import Blocker
from core.ports import Port
from core.reasons import is_enough
from programs.catalog.models import ProgramVersion

young_needs: Port[[TrainingCenter, int, date], bool] = Port()
"""Asked when a batch is planned: whether a record of need of this vocation (key) is young enough on that day.

Planners of both offices learn no more than yes or no.
"""


def lacks_young_need(version: ProgramVersion, *, on: date) -> bool:
    """Whether no record of need is young enough for this program; False while nobody keeps such records."""
    program = version.program
    answers = young_needs.ask(program.training_center, program.vocation_id, on)
    return bool(answers) and not any(answers)


def need_blockers(version: ProgramVersion, *, on: date, reason: str) -> list[Blocker]:
    """Why a batch cannot be planned without a record of need; a reason overrides it."""
    if is_enough(reason) or not lacks_young_need(version, on=on):
        return []
    return [Blocker("no_young_need", _("No young need record of this vocation. Write why it is planned anyway."))]
