"""The rows behind each number of a facility's month, as plain values of JSON that a report can keep.

A row belongs to the month in which its session began, counted in local days of the facility. Six statements,
whatever the size of the facility. People appear by the key of their place alone, staff by their own.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.models import Facility
from certification.assessment.models.contests import ResultCorrection
from certification.assessment.models.results import UnitResult
from certification.register.models.certificates import Certificate
from core import clock
from programs.attendance.attendance_figures import LESSON_MINUTES
from programs.attendance.models.marks import Mark, MarkRevision
from programs.count_alarms.models import CountAlarm
from programs.places.models import Enrollment
from programs.timetable.models.sessions import Session, minutes_taught

Row = dict[str, Any]


@dataclass(frozen=True)
class MonthRows:
    """One month of one facility."""

    places: list[Row]
    sessions: list[Row]
    marks: list[Row]
    results: list[Row]
    certificates: list[Row]
    alarms: list[Row]


def rows_of(facility: Facility, month: date) -> MonthRows:
    """The rows of the month beginning on `month`."""
    last = clock.month_end(month)
    return MonthRows(
        places=_plain(_places(facility, month, last)),
        sessions=_plain(_sessions(facility, month, last)),
        marks=_plain(_marks(facility, month, last)),
        results=_plain(_results(facility, month, last)),
        certificates=_plain(_certificates(facility, month, last)),
        alarms=_plain(_alarms(facility, *_moments(facility, month, last))),
    )


def _plain(rows: Iterable[Row]) -> list[Row]:
    # As they will be read back, so that figures of kept rows are those of fresh ones.
    return json.loads(json.dumps(list(rows), cls=DjangoJSONEncoder))


def _moments(facility: Facility, first: date, last: date) -> tuple[datetime, datetime]:
    """When the month begins and when it is over."""
    begins = clock.at(first, time.min, facility.time_zone)
    return begins, clock.at(last + timedelta(days=1), time.min, facility.time_zone)


def _places(facility: Facility, first: date, last: date) -> QuerySet:
    """Places held on at least one day of the month, and those whose holder left in it."""
    left = Coalesce("left_on", "ended_on")
    held = Q(ends_on__gte=first) & (Q(ended_on__isnull=True) | Q(ended_on__gt=first))
    found = Enrollment.objects.filter(batch__facility=facility, starts_on__lte=last).annotate(left=left)
    found = found.filter(held | Q(left__range=(first, last))).order_by("pk")
    names = {"place": F("pk"), "batch_name": F("batch__name"), "capacity": F("batch__capacity")}
    return found.values("batch", "person", "state", "starts_on", "left", "end_reason", **names)


def _sessions(facility: Facility, first: date, last: date) -> QuerySet:
    found = Session.objects.filter(facility=facility, date__range=(first, last)).order_by("pk")
    taught = {"session": F("pk"), "minutes": minutes_taught(), "per_jp": F("batch__version__minutes_per_jp")}
    names = {"batch_name": F("batch__name"), "cause": F("cancel_cause__label"), "made_up_on": F("made_up_by__date")}
    return found.values("batch", "date", "starts_at", "jp", "state", "makes_up_for", "room", **taught, **names)


def _marks(facility: Facility, first: date, last: date) -> QuerySet:
    found = Mark.objects.exclude(session__state=Session.State.CANCELLED)
    found = found.filter(session__facility=facility, session__date__range=(first, last)).order_by("pk")
    flags = {
        "status_code": F("status__code"),
        "is_held": F("status__counts_as_held"),
        "is_possible": F("status__counts_in_denominator"),
    }
    names = {"mark": F("pk"), "place": F("enrollment"), "batch": F("session__batch"), "date": F("session__date")}
    last_version = MarkRevision.objects.filter(mark=OuterRef("pk"), version=OuterRef("version"))
    why = {"minutes": LESSON_MINUTES, "reason": Subquery(last_version.values("reason")[:1]), "by": F("recorded_by")}
    words = ("session", "minutes_present", "minutes_late", "version", "recorded_at")
    return found.values(*words, **names, **flags, **why)


def _results(facility: Facility, first: date, last: date) -> QuerySet:
    found = UnitResult.objects.filter(enrollment__batch__facility=facility, assessed_on__range=(first, last))
    names = {"place": F("enrollment"), "batch": F("enrollment__batch"), "code": F("unit__code")}
    corrections = ResultCorrection.objects.filter(enrollment=OuterRef("enrollment"), unit=OuterRef("unit"))
    corrections = corrections.filter(state="approved").order_by("-decided_at", "-pk")
    # Signed results are corrected by two people; until then assessors change them without a reason.
    why = {"reason": "reason", "by": "decided_by", "corrected_at": "decided_at"}
    said = {name: Subquery(corrections.values(field)[:1]) for name, field in why.items()}
    words = ("unit", "attempt", "result", "assessed_on", "version")
    return found.order_by("enrollment", "unit", "attempt").values(*words, **names, **said)


def _certificates(facility: Facility, first: date, last: date) -> QuerySet:
    found = Certificate.objects.issued().filter(batch__facility=facility, issued_on__range=(first, last))
    names = {"certificate": F("pk"), "place": F("enrollment"), "text": F("number_text")}
    return found.order_by("pk").values("batch", "paper", "state", "issued_on", **names)


def _alarms(facility: Facility, begins: datetime, over: datetime) -> QuerySet:
    found = CountAlarm.objects.filter(session__facility=facility, raised_at__gte=begins, raised_at__lt=over)
    words = ("session", "from_point", "to_point", "before", "after", "raised_at", "explained_at")
    return found.order_by("pk").values(*words, alarm=F("pk"), batch=F("session__batch"))
