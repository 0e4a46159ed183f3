"""The rows behind each number of a facility's month.

A row belongs to the month in which its session began, counted in local days of the facility. Six statements,
whatever the size of the facility.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from accounts.models import Facility
from certification.assessment.models.results import UnitResult
from certification.register.models.certificates import Certificate
from core import clock
from programs.count_alarms.models import CountAlarm
from programs.places.models import Enrollment
from programs.timetable.models.sessions import Session
from reports.kept import rows
from reports.kept.rows import KeptRows, Row, plain


@dataclass(frozen=True)
class MonthRows(KeptRows):
    """One month of one facility."""

    OF_WHOLE = ("sessions", "alarms")

    alarms: list[Row]


def rows_of(facility: Facility, month: date) -> MonthRows:
    """The rows of the month beginning on `month`."""
    days = (month, clock.month_end(month))
    sessions = Session.objects.filter(facility=facility, date__range=days)
    results = UnitResult.objects.filter(enrollment__batch__facility=facility, assessed_on__range=days)
    papers = Certificate.objects.issued().filter(batch__facility=facility, issued_on__range=days)
    return MonthRows(
        places=plain(rows.place_rows(_places(facility, *days))),
        sessions=plain(rows.session_rows(sessions)),
        marks=plain(rows.mark_rows(sessions)),
        results=plain(rows.result_rows(results)),
        certificates=plain(rows.certificate_rows(papers)),
        alarms=plain(_alarms(facility, *_moments(facility, *days))),
    )


def _moments(facility: Facility, first: date, last: date) -> tuple[datetime, datetime]:
    """When the month begins and when it is over."""
    begins = clock.at(first, time.min, facility.time_zone)
    return begins, clock.at(last + timedelta(days=1), time.min, facility.time_zone)


def _places(facility: Facility, first: date, last: date) -> QuerySet[Enrollment]:
    """Places held on at least one day of the month, and those whose holder left in it."""
    held = Q(ends_on__gte=first) & (Q(ended_on__isnull=True) | Q(ended_on__gt=first))
    found = Enrollment.objects.filter(batch__facility=facility, starts_on__lte=last)
    return found.alias(went=Coalesce("left_on", "ended_on")).filter(held | Q(went__range=(first, last)))


def _alarms(facility: Facility, begins: datetime, over: datetime) -> QuerySet:
    found = CountAlarm.objects.filter(session__facility=facility, raised_at__gte=begins, raised_at__lt=over)
    words = ("session", "from_point", "to_point", "before", "after", "raised_at", "explained_at")
    return found.order_by("pk").values(*words, alarm=F("pk"), batch=F("session__batch"))
