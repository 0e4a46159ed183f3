"""What a change of circumstance wrote, row by row, and whether it may be put back."""

from datetime import UTC, date, datetime

import pytest

from inmates.custody.change_journal import Journal, put_back, row_of, stands
from inmates.custody.models.stays import Movement
from inmates.people.models import Person
from tests.factories import PersonFactory

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
OUT, BACK = datetime(2026, 11, 23, 0, 30, tzinfo=UTC), datetime(2026, 11, 23, 6, tzinfo=UTC)


@pytest.fixture
def outing():
    return Movement.objects.create(person=PersonFactory(), kind="court", out_at=OUT)


@pytest.fixture
def birth(outing):
    """The entry of a corrected day of birth; the name stayed as it was."""
    journal = Journal()
    journal.change(outing.person, birth_date=date(1990, 1, 2), full_name=outing.person.full_name, facility=None)
    (entry,) = journal.entries
    return entry


def test_entry_holds_old_and_new_values_of_what_differs(outing, birth):
    person = outing.person
    before, facility = date(1995, 5, 17), birth["before"]["facility"]
    person.refresh_from_db()

    assert (person.birth_date, person.facility) == (date(1990, 1, 2), None)
    assert birth == {
        "model": "inmates.person",
        "pk": person.pk,
        "before": {"birth_date": before.isoformat(), "facility": facility},
        "after": {"birth_date": "1990-01-02", "facility": None},
    }
    assert type(facility) is int


def test_what_changes_nothing_is_no_entry(outing):
    journal = Journal()

    journal.change(outing, kind="court", back_at=None)

    assert journal.entries == []


def lend_and_find_nobody():
    Movement.objects.update(kind="loan")
    Person.objects.get(pk=0)


def test_what_a_command_changes_elsewhere_is_noted_unless_it_fails(outing):
    journal = Journal()

    with journal.watch(outing, ("back_at", "kind")):
        Movement.objects.update(back_at=BACK)
    with pytest.raises(Person.DoesNotExist), journal.watch(outing, ("kind",)):
        lend_and_find_nobody()

    assert journal.entries == [
        {
            "model": "inmates.movement",
            "pk": outing.pk,
            "before": {"back_at": None},
            "after": {"back_at": "2026-11-23T06:00:00+00:00"},
        }
    ]


def test_entry_stands_until_somebody_changes_the_row_again(outing, birth):
    person = row_of(birth)
    assert stands(birth, person) is True

    person.full_name = "Nama Lain"
    assert stands(birth, person) is True
    person.birth_date = date(1991, 1, 1)
    assert stands(birth, person) is False

    outing.person.delete()
    assert row_of(birth) is None
    assert stands(birth, None) is False


def test_row_is_put_back_as_it_was(outing, birth):
    put_back(birth, row_of(birth))

    outing.person.refresh_from_db()
    assert (outing.person.birth_date, outing.person.facility_id) == (
        date(1995, 5, 17),
        birth["before"]["facility"],
    )


def test_moments_are_put_back_in_time(outing):
    journal = Journal()
    journal.change(outing, out_at=BACK)
    (entry,) = journal.entries

    put_back(entry, row_of(entry))

    outing.refresh_from_db()
    assert (entry["before"], outing.out_at) == ({"out_at": "2026-11-23T00:30:00+00:00"}, OUT)
