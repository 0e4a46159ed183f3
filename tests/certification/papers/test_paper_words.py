"""Words that several papers say alike."""

from datetime import date

import pytest

from certification.papers.paper_words import span


@pytest.mark.parametrize(
    ("start", "end", "text"),
    [
        (date(2026, 9, 11), date(2026, 9, 11), "11 September 2026"),
        (date(2026, 9, 3), date(2026, 9, 11), "3 – 11 September 2026"),
        (date(2026, 8, 3), date(2026, 9, 11), "3 Agustus – 11 September 2026"),
        (date(2026, 12, 14), date(2027, 1, 8), "14 Desember 2026 – 8 Januari 2027"),
    ],
)
def test_what_both_days_share_is_said_once(start, end, text):
    assert span(start, end) == text
