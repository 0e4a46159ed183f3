"""The root of the day stands under minutes and monthly sheets, as a line and as a symbol."""

import pytest

from certification.papers import minutes_paper
from certification.sealing import daily_roots
from core import audit
from printing import day_root
from tests.factories import UserFactory
from tests.papers import images, pages, sample

SYMBOL = "TERAMPIL 2026-11-23 " + "ab" * 32
ROOT = {"day": "2026-11-23", "line": "ABAB ABAB ABAB ABAB", "symbol": SYMBOL}


@pytest.mark.django_db
def test_papers_show_the_last_root_that_was_taken():
    assert day_root.of_today() is None

    audit.record("user.add", by=UserFactory(roles=["registrar"]))
    root = daily_roots.take().details["root"]

    assert day_root.of_today() == {
        "day": "2026-11-23",
        "line": daily_roots.short(root),
        "symbol": f"TERAMPIL 2026-11-23 {root}",
    }


def test_minutes_show_line_and_symbol():
    plain, rooted = (minutes_paper.render(sample("minutes"), root=root) for root in (None, ROOT))

    assert "Akar harian" not in " ".join(pages(plain))
    assert "Akar harian 2026-11-23: ABAB ABAB ABAB ABAB" in " ".join(" ".join(pages(rooted)).split())
    assert len(images(rooted)) == len(images(plain)) + 1
