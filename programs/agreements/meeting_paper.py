"""The minutes of a meeting under an agreement, to be signed by both offices."""

from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts import letterhead as letterheads
from accounts.models import User
from core.templatetags.dates import day_full, day_span
from printing import day_root
from printing.box_fit import SANS, SERIF_BOLD, Ruler, printable_parts
from printing.internal_papers import facts, hands, letterhead
from printing.paper import Layout, Paper
from programs.agreements.agreement_years import AgreementYear, shown_figures, years_of
from programs.agreements.models import AgreementMeeting

MOST_PAGES = 12
WIDTHS = (70, 96)
_PADDING = 3.6
_ANY = 200


def minutes_paper(meeting: AgreementMeeting, *, reader: User) -> bytes:
    """The PDF, in Indonesian, under the letterhead of the reader's office. Raises `RuleViolation`."""
    with translation.override("id"), timezone.override(reader.time_zone):
        return PAPER.print(_data(meeting, reader))


def _data(meeting: AgreementMeeting, reader: User) -> dict[str, Any]:
    agreement = meeting.agreement
    signing = (
        (agreement.facility.short_name or agreement.facility.name, meeting.facility_signatory),
        (agreement.training_center.short_name or agreement.training_center.name, meeting.center_signatory),
    )
    return {
        "root": day_root.of_today(),
        "issuer": letterheads.of_office(reader),
        "title": _("Minutes: %(kind)s") % {"kind": meeting.get_kind_display()},
        "facts": _facts(meeting),
        "heads": [_("Name"), _("Office")],
        "people": [list(pair) for pair in meeting.attendees],
        "figures": [[label, str(number)] for label, number in shown_figures(meeting.figures)],
        "texts": [
            {"title": title, "lines": [line for line in text.splitlines() if line.strip()]}
            for title, text in (
                (_("Agenda"), meeting.agenda),
                (_("What was discussed"), meeting.minutes),
                (_("What was decided"), meeting.decisions),
            )
            if text.strip()
        ],
        "hands": [{"role": role, "name": name} for role, name in signing],
        "foot": _("Agreement %(number)s") % {"number": agreement.number},
    }


def _facts(meeting: AgreementMeeting) -> list[dict[str, str]]:
    found = [
        {"label": _("PKS number"), "value": meeting.agreement.number},
        {"label": _("Day"), "value": day_full(meeting.held_on)},
        {"label": _("Place"), "value": meeting.place},
    ]
    year = year_of(meeting)
    if year:
        words = {"number": year.number, "days": day_span(year.begins, year.ends)}
        found.append({"label": _("Year"), "value": _("%(number)d (%(days)s)") % words})
    return found


def year_of(meeting: AgreementMeeting) -> AgreementYear | None:
    """The year that an evaluation is about; None for meetings and visits."""
    years = years_of(meeting.agreement, until=meeting.agreement.valid_until) if meeting.year else []
    return next((year for year in years if year.number == meeting.year), None)


def _lay_out(data: dict[str, Any], ruler: Ruler) -> Layout:
    letterhead(ruler, data["issuer"])
    ruler.fit(data["title"], data["title"], SERIF_BOLD, [(19, 174)])
    facts(ruler, data["facts"])
    data = {**data, **printable_parts({name: data[name] for name in ("people", "texts")}, SANS)}
    for row in data["people"]:
        for label, text, width in zip(data["heads"], row, WIDTHS, strict=True):
            ruler.wrap(label, text, SANS, [(8.5, width - _PADDING, _ANY)])
    for part in data["texts"]:
        for line in part["lines"]:
            ruler.wrap(part["title"], line, SANS, [(9, 174, _ANY)])
    hands(ruler, data["hands"])
    return Layout(data)


PAPER = Paper("programs/agreements/papers/meeting_minutes.html", ("papers.css",), _lay_out, MOST_PAGES)
