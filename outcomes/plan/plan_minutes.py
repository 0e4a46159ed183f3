"""The minutes of the meeting on a year's plan, on A4: both offices keep them, so no word names custody.

Before the meeting the same paper carries the figures that are taken there.
"""

from datetime import date
from typing import Any

from django.utils import translation
from django.utils.dateformat import format as format_date

from accounts.letterhead import of_center
from core.templatetags.dates import day_full
from core.text import rupiah
from outcomes.plan.models import PlanMeeting, TrainingPlan
from outcomes.plan.plan_page import Shown, money_of, shown_rows
from printing import day_root
from printing.box_fit import SANS, SERIF_BOLD, Ruler, printable_parts
from printing.internal_papers import facts, letterhead
from printing.paper import Layout, Paper

State = TrainingPlan.State
MOST_PAGES = 6
# Texts of the meeting, which are printed whatever was typed.
TYPED = ("correction", "present", "course", "reasons")


def paper_of(plan: TrainingPlan, *, on: date) -> bytes:
    """The PDF, in Indonesian, with numbers as a training center may know them. Raises `RuleViolation`."""
    with translation.override("id"):
        return PAPER.print({**words(plan, on=on), "root": day_root.of_today()})


def words(plan: TrainingPlan, *, on: date) -> dict[str, Any]:
    """What is printed."""
    rows = shown_rows(plan, on=on, for_facility=False)
    # What was sent back is decided no longer: the paper then is that of the next meeting.
    meeting = plan.meeting if plan.state in (State.DECIDED, State.APPROVED) else None
    money = money_of(plan, rows)
    title = f"Berita acara rencana pelatihan {plan.year}" if meeting else f"Bahan rapat rencana pelatihan {plan.year}"
    return {
        "issuer": of_center(plan.training_center),
        "title": title,
        "facts": _facts(plan, meeting, on),
        "correction": _correction(meeting) or _returned(plan),
        "hides": money["hides"],
        "present": meeting.present if meeting else "",
        "course": meeting.course if meeting else "",
        "rows": [_row(row, is_decided=meeting is not None) for row in rows],
        "is_decided": meeting is not None,
        "reasons": [{"vocation": str(row.line), "reason": row.line.reason} for row in rows if row.line.reason],
        "spent": money["spent"],
        "left": money["left"],
        "hands": _hands(plan, meeting),
        "foot": title,
    }


def _facts(plan: TrainingPlan, meeting: PlanMeeting | None, on: date) -> list[dict[str, str]]:
    return [
        {"label": "Hari, tanggal", "value": _weekday(meeting.held_on) if meeting else "–"},
        {"label": "Tempat", "value": meeting.place if meeting else "–"},
        {"label": "Angka per", "value": day_full(plan.counted_on or on)},
        {"label": "Pagu", "value": rupiah(plan.budget)},
        {"label": "Kantor mitra", "value": plan.facility.city},
    ]


def _hands(plan: TrainingPlan, meeting: PlanMeeting | None) -> list[dict[str, str]]:
    """Who signs: the two heads."""
    center = plan.training_center
    return [
        {
            "role": center.head_title or "Kepala balai latihan kerja",
            "name": center.head_name,
            "number": center.head_number,
        },
        {
            "role": f"Kepala kantor mitra di {plan.facility.city}",
            "name": meeting.partner_name if meeting else "",
            "number": meeting.partner_number if meeting else "",
        },
    ]


def _correction(meeting: PlanMeeting | None) -> str:
    if meeting is None or meeting.version == 1:
        return ""
    return f"Versi {meeting.version}, menggantikan versi sebelumnya: {meeting.why}"


def _returned(plan: TrainingPlan) -> str:
    return f"Dikembalikan kepala, belum ada keputusan yang berlaku: {plan.returned_why}" if plan.returned_why else ""


def _weekday(day: date) -> str:
    return format_date(day, "l, j F Y")


def _row(row: Shown, *, is_decided: bool) -> dict[str, str]:
    chosen, money = (row.decision, row.decided_money) if is_decided else (row.proposal, row.proposed_money)
    return {
        "vocation": str(row.line),
        "need": row.need,
        "net_need": row.net_need,
        "needed": row.needed,
        "eligible": row.eligible,
        "capacity": str(row.figures["capacity"]),
        "places": row.places,
        "limits": row.limits,
        "points": row.points,
        "chosen": chosen or "–",
        "money": money if chosen else "–",
    }


def _lay_out(data: dict[str, Any], ruler: Ruler) -> Layout:
    letterhead(ruler, data["issuer"])
    ruler.fit(data["title"], data["title"], SERIF_BOLD, [(19, 174)])
    facts(ruler, data["facts"])
    for hand in data["hands"]:
        for text in filter(None, hand.values()):
            ruler.wrap(text, text, SANS, [(9, 84, 2)])
    # What a meeting decided is approved by then, and cannot be typed anew.
    return Layout({**data, **printable_parts({name: data[name] for name in TYPED}, SANS)})


PAPER = Paper("outcomes/plan/papers/plan_minutes.html", ("papers.css", "needs.css"), _lay_out, MOST_PAGES)
