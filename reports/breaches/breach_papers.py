"""Papers about a breach: letters to the affected people, sheets for envelopes, and the report to the authority.

Always in Indonesian. A sheet for an envelope names no sender: whoever carries it
learns from it nothing about the person.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.letterhead import of_office
from accounts.models import User
from accounts.permissions import permissions_of
from accounts.roles import Role
from core.errors import Blocker, refuse_if
from core.templatetags.dates import day_full, moment
from printing.box_fit import SANS, SANS_BOLD, SERIF_BOLD, Ruler, printable_parts
from printing.internal_papers import facts, letterhead
from printing.paper import Layout, Paper
from reports.breaches.breach_recording import PERMISSION
from reports.breaches.models import AffectedPerson, Breach
from reports.breaches.telling import tally, unreached_reasons

# Steps add up over weeks.
MOST_PAGES = 20


def letter_blockers(people: Sequence[AffectedPerson]) -> list[Blocker]:
    """Why no letters are printed."""
    return [] if people else [Blocker("nobody", _("Everybody affected was told already."))]


def letters(breach: Breach, people: Sequence[AffectedPerson], *, by: User, on: date) -> bytes:
    """One file with a letter to each of these people. Raises `RuleViolation`."""
    refuse_if(letter_blockers(people))
    with translation.override("id"), timezone.override(by.time_zone):
        return LETTER.print_together([letter_words(breach, one.person.full_name, by=by, on=on) for one in people])


def envelopes(people: Sequence[AffectedPerson]) -> bytes:
    """One file with a sheet for the envelope of each. Raises `RuleViolation`."""
    refuse_if(letter_blockers(people))
    with translation.override("id"):
        return ENVELOPE.print_together(
            [{"title": "Pribadi dan rahasia", "name": one.person.full_name} for one in people]
        )


def report(breach: Breach, *, by: User, on: date) -> bytes:
    """The report to the authority. Raises `RuleViolation`."""
    with translation.override("id"), timezone.override(by.time_zone):
        return REPORT.print(report_words(breach, by=by, on=on))


def letter_words(breach: Breach, name: str, *, by: User, on: date) -> dict[str, Any]:
    """What the letter to this person says."""
    title = "Pemberitahuan kegagalan pelindungan data pribadi"
    told = [{"label": "Kepada", "value": name}, {"label": "Sifat", "value": "Pribadi dan rahasia"}]
    return {**_common(breach, by, on), "title": title, "facts": [*told, *_times(breach)], "foot": title}


def report_words(breach: Breach, *, by: User, on: date) -> dict[str, Any]:
    """What the report to the authority says; names nobody affected."""
    title = "Laporan kegagalan pelindungan data pribadi"
    affected = tally(breach)
    told_facts = [
        {"label": "Kepada", "value": "Lembaga Pelindungan Data Pribadi"},
        {"label": "Nomor", "value": breach.authority_number or "……………………"},
    ]
    return {
        **_common(breach, by, on),
        "title": title,
        "facts": [*told_facts, *_times(breach)],
        "found_by": breach.found_by.rstrip("."),
        "affected": str(affected.total),
        "told": str(affected.told),
        "untold": str(affected.untold),
        "given_up": str(affected.unreached),
        "reasons": [{"label": label, "count": str(count)} for label, count in unreached_reasons(breach)],
        "foot": title,
    }


def _times(breach: Breach) -> list[dict[str, str]]:
    return [
        {"label": "Diketahui", "value": moment(breach.found_at)},
        {"label": "Batas waktu", "value": moment(breach.deadline)},
    ]


def _common(breach: Breach, by: User, on: date) -> dict[str, Any]:
    office = of_office(by)
    return {
        "issuer": office,
        "office": office["name"],
        "kind": str(breach.get_kind_display()),
        "what": breach.what,
        "data": breach.data,
        "steps": list(breach.steps.filter(is_internal=False).values_list("text", flat=True)),
        "day": day_full(on),
        "hands": [{"role": signs_as(by), "name": by.full_name}],
    }


def signs_as(by: User) -> str:
    """In which of their roles somebody signs: one that handles breaches; one alone, should somebody hold two."""
    return next(str(role.label) for role in Role if role in by.role_names and PERMISSION in permissions_of({role}))


def _lay_out(data: dict[str, Any], ruler: Ruler) -> Layout:
    letterhead(ruler, data["issuer"])
    ruler.fit(data["title"], data["title"], SERIF_BOLD, [(19, 174), (16, 174)])
    facts(ruler, data["facts"])
    for hand in data["hands"]:
        ruler.fit(hand["role"], hand["name"], SANS_BOLD, [(9.5, 84), (8, 84), (7, 84)])
    # The law leaves no time to type a text anew.
    return Layout({**data, **printable_parts({name: data[name] for name in ("what", "data", "steps")}, SANS)})


def _lay_out_envelope(data: dict[str, Any], ruler: Ruler) -> Layout:
    ruler.wrap(data["title"], data["name"], SANS_BOLD, [(12, 110, 2)])
    return Layout(data)


_STYLES = ("papers.css", "letters.css")
LETTER = Paper("reports/breaches/papers/letter.html", _STYLES, _lay_out, MOST_PAGES, stands_in=True)
REPORT = Paper("reports/breaches/papers/report.html", _STYLES, _lay_out, MOST_PAGES, stands_in=True)
ENVELOPE = Paper("reports/breaches/papers/envelope.html", _STYLES, _lay_out_envelope, 1, stands_in=True)
