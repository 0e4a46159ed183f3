"""Who makes, approves and withdraws a closing report, that it never changes, and what a later one says."""

import pytest
from django.db import DatabaseError, transaction
from django.db.models import F

from core import audit, clock
from core.errors import RuleViolation
from core.models import AuditEvent
from inmates.people.models import Person
from outcomes.plan.models import TrainingPlan
from programs.attendance.models.kept_hours import KeptHours
from programs.batches.models import Batch
from reports.closing import closing_reports
from reports.closing.closing_figures import figures_of
from reports.closing.closing_rows import ClosingRows
from reports.closing.models import (
    ClosingReport,
    ClosingReportApproval,
    ClosingReportPlace,
    ClosingReportWithdrawal,
)
from reports.kept import keeping
from tests.constraints import assert_refused, copy_of
from tests.factories import BatchFactory, UserFactory
from tests.factories.certification import class_of, staff
from tests.factories.closed_batch import closed_batch
from tests.factories.plans import plan_of
from tests.reasons import codes

pytestmark = pytest.mark.django_db
REASON = "Hasil uji ulang belum masuk"


@pytest.fixture
def closed():
    return closed_batch()


@pytest.fixture
def heads(closed):
    """The heads of the detention center and of the training center."""
    return UserFactory(roles=["rutan_head"], facility=closed.batch.facility), staff(
        closed.batch.training_center, "blk_head"
    )


def refused(act, *args, **words):
    with pytest.raises(RuleViolation) as violation:
        act(*args, **words)
    return codes(violation.value.reasons)


def stored(report):
    """Everything that the database has of a report."""
    row = ClosingReport.objects.filter(pk=report.pk).values().get()
    return row, list(ClosingReportPlace.objects.filter(report=report).values())


@pytest.mark.engines
def test_report_keeps_its_rows_which_give_the_numbers_again(closed):
    report = ClosingReport.objects.get(pk=closing_reports.make(closed.batch, by=closed.officer).pk)

    again = figures_of(keeping.kept_rows(report, ClosingRows))

    assert again.plain() == report.figures["whole"]
    assert keeping.is_whole(report)
    assert (report.number, report.differences) == (1, {"figures": [], "rows": []})
    details = AuditEvent.objects.get(action="closing_report.make").details
    assert details == {"batch": closed.batch.pk, "number": 1, "digest": report.digest}


def test_report_says_under_what_and_with_whom_the_batch_was_held(closed):
    batch, program = closed.batch, closed.batch.version.program
    plan = plan_of(batch.agreement, batch.version, year=2026, state="decided")
    heads = {"facility_head": UserFactory(facility=batch.facility), "center_head": UserFactory()}
    TrainingPlan.objects.filter(pk=plan.pk).update(state="approved", **heads)

    figures = closing_reports.make(batch, by=closed.coordinator).figures

    assert figures["about"] == {
        "name": batch.name,
        "state": "finished",
        "called_off": {},
        "program": program.name,
        "vocation": "Las",
        "level": "dasar",
        "version": 1,
        "total_jp": 12,
        "minutes_per_jp": 45,
        "threshold": 80,
        "has_assessment": True,
        "facility": batch.facility.name,
        "center": batch.training_center.name,
        "agreement": batch.agreement.number,
        "is_outside_agreement": False,
        "starts_on": "2026-11-02",
        "ends_on": "2026-11-27",
        "assessment_on": "2026-11-30",
        "capacity": 16,
        "fund": "apbd",
        # The line of the plan says what a place costs.
        "plan": {"year": 2026, "cost": 3_600_000},
        "minutes": {},
    }
    assert figures["instructors"] == [
        {"name": "Ir. Dua", "held": 2, "jp": 6},
        {"name": "Ir. Satu", "held": 1, "jp": 6},
    ]
    assert figures["rooms"] == [
        {"name": "Bengkel las", "held": 2, "jp": 8},
        {"name": "Ruang teori", "held": 1, "jp": 4},
    ]


@pytest.mark.parametrize(
    ("role", "state", "code"),
    [
        ("rutan_head", "finished", "not_authorized"),
        ("blk_head", "finished", "not_authorized"),
        ("registrar", "finished", "not_authorized"),
        ("training_officer", "planned", "not_over"),
        ("training_officer", "selecting", "not_over"),
        ("blk_coordinator", "running", "not_over"),
        ("training_officer", "finished", "empty"),
    ],
)
def test_report_is_refused(role, state, code):
    batch = BatchFactory(state=state)
    of_center = role.startswith("blk")
    by = staff(batch.training_center, role) if of_center else UserFactory(roles=[role], facility=batch.facility)

    assert refused(closing_reports.make, batch, by=by) == [code]
    assert not ClosingReport.objects.exists()


def test_strangers_and_destroyed_marks_make_no_report(closed):
    strangers = (UserFactory(roles=["training_officer"]), UserFactory(roles=["blk_coordinator"]))

    told = [refused(closing_reports.make, closed.batch, by=by) for by in strangers]
    hours = {"unit": closed.batch.version.units.first(), "minutes_held": 270, "minutes_possible": 270}
    KeptHours.objects.create(enrollment=closed.places["Adi"], **hours)
    told.append(refused(closing_reports.make, closed.batch, by=closed.officer))

    assert told == [["not_authorized"], ["not_authorized"], ["destroyed"]]


def test_batch_that_was_called_off_is_reported_with_why_for_each_office(closed):
    batch = closed.batch
    Batch.objects.filter(pk=batch.pk).update(state="cancelled", cancel_reason="Kerusuhan di blok")
    batch.refresh_from_db()

    about = closing_reports.make(batch, by=closed.officer).figures["about"]

    assert about["called_off"]["facility"] == "Kerusuhan di blok"
    assert "blok" not in about["called_off"]["center"]


def test_correction_is_a_new_report_that_says_what_differs_and_leaves_the_old_one(closed):
    old = closing_reports.make(closed.batch, by=closed.officer)
    before = stored(old)
    second = closed.batch.version.units.get(position=2)
    place = closed.places["Dodi"]
    place.unit_results.filter(unit=second).update(result="K", feedback="", version=2)
    Person.objects.filter(pk=closed.places["Eko"].person_id).update(birth_date="1980-01-01")

    new = closing_reports.make(closed.batch, by=closed.coordinator)

    assert stored(old) == before
    assert new.number == 2
    assert new.differences["figures"] == [
        {"unit": "", "figure": "competent", "part": "", "was": 3, "now": 4},
        {"unit": "", "figure": "passed", "part": "", "was": 8, "now": 9},
        {"unit": second.code, "figure": "passed", "part": "", "was": 3, "now": 4},
    ]
    told = [(row["part"], row["was"], row["now"]) for row in new.differences["rows"]]
    assert told == [
        ("places", {"standing": ""}, {"standing": "competent"}),
        ("places", {"age": "x"}, {"age": "35"}),
        ("results", {"result": "BK"}, {"result": "K"}),
        ("applications", {"age": "x"}, {"age": "35"}),
    ]


def test_unchanged_batch_is_not_reported_twice_unless_the_report_was_withdrawn(closed):
    report = closing_reports.make(closed.batch, by=closed.officer)

    again = refused(closing_reports.make, closed.batch, by=closed.coordinator)
    closing_reports.withdraw(report, by=closed.officer, reason=REASON)
    second = closing_reports.make(closed.batch, by=closed.coordinator)

    assert (again, second.number) == (["unchanged"], 2)


@pytest.mark.engines
def test_both_heads_approve_each_by_an_act_of_their_own(closed, heads):
    report = closing_reports.make(closed.batch, by=closed.officer)
    facility_head, center_head = heads

    first = closing_reports.approve(report, by=facility_head)
    left = closing_reports.missing_sides(ClosingReport.objects.get(pk=report.pk))
    twice = refused(closing_reports.approve, report, by=facility_head)
    second = closing_reports.approve(report, by=center_head)

    assert ((first.side, first.approved_by), left) == (("facility", facility_head), ["center"])
    assert twice == ["approved"]
    assert ((second.side, second.approved_by), second.approved_at) == (("center", center_head), clock.now())
    assert closing_reports.missing_sides(ClosingReport.objects.get(pk=report.pk)) == []
    told = AuditEvent.objects.filter(action="closing_report.approve").order_by("pk")
    assert [event.details["side"] for event in told] == ["facility", "center"]


def test_only_heads_of_both_offices_approve_and_only_the_newest(closed, heads):
    old = closing_reports.make(closed.batch, by=closed.officer)
    closed.places["Dodi"].unit_results.filter(result="BK").update(result="K", feedback="")
    new = closing_reports.make(closed.batch, by=closed.officer)
    strangers = [UserFactory(roles=[role]) for role in ("rutan_head", "blk_head")]

    told = [
        codes(closing_reports.approve_blockers(report, by=by))
        for report, by in (
            (old, heads[0]),
            (new, closed.officer),
            (new, closed.coordinator),
            (new, strangers[0]),
            (new, strangers[1]),
            (new, heads[1]),
        )
    ]

    assert told == [["corrected"], *[["not_authorized"]] * 4, []]


def test_maker_who_becomes_head_does_not_approve_the_own_report(closed):
    both = UserFactory(roles=["training_officer", "rutan_head"], facility=closed.batch.facility)
    report = closing_reports.make(closed.batch, by=both)

    assert codes(closing_reports.approve_blockers(report, by=both)) == ["four_eyes"]


def test_public_class_is_approved_by_its_center_alone():
    batch = class_of(2, facility=None, agreement=None)
    report = closing_reports.make(batch, by=staff(batch.training_center, "blk_coordinator"))

    closing_reports.approve(report, by=staff(batch.training_center, "blk_head"))

    assert closing_reports.missing_sides(ClosingReport.objects.get(pk=report.pk)) == []


def test_withdrawn_report_is_not_approved_and_an_approved_one_not_withdrawn(closed, heads):
    first = closing_reports.make(closed.batch, by=closed.officer)
    closing_reports.withdraw(first, by=heads[1], reason=f"  {REASON} ")
    report = ClosingReport.objects.get(pk=first.pk)
    approving = refused(closing_reports.approve, report, by=heads[0])
    again = refused(closing_reports.withdraw, report, by=closed.officer, reason=REASON)
    second = closing_reports.make(closed.batch, by=closed.officer)
    for head in heads:
        closing_reports.approve(second, by=head)

    late = refused(closing_reports.withdraw, second, by=closed.officer, reason=REASON)

    assert (approving, again, late) == (["withdrawn"], ["withdrawn"], ["approved"])
    assert (report.withdrawal.reason, report.withdrawal.is_of_center) == (REASON, True)


def test_withdrawing_takes_a_reason_and_somebody_who_may(closed):
    report = closing_reports.make(closed.batch, by=closed.officer)
    others = (
        UserFactory(roles=["training_officer"]),
        UserFactory(roles=["registrar"], facility=closed.batch.facility),
    )

    told = [refused(closing_reports.withdraw, report, by=by, reason=REASON) for by in others]
    told.append(refused(closing_reports.withdraw, report, by=closed.officer, reason="salah"))

    assert told == [["not_authorized"], ["not_authorized"], ["reason_missing"]]


@pytest.mark.engines
def test_report_is_not_changed_nor_taken_away(closed, heads):
    report = closing_reports.make(closed.batch, by=closed.officer)
    approval = closing_reports.approve(report, by=heads[0])
    rows = (
        ClosingReport.objects.order_by().filter(pk=report.pk),
        ClosingReportPlace.objects.filter(report=report),
        ClosingReportApproval.objects.filter(pk=approval.pk),
    )

    for found in rows:
        for act in (lambda one: one.update(id=F("id")), lambda one: one.delete()):
            with pytest.raises(DatabaseError), transaction.atomic():
                act(found)

    assert [found.count() for found in rows] == [1, 6, 1]
    assert [one for one in audit.broken_links() if "closing" in one] == []


@pytest.mark.engines
def test_constraints_hold(closed, heads):
    report = closing_reports.make(closed.batch, by=closed.officer)
    approval = closing_reports.approve(report, by=heads[0])
    empty = ClosingReportWithdrawal(report_id=report.pk, withdrawn_by=closed.officer, reason="")

    assert_refused("closing_report_place_once_a_report", lambda: copy_of(report.places.first()))
    assert_refused("closing_report_number_is_unique", lambda: copy_of(report))
    assert_refused("closing_report_approved_once_an_office", lambda: copy_of(approval))
    assert_refused("closing_report_is_withdrawn_with_a_reason", empty.save)


def test_making_takes_as_many_statements_whatever_the_size(closed, django_assert_max_num_queries):
    with django_assert_max_num_queries(32):
        closing_reports.make(closed.batch, by=closed.officer)
