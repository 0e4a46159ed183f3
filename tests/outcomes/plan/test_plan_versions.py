"""A plan that a head sends back, minutes in versions, and sums that give no hidden proposal back."""

import re

import pytest
from django.urls import reverse

from core.errors import RuleViolation
from core.models import AuditEvent
from outcomes.plan import plan_approvals, plan_decisions, plan_drafts, plan_minutes, plan_page
from outcomes.plan.models import PlanLine
from outcomes.plan.plan_figures import figures_of
from tests.factories import AgreementFactory, ProgramVersionFactory, UserFactory, VocationFactory
from tests.factories.plans import DAY, plan_of
from tests.outcomes.plan.test_year_plan import TODAY, decisions, minutes
from tests.papers import AS_TYPED, pages
from tests.reasons import codes

pytestmark = pytest.mark.django_db
WHY = "Kebutuhan menjahit belum dilihat."


@pytest.fixture
def agreement():
    return AgreementFactory()


@pytest.fixture
def version(agreement):
    return ProgramVersionFactory(program__training_center=agreement.training_center)


@pytest.fixture
def coordinator(agreement):
    return UserFactory(roles=["blk_coordinator"], training_center=agreement.training_center)


@pytest.fixture
def heads(agreement):
    return (
        UserFactory(roles=["rutan_head"], facility=agreement.facility),
        UserFactory(roles=["blk_head"], training_center=agreement.training_center),
    )


@pytest.mark.parametrize(("state", "after"), [("proposed", "draft"), ("decided", "proposed")])
def test_a_head_sends_a_plan_back_by_a_reason(sign_in, agreement, version, heads, state, after):
    plan = plan_of(agreement, version, state=state)
    head = sign_in(heads[0])
    assert "Kembalikan rencana" in head.get(reverse("outcomes:plan_detail", args=[plan.public_id])).content.decode()

    head.post(reverse("outcomes:plan_return", args=[plan.public_id]), {"reason": WHY})

    plan.refresh_from_db()
    assert (plan.state, plan.returned_why) == (after, WHY)
    assert WHY in head.get(reverse("outcomes:plan_detail", args=[plan.public_id])).content.decode()
    assert AuditEvent.objects.filter(action="training_plan.send_back").count() == 1


def test_a_plan_sent_back_waits_for_whoever_prepares_it(sign_in, agreement, version, coordinator, heads):
    plan = plan_of(agreement, version, state="decided")
    for state in ("proposed", "draft"):
        plan_approvals.send_back(plan, by=heads[1], why=WHY)
        plan.refresh_from_db()
        assert (plan.state, WHY in sign_in(coordinator).get("/").content.decode()) == (state, True)

    plan_drafts.propose(plan, by=coordinator)

    plan.refresh_from_db()
    assert (plan.returned_why, len(plan.versions)) == (WHY, 1)


def test_a_plan_sent_back_before_its_first_meeting_is_not_called_so_once_it_goes_on(
    agreement, version, coordinator, heads
):
    plan = plan_of(agreement, version, state="proposed")
    plan_approvals.send_back(plan, by=heads[1], why=WHY)

    plan_drafts.propose(plan, by=coordinator)

    plan.refresh_from_db()
    assert (plan.state, plan.returned_why) == ("proposed", "")


def test_a_plan_that_went_all_the_way_back_is_decided_on_its_new_figures(
    sign_in, agreement, version, coordinator, heads
):
    plan = plan_of(agreement, version, state="proposed", by=coordinator)
    first = decisions(plan, batches=2, places=20, reason="Kursi di bengkel cukup.")
    plan_decisions.decide(plan, by=coordinator, decisions=first, minutes=minutes())
    for _step in range(2):
        plan_approvals.send_back(plan, by=heads[1], why=WHY)
    plan_drafts.change_means(plan.lines.get(), by=coordinator, means=plan_drafts.Means(10, 1, 0, 0, 3_600_000))
    plan = plan_drafts.propose(plan, by=coordinator)
    line, path = plan.lines.get(), reverse("outcomes:plan_meeting", args=[plan.public_id])

    form = sign_in(coordinator).get(path).context["form"]

    assert form["course"].value() == minutes().course
    assert [form[f"{line.pk}-{name}"].value() for name in ("batches", "places")] == [line.batches, line.places]
    plan_decisions.decide(plan, by=coordinator, decisions=decisions(plan), minutes=minutes(held_on=plan.counted_on))
    assert [(one.version, one.why) for one in plan.meetings.order_by("version")] == [(1, ""), (2, WHY)]


def test_the_meeting_has_the_figures_and_the_money_beside_its_fields(sign_in, agreement, version, coordinator):
    plan = plan_of(agreement, version, state="proposed", budget=50_000_000)
    figures = {**plan.lines.get().figures, "verdict": "proposed", "batches": 1, "proposed": 12, "eligible": 15}
    plan.lines.update(figures={**figures, "needed": 18, "capacity": 24})

    page = sign_in(coordinator).get(reverse("outcomes:plan_meeting", args=[plan.public_id])).content.decode()

    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))
    assert "Perlu dilatih 18 " in text
    assert "Rp 43.200.000 dari pagu Rp 50.000.000" in text


def test_minutes_of_a_plan_sent_back_are_there_to_be_changed(sign_in, agreement, version, coordinator, heads):
    plan = plan_of(agreement, version, state="decided")
    meeting, line = plan.meeting, plan.lines.first()
    meeting.decisions = [{"line": line.pk, "position": 3, "batches": 2, "places": 31, "reason": "Ruang sempit"}]
    meeting.save()
    plan_approvals.send_back(plan, by=heads[1], why=WHY)

    form = sign_in(coordinator).get(reverse("outcomes:plan_meeting", args=[plan.public_id])).context["form"]

    assert [form[name].value() for name in ("place", "present", "course")] == [
        meeting.place,
        meeting.present,
        meeting.course,
    ]
    assert [form[f"{line.pk}-{name}"].value() for name in ("position", "batches", "places", "reason")] == [
        3,
        2,
        31,
        "Ruang sempit",
    ]


@pytest.mark.parametrize(
    ("state", "who", "why", "expected"),
    [
        ("draft", "head", WHY, ["not_waiting"]),
        ("approved", "head", WHY, ["not_waiting"]),
        ("decided", "head", "kurang", ["reason_missing"]),
        ("decided", "head", "Rutan belum siap menerima.", ["forbidden_words"]),
        ("decided", "coordinator", WHY, ["not_a_head"]),
        ("decided", "stranger", WHY, ["foreign_office"]),
    ],
)
def test_each_reason_against_sending_back(agreement, version, coordinator, heads, state, who, why, expected):
    approved = {"facility_head": heads[0], "center_head": heads[1]} if state == "approved" else {}
    plan = plan_of(agreement, version, state=state, **approved)
    users = {"head": heads[0], "coordinator": coordinator, "stranger": UserFactory(roles=["blk_head"])}

    found = codes(plan_approvals.return_blockers(plan, by=users[who], why=why))

    assert len(found) == 1
    assert found == expected or expected == ["forbidden_words"]
    with pytest.raises(RuleViolation):
        plan_approvals.send_back(plan, by=users[who], why=why)


def test_what_is_decided_again_is_compared_with_the_proposal_and_the_first_minutes_stay(
    agreement, version, coordinator, heads
):
    plan = plan_of(agreement, version, state="proposed", by=coordinator)
    proposed = (plan.lines.get().figures["batches"], plan.lines.get().figures["proposed"])
    first = decisions(plan, batches=2, places=20, reason="Kursi di bengkel cukup.")
    plan_decisions.decide(plan, by=coordinator, decisions=first, minutes=minutes())
    plan_approvals.approve(plan, by=heads[0])

    plan_approvals.send_back(plan, by=heads[1], why=WHY)

    plan.refresh_from_db()
    line = plan.lines.get()
    assert (plan.facility_head, (line.batches, line.places), line.reason) == (None, proposed, "")
    plan_decisions.decide(plan, by=coordinator, decisions=decisions(plan), minutes=minutes(course="Menjahit ditambah."))
    old, new = plan.meetings.order_by("version")
    assert [(one.version, one.why, one.decisions[0]["places"]) for one in (old, new)] == [
        (1, "", 20),
        (2, WHY, proposed[1]),
    ]


def test_minutes_are_corrected_by_a_version_and_both_are_shown(sign_in, agreement, version, coordinator, heads):
    plan = plan_of(agreement, version, state="decided", by=coordinator)
    plan_approvals.approve(plan, by=heads[0])
    client, page = sign_in(coordinator), reverse("outcomes:plan_detail", args=[plan.public_id])
    form = client.get(reverse("outcomes:plan_correct", args=[plan.public_id])).context["form"]
    assert form.initial["course"] == "Kebutuhan las meningkat."

    fields = {**form.initial, "held_on": "23/11/2026", "course": "Kebutuhan las turun.", "why": "Salah ketik notulen."}
    client.post(reverse("outcomes:plan_correct", args=[plan.public_id]), fields)

    plan.refresh_from_db()
    shown = client.get(page).content.decode()
    assert [word in shown for word in ("Kebutuhan las turun.", "Kebutuhan las meningkat.", "Salah ketik notulen.")] == [
        True
    ] * 3
    assert (plan.state, plan.facility_head, [one.version for one in plan.meetings.all()]) == ("decided", None, [2, 1])
    printed = "".join(pages(plan_minutes.paper_of(plan, on=TODAY)))
    assert ("Versi 2" in printed, "Kebutuhan las turun." in printed) == (True, True)


@pytest.mark.parametrize("typed", AS_TYPED)
def test_minutes_are_printed_whatever_was_typed(agreement, version, coordinator, typed):
    plan = plan_of(agreement, version, state="decided", by=coordinator)
    plan.meetings.update(present=typed, course=typed)

    assert "Hadir" in "".join(pages(plan_minutes.paper_of(plan, on=TODAY)))


@pytest.mark.parametrize(
    ("state", "change", "why", "expected"),
    [
        ("proposed", {}, "Salah ketik notulen.", ["not_decided"]),
        ("approved", {}, "Salah ketik notulen.", ["not_decided"]),
        ("decided", {"held_on": DAY.replace(year=2027)}, "Salah ketik notulen.", ["in_future"]),
        ("decided", {"held_on": DAY.replace(day=1)}, "Salah ketik notulen.", ["before_figures"]),
        ("decided", {}, "salah", ["reason_missing"]),
    ],
)
def test_each_reason_against_a_correction(agreement, version, coordinator, heads, state, change, why, expected):
    approved = {"facility_head": heads[0], "center_head": heads[1]} if state == "approved" else {}
    plan = plan_of(agreement, version, state=state, **approved)

    assert codes(plan_decisions.correction_blockers(plan, minutes(**change), by=coordinator, why=why)) == expected


def test_whoever_recorded_an_earlier_version_does_not_approve(agreement, version, coordinator):
    head = UserFactory(roles=["blk_head", "blk_coordinator"], training_center=agreement.training_center)
    plan = plan_of(agreement, version, state="proposed", by=coordinator)
    plan_decisions.decide(plan, by=head, decisions=decisions(plan), minutes=minutes())
    plan_decisions.correct_minutes(plan, by=coordinator, minutes=minutes(), why="Salah ketik notulen.")

    plan.refresh_from_db()
    assert plan_approvals.approve_blockers(plan, by=head) != []


@pytest.mark.parametrize("for_facility", [True, False])
def test_a_hidden_proposal_is_in_no_sum_that_a_center_reads(agreement, version, for_facility):
    """Four may enter a class that needs two: what is proposed would tell a center how many."""
    plan = plan_of(agreement, version, state="proposed", budget=100)
    other = ProgramVersionFactory(
        program__training_center=agreement.training_center, program__vocation=VocationFactory(code="sewing")
    )
    PlanLine.objects.create(plan=plan, vocation=other.program.vocation, version=other, seats=12, runs=1, cost=2)
    figures = figures_of(plan, on=DAY, outcomes={}).rows[0].kept()
    for line, eligible in zip(plan.lines.order_by("pk"), (4, 12), strict=True):
        line.cost, line.figures = 2, {**figures, "eligible": eligible, "batches": 1, "proposed": eligible}
        line.save()

    money = plan_page.money_of(plan, plan_page.shown_rows(plan, on=DAY, for_facility=for_facility))

    assert (money["places"], money["hides"]) == ((16, False) if for_facility else (12, True))
    assert money["left"] == ("Rp 68" if for_facility else "Rp 76")
