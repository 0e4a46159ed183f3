"""Contradictions in places, applications, sessions and marks, for the training officer."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Case, Count, Exists, F, Max, Min, OuterRef, Q, QuerySet, Subquery, Value, When
from django.utils.translation import gettext_lazy as _

from accounts.models import TimeZone
from accounts.roles import Role
from core import clock
from inmates.custody.models.circumstances import NonAssociation
from inmates.custody.models.stays import CustodyPeriod, Suspension
from programs.attendance.models.marks import Mark
from programs.batches.models import LIVE, Batch
from programs.head_counts.models import HeadCount
from programs.places.models import Enrollment, EnrollmentSuspension
from programs.selection.models import Application, Hearing, PlaceOffer
from programs.timetable.models.sessions import Session
from programs.tools.models import ToolIssue
from reports.reconcile.contradictions import Found, contradiction
from reports.reconcile.contradictions import found as found_anywhere

LONG_ADMITTED = timedelta(days=14)


def found(rows: QuerySet, *, facility: str, **columns: str) -> Iterable[Found]:
    """What stands in facilities. A finding without an office would be told everybody, so none of a public class is."""
    return found_anywhere(rows.filter(**{f"{facility}__isnull": False}), facility=facility, **columns)


@contradiction(
    "place_without_custody",
    _("A place in a batch, but not in custody here"),
    _("The place is kept from others. End it, or correct where the person is."),
    role=Role.TRAINING_OFFICER,
)
def place_without_custody(moment: datetime) -> Iterable[Found]:
    elsewhere = Q(person__facility=None) | ~Q(person__facility=F("batch__facility"))
    rows = Enrollment.objects.live().filter(elsewhere)
    return found(rows, facility="batch__facility", person="person", batch="batch")


@contradiction(
    "place_in_ended_batch",
    _("A place that goes on in a batch that is over"),
    _("The person counts as being in training and may get no other place. End the place."),
    role=Role.TRAINING_OFFICER,
)
def place_in_ended_batch(moment: datetime) -> Iterable[Found]:
    rows = Enrollment.objects.live().exclude(batch__state__in=LIVE)
    return found(rows, facility="batch__facility", person="person", batch="batch")


@contradiction(
    "two_places",
    _("Places in two batches at once, although both programs forbid it"),
    _("Hours may be counted twice for one day. End one of the places."),
    role=Role.TRAINING_OFFICER,
)
def two_places(moment: datetime) -> Iterable[Found]:
    alone = Enrollment.objects.live().filter(batch__version__allows_parallel_batches=False)
    earlier = alone.of_facilities().filter(person=OuterRef("person"), pk__lt=OuterRef("pk"))
    return found(alone.filter(Exists(earlier)), facility="batch__facility", person="person", batch="batch")


@contradiction(
    "over_capacity",
    _("More participants than places"),
    _("The room and its tools are meant for fewer. End places, or raise the number of places."),
    role=Role.TRAINING_OFFICER,
)
def over_capacity(moment: datetime) -> Iterable[Found]:
    taken = Count("enrollments", filter=Q(enrollments__state__in=Enrollment.LIVE_STATES))
    rows = Batch.objects.live().annotate(taken=taken).filter(taken__gt=F("capacity"))
    return found(rows, facility="facility", batch="pk")


@contradiction(
    "pair_together",
    _("Two people who must not be together are in one batch"),
    _("It was decided that these two are kept apart. Decide who leaves the batch."),
    role=Role.TRAINING_OFFICER,
)
def pair_together(moment: datetime) -> Iterable[Found]:
    second = Enrollment.objects.live().filter(batch=OuterRef("batch"), person=OuterRef(OuterRef("second")))
    shared = Enrollment.of_facilities.live().filter(Exists(second), person=OuterRef("first")).order_by("pk")
    rows = NonAssociation.objects.open().annotate(
        shared_batch=Subquery(shared.values("batch")[:1]), here=Subquery(shared.values("batch__facility")[:1])
    )
    rows = rows.filter(shared_batch__isnull=False)
    return found(rows, facility="here", person="first", other_person="second", batch="shared_batch")


@contradiction(
    "pause_and_state_differ",
    _("Suspended without a suspension, or active with one"),
    _("Roll and list say different things about the person. Suspend or resume the place again."),
    role=Role.TRAINING_OFFICER,
)
def pause_and_state_differ(moment: datetime) -> Iterable[Found]:
    is_paused = Exists(EnrollmentSuspension.objects.open().filter(enrollment=OuterRef("pk")))
    rows = Enrollment.objects.live().filter(
        Q(is_paused, state=Enrollment.State.ACTIVE) | Q(~is_paused, state=Enrollment.State.SUSPENDED)
    )
    return found(rows, facility="batch__facility", person="person", batch="batch")


@contradiction(
    "present_but_away",
    _("Recorded as present on a day on which the person was not expected"),
    _("The person had no place, was suspended, out of the house or not in custody. Correct the roll or the dates."),
    role=Role.TRAINING_OFFICER,
)
def present_but_away(moment: datetime) -> Iterable[Found]:
    """Only in batches that are not certified yet: later the hours are part of what was signed.

    On the day a stay ends or a suspension begins, the person may have attended before it.
    """
    sessions = Session.objects.standing().filter(batch__state__in=[Batch.State.RUNNING, Batch.State.FINISHED])
    expected = Enrollment.objects.expected_at(Session.objects.standing()).filter(
        pk=OuterRef("enrollment"), session_pk=OuterRef("session")
    )
    # `Case` isolates the condition. Otherwise PostgreSQL, expecting few such pairs, joins every mark with every pair of
    # person and session, which takes minutes instead of a second.
    answer = Case(When(Exists(expected), then=Value(True)), default=Value(False))
    marks = Mark.objects.filter(status__counts_as_held=True, session__in=sessions).alias(answer=answer)
    marks = marks.filter(answer=False)
    person, day = OuterRef("enrollment__person"), OuterRef("session__date")
    rows = marks.exclude(
        Exists(CustodyPeriod.objects.filter(person=person, until=day))
        | Exists(Suspension.objects.filter(person=person, from_date=day))
        | Exists(EnrollmentSuspension.objects.filter(enrollment=OuterRef("enrollment"), from_date=day))
    )
    return found(
        rows,
        facility="session__batch__facility",
        person="enrollment__person",
        batch="session__batch",
        session="session",
    )


@contradiction(
    "session_without_counts",
    _("A session was closed without counts that agree"),
    _("Nobody can say whether everybody and every tool came back. Find out, and tell the head of the office."),
    role=Role.TRAINING_OFFICER,
)
def session_without_counts(moment: datetime) -> Iterable[Found]:
    heads = Q(head_counts__replaced_at__isnull=True, head_counts__isnull=False)
    counted = Session.objects.filter(state=Session.State.FINALIZED, counts_reason="").annotate(
        points=Count("head_counts", filter=heads),
        least=Min("head_counts__people", filter=heads),
        most=Max("head_counts__people", filter=heads),
    )
    tools_out = Exists(ToolIssue.objects.open().filter(session=OuterRef("pk")))
    rows = counted.filter(~Q(points=len(HeadCount.Point)) | ~Q(least=F("most")) | tools_out)
    return found(rows, facility="batch__facility", batch="batch", session="pk")


@contradiction(
    "session_in_ended_batch",
    _("A session still to come in a batch that is over"),
    _("It still occupies instructor and room. Cancel it."),
    role=Role.TRAINING_OFFICER,
)
def session_in_ended_batch(moment: datetime) -> Iterable[Found]:
    rows = Session.objects.filter(state=Session.State.PLANNED, starts_at__gt=moment).exclude(batch__state__in=LIVE)
    return found(rows, facility="batch__facility", batch="batch", session="pk")


@contradiction(
    "agreement_ended",
    _("A batch goes on although its agreement has ended"),
    _("Extend the agreement, or let the head of the detention center write why the batch goes on."),
    role=Role.TRAINING_OFFICER,
)
def agreement_ended(moment: datetime) -> Iterable[Found]:
    # Each zone has its own date, so ended agreements are matched zone by zone, in one statement.
    ended = Q()
    for zone in TimeZone.values:
        ended |= Q(facility__time_zone=zone, agreement__valid_until__lt=clock.local(moment, zone).date())
    running = Batch.objects.filter(state__in=[Batch.State.SELECTING, Batch.State.RUNNING], agreement_override="")
    return found(running.filter(ended), facility="facility", batch="pk")


@contradiction(
    "application_in_ended_batch",
    _("An open application for a batch that is over"),
    _("The person cannot apply for the program again. Close the application."),
    role=Role.TRAINING_OFFICER,
    page="programs:selection_detail",
)
def application_in_ended_batch(moment: datetime) -> Iterable[Found]:
    rows = Application.objects.open().exclude(batch__state__in=LIVE)
    return found(rows, facility="batch__facility", person="person", batch="batch")


@contradiction(
    "admitted_and_waiting",
    _("Admitted more than 14 days ago, and still without a place in a batch that is running"),
    _("The board has decided and nothing followed. Give the place, or close the application."),
    role=Role.TRAINING_OFFICER,
    page="programs:selection_detail",
)
def admitted_and_waiting(moment: datetime) -> Iterable[Found]:
    rows = Application.objects.filter(
        state=Application.State.ADMITTED,
        batch__state=Batch.State.RUNNING,
        hearing__state=Hearing.State.CLOSED,
        hearing__closed_at__lt=moment - LONG_ADMITTED,
    )
    return found(rows, facility="batch__facility", person="person", batch="batch")


@contradiction(
    "enrolled_without_place",
    _("An application says “enrolled”, but there is no place"),
    _("The person waits for a training that nobody plans. Look at the application with the board."),
    role=Role.TRAINING_OFFICER,
    page="programs:selection_detail",
)
def enrolled_without_place(moment: datetime) -> Iterable[Found]:
    rows = Application.objects.filter(state=Application.State.ENROLLED, enrollment=None)
    return found(rows, facility="batch__facility", person="person", batch="batch")


@contradiction(
    "offered_without_offer",
    _("An application says “place offered”, but no offer is open"),
    _("Nobody asks the person, and no day ends the wait. Offer the place again."),
    role=Role.TRAINING_OFFICER,
    page="programs:selection_detail",
)
def offered_without_offer(moment: datetime) -> Iterable[Found]:
    offers = PlaceOffer.objects.filter(application=OuterRef("pk"), state=PlaceOffer.State.OPEN)
    rows = Application.objects.filter(state=Application.State.OFFERED).exclude(Exists(offers))
    return found(rows, facility="batch__facility", person="person", batch="batch")


@contradiction(
    "offer_without_application",
    _("An offer is open, but its application has gone on"),
    _("A place is reserved for no one. Check the application."),
    role=Role.TRAINING_OFFICER,
    page="programs:selection_detail",
)
def offer_without_application(moment: datetime) -> Iterable[Found]:
    rows = PlaceOffer.objects.filter(state=PlaceOffer.State.OPEN)
    rows = rows.exclude(application__state=Application.State.OFFERED)
    return found(
        rows, facility="application__batch__facility", person="application__person", batch="application__batch"
    )


@contradiction(
    "reserve_position_twice",
    _("The same position on the reserve list twice"),
    _("It is not clear who is next. Let the board order the list again."),
    role=Role.TRAINING_OFFICER,
    page="programs:selection_detail",
)
def reserve_position_twice(moment: datetime) -> Iterable[Found]:
    listed = Application.objects.filter(reserve_position__isnull=False)
    same = listed.filter(batch=OuterRef("batch"), reserve_position=OuterRef("reserve_position"), pk__lt=OuterRef("pk"))
    return found(listed.filter(Exists(same)), facility="batch__facility", person="person", batch="batch")
