"""Several at once at the places of a status list, at the list when it is signed, and at the keys of a center."""

import pytest
from django.db import transaction

from certification.verification import statement_keys, status_lists
from certification.verification.models import StatementKey, StatusList
from tests.certification.verification.keys import issued_with_key
from tests.factories.accounts import TrainingCenterFactory
from tests.together import at_once

pytestmark = pytest.mark.postgres


def test_first_places_of_a_center_stand_in_one_list(committed):
    center = TrainingCenterFactory()

    def take():
        with transaction.atomic():
            listed, (place,) = status_lists.take_places(center, 1)
            return listed.pk, place

    found = at_once(*[take] * 4)

    listed = StatusList.objects.get()
    assert {pk for pk, _place in found} == {listed.pk}
    assert listed.taken == 4


def test_two_new_keys_leave_one_in_use(committed):
    center = TrainingCenterFactory()

    at_once(*[lambda: statement_keys.new_key(center)] * 2)

    assert sorted(StatementKey.objects.values_list("state", flat=True)) == ["active", "retired"]


def test_list_is_signed_once(committed):
    issued_with_key()

    assert sorted(at_once(*[status_lists.sign_lists] * 2)) == [0, 1]
