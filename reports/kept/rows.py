"""The rows behind the numbers of kept reports, as plain values of JSON.

People appear by the key of their place alone, staff by their own.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from certification.assessment.models.contests import ResultCorrection
from certification.assessment.models.results import UnitResult
from certification.register.models.certificates import Certificate
from programs.attendance.attendance_figures import LESSON_MINUTES, counted_marks
from programs.attendance.models.marks import MarkRevision
from programs.places.models import Enrollment
from programs.timetable.models.sessions import Session, minutes_taught

Row = dict[str, Any]
# Parts whose rows are about a place.
OF_PLACES = ("places", "marks", "results", "certificates")


@dataclass(frozen=True)
class KeptRows:
    """The rows of a report by part. A kind of report names in `OF_WHOLE` those of its parts that are about no place."""

    OF_WHOLE: ClassVar[tuple[str, ...]]

    places: list[Row]
    sessions: list[Row]
    marks: list[Row]
    results: list[Row]
    certificates: list[Row]


def plain(rows: Iterable[Row]) -> list[Row]:
    """The rows as they will be read back, so that figures of kept rows are those of fresh ones."""
    return json.loads(json.dumps(list(rows), cls=DjangoJSONEncoder))


def place_rows(places: QuerySet[Enrollment], *more: str) -> QuerySet:
    """One row for each place, with the day on which it was left, and `more` of its fields."""
    names = {"place": F("pk"), "batch_name": F("batch__name"), "capacity": F("batch__capacity")}
    found = places.annotate(left=Coalesce("left_on", "ended_on")).order_by("pk")
    return found.values("batch", "person", "state", "starts_on", "left", "end_reason", *more, **names)


def session_rows(sessions: QuerySet[Session], *more: str) -> QuerySet:
    """One row for each session, with its cause if it was cancelled, the day that makes up for it, and `more` fields."""
    taught = {"session": F("pk"), "minutes": minutes_taught(), "per_jp": F("batch__version__minutes_per_jp")}
    names = {"batch_name": F("batch__name"), "cause": F("cancel_cause__label"), "made_up_on": F("made_up_by__date")}
    words = ("batch", "date", "starts_at", "jp", "state", "makes_up_for", "room")
    return sessions.order_by("pk").values(*words, *more, **taught, **names)


def mark_rows(sessions: QuerySet[Session]) -> QuerySet:
    """One row for each mark of these sessions that counts, with why it was last changed and by whom."""
    flags = {
        "status_code": F("status__code"),
        "is_held": F("status__counts_as_held"),
        "is_possible": F("status__counts_in_denominator"),
    }
    names = {"mark": F("pk"), "place": F("enrollment"), "batch": F("session__batch"), "date": F("session__date")}
    last_version = MarkRevision.objects.filter(mark=OuterRef("pk"), version=OuterRef("version"))
    why = {"minutes": LESSON_MINUTES, "reason": Subquery(last_version.values("reason")[:1]), "by": F("recorded_by")}
    words = ("session", "minutes_present", "minutes_late", "version", "recorded_at")
    found = counted_marks().filter(session__in=sessions.order_by().values("pk")).order_by("pk")
    return found.values(*words, **names, **flags, **why)


def result_rows(results: QuerySet[UnitResult]) -> QuerySet:
    """One row for each attempt, in the order of attempts, with the last correction of signed results."""
    names = {"place": F("enrollment"), "batch": F("enrollment__batch"), "code": F("unit__code")}
    corrections = ResultCorrection.objects.filter(enrollment=OuterRef("enrollment"), unit=OuterRef("unit"))
    corrections = corrections.filter(state="approved").order_by("-decided_at", "-pk")
    # Signed results are corrected by two people; until then assessors change them without a reason.
    why = {"reason": "reason", "by": "decided_by", "corrected_at": "decided_at"}
    said = {name: Subquery(corrections.values(field)[:1]) for name, field in why.items()}
    words = ("unit", "attempt", "result", "assessed_on", "version")
    return results.order_by("enrollment", "unit", "attempt").values(*words, **names, **said)


def certificate_rows(certificates: QuerySet[Certificate], **more: F) -> QuerySet:
    """One row for each paper that was issued, and `more` facts of it."""
    names = {"certificate": F("pk"), "place": F("enrollment"), "text": F("number_text")}
    return certificates.order_by("pk").values("batch", "paper", "state", "issued_on", **names, **more)
