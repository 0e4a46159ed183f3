"""Days that were written once are written alike again, for each language."""

from datetime import date, datetime

from django.utils import timezone, translation

from core.templatetags.dates import day, hour


def test_a_day_is_written_in_the_language_of_its_reader():
    found = []
    for language in ("id", "en", "id"):
        with translation.override(language):
            found.append(day(date(2026, 8, 7)))

    assert found == ["7 Agu 2026", "7 Aug 2026", "7 Agu 2026"]


def test_a_moment_is_written_in_the_time_zone_of_its_reader():
    moment = datetime(2026, 8, 7, 1, 5, tzinfo=timezone.get_fixed_timezone(0))
    found = []
    for zone in ("Asia/Jakarta", "Asia/Jayapura"):
        with timezone.override(zone), translation.override("en"):
            found.append((hour(moment), day(moment)))

    assert found == [("08:05", "7 Aug 2026"), ("10:05", "7 Aug 2026")]
