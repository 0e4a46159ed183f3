"""What certification tells on a timeline: results of units, hand-overs, replacements, tests of other bodies."""

from collections.abc import Iterator

from django.db.models import F
from django.utils.translation import gettext as _

from certification.models import Certificate, HandOver, UnitResult
from certification.models.outside import OutsideCandidate
from core import clock
from inmates.models import Inmate
from inmates.timeline import Event, tells
from programs.telling import Row, part, read


@tells
def certification_events(inmate: Inmate, zone: str) -> Iterator[Event]:
    """Everything that is not the issue or the revocation of a certificate; one query."""
    mine = {"enrollment__inmate": inmate}
    replacements = Certificate.objects.filter(**mine, replaces__isnull=False, issued_at__isnull=False)
    rows = read([
        part(UnitResult.objects.filter(**mine), "result", day=F("assessed_on"), at=F("recorded_at"),
             first=F("unit__title"), second=F("result")),
        part(HandOver.objects.filter(certificate__enrollment__inmate=inmate), "hand_over", day=F("handed_on"),
             first=F("certificate__number_text")),
        part(replacements, "replacement", at=F("issued_at"), first=F("replaces__number_text"),
             second=F("number_text")),
        part(OutsideCandidate.objects.filter(**mine), "outside", at=F("added_at"), ended_at=F("recorded_at"),
             first=F("test__scheme_name"), second=F("result")),
    ])  # fmt: skip
    for row in rows:
        yield from _EVENTS[row.what](row, zone)


def _result(row: Row, zone: str) -> Iterator[Event]:
    if row.day:
        yield Event(row.day, _("Unit assessed: %(unit)s") % {"unit": row.first}, _result_word(row))


def _result_word(row: Row) -> str:
    return str(UnitResult.Result(row.second).label)


def _hand_over(row: Row, zone: str) -> Iterator[Event]:
    if row.day:
        yield Event(row.day, _("Certificate %(number)s handed over") % {"number": row.first}, is_key=True)


def _replacement(row: Row, zone: str) -> Iterator[Event]:
    if row.at:
        words = {"old": row.first, "new": row.second}
        yield Event(clock.local(row.at, zone).date(), _("Certificate %(old)s replaced by %(new)s") % words)


def _outside(row: Row, zone: str) -> Iterator[Event]:
    words = {"scheme": row.first}
    if row.at:
        yield Event(clock.local(row.at, zone).date(), _("Put forward for the competency test %(scheme)s") % words)
    if row.ended_at and row.second:
        note = str(OutsideCandidate.Result(row.second).label)
        yield Event(clock.local(row.ended_at, zone).date(), _("Competency test %(scheme)s") % words, note)


_EVENTS = {"result": _result, "hand_over": _hand_over, "replacement": _replacement, "outside": _outside}
