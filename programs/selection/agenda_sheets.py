"""The agenda of a hearing on paper: the ranked candidates with what the rules say and room for the decision."""

from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from core import clock
from core.printing import listing
from core.templatetags.dates import day_full, day_span
from programs.models import Application, Batch
from programs.selection import ranking
from programs.selection.ranking import Candidate


def agenda_sheet(batch: Batch) -> bytes:
    """The PDF of everybody on whom the board has to decide, in the order of the ranking; in Indonesian.

    Raises `RuleViolation` when a word does not fit.
    """
    with translation.override("id"), timezone.override(batch.facility.time_zone):
        return listing.render(_words(batch))


def _words(batch: Batch) -> dict[str, Any]:
    facility, today = batch.facility, clock.today(batch.facility.time_zone)
    waiting = batch.applications.filter(state__in=[Application.State.SUBMITTED, Application.State.RESERVE])
    candidates = ranking.ranked(batch, waiting.select_related("inmate"), on=today)
    return {
        "issuer": {"name": facility.name, "address": facility.address or facility.city or facility.region},
        "title": _("Agenda of the hearing"),
        "facts": [
            {"label": _("Batch"), "value": batch.name},
            {"label": _("Program"), "value": batch.version.program.name},
            {"label": _("Course"), "value": day_span(batch.starts_on, batch.ends_on)},
            {"label": _("Places"), "value": str(batch.capacity)},
            {"label": _("As of"), "value": day_full(today)},
        ],
        "columns": [
            {"label": _("Name"), "width": 46},
            {"label": _("Entry rules"), "width": 64},
            {"label": _("Score"), "width": 16, "number": True},
            {"label": _("Decision and reason"), "width": 40},
        ],
        "rows": [_row(one) for one in candidates],
        "foot": _("Stays in the file of the hearing."),
    }


def _row(one: Candidate) -> list[str]:
    why_not = " ".join(answer.message for answer in one.why_not)
    rules = f"{one.verdict.label}: {why_not}" if why_not else str(one.verdict.label)
    total = "-" if one.total is None else str(one.total)
    return [one.application.inmate.full_name, rules, total, ""]
