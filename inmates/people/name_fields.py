"""A person's name that says when it is read: whatever names a person in an answer is then in the access log."""

from typing import Any

from django.db import models
from django.db.models.query_utils import DeferredAttribute

from core import access


class _ReadName(DeferredAttribute):
    """The attribute of one row, kept where every other field is. That it can be set makes Python ask it for reading."""

    def __get__(self, instance: Any, cls: Any = None) -> Any:
        if instance is None:
            return self
        values = vars(instance)
        access.shown(values.get("id"))
        # Not loaded with the row.
        return values[self.field.attname] if self.field.attname in values else super().__get__(instance, cls)

    def __set__(self, instance: Any, value: Any) -> None:
        vars(instance)[self.field.attname] = value


class NameField(models.CharField):
    """A column like any other."""

    descriptor_class = _ReadName

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs
