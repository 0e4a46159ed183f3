"""Records of subjects above that name a person: once there are new ones, an import of that person stays.

The labels of the models stand in the marks of accepted imports, so a model that is renamed or left out lets an
import be undone that somebody depends on; a test walks all relations to a person.
"""

from django.db.models import Max, Model

from core.ports import Port

dependents: Port[[], tuple[type[Model], ...]] = Port()
"""Models whose field `person` names a person; asked at each acceptance, and before an import is undone."""


def models() -> list[type[Model]]:
    """Every model whose rows depend on people."""
    return [model for given in dependents.ask() for model in given]


def highest(model: type[Model]) -> int:
    """The highest key of the table now, 0 where it is empty: every row that comes later has a higher one."""
    return model._default_manager.aggregate(highest=Max("pk"))["highest"] or 0
