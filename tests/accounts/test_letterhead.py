"""The letterhead of lists is that of the office that prints them."""

import pytest

from accounts.letterhead import of_office
from accounts.models import User
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_head_of_a_list_names_the_office_of_whoever_prints_it():
    user = UserFactory(roles=["training_officer"])

    assert of_office(user)["name"] == user.facility.name


def test_whoever_has_no_office_prints_no_paper_of_one():
    with pytest.raises(ValueError, match="without an office"):
        of_office(User(username="tanpa.kantor"))
