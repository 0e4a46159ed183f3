"""Selection work: offers to be answered, appeals to be decided, people to be interviewed."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Min, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from core import clock
from core.templatetags.dates import day
from inmates.custody.custody_facts import with_custody
from inmates.people.models import Person
from inmates.profile.awaited_people import to_complete_first
from programs.batches.models import Batch
from programs.interviews import interview_records
from programs.interviews.models import TrainingGoal
from programs.selection import selection_stages
from programs.selection.models import Appeal, Application, Hearing, PlaceOffer
from reports.home.task import Task, counted_for, waits_for
from reports.home.work import finding_work
from reports.reconcile.findings import findings_for


@waits_for("programs.hold_hearing")
def hearings_due(user: User) -> Iterator[Task]:
    """Open hearings with candidates waiting for a decision."""
    hearings = (
        Hearing.objects.filter(state=Hearing.State.OPEN, batch__in=Batch.objects.visible_to(user))
        .select_related("batch")
        .annotate(waiting=Count("batch__applications", filter=Q(batch__applications__state="submitted")))
    )
    for hearing in hearings.order_by("held_on"):
        yield Task(
            kind="info",
            icon_name="gavel",
            title=_("Board hearing on %(batch)s") % {"batch": hearing.batch},
            url=reverse("programs:selection_detail", args=[hearing.batch.public_id]),
            note=ngettext(
                "%(count)d candidate without a decision", "%(count)d candidates without a decision", hearing.waiting
            )
            % {"count": hearing.waiting},
            word=_("Waiting for you") if hearing.chair_id == user.pk else _("Open"),
        )


@waits_for("programs.enroll")
def places_to_give(user: User) -> Iterator[Task]:
    """By batch: admitted people without a place, and places offered but not answered."""
    admitted = Q(state=Application.State.ADMITTED, hearing__state=Hearing.State.CLOSED)
    waiting = Application.objects.visible_to(user).filter(admitted | Q(state=Application.State.OFFERED))
    first = Min("offers__expires_on", filter=Q(offers__state=PlaceOffer.State.OPEN))
    # Joining the offers multiplies the rows, hence `distinct`.
    rows = waiting.values("state", "batch__public_id", "batch__name").annotate(
        count=Count("pk", distinct=True), first=first
    )
    rows = list(rows.order_by("batch__name", "state"))
    free = _free_places(rows)
    for row in rows:
        url = reverse("programs:selection_detail", args=[row["batch__public_id"]])
        if row["state"] == Application.State.OFFERED:
            yield _offers_to_answer(row["count"], row["first"], url)
        elif count := min(row["count"], free[row["batch__public_id"]]):
            title = ngettext("Enroll %(count)d admitted person", "Enroll %(count)d admitted people", count)
            yield Task(
                kind="info",
                icon_name="user-plus",
                title=title % {"count": count},
                url=url,
                note=row["batch__name"],
                word=_("Waiting for you"),
            )


def _free_places(rows: list[dict]) -> dict[UUID, int]:
    """For each batch with admitted people, how many can be given a place now; one query, or none if there are no
    batches.
    """
    admitted = [row["batch__public_id"] for row in rows if row["state"] == Application.State.ADMITTED]
    offered = {row["batch__public_id"]: row["count"] for row in rows if row["state"] == Application.State.OFFERED}
    if not admitted:
        return {}
    batches = selection_stages.with_counts(Batch.objects.filter(public_id__in=admitted))
    counted = batches.values_list("public_id", "capacity", F("enrolled"))
    return {batch: max(capacity - enrolled - offered.get(batch, 0), 0) for batch, capacity, enrolled in counted}


def _offers_to_answer(count: int, first: date, url: str) -> Task:
    """People whose answer is needed before the first of these days has passed."""
    title = ngettext(
        "%(count)d place is offered and not answered", "%(count)d places are offered and not answered", count
    )
    return Task(
        kind="warn",
        icon_name="hourglass",
        title=title % {"count": count},
        url=url,
        note=_("The first offer ends on %(day)s") % {"day": day(first)},
        word=_("Ask the person"),
    )


def _of_the_officer(user: User) -> dict[str, QuerySet[Any]]:
    today = clock.today(user.time_zone)
    return {
        "interviews": interview_records.overdue(Person.objects.visible_to(user), on=today),
        "goals": interview_records.goals_due(TrainingGoal.objects.visible_to(user), on=today),
        "contradictions": findings_for(user),
    }


@counted_for("programs.enroll", rows=_of_the_officer)
def people_of_the_officer(count: dict[str, int]) -> Iterator[Task]:
    """Interviews, goals and contradictions."""
    if count["interviews"] or count["goals"]:
        yield interviews_overdue(count["interviews"], count["goals"])
    if count["contradictions"]:
        yield finding_work.task_of(count["contradictions"])


def interviews_overdue(interviews: int, goals: int) -> Task:
    """People here for more than two weeks without an interview, and overdue goals."""
    late = ngettext("%(count)d intake interview is overdue", "%(count)d intake interviews are overdue", interviews)
    goals_late = ngettext("%(count)d goal is overdue", "%(count)d goals are overdue", goals) % {"count": goals}
    return Task(
        kind="warn",
        icon_name="clipboard-list",
        title=late % {"count": interviews} if interviews else goals_late,
        url=reverse("programs:interview_list"),
        note=goals_late if interviews and goals else "",
        word=_("Overdue"),
    )


@waits_for("programs.decide_appeal")
def appeals_to_decide(user: User) -> Iterator[Task]:
    """Appeals against decisions made by others."""
    appeals = Appeal.objects.filter(outcome="", application__batch__facility=user.facility_id)
    # The author of a decision may not decide the appeal against it.
    for appeal in appeals.exclude(decision_by=user).select_related("application__batch").order_by("received_on"):
        yield Task(
            kind="warn",
            icon_name="gavel",
            title=_("Decide on an appeal"),
            url=reverse("programs:appeal_decide", args=[appeal.application.public_id]),
            note=f"{appeal.application.batch}, {day(appeal.received_on)}",
            word=_("Waiting for you"),
        )


def _incomplete(user: User) -> dict[str, QuerySet[Person]]:
    people = with_custody(Person.objects.visible_to(user))
    return {"people": to_complete_first(people, on=clock.today(user.time_zone))}


@counted_for("inmates.change_person", rows=_incomplete)
def data_missing_for_applicants(counts: dict[str, int]) -> Iterator[Task]:
    """People awaiting the board's decision while data required by entry rules is missing."""
    if count := counts["people"]:
        yield Task(
            kind="warn",
            icon_name="circle-alert",
            title=ngettext(
                "Data of %(count)d applicant are incomplete", "Data of %(count)d applicants are incomplete", count
            )
            % {"count": count},
            url=reverse("inmates:list") + "?data=applicants",
            note=_("The board cannot decide on them before"),
            word=_("Complete the data"),
        )
