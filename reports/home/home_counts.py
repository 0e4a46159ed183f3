"""Counts for the home page, each with its total."""

from collections import Counter
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from certification.certificates import outstanding
from certification.certificates.approval import changed_of
from certification.register.models import Certificate
from core import clock
from core.counting import count_rows
from core.statements import Statement
from inmates.people.models import Person
from programs.attendance.models.marks import Mark
from programs.batches.models import Batch
from programs.places.models import Enrollment, EnrollmentQuerySet
from programs.timetable.models.sessions import Session
from programs.timetable.unexplained import unexplained

SHOWN = 8


def sessions_today(user: User) -> list[Session]:
    """Today's sessions at the user's office that are not cancelled, with `enrolled` people on the roll, those `marked`,
    and whether anything in them `is_unexplained`.

    The roll has the expected people and everyone else with a mark, so that `marked` never exceeds `enrolled`.
    """
    return _TODAY(user=user)


def _of_today(user: User) -> QuerySet[Session]:
    sessions = Session.objects.visible_to(user).standing().filter(date=clock.today(user.time_zone))
    expected = Enrollment.objects.expected_at(sessions).filter(session_pk=OuterRef("pk")).order_by()
    has_mark = Mark.objects.filter(session=OuterRef("session_pk"), enrollment=OuterRef("pk"))
    expected = expected.exclude(Exists(has_mark))
    people = expected.values("session_pk").annotate(people=Count("pk")).values("people")
    return (
        sessions.select_related("batch")
        # Expected people are counted in a subquery: joined with the marks, each would count once per mark.
        .annotate(
            marked=Count("marks", filter=Q(marks__status__isnull=False), distinct=True),
            enrolled=Coalesce(Subquery(people), 0) + F("marked"),
            is_unexplained=unexplained(),
        )
        .order_by("starts_at", "pk")[:SHOWN]
    )


_TODAY = Statement(_of_today, by_day=True)


def seats(user: User) -> list[dict]:
    """Taken and total places of the batches that are selecting or running: name, part, whole and link."""
    return [
        {
            "name": row.name,
            "part": row.part,
            "whole": row.whole,
            "url": reverse("programs:batch_detail", args=[row.public_id]),
        }
        for row in _SEATS(user=user)
    ]


def _batches_filling(user: User) -> QuerySet[Batch]:
    batches = Batch.objects.visible_to(user).filter(state__in=[Batch.State.SELECTING, Batch.State.RUNNING])
    taken = Count("enrollments", filter=~Q(enrollments__state=Enrollment.State.ENDED))
    return batches.annotate(part=taken, whole=F("capacity")).order_by("starts_on", "name")[:SHOWN]


_SEATS = Statement(_batches_filling)


def certificate_counts(user: User) -> list[dict]:
    """How many certificates are prepared, approved, waiting for another approval (if any), issued this month, and
    issued but not handed over.
    """
    counts = Counter(dict(_CERTIFICATES(user=user)))
    page = reverse("certification:certificate_list")
    # Only if something is approved, because comparing certificates with what was approved is slow.
    approved = Certificate.objects.visible_to(user).filter(state=Certificate.State.APPROVED)
    again = len(changed_of(approved)) if counts["approved"] else 0
    once_more = {"number": again, "label": _("Waiting for approval again"), "url": f"{page}?state=again"}
    return [
        {"number": counts["prepared"], "label": _("Waiting for approval"), "url": f"{page}?state=prepared"},
        *([once_more] if again else []),
        {"number": counts["approved"] - again, "label": _("Ready to issue"), "url": f"{page}?state=approved"},
        {"number": counts["this_month"], "label": _("Issued this month"), "url": f"{page}?state=month"},
        {
            "number": counts["waiting"],
            "label": _("Issued, not handed over"),
            "url": reverse("certification:outstanding"),
        },
    ]


def _certificates_counted(user: User) -> QuerySet[Any]:
    seen = Certificate.objects.visible_to(user)
    rows = {
        "prepared": seen.filter(state=Certificate.State.PREPARED),
        "approved": seen.filter(state=Certificate.State.APPROVED),
        "this_month": seen.issued_in_month_of(clock.today(user.time_zone)),
        "waiting": outstanding.certificates(user),
    }
    return count_rows(rows)


_CERTIFICATES = Statement(_certificates_counted, by_day=True)


def people_line(user: User) -> dict[str, int]:
    """The number of people in custody and in training, for the page head."""
    return {"people": 0, "training": 0} | dict(_PEOPLE(user=user))


def _people_counted(user: User) -> QuerySet[Any]:
    training = _in_training(Enrollment.objects.visible_to(user))
    return count_rows({"people": Person.objects.visible_to(user), "training": training})


_PEOPLE = Statement(_people_counted)


def _in_training(places: EnrollmentQuerySet) -> QuerySet[Enrollment]:
    """Live places in batches that have begun: before the first session nobody is in training."""
    return places.live().filter(batch__state=Batch.State.RUNNING)
