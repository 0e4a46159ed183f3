"""Whether every file that a row names is there: photos, scans, receipts."""

from collections.abc import Iterator

from django.apps import apps
from django.db.models import FileField, Model


def missing() -> Iterator[str]:
    """Yields a sentence for every row whose file is not there."""
    for model, field in _fields():
        yield from _missing(model, field)


def are_gone() -> bool:
    """True if rows name files, and of the newest of each kind none is there: the folder is another, or is lost."""
    found = [there for model, field in _fields() for there in _newest(model, field)]
    return bool(found) and not any(found)


def _fields() -> Iterator[tuple[type[Model], FileField]]:
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.local_concrete_fields:
            if isinstance(field, FileField):
                yield model, field


def _newest(model: type[Model], field: FileField) -> Iterator[bool]:
    """Whether each of the last few files is there."""
    names = model._default_manager.exclude(**{field.name: ""}).order_by("-pk").values_list(field.name, flat=True)
    yield from (field.storage.exists(name) for name in names[:5] if name)


def _missing(model: type[Model], field: FileField) -> Iterator[str]:
    rows = model._default_manager.exclude(**{field.name: ""}).order_by("pk")
    for pk, name in rows.values_list("pk", field.name).iterator(2000):
        if name and not field.storage.exists(name):
            yield f"{model._meta.label} {pk}: the file of its {field.name} is not there"
