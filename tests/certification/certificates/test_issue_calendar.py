"""Which day is one of issue, by the rules of a center and the day of the month."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from certification.certificates import issue_calendar
from certification.certificates.models import IssueDays, IssueRun, validate_days
from core import clock
from tests.factories.accounts import TrainingCenterFactory, UserFactory

pytestmark = pytest.mark.django_db
ANY, TWICE = (), (1, 15)


@pytest.fixture
def center():
    return TrainingCenterFactory(issues="1,15")


@pytest.mark.parametrize("text", ["", "1,15", "28", "1,8,15,22"])
def test_days_in_order_are_a_rule(text):
    assert validate_days(text) is None


@pytest.mark.parametrize("text", ["0", "29", "15,1", "1,1", "1, 15", "a", ",", "1,", "-1", "1,15,x", "١"])
def test_anything_else_is_none(text):
    with pytest.raises(ValidationError):
        validate_days(text)


def test_a_center_without_a_rule_issues_twice_a_month():
    center = TrainingCenterFactory()
    IssueDays.objects.all().delete()

    assert issue_calendar.days_on(issue_calendar.rules_of(center), date(2026, 11, 23)) == TWICE


@pytest.mark.parametrize(
    ("on", "days"),
    [(date(2026, 10, 31), TWICE), (date(2026, 11, 1), ANY), (date(2026, 12, 9), ANY), (date(2026, 12, 10), (5, 25))],
)
def test_the_newest_rule_in_force_counts(on, days):
    rules = [(date(2026, 12, 10), (5, 25)), (date(2026, 11, 1), ANY)]

    assert issue_calendar.days_on(rules, on) == days


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.sets(st.integers(1, 28), min_size=2, max_size=4))
def test_nobody_waits_more_than_a_month_for_a_fixed_day(after, days):
    rules = [(date(2000, 1, 1), tuple(sorted(days)))]

    coming = next(issue_calendar.following(rules, after))

    assert coming.day in days
    assert 1 <= (coming - after).days <= 31
    assert not any((after + timedelta(days=n)).day in days for n in range(1, (coming - after).days))


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2026, 11, 30), None),
        (date(2026, 12, 1), date(2026, 12, 1)),
        (date(2026, 12, 7), date(2026, 12, 1)),
        (date(2026, 12, 8), None),
        (date(2026, 12, 15), date(2026, 12, 15)),
    ],
)
def test_a_fixed_day_is_open_for_a_week(center, today, expected):
    assert issue_calendar.open_day(center, today) == expected


def test_a_day_that_is_done_is_not_open_again(center):
    day = date(2026, 12, 1)
    IssueRun.objects.create(training_center=center, day=day, begun_by=UserFactory())

    assert issue_calendar.open_day(center, day) is None
    assert issue_calendar.next_day(center, day) == date(2026, 12, 15)


@pytest.mark.parametrize(
    ("issues", "today", "coming"),
    [
        ("", date(2026, 11, 23), date(2026, 11, 23)),
        ("1,15", date(2026, 11, 23), date(2026, 12, 1)),
        ("1,15", date(2026, 12, 3), date(2026, 12, 1)),
    ],
)
def test_day_that_a_paper_would_bear(issues, today, coming):
    center = TrainingCenterFactory(issues=issues)
    with clock.moved_to(clock.at(today, clock.now().time(), center.time_zone)):
        assert issue_calendar.coming_day(center) == coming


def test_nothing_is_issued_by_itself_where_days_are_fixed(center):
    (reason,) = issue_calendar.day_blockers(center, None)

    assert (reason.code, "1 Des 2026" in str(reason)) == ("issue_day", True)
    assert issue_calendar.day_blockers(center, date(2026, 12, 1)) == []
    assert issue_calendar.day_blockers(TrainingCenterFactory(), None) == []


def test_a_rule_may_end_fixed_days(center):
    IssueDays.objects.create(training_center=center, valid_from=date(2026, 11, 25), days="")

    assert issue_calendar.next_day(center, date(2026, 11, 23)) is None
    assert issue_calendar.coming_day(center) == date(2026, 11, 23)
