"""Timeline entries of certification: unit results, hand-overs, replacements, outside tests."""

from collections.abc import Iterator

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from certification.assessment.models.results import UnitResult
from certification.outside_tests.models.tests import OutsideCandidate
from certification.register.models import Certificate, HandOver
from inmates.people.models import Person
from inmates.profile.person_timeline import Event, tells
from programs.timeline_entries import Row, part, read


@tells
def certification_events(person: Person, reader: User) -> Iterator[Event]:
    """Events other than issue and revocation of certificates; at most one query."""
    for row in read([*_results(person, reader), *_papers(person, reader)]):
        yield from _EVENTS[row.what](row, reader.time_zone)


def _results(person: Person, reader: User) -> Iterator[QuerySet]:
    """From the result grid; case officers read them on the monthly sheets of their wards."""
    if reader.has_perm("certification.view_result") or reader.has_perm("certification.view_holdings"):
        mine = UnitResult.objects.visible_to(reader).filter(enrollment__person=person)
        yield part(
            mine, "result", day=F("assessed_on"), at=F("recorded_at"), first=F("unit__title"), second=F("result")
        )


def _papers(person: Person, reader: User) -> Iterator[QuerySet]:
    """From the certificate pages and the list of what each person holds."""
    if not (reader.has_perm("certification.view_certificate") or reader.has_perm("certification.view_holdings")):
        return
    mine = Certificate.objects.visible_to(reader).filter(enrollment__person=person)
    replacements = mine.filter(replaces__isnull=False, issued_at__isnull=False)
    tested = OutsideCandidate.objects.visible_to(reader).filter(enrollment__person=person)
    yield part(
        HandOver.objects.filter(certificate__in=mine),
        "hand_over",
        day=F("handed_on"),
        first=F("certificate__number_text"),
    )
    yield part(
        replacements, "replacement", at=F("issued_at"), first=F("replaces__number_text"), second=F("number_text")
    )
    yield part(
        tested, "outside", at=F("added_at"), ended_at=F("recorded_at"), first=F("test__scheme_name"), second=F("result")
    )


def _result(row: Row, zone: str) -> Iterator[Event]:
    yield Event(row.begins_on(zone), _("Unit assessed: %(unit)s") % {"unit": row.first}, _result_word(row))


def _result_word(row: Row) -> str:
    return str(UnitResult.Result(row.second).label)


def _hand_over(row: Row, zone: str) -> Iterator[Event]:
    yield Event(row.begins_on(zone), _("Paper %(number)s handed over") % {"number": row.first}, is_key=True)


def _replacement(row: Row, zone: str) -> Iterator[Event]:
    words = {"old": row.first, "new": row.second}
    yield Event(row.begins_on(zone), _("Paper %(old)s replaced by %(new)s") % words)


def _outside(row: Row, zone: str) -> Iterator[Event]:
    words = {"scheme": row.first}
    yield Event(row.begins_on(zone), _("Put forward for the competency test %(scheme)s") % words)
    if row.second and (decided_on := row.decided_on(zone)):
        note = str(OutsideCandidate.Result(row.second).label)
        yield Event(decided_on, _("Competency test %(scheme)s") % words, note)


_EVENTS = {"result": _result, "hand_over": _hand_over, "replacement": _replacement, "outside": _outside}
