"""The places that `tests/where.md` names are there."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROWS = re.findall(r"^\| (.+\?) \| `(.+)` \|$", (ROOT / "tests/where.md").read_text(), re.MULTILINE)


def test_questions_lead_to_places_that_are_there():
    assert len(ROWS) >= 30
    assert [place for _question, place in ROWS if not (ROOT / place).is_file()] == []
