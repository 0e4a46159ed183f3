"""Days and choices as people type them, or as somebody sends them without the page."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from accounts.models import User
from core.forms import LocalDateField, SeveralField
from tests.factories import UserFactory


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("02/09/2027", date(2027, 9, 2)),
        ("2-9-2027", date(2027, 9, 2)),
        ("2027-09-02", date(2027, 9, 2)),
        ("01/01/1900", date(1900, 1, 1)),
        ("31/12/2199", date(2199, 12, 31)),
    ],
)
def test_day_is_read_as_offices_write_it(typed, day):
    assert LocalDateField().clean(typed) == day


@pytest.mark.parametrize("typed", ["31/12/1899", "01/01/2200", "01/01/0001", "31/12/9999"])
def test_year_that_cannot_be_meant_is_refused(typed):
    with pytest.raises(ValidationError, match="1900"):
        LocalDateField().clean(typed)


@pytest.mark.django_db
def test_several_are_chosen_of_those_offered():
    one, other = UserFactory(), UserFactory()
    field = SeveralField(queryset=User.objects.filter(pk=one.pk))

    assert list(field.clean([str(one.pk)])) == [one]
    for wrong in (str(other.pk), "9" * 26, "x", "-1"):
        with pytest.raises(ValidationError) as refused:
            field.clean([wrong])
        assert refused.value.code in ("invalid_choice", "invalid_pk_value")
