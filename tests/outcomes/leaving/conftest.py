from datetime import timedelta

import pytest

from inmates.custody.models.stays import LimitingDate
from tests.conftest import MONDAY
from tests.factories import PersonFactory, UserFactory

TODAY = MONDAY.date()


@pytest.fixture
def officer(facility):
    return UserFactory(roles=["training_officer"], facility=facility)


@pytest.fixture
def wali(facility):
    return UserFactory(roles=["case_officer"], facility=facility)


@pytest.fixture
def leaver(facility):
    """Makes somebody who may leave in so many days."""

    def leaver(days, **fields):
        person = PersonFactory(with_custody=True, **{"facility": facility, **fields})
        LimitingDate.objects.filter(person=person).update(date=TODAY + timedelta(days=days))
        return person

    return leaver
