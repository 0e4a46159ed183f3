"""The preview of a sheet of classifications: whatever is chosen, each person stands in one of its lines."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from inmates.custody import classifications
from inmates.custody.models.stays import Classification
from inmates.custody.views.classification_rows import summary_of
from inmates.people.models import Person
from tests.conftest import MONDAY

TODAY = MONDAY.date()
DAYS = st.dates(date(2026, 10, 1), date(2027, 12, 31))
NOW = st.none() | st.tuples(st.integers(0, 2), DAYS)
NEXT = st.tuples(st.integers(0, 2), DAYS)


@given(st.lists(st.dictionaries(st.sampled_from(Classification.Kind.values), st.tuples(NOW, NEXT)), max_size=12))
def test_each_person_stands_in_one_line_of_the_preview(people):
    changes = []
    for number, kinds in enumerate(people, start=1):
        for name, (now, new) in kinds.items():
            kind = Classification.Kind(name)
            values = Classification.VALUES_OF[kind]
            current = Classification(kind=kind, value=values[now[0]], until=now[1]) if now else None
            person = Person(pk=number)
            changes.append(classifications.Change(person, kind, values[new[0]], new[1], current))

    summary = summary_of(changes, TODAY)

    assert summary.total == len({change.person.pk for change in changes})
    assert all(one.current.until >= TODAY and one.current.value != one.value for one in summary.differing)
