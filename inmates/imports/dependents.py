"""Records of subjects above that refer to a person: once new ones exist, that person's import cannot be undone.

Model labels are stored in the marks of accepted imports. If a model is renamed or missing here, an import that
something depends on could be undone; a test walks all relations to a person.
"""

from django.db.models import Max, Model

from core.ports import Port

dependents: Port[[], tuple[type[Model], ...]] = Port()
"""Models whose field `person` refers to a person; asked at each acceptance and before an import is undone."""


def models() -> list[type[Model]]:
    """All models whose rows depend on people."""
    return [model for given in dependents.ask() for model in given]


def highest(model: type[Model]) -> int:
    """The table's highest key, 0 if empty: every row added later has a higher one."""
    return model._default_manager.aggregate(highest=Max("pk"))["highest"] or 0
