"""In whose house a session is held, copied from its batch, since an exclusion constraint sees no other table."""

import importlib

import pytest
from django.apps import apps

from programs.timetable.models.sessions import house_of
from tests.factories import BatchFactory, SessionFactory

pytestmark = pytest.mark.django_db
filling = importlib.import_module("programs.migrations.0027_houses_of_public_classes")


def test_a_class_is_held_by_a_facility_or_by_its_center():
    inside, outside = BatchFactory(), BatchFactory(is_open=True)

    assert house_of(inside) == {"facility": inside.facility, "premises": None}
    assert house_of(outside) == {"facility": None, "premises": outside.training_center}


@pytest.mark.parametrize("is_open", [False, True])
def test_rows_from_before_are_filled_in_alike(is_open):
    session = SessionFactory(batch=BatchFactory(**({"is_open": True} if is_open else {})))
    expected = session.premises

    filling.fill(apps, None)

    session.refresh_from_db()
    assert (session.premises, session.premises is not None) == (expected, is_open)
