"""The call list on paper: initials, called name, number and slot, and nothing that tells what it is about."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils import translation

from core import clock
from outcomes.followup.call_order import called_name, number_of
from outcomes.followup.models.outcomes import FollowUp
from printing.box_fit import SANS, Ruler
from printing.paper import Layout, Paper

MOST_ROWS = 60


def sheet(waves: Sequence[FollowUp], *, now: datetime, zone: str) -> bytes:
    """PDF of these waves, each with its first number. It is counted out and in, and shredded on the same day."""
    with translation.override("id"):
        rows = [_row(wave, zone) for wave in waves[:MOST_ROWS]]
        return PAPER.print({"rows": rows, "day": f"{clock.local(now, zone):%d/%m}"})


def _row(wave: FollowUp, zone: str) -> dict[str, str]:
    number = number_of(wave)
    again = [one.call_again_at for one in wave.attempts.all() if one.call_again_at]
    slot = f"{clock.local(again[-1], zone):%H.%M}" if again else (number.get_preferred_display() if number else "")
    return {
        "initials": wave.consent.person.initials,
        "called": called_name(wave),
        "number": grouped(number.value) if number else "-",
        "slot": str(slot),
    }


def grouped(number: str) -> str:
    """The number in groups of four, as it is read out."""
    return "-".join(number[at : at + 4] for at in range(0, len(number), 4))


def _lay_out(data: dict[str, Any], ruler: Ruler) -> Layout:
    for row in data["rows"]:
        row["step"] = ruler.wrap("Nama panggilan", row["called"], SANS, [(9, 40, 1), (7, 40, 2)])
    return Layout(data)


PAPER = Paper("outcomes/followup/papers/call_list.html", ("papers.css", "followup.css"), _lay_out, 4, stands_in=True)
