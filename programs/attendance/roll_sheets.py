"""Contents of the printed roll of a session or week. The sheet belongs to the training center: names only."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.letterhead import of_center
from accounts.models import User
from core.templatetags.dates import day_long, day_short, day_span, hour_span
from programs.attendance.models.marks import AttendanceStatus
from programs.attendance.roll_paper import render_roll
from programs.places.models import Enrollment, EnrollmentQuerySet
from programs.timetable.models.sessions import Session

MOST_DAYS = 6
# A day that continues after the noon break is signed twice; a morning that ends during the break has no afternoon.
NOON, AFTER_NOON = time(12), time(13)


def session_sheet(session: Session, *, by: User) -> bytes:
    """The PDF of one session's roll: everybody on it whom `by` may see, with boxes for statuses and counts.

    Always in Indonesian and in the facility's local time. Raises `RuleViolation` if a word does not fit.
    """
    with _local(session):
        # The sheet hangs in the workshop, so all custody reasons share one box that reveals none of them.
        statuses = AttendanceStatus.objects.filter(is_offered=True).filter(
            Q(is_custody_reason=False) | Q(code=AttendanceStatus.DUTY)
        )
        data = {
            **_common(session),
            "title": _("Attendance roll of a session"),
            "id": f"SESI-{session.date.year}-{session.pk:06d}",
            "facts": _facts(session, day_long(session.date), hour_span(session.starts_at, session.ends_at)),
            "rows": _names(_visible(session, by).on_roll(session)),
            "statuses": [status.letter for status in statuses],
            "legend": " · ".join(f"{status.letter} {status.label.lower()}" for status in statuses),
            # The two counts at the block are on the movement list of the detention center.
            "counts": [_("Arrived"), _("Left the workshop"), _("Tools out"), _("Tools in")],
        }
        return render_roll(data)


def week_sheet(session: Session, *, by: User) -> bytes:
    """The PDF of the roll for the week of the session; otherwise like `session_sheet`."""
    with _local(session):
        monday = session.date - timedelta(days=session.date.weekday())
        sunday = monday + timedelta(days=6)
        # A substitute instructor sees only the session that he or she teaches.
        sessions = session.batch.sessions.visible_to(by).standing().filter(date__range=(monday, sunday))
        # A sheet printed for a cancelled session still includes its day.
        taught = [*sessions, session]
        days = sorted({one.date for one in taught})
        times = hour_span(min(s.starts_at for s in taught), max(s.ends_at for s in taught))
        expected = Enrollment.objects.expected_at(Session.objects.filter(pk__in=[one.pk for one in taught]))
        people = _visible(session, by).filter(pk__in=expected.values("pk"))
        year, week, _day = session.date.isocalendar()
        data = {
            **_common(session),
            "title": _("Attendance roll of a week"),
            "id": f"PEKAN-{year}-{week:02d}-{session.batch_id:05d}",
            "facts": _facts(session, day_span(days[0], days[-1]), times, whole_week=True),
            "rows": _names(people),
            "days": [{"label": day_short(day), "parts": _parts(taught, day)} for day in days[:MOST_DAYS]],
            "legend": _("Sign in each box. Not there: write I excused, S sick or A absent."),
        }
        return render_roll(data)


def _parts(taught: list[Session], day: date) -> list[str]:
    """The parts of the day for which people sign: morning, afternoon, or both."""
    hours = [(timezone.localtime(one.starts_at), timezone.localtime(one.ends_at)) for one in taught if one.date == day]
    parts = []
    if any(start.time() < NOON for start, _end in hours):
        parts.append("Pagi")
    if any(start.time() >= NOON or end.time() > AFTER_NOON for start, end in hours):
        parts.append("Siang")
    return parts


def _visible(session: Session, by: User) -> EnrollmentQuerySet:
    """The people whom `by` may see; a case officer's sheet lists only his or her own wards."""
    return Enrollment.objects.of_roll(session, by)


@contextmanager
def _local(session: Session) -> Iterator[None]:
    """Activates Indonesian and the facility's time zone within the block."""
    with translation.override("id"), timezone.override(session.batch.time_zone):
        yield


def _common(session: Session) -> dict[str, Any]:
    center = session.batch.training_center
    return {
        "issuer": of_center(center),
        "hands": [
            {"role": _("Instructor"), "name": session.instructor.full_name},
            {"role": _("Escort"), "name": ""},
            {"role": _("Counted by"), "name": ""},
        ],
        "foot": _("Keep this sheet with the file of the session."),
    }


def _facts(session: Session, day: str, times: str, *, whole_week: bool = False) -> list[dict[str, str]]:
    batch = session.batch
    unit = {"label": _("Unit"), "value": session.unit.code}
    # A week may cover several units, whose codes might not fit; the instructor is named instead.
    taught = {"label": _("Instructor"), "value": session.instructor.full_name} if whole_week else unit
    return [
        {"label": _("Program"), "value": batch.version.program.name},
        {"label": _("Week") if whole_week else _("Day"), "value": day},
        {"label": _("Batch"), "value": batch.name},
        {"label": _("Time"), "value": times},
        taught,
        {"label": _("Room"), "value": session.room},
    ]


def _names(people: QuerySet[Enrollment]) -> list[dict[str, str]]:
    ordered = people.select_related("person").order_by("person__name_sort", "pk")
    return [{"name": place.person.full_name} for place in ordered]
