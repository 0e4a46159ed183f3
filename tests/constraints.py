"""What the tests of the database's own refusals share."""

import uuid

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction


def assert_refused(name, write):
    """The database refuses `write` because of the constraint `name`."""
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        write()
    text = str(refused.value)
    # SQLite tells the columns of a unique constraint in place of its name.
    assert name in text or (connection.vendor == "sqlite" and text.startswith("UNIQUE constraint failed"))


def names_of(app):
    """Every named constraint of the models of an app."""
    models = apps.get_app_config(app).get_models()
    return {constraint.name for model in models for constraint in model._meta.constraints}


def copy_of(row, **changes):
    """Writes a second row like `row` but for the changes."""
    row.pk = None
    row._state.adding = True
    if hasattr(row, "public_id"):
        row.public_id = uuid.uuid4()
    for name, value in changes.items():
        setattr(row, name, value)
    row.save(force_insert=True)


def change(row, **changes):
    """Changes a stored row directly, bypassing the rules."""
    type(row)._default_manager.filter(pk=row.pk).update(**changes)
