"""Whether the detention center knows why each person of a roll was not there.

It knows what it has announced, whom it has taken out, and what users of its own have marked. What the training center
alone has marked ("Dinas", sick) is a guess about somebody who may be missing.
"""

from django.db.models import Exists, OuterRef, Q, QuerySet

from inmates.custody.models.stays import Movement
from programs.attendance import known_absences, session_closing
from programs.attendance.mark_changes import unmarked
from programs.attendance.models.marks import AttendanceStatus, Mark
from programs.timetable.models.sessions import Session


def roll_tells(session: Session, *, counted: int) -> bool:
    """Whether everybody who was not there has such a reason, and as many are marked present as were counted."""
    is_whole = session_closing.present_count(session) == counted and not unmarked(session).exists()
    return is_whole and not _without_reason(session).exists()


def _without_reason(session: Session) -> QuerySet[Mark]:
    absent = session.marks.filter(status__counts_as_held=False)
    return absent.exclude(_is_known(session) & ~Q(status__code=AttendanceStatus.UNEXCUSED))


def _is_known(session: Session) -> Q:
    outings = Movement.objects.filter(person=OuterRef("enrollment__person"), out_at__lt=session.ends_at)
    is_out = Exists(outings.filter(Q(back_at__isnull=True) | Q(back_at__gt=session.starts_at)))
    announced = Q(enrollment__person__in=list(known_absences.known_at(session)))
    # Whoever counted wrongly would find the reason for it here.
    has_counted = Exists(session.head_counts.filter(counted_by=OuterRef("recorded_by")))
    of_facility = Q(recorded_by__facility=session.facility_id) & Q(~has_counted)
    return announced | Q(is_out) | of_facility
