import pytest

from accounts.models import Facility, User
from core.counting import counts_of
from tests.factories import FacilityFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.engines]


def test_each_is_counted_by_its_name_in_one_query(django_assert_num_queries):
    UserFactory.create_batch(3, facility=FacilityFactory(code="A"))
    FacilityFactory(code="B")

    with django_assert_num_queries(1):
        found = counts_of(
            people=User.objects.order_by("username"),
            offices=Facility.objects.filter(code="A"),
            nowhere=Facility.objects.filter(code="C"),
            nobody=User.objects.none(),
        )

    assert found == {"people": 3, "offices": 1, "nowhere": 0, "nobody": 0}


def test_one_alone_is_counted_too():
    FacilityFactory()

    assert counts_of(offices=Facility.objects.all()) == {"offices": 1}
