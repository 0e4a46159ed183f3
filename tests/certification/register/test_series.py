"""Series of numbers as the office wants them: opened for a year, changed until the first number was taken."""

from datetime import date

import pytest
from django.urls import reverse

from certification.register import number_account, number_series
from certification.register.models import NumberSeries
from core.errors import RuleViolation
from core.models import AuditEvent
from tests.factories.accounts import TrainingCenterFactory
from tests.factories.certification import staff

pytestmark = pytest.mark.django_db

PATTERN = "563/{number:04d}/BLK/{year}"
LIST = "certification:series_list"


@pytest.fixture
def officer(center):
    return staff(center, "certificate_officer")


def values(**changes):
    return {"pattern": PATTERN, "used_before": 0, "validity_months": "", **changes}


def open_it(center, by, **changes):
    words = {"paper": "certificate", "year": 2026, "pattern": PATTERN, **changes}
    return number_series.open_year(center, by=by, **words)


def take(center):
    return number_series.take_next(center, "certificate", on=date(2026, 11, 23))[1]


def refused(command, *arguments, **words):
    with pytest.raises(RuleViolation) as violation:
        command(*arguments, **words)
    return [reason.code for reason in violation.value.reasons]


def test_opened_series_goes_on_behind_the_numbers_of_the_paper_book(center, officer):
    series = open_it(center, officer, used_before=41, validity_months=36)

    assert take(center) == "563/0042/BLK/2026"
    assert (series.used_before, series.validity_months) == (41, 36)
    assert AuditEvent.objects.get(action="series.open").details == {
        "pattern": PATTERN,
        "year": 2026,
        "used_before": 41,
        "validity_months": 36,
    }


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"year": 2025}, "year"),
        ({"year": 2028}, "year"),
        ({"year": 2026}, "series_stands"),
        ({"year": 2027, "pattern": "{number}"}, "pattern"),
        ({"year": 2027, "pattern": "{number:4d}/{year}"}, "pattern"),
        ({"year": 2027, "pattern": "{number}/{year:02d}"}, "pattern"),
        ({"year": 2027, "pattern": "Rutan/{number}/{year}"}, "pattern_custody"),
        ({"year": 2027, "pattern": "A" * 45 + "/{number}/{month}/{year}"}, "pattern_long"),
        ({"year": 2027, "pattern": "SK-{number:04d}/BLK-TPN/{year}"}, "pattern_taken"),
        ({"year": 2027, "pattern": "SK-{number:03d}/BLK-TPN/{year}"}, "pattern_taken"),
    ],
)
def test_series_is_not_opened_for(center, officer, changes, code):
    open_it(center, officer)
    number_series.open_series(center, year=2026, paper="statement")

    assert refused(open_it, center, officer, **changes) == [code]
    assert NumberSeries.objects.count() == 2


def test_nobody_else_opens_or_changes_a_series(center, officer):
    series = open_it(center, officer)
    strangers = [staff(TrainingCenterFactory(), "certificate_officer"), staff(center, "blk_coordinator")]

    for stranger in strangers:
        assert refused(open_it, center, stranger, year=2027) == ["not_authorized"]
        assert refused(
            number_series.change_series, series, by=stranger, pattern=PATTERN, used_before=0, validity_months=None
        ) == ["not_authorized"]


def test_untouched_series_takes_another_pattern_and_another_beginning(center, officer):
    series = open_it(center, officer, used_before=3)

    number_series.change_series(series, by=officer, pattern="A/{number}/{year}", used_before=5, validity_months=12)

    assert take(center) == "A/6/2026"
    first = next(number_account.account(NumberSeries.objects.get(pk=series.pk), most=0))
    assert (first.text, first.until) == ("A/1/2026", "A/5/2026")
    event = AuditEvent.objects.get(action="series.change")
    assert event.details["before"] == {"pattern": PATTERN, "used_before": 3, "validity_months": None}


@pytest.mark.parametrize("how", ["taken", "void"])
def test_series_stays_as_it_is_once_a_number_was_taken(center, officer, how):
    series = open_it(center, officer, used_before=3)
    if how == "taken":
        take(center)
    else:
        number_series.void_next(center, paper="certificate", by=officer, reason="Blangko rusak")
    series.refresh_from_db()

    assert [reason.code for reason in number_series.change_blockers(series, officer)] == ["series_used"]
    assert refused(
        number_series.change_series,
        series,
        by=officer,
        pattern="A/{number}/{year}",
        used_before=0,
        validity_months=None,
    ) == ["series_used"]


def test_next_numbers_of_another_year_are_written_as_in_its_first_days():
    months = "{number}/{month}/{year}"

    assert number_series.next_numbers(months, used=7, year=2026, today=date(2026, 11, 23)) == [
        "8/XI/2026",
        "9/XI/2026",
        "10/XI/2026",
    ]
    assert number_series.next_numbers(months, used=0, year=2027, today=date(2026, 11, 23), count=1) == ["1/I/2027"]


def test_list_shows_next_numbers_and_what_is_not_open_yet(sign_in, center, officer, django_assert_num_queries):
    open_it(center, officer, used_before=41)
    take(center)
    number_series.open_series(TrainingCenterFactory(code="BLK-HSS"), year=2026)

    pages = sign_in(officer)
    pages.get(reverse(LIST))
    with django_assert_num_queries(6):
        answer = pages.get(reverse(LIST))

    html = answer.content.decode()
    assert "563/0043/BLK/2026" in html
    assert "BLK-HSS" not in html
    assert [(str(one.paper), one.year) for one in answer.context["closed"]] == [
        ("certificate", 2027),
        ("statement", 2026),
        ("statement", 2027),
        ("attendance", 2026),
        ("attendance", 2027),
    ]


def test_next_year_begins_on_its_page_with_the_pattern_of_this_year(sign_in, center, officer):
    open_it(center, officer)
    url = reverse("certification:series_open", args=["certificate", 2027])
    pages = sign_in(officer)

    shown = pages.get(url)
    answer = pages.post(url, values(used_before=2, validity_months=24))

    assert shown.context["upcoming"][0] == "563/0001/BLK/2027"
    assert answer["Location"] == reverse(LIST)
    assert NumberSeries.objects.filter(year=2027, used_before=2, validity_months=24).count() == 1


def test_validity_left_empty_is_none_and_not_that_of_the_year_before(center, officer):
    open_it(center, officer, validity_months=36)

    assert open_it(center, officer, year=2027).validity_months is None
    assert [event.details["validity_months"] for event in AuditEvent.objects.filter(action="series.open")] == [None, 36]


def test_preview_shows_the_next_numbers_and_writes_nothing(sign_in, center, officer):
    url = reverse("certification:series_open", args=["certificate", 2026])

    answer = sign_in(officer).post(url, values(pattern="X/{number:03d}/{year}", used_before=8, preview="1"))

    assert (answer.status_code, answer.context["upcoming"][0]) == (200, "X/009/2026")
    assert not NumberSeries.objects.exists()


@pytest.mark.parametrize("button", [{}, {"preview": "1"}])
def test_pattern_that_cannot_serve_is_said_at_the_field(sign_in, center, officer, button):
    url = reverse("certification:series_open", args=["certificate", 2026])

    answer = sign_in(officer).post(url, values(pattern="Lapas/{number}/{year}", **button))

    assert answer.status_code == 422
    assert "lapas" in answer.content.decode()
    assert not NumberSeries.objects.exists()


def test_change_on_its_page_ends_when_a_number_was_taken(sign_in, center, officer):
    open_it(center, officer)
    url = reverse("certification:series_change", args=["certificate", 2026])
    pages = sign_in(officer)

    assert pages.post(url, values(pattern="B/{number}/{year}"))["Location"] == reverse(LIST)
    assert take(center) == "B/1/2026"
    assert pages.get(url).status_code == 422
    assert pages.post(url, values(pattern="C/{number}/{year}")).status_code == 422
    assert NumberSeries.objects.get().pattern == "B/{number}/{year}"


def test_unknown_paper_and_series_of_strangers_are_not_found(sign_in, officer):
    stranger = TrainingCenterFactory(code="BLK-HSS")
    number_series.open_series(stranger, year=2026)
    pages = sign_in(officer)

    assert pages.get(reverse("certification:series_open", args=["ijazah", 2026])).status_code == 404
    assert pages.get(reverse("certification:series_change", args=["certificate", 2026])).status_code == 404
    assert pages.get(reverse("certification:series_open", args=["certificate", 2029])).status_code == 422
