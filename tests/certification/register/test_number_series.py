from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction

from certification.certificates import expected_papers
from certification.register import number_account, number_series
from certification.register.models import Certificate, NumberSeries, SeriesNumber
from core import clock
from core.errors import RuleViolation
from tests.factories.accounts import TrainingCenterFactory
from tests.factories.certification import staff

pytestmark = [pytest.mark.django_db, pytest.mark.engines]

CERTIFICATE, STATEMENT = "certificate", "statement"


def take(center, on=date(2026, 11, 23), paper=CERTIFICATE):
    with transaction.atomic():
        return number_series.take_next(center, paper, on=on)[1]


def test_numbers_follow_each_other(center):
    assert [take(center) for _ in range(3)] == ["0001/BLK-TPN/2026", "0002/BLK-TPN/2026", "0003/BLK-TPN/2026"]


def test_each_paper_and_center_counts_for_itself(center):
    take(center)

    assert take(center, paper=STATEMENT) == "SK-0001/BLK-TPN/2026"
    assert take(TrainingCenterFactory(code="BLK-HST")) == "0001/BLK-HST/2026"


def test_new_year_begins_at_one_with_the_pattern_of_the_old_year(center):
    number_series.open_series(center, year=2026, pattern="563/{number:03d}/{month}/{year}", validity_months=36)
    take(center)

    assert take(center, on=date(2027, 1, 2)) == "563/001/I/2027"
    assert NumberSeries.objects.get(year=2027).validity_months == 36


def test_year_is_that_of_the_center_at_midnight(center):
    late = datetime(2026, 12, 31, 16, 30, tzinfo=ZoneInfo("UTC"))  # 00.30 WITA of the new year, 23.30 WIB of the old

    with clock.moved_to(late):
        assert take(center, on=clock.today("Asia/Makassar")) == "0001/BLK-TPN/2027"
        assert take(center, on=clock.today("Asia/Jakarta")) == "0001/BLK-TPN/2026"


def test_rollback_gives_the_number_back(center):
    take(center)
    with transaction.atomic():
        number_series.take_next(center, CERTIFICATE, on=date(2026, 11, 23))
        transaction.set_rollback(True)

    assert take(center) == "0002/BLK-TPN/2026"


@pytest.mark.parametrize(
    "pattern",
    [
        "",
        "{number:04d}",
        "{year}/1",
        "{number}/{year}/{secret}",
        "{number:0999999d}/{year}",
        "{number/{year}",
        "{number.real}/{year}",
        "{0}/{number}/{year}",
    ],
)
def test_pattern_that_cannot_serve_is_refused(center, pattern):
    assert [reason.code for reason in number_series.pattern_blockers(pattern, center, CERTIFICATE)] == ["pattern"]


def test_two_papers_cannot_share_a_pattern(center):
    number_series.open_series(center, year=2026, pattern="{number}/{year}")

    with pytest.raises(RuleViolation) as refused:
        number_series.open_series(center, year=2026, paper=STATEMENT, pattern="{number}/{year}")

    assert [reason.code for reason in refused.value.reasons] == ["pattern_taken"]


def test_series_that_stands_is_left_alone(center):
    number_series.open_series(center, year=2026, pattern="A/{number}/{year}")
    number_series.open_series(center, year=2026, pattern="B/{number}/{year}", used_before=7)

    assert take(center) == "A/1/2026"


def test_numbers_used_before_the_system_are_accounted_for(center):
    series = number_series.open_series(center, year=2026, used_before=2)
    take(center)
    series.refresh_from_db()

    assert [(entry.text, entry.until, bool(entry.void_reason)) for entry in number_account.account(series)] == [
        ("0001/BLK-TPN/2026", "0002/BLK-TPN/2026", True),
        ("0003/BLK-TPN/2026", "", False),
    ]


def test_thousands_of_numbers_used_before_are_one_line_and_no_row(center):
    series = number_series.open_series(center, year=2026, used_before=20_000)
    take(center)
    series.refresh_from_db()

    assert SeriesNumber.objects.count() == 1
    assert [entry.number for entry in number_account.account(series)] == [1, 20_001]
    assert number_account.starts(series, 300) == [0]


def test_long_register_has_parts_that_hold_each_number_once(center):
    series = number_series.open_series(center, year=2026, used_before=5)
    number_series.take_many(center, CERTIFICATE, 7, on=date(2026, 9, 1))
    series.refresh_from_db()

    starts = number_account.starts(series, 3)
    parts = [[entry.number for entry in number_account.account(series, after=start, most=3)] for start in starts]
    assert parts == [[1, 6, 7, 8], [9, 10, 11], [12]]


def test_numbers_noted_on_29_february_for_the_next_year_are_accounted_for(center):
    with clock.moved_to(datetime(2028, 2, 29, 9, tzinfo=ZoneInfo("Asia/Makassar"))):
        series = number_series.open_series(center, year=2029, used_before=1)

    assert [entry.text for entry in number_account.account(series)] == ["0001/BLK-TPN/2029"]


def test_void_number_is_skipped_and_keeps_its_reason(center):
    series = number_series.open_series(center, year=2026)
    number_series.void_next(center, paper=CERTIFICATE, by=staff(center, "certificate_officer"), reason="Blangko rusak")
    series.refresh_from_db()

    assert take(center) == "0002/BLK-TPN/2026"
    first = next(number_account.account(series))
    assert (first.text, first.void_reason, first.is_accounted_for) == ("0001/BLK-TPN/2026", "Blangko rusak", True)


def test_void_number_needs_a_reason(center):
    with pytest.raises(RuleViolation):
        number_series.void_next(center, paper=CERTIFICATE, by=staff(center, "certificate_officer"), reason="rusak")

    assert not NumberSeries.objects.exists()


@pytest.mark.parametrize("role", ["blk_head", "instructor", "blk_coordinator"])
def test_number_is_made_void_by_the_officer_alone(center, role):
    with pytest.raises(RuleViolation) as refused:
        number_series.void_next(center, paper=CERTIFICATE, by=staff(center, role), reason="Blangko rusak")

    assert [reason.code for reason in refused.value.reasons] == ["not_authorized"]
    assert not NumberSeries.objects.exists()


def test_number_is_made_void_by_the_own_officer_alone(center):
    stranger = staff(TrainingCenterFactory(), "certificate_officer")

    with pytest.raises(RuleViolation):
        number_series.void_next(center, paper=CERTIFICATE, by=stranger, reason="Blangko rusak")


def test_coming_numbers_are_told_by_kind_of_paper_and_not_taken(center):
    take(center)
    papers = [Certificate(paper=paper) for paper in (CERTIFICATE, "statement", CERTIFICATE)]

    coming = expected_papers.numbered(center, papers, on=date(2026, 11, 23))

    assert [(one, text.partition("/")[0]) for one, text in coming] == [
        (papers[0], "0002"),
        (papers[1], "SK-0001"),
        (papers[2], "0003"),
    ]
    assert NumberSeries.objects.get().last_number == 1


def test_missing_number_shows_as_unaccounted(center):
    series = number_series.open_series(center, year=2026)
    take(center)
    take(center)
    SeriesNumber.objects.get(number=1).delete()
    series.refresh_from_db()

    assert [entry.is_accounted_for for entry in number_account.account(series)] == [False, False]


def test_database_refuses_a_number_twice(center):
    series = number_series.open_series(center, year=2026)
    take(center)

    with pytest.raises(IntegrityError), transaction.atomic():
        SeriesNumber.objects.create(series=series, number=1, given_at=clock.now())


def test_database_refuses_a_second_series_of_the_year(center):
    number_series.open_series(center, year=2026)

    with pytest.raises(IntegrityError), transaction.atomic():
        NumberSeries.objects.create(training_center=center, paper=CERTIFICATE, year=2026, pattern="x")
