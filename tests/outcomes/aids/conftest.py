from datetime import timedelta

import pytest

from inmates.custody.models.stays import LimitingDate
from programs.circumstances import custody_end
from tests.conftest import MONDAY
from tests.factories import PersonFactory, UserFactory
from tests.factories.followup import ConsentFactory

TODAY = MONDAY.date()


@pytest.fixture
def officer(facility):
    return UserFactory(roles=["training_officer"], facility=facility)


@pytest.fixture
def placement():
    return UserFactory(roles=["placement_officer"])


@pytest.fixture
def inside(facility):
    """Somebody in custody who leaves in ten days."""
    person = PersonFactory(with_custody=True, facility=facility)
    LimitingDate.objects.filter(person=person).update(date=TODAY + timedelta(days=10))
    return person


@pytest.fixture
def left(inside, facility):
    """The same person, released today."""
    registrar = UserFactory(roles=["registrar"], facility=facility)
    custody_end.leave(inside, by=registrar, kind="court_order", on=TODAY)
    inside.refresh_from_db()
    return inside


@pytest.fixture
def consent(placement):
    return ConsentFactory(training_center=placement.training_center, recorded_by=placement, may_visit=True)


@pytest.fixture
def graduate(consent):
    return consent.person
