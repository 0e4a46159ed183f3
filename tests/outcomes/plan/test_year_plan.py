"""A training plan from draft to approval: each reason against a step, what is kept, and who may see which number."""

import html
from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from certification.sealing import daily_roots
from core.errors import RuleViolation
from outcomes.needs.neutral_words import words_found
from outcomes.plan import (
    plan_approvals,
    plan_decisions,
    plan_differences,
    plan_drafts,
    plan_minutes,
    plan_page,
    rate_setting,
    wishes,
)
from outcomes.plan.models import PlanLine, PlanRates, TrainingPlan
from outcomes.plan.plan_arithmetic import Given, Rates, proposal
from outcomes.plan.plan_decisions import Decision, Minutes
from outcomes.plan.plan_drafts import Means
from outcomes.plan.plan_figures import Needed, Row, counted_seekers, figures_of
from programs.catalog.models import ProgramVersion, Vocation
from programs.interviews.models import Interview, VocationInterest
from tests.conftest import MONDAY
from tests.factories import (
    AgreementFactory,
    BatchFactory,
    EnrollmentFactory,
    PersonFactory,
    ProgramVersionFactory,
    UserFactory,
)
from tests.factories.needs import NeedRecordFactory
from tests.factories.plans import plan_of
from tests.papers import pages
from tests.reasons import codes
from tests.world.strategies import examples

pytestmark = pytest.mark.django_db
TODAY = MONDAY.date()
FEW = st.integers(0, 4)


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
def officer(agreement):
    return UserFactory(roles=["training_officer"], facility=agreement.facility)


@pytest.fixture
def heads(agreement):
    return (
        UserFactory(roles=["rutan_head"], facility=agreement.facility),
        UserFactory(roles=["blk_head"], training_center=agreement.training_center),
    )


def minutes(**changes):
    values = {"held_on": TODAY, "place": "Aula", "present": "Kedua kepala", "course": "Kebutuhan las naik."}
    return Minutes(**{**values, "partner_name": "Andi Hasyim", **changes})


def decisions(plan, **changes):
    return [
        Decision(**{"line": line, "position": line.position, "batches": line.batches, "places": line.places, **changes})
        for line in plan.lines.select_related("vocation", "version")
    ]


def wish(person, vocation, rank=1, held_on=TODAY):
    by = UserFactory(roles=["training_officer"], facility=person.facility)
    talk = Interview.objects.create(person=person, facility=person.facility, held_on=held_on, recorded_by=by)
    VocationInterest.objects.create(interview=talk, vocation=vocation, rank=rank)


def test_a_plan_begins_with_a_line_for_each_vocation_that_is_taught(agreement, version, coordinator):
    BatchFactory(
        facility=None,
        agreement=None,
        training_center=agreement.training_center,
        version=version,
        state="planned",
        starts_on=date(2027, 2, 1),
        ends_on=date(2027, 3, 1),
        assessment_on=date(2027, 3, 2),
    )
    plan = plan_drafts.draft_plan(by=coordinator, agreement=agreement, year=2027, budget=100_000_000)

    line = plan.lines.get()
    assert (line.version, line.seats, line.runs, line.public_places) == (version, 16, 1, 16)


@pytest.mark.parametrize(
    ("change", "expected"),
    [({}, []), ({"year": 2025}, ["year"]), ({"year": 2029}, ["year"]), ({"budget": -1}, ["budget"])],
)
def test_each_reason_against_a_draft(agreement, version, coordinator, change, expected):
    values = {"year": 2027, "budget": 1, **change}

    assert codes(plan_drafts.draft_blockers(agreement, by=coordinator, **values)) == expected


def test_a_year_has_one_plan_of_two_offices_that_teach_something(agreement, coordinator):
    stranger = UserFactory(roles=["blk_coordinator"])
    version = ProgramVersionFactory(program__training_center=agreement.training_center)
    plan_of(agreement, version)
    empty = AgreementFactory(training_center=stranger.training_center)

    assert codes(plan_drafts.draft_blockers(agreement, by=stranger, year=2027, budget=1)) == [
        "foreign_office",
        "year_taken",
    ]
    assert codes(plan_drafts.draft_blockers(empty, by=stranger, year=2027, budget=1)) == ["no_program"]


def test_figures_come_from_needs_wishes_and_room(agreement, version):
    plan = plan_of(agreement, version)
    center, vocation = agreement.training_center, version.program.vocation
    NeedRecordFactory(training_center=center, vocation=vocation, kind="LOW", number=6)
    NeedRecordFactory(training_center=center, vocation=vocation, number=8, recorded_on=date(2025, 5, 22))
    for rank in (1, 2, 2):
        wish(PersonFactory(facility=agreement.facility, with_custody=True), vocation, rank)
    wish(PersonFactory(with_custody=True), vocation)

    (row,) = figures_of(plan, on=TODAY, outcomes={}).rows

    assert (row.needed.total, row.needed.young, row.needed.old) == (Decimal(6), 1, 1)
    assert row.wishes == (1, 2, 0)
    assert (row.sum.given.wishes, row.sum.given.eligible, row.sum.capacity) == (Decimal(2), 3, 24)
    assert row.sum.is_outcome_assumed


def test_the_plan_tells_how_old_its_need_records_are_and_what_became_of_earlier_classes(
    sign_in, agreement, version, officer
):
    plan = plan_of(agreement, version)
    for day in (date(2025, 5, 22), date(2026, 8, 20)):
        NeedRecordFactory(training_center=agreement.training_center, vocation=version.program.vocation, recorded_on=day)
    client = sign_in(officer)
    draft = " ".join(client.get(url("plan_detail", plan)).content.decode().split())
    plan_drafts.propose(plan, by=officer)
    line = plan.lines.get()
    line.figures |= {"outcome": 0.28, "is_outcome_assumed": False}
    line.save()
    proposed = " ".join(client.get(url("plan_detail", plan)).content.decode().split())

    assert ("Catatan terbaru berumur 3 bulan" in draft, f"{line} (1)." in draft) == (True, True)
    assert ("≥" in draft, "≥ 25 % bekerja" in proposed) == (False, True)


def test_only_the_latest_interview_counts(agreement, version):
    person, other = (
        PersonFactory(facility=agreement.facility, with_custody=True),
        ProgramVersionFactory(program__vocation__code="ict", program__vocation__name="TIK"),
    )
    wish(person, other.program.vocation, held_on=date(2026, 1, 5))
    wish(person, version.program.vocation, held_on=date(2026, 6, 5))

    found = wishes.wishes_at(agreement.facility, [version], on=TODAY)

    assert found[version.program.vocation_id, "dasar"].people == [person]
    assert found[other.program.vocation_id, "dasar"].people == []
    assert not found[other.program.vocation_id, "dasar"].has_rules


@pytest.mark.parametrize(
    ("number", "for_facility", "shown"), [(4, True, "4"), (4, False, "<5"), (0, False, "<5"), (5, False, "5")]
)
def test_small_numbers_stay_in_the_facility(number, for_facility, shown):
    assert wishes.shown_number(number, for_facility=for_facility) == shown


def test_means_change_while_the_plan_is_prepared(agreement, version, coordinator):
    line = plan_of(agreement, version).lines.get()

    plan_drafts.change_means(line, by=coordinator, means=Means(10, 3, 2, 1, 2_500_000))

    line.refresh_from_db()
    assert (line.seats, line.runs, line.seeking, line.public_places, line.cost) == (10, 3, 2, 1, 2_500_000)
    assert codes(plan_drafts.means_blockers(line, Means(17, 1, 0, 0, 1), by=coordinator)) == ["seats"]


@pytest.mark.parametrize(
    ("state", "fields", "cost", "batches", "expected"),
    [
        ("draft", {}, 1, 1, []),
        ("draft", {"budget": 0}, 1, 1, ["no_budget"]),
        ("draft", {}, 0, 1, ["no_cost"]),
        ("draft", {}, 0, 0, []),
        ("proposed", {}, 1, 1, ["not_open"]),
    ],
)
def test_each_reason_against_the_way_to_the_meeting(
    agreement, version, coordinator, state, fields, cost, batches, expected
):
    plan = plan_of(agreement, version, state=state, **fields)
    plan.lines.update(cost=cost)

    assert codes(plan_drafts.propose_blockers(plan, {plan.lines.get().pk: batches}, by=coordinator)) == expected


def test_the_meeting_gets_the_figures_of_its_day_and_they_stay(agreement, version, coordinator):
    plan = plan_of(agreement, version)
    NeedRecordFactory(training_center=agreement.training_center, vocation=version.program.vocation, kind="LOW")

    plan = plan_drafts.propose(plan, by=coordinator)
    NeedRecordFactory(training_center=agreement.training_center, vocation=version.program.vocation, kind="LOW")

    (row,) = plan_page.shown_rows(plan, on=TODAY, for_facility=False)
    assert (plan.state, plan.counted_on, row.figures["need"]) == ("proposed", TODAY, "6")


@pytest.mark.parametrize(
    ("change", "said", "expected"),
    [
        ({}, {}, []),
        ({"batches": 2, "places": 20}, {}, ["no_reason"]),
        ({"batches": 2, "places": 20, "reason": "Lowongan baru di Binuang"}, {}, []),
        ({"batches": 0, "places": 5, "reason": "Lowongan baru di Binuang"}, {}, ["no_batch"]),
        ({"batches": 1, "places": 13, "reason": "Lowongan baru di Binuang"}, {}, ["places"]),
        ({"position": 2, "reason": "Lowongan baru di Binuang"}, {}, ["order"]),
        ({}, {"held_on": date(2026, 11, 24)}, ["in_future"]),
        ({}, {"held_on": date(2026, 10, 1)}, ["before_figures"]),
        ({}, {"present": "1. Kepala BLK\n2. Kepala Rutan\n3. Pembimbing Bapas"}, []),
        ({}, {"present": "Kepala Lembaga Pemasyarakatan, Rumah Tahanan Negara"}, []),
        ({}, {"present": "Kepala Rutan dan dua narapidana"}, ["word"]),
        ({}, {"present": "Budi, mantan Rutan"}, ["word"]),
        ({}, {"present": "Budi, tahanan"}, ["word"]),
        ({}, {"partner_name": "Kepala Rutan"}, ["word"]),
        ({}, {"course": "Peserta dari rutan"}, ["word"]),
        ({"reason": "karena mantan napi banyak"}, {}, ["word"]),
    ],
)
def test_each_reason_against_a_decision(agreement, version, coordinator, change, said, expected):
    plan = plan_of(agreement, version, state="proposed")

    found = plan_decisions.decide_blockers(plan, decisions(plan, **change), minutes(**said), by=coordinator)

    assert codes(found) == expected


def test_no_decision_costs_more_than_there_is(agreement, version, coordinator):
    plan = plan_of(agreement, version, state="proposed", budget=1_000_000)

    assert codes(plan_decisions.decide_blockers(plan, decisions(plan), minutes(), by=coordinator)) == ["over_budget"]


def test_a_plan_counts_once_both_heads_have_approved(agreement, version, coordinator, heads):
    plan = plan_of(agreement, version, state="proposed", by=coordinator)
    plan = plan_decisions.decide(plan, by=coordinator, decisions=decisions(plan), minutes=minutes())

    first = plan_approvals.approve(plan, by=heads[0])
    assert (first.state, codes(plan_approvals.approve_blockers(first, by=heads[0]))) == ("decided", ["approved"])
    assert plan_approvals.approve(plan, by=heads[1]).state == "approved"


def test_nobody_else_approves_and_no_head_what_he_prepared(agreement, version, coordinator, heads):
    plan = plan_of(agreement, version, state="decided", by=heads[1])
    draft = plan_of(agreement, version, year=2028)

    assert codes(plan_approvals.approve_blockers(plan, by=heads[1])) == ["four_eyes"]
    assert codes(plan_approvals.approve_blockers(plan, by=coordinator)) == ["not_a_head"]
    assert codes(plan_approvals.approve_blockers(draft, by=heads[0])) == ["not_decided"]
    assert codes(plan_approvals.approve_blockers(plan, by=UserFactory(roles=["rutan_head"]))) == ["foreign_office"]


@pytest.mark.parametrize("part", ["made", "changed", "budget", "proposed", "recorded"])
def test_whoever_had_a_part_in_the_plan_does_not_approve_it(agreement, version, coordinator, heads, part):
    head = heads[1]
    plan = plan_of(agreement, version, state="proposed", by=head if part == "made" else coordinator)
    if part == "proposed":
        TrainingPlan.objects.filter(pk=plan.pk).update(state="draft")
        plan = plan_drafts.propose(plan, by=head)
        plan.lines.update(position=1, batches=1, places=12)
        assert plan.proposed_by == head
    if part in ("changed", "budget"):
        TrainingPlan.objects.filter(pk=plan.pk).update(state="draft")
        if part == "budget":
            plan_drafts.set_budget(plan, by=head, budget=90_000_000)
        else:
            plan_drafts.change_means(plan.lines.get(), by=head, means=Means(12, 2, 0, 0, 3_000_000))
        plan = plan_drafts.propose(plan, by=coordinator)
        plan.lines.update(position=1, batches=1, places=12)
    recorder = head if part == "recorded" else coordinator
    plan = plan_decisions.decide(plan, by=recorder, decisions=decisions(plan), minutes=minutes())

    assert codes(plan_approvals.approve_blockers(plan, by=head)) == ["four_eyes"]
    assert codes(plan_approvals.approve_blockers(plan, by=heads[0])) == []


@pytest.mark.parametrize("part", ["made_by", "proposed_by"])
@pytest.mark.parametrize("head", ["facility_head", "center_head"])
def test_the_table_holds_no_approval_by_who_prepared_the_plan(agreement, version, coordinator, part, head):
    plan = plan_of(agreement, version, state="decided", proposed_by=coordinator, by=coordinator)
    other = UserFactory(roles=["blk_head"], training_center=agreement.training_center)

    with pytest.raises(IntegrityError, match="approved_by_nobody_who_prepared_it"), transaction.atomic():
        TrainingPlan.objects.filter(pk=plan.pk).update(**{"made_by": coordinator, part: other, head: other})


def test_a_year_later_planned_stands_against_held(agreement, version, coordinator, heads):
    plan = plan_of(agreement, version, year=2026, state="decided", by=coordinator)
    for head in heads:
        plan_approvals.approve(plan, by=head)
    plan.refresh_from_db()
    BatchFactory(
        agreement=agreement,
        facility=agreement.facility,
        training_center=agreement.training_center,
        version=version,
        state="running",
    )
    line = plan.lines.get()

    (row,) = plan_page.held_rows(plan, plan.lines.all(), on=TODAY)
    assert (row.held, row.taken, row.is_as_decided) == (1, 0, True)
    assert codes(plan_differences.explain_blockers(line, by=coordinator, why="pendek")) == ["reason_missing"]
    plan_differences.explain(line, by=coordinator, why="Instruktur pindah tugas")
    assert PlanLine.objects.get().not_held_why == "Instruktur pindah tugas"


@pytest.mark.parametrize(
    ("state", "people", "expected"),
    [
        ("planned", 0, (0, 1, 0, False, True)),
        ("selecting", 0, (0, 1, 0, False, True)),
        ("running", 0, (1, 0, 0, True, False)),
        ("running", 14, (1, 0, 14, False, False)),
    ],
)
def test_class_is_held_once_it_has_begun(agreement, version, state, people, expected):
    """Regression: a class that selects its people counted as held, and 14 people in 12 places as decided."""
    plan = plan_of(agreement, version, year=2026, state="decided")
    plan.state = "approved"
    offices = {"facility": agreement.facility, "training_center": agreement.training_center}
    batch = BatchFactory(agreement=agreement, version=version, state=state, **offices)
    EnrollmentFactory.create_batch(people, batch=batch)

    (row,) = plan_page.held_rows(plan, plan.lines.all(), on=TODAY)

    assert (row.held, row.coming, row.taken, row.is_as_decided, row.is_underway) == expected


@pytest.mark.parametrize(("batches", "places", "size"), [(1, 10, 10), (2, 19, 10), (0, 0, 12)])
def test_batch_is_planned_with_the_places_decided(agreement, version, batches, places, size):
    """Regression: as many places as the program takes, whatever was decided."""
    plan = plan_of(agreement, version, state="decided")
    plan.lines.update(batches=batches, places=places)

    (row,) = plan_page.shown_rows(plan, on=TODAY, for_facility=False)

    assert row.class_size == size


def test_plan_sent_back_is_printed_without_the_decision(agreement, version, coordinator, heads):
    """Regression: the minutes with decisions and places for signatures were printed as if nothing had happened."""
    plan = plan_of(agreement, version, state="decided", by=coordinator)

    plan = plan_approvals.send_back(plan, by=heads[0], why="Biaya las belum benar")
    root = daily_roots.short(daily_roots.take().details["root"])

    text = " ".join(" ".join(pages(plan_minutes.paper_of(plan, on=TODAY))).split())
    assert "Dikembalikan kepala, belum ada keputusan yang berlaku: Biaya las belum benar" in text
    assert ("Bahan rapat" in text, "Berita acara rencana" in text, "Diputuskan" in text) == (True, False, False)
    assert f"Akar harian 2026-11-23: {root}" in text


def test_every_proposed_line_without_its_cost_is_named_and_no_other(sign_in, agreement, version, coordinator):
    """Regression: a vocation of which no class is proposed was asked for its cost."""
    plan = plan_of(agreement, version)
    others = [
        PlanLine.objects.create(
            plan=plan, vocation=vocation, level=version.program.level, version=version, seats=12, runs=2, cost=0
        )
        for vocation in Vocation.objects.exclude(pk=version.program.vocation_id)[:2]
    ]
    plan.lines.update(cost=0)
    proposed = [plan.lines.exclude(pk__in=[one.pk for one in others]).get(), others[0]]

    (reason,) = plan_drafts.propose_blockers(plan, {line.pk: 1 for line in proposed}, by=coordinator)

    assert [str(line) in str(reason) for line in (*proposed, others[1])] == [True, True, False]
    assert url("plan_propose", plan) in sign_in(coordinator).get(url("plan_detail", plan)).content.decode()


def test_what_keeps_a_plan_from_the_meeting_stands_on_its_page(sign_in, agreement, version, coordinator):
    NeedRecordFactory(
        training_center=agreement.training_center, vocation=version.program.vocation, kind="LOW", number=20
    )
    ProgramVersion.objects.filter(pk=version.pk).update(class_minimum=1)
    for _person in range(5):
        wish(PersonFactory(facility=agreement.facility), version.program.vocation)
    plan = plan_of(agreement, version)
    plan.lines.update(cost=0)

    page = sign_in(coordinator).get(url("plan_detail", plan)).content.decode()

    assert f"Biaya per kursi belum diisi pada kejuruan yang diusulkan: {plan.lines.get()}" in html.unescape(page)
    assert url("plan_propose", plan) not in page
    with pytest.raises(RuleViolation):
        plan_drafts.propose(plan, by=coordinator)


def test_no_class_is_decided_whose_cost_nobody_knows(agreement, version, coordinator):
    plan = plan_of(agreement, version, state="proposed")
    plan.lines.update(cost=0)

    assert codes(plan_decisions.decide_blockers(plan, decisions(plan), minutes(), by=coordinator)) == ["no_cost"]


def test_pages_of_the_center_leave_the_partner_to_the_printed_minutes(
    sign_in, agreement, version, coordinator, officer
):
    plan = plan_of(agreement, version, state="decided", by=coordinator)
    plan.meetings.update(present="Kepala BLK, Kepala Rutan")

    pages_of = [sign_in(user).get(url("plan_detail", plan)).content.decode() for user in (coordinator, officer)]

    assert ["Kepala BLK, Kepala Rutan" in page for page in pages_of] == [False, True]
    assert "Yang hadir tercantum pada berita acara cetak." in pages_of[0]
    assert "Kepala Rutan" in " ".join(pages(plan_minutes.paper_of(plan, on=TODAY)))


def test_what_is_over_the_budget_is_said_in_rupiah(agreement, version, coordinator):
    plan = plan_of(agreement, version, state="proposed", budget=1_000_000)

    (reason,) = plan_decisions.decide_blockers(plan, decisions(plan), minutes(), by=coordinator)

    assert [amount in str(reason) for amount in ("Rp 43.200.000", "Rp 1.000.000")] == [True, True]


def test_a_year_that_has_not_begun_is_not_compared(agreement, version, coordinator, heads):
    plan = plan_of(agreement, version, year=2027, state="decided", by=coordinator)
    for head in heads:
        plan_approvals.approve(plan, by=head)
    plan.refresh_from_db()
    line = plan.lines.select_related("plan").get()

    assert plan_page.held_rows(plan, plan.lines.all(), on=date(2026, 12, 31)) == []
    assert [row.line for row in plan_page.held_rows(plan, plan.lines.all(), on=date(2027, 1, 1))] == [line]
    assert codes(plan_differences.explain_blockers(line, by=coordinator, why="Instruktur pindah tugas")) == [
        "not_begun"
    ]


@pytest.mark.parametrize("state", ["draft", "proposed"])
def test_the_page_tells_the_divisor_and_of_which_day_the_lists_are(sign_in, agreement, version, officer, state):
    plan = plan_of(agreement, version, state=state)

    page = sign_in(officer).get(url("plan_detail", plan)).content.decode()

    assert "÷ 0,5" in page
    assert ("Daftar yang dibukanya" in page) is (state != "draft")


def test_figures_kept_before_the_divisor_was_are_shown_without_it(agreement, version):
    plan = plan_of(agreement, version, state="proposed")
    line = plan.lines.get()
    del line.figures["planning_yield"]

    assert plan_page.Shown(line, line.figures, for_facility=True).divisor == ""


def test_rates_hold_from_a_day_on(coordinator, agreement):
    values = rate_setting.values_on(agreement.training_center, TODAY)

    rate_setting.set_rates(by=coordinator, valid_from=TODAY, values={**values, "kun": Decimal("0.7")})

    assert rate_setting.values_on(agreement.training_center, TODAY)["kun"] == Decimal("0.7")
    assert rate_setting.values_on(agreement.training_center, date(2026, 11, 22))["kun"] == Decimal("0.6")


@pytest.mark.parametrize(
    ("change", "day", "expected"),
    [
        ({}, TODAY, []),
        ({"low": Decimal("1.1")}, TODAY, ["weights"]),
        ({"planning_yield": Decimal(0)}, TODAY, ["yield"]),
        ({"need_points": Decimal(-1)}, TODAY, ["points"]),
        *(({name: Decimal(999)}, TODAY, []) for name in rate_setting.POINTS),
        *(({name: Decimal(1000)}, TODAY, ["points"]) for name in rate_setting.POINTS),
        ({"second_wish": Decimal(1), "third_wish": Decimal(0)}, TODAY, []),
        ({"second_wish": Decimal("1.01")}, TODAY, ["wish_weights"]),
        ({"third_wish": Decimal(10)}, TODAY, ["wish_weights"]),
        ({"third_wish": Decimal("-0.01")}, TODAY, ["wish_weights"]),
        ({}, date(2026, 11, 22), ["past"]),
    ],
)
def test_each_reason_against_rates(coordinator, agreement, change, day, expected):
    values = {**rate_setting.values_on(agreement.training_center, TODAY), **change}

    assert codes(rate_setting.rate_blockers(values, by=coordinator, valid_from=day)) == expected


def test_a_weight_that_the_table_cannot_hold_comes_back(sign_in, coordinator):
    client = sign_in(coordinator)
    shown = client.get(url("plan_rates")).context["form"]
    data = {name: str(value).replace(".", ",") for name, value in shown.initial.items() if name != "valid_from"}

    answer = client.post(url("plan_rates"), {**data, "third_wish": "10", "valid_from": "23/11/2026"})

    assert (answer.status_code, PlanRates.objects.exists()) == (422, False)


def shown_to_center(wishes, meets, eligible):
    figures = {"wishes": [wishes, 0, 0], "meets": meets, "eligible": eligible, "points": 63.4, "parts": [40, 3, 13, 7]}
    row = plan_page.Shown(PlanLine(), figures, for_facility=False)
    return row.wishes, row.meets, row.eligible, row.points, bool(row.parts)


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ((20, 15, 10), ("20", "15", "10", "63,4", True)),
        ((20, 20, 20), ("20", "20", "20", "63,4", True)),
        ((4, 4, 4), ("<5", "<5", "<5", "–", False)),
        ((21, 15, 11), ("21", "–", "11", "63,4", True)),
        ((20, 19, 10), ("–", "19", "10", "–", False)),
        ((20, 18, 18), ("–", "18", "18", "–", False)),
        ((20, 18, 16), ("–", "–", "16", "–", False)),
        ((7, 7, 4), ("–", "–", "<5", "–", False)),
        ((20, 7, 0), ("20", "7", "<5", "63,4", True)),
    ],
)
def test_no_small_number_of_a_plan_can_be_worked_out_by_a_center(numbers, expected):
    assert shown_to_center(*numbers) == expected


@examples()
@given(counts=st.tuples(st.integers(0, 9), st.integers(0, 40), st.integers(0, 40)), few=st.tuples(FEW, FEW))
def test_whatever_limits_the_places_a_center_reads_the_same_of_any_few_people(counts, few):
    """Need, room and points stay; how many few people may enter changes nothing that is shown."""
    need, seats, wishes = counts

    def read(eligible):
        given = Given("LAS", Decimal(need), 0, 0, eligible, seats, 1, 6, Decimal(wishes), None, 3_600_000)
        (found,) = proposal([given], Rates(), budget=10**9).lines
        figures = Row(PlanLine(cost=3_600_000), Needed(), (wishes, 0, 0), eligible, found, Decimal("0.5")).kept()
        row = plan_page.Shown(PlanLine(cost=3_600_000), figures, for_facility=False)
        return row.eligible, row.places, row.limits, row.needed, row.net_need, row.proposal, row.verdict

    assert read(few[0]) == read(few[1])


@examples()
@given(need=st.decimals(0, 90, places=1), public=st.integers(0, 9), few=st.tuples(FEW, FEW))
def test_fewer_than_five_seekers_change_nothing_of_a_plan(need, public, few):
    def read(seeking):
        line = PlanLine(seeking=seeking, public_places=public, cost=3_600_000)
        given = Given("LAS", need, counted_seekers(seeking), public, 30, 12, 2, 10, Decimal(9), None, line.cost)
        (found,) = proposal([given], Rates(), budget=10**9).lines
        row = plan_page.Shown(line, Row(line, Needed(), (9, 0, 0), 30, found, Decimal("0.5")).kept(), for_facility=True)
        return row.seeking, row.net_need, row.needed, row.places, row.points, row.proposal

    assert read(few[0]) == read(few[1])


@pytest.mark.parametrize(("seeking", "net", "shown"), [(3, "7.0", "–"), (3, "10.0", "10,0"), (5, "5.0", "5,0")])
def test_a_kept_net_need_that_tells_few_seekers_is_hidden(seeking, net, shown):
    figures = {"need": "10.0", "net_need": net, "needed": 14}
    row = plan_page.Shown(PlanLine(seeking=seeking), figures, for_facility=True)

    assert (row.net_need, row.needed) == (shown, "–" if shown == "–" else "14")


def test_few_seekers_are_on_no_page_of_the_facility(sign_in, agreement, version, officer):
    plan = plan_of(agreement, version)
    NeedRecordFactory(training_center=agreement.training_center, vocation=version.program.vocation, number=10)
    plan.lines.update(seeking=3)

    row = sign_in(officer).get(url("plan_detail", plan)).context["open"]

    assert (row.seeking, row.net_need) == ("<5", row.need)


@pytest.mark.parametrize("share", [0.28, 0.25, 0.2999])
def test_earlier_outcomes_are_told_in_steps_of_five_points(share):
    row = plan_page.Shown(PlanLine(), {"outcome": share, "is_outcome_assumed": False}, for_facility=True)

    assert row.outcome == "25 %"


@pytest.mark.parametrize("state", ["draft", "proposed", "decided"])
def test_the_paper_is_neutral_and_hides_small_numbers(agreement, version, state):
    text = " ".join(pages(plan_minutes.paper_of(plan_of(agreement, version, state=state), on=TODAY)))

    assert words_found(text) == []
    assert "<5" in text
    assert agreement.facility.name not in text


def url(name, plan=None, *more):
    return reverse(f"outcomes:{name}", args=[*([plan.public_id] if plan else []), *more])


def test_a_plan_is_prepared_decided_and_approved_by_its_pages(sign_in, agreement, version, coordinator, officer, heads):
    client = sign_in(coordinator)
    client.post(url("plan_new"), {"agreement": agreement.pk, "year": 2027, "budget": "100.000.000"})
    plan = TrainingPlan.objects.get()
    client.post(
        url("plan_line", plan, "welding", "dasar"),
        {"seats": "12", "runs": "2", "seeking": "0", "public_places": "0", "cost": "3.600.000"},
    )
    client.post(url("plan_budget", plan), {"budget": "90.000.000"})
    sign_in(officer).post(url("plan_propose", plan))
    line = plan.lines.get()
    answer = sign_in(coordinator).post(
        url("plan_meeting", plan),
        {
            "held_on": "23/11/2026",
            "place": "Aula",
            "present": "Kedua kepala",
            "course": "Kebutuhan naik.",
            "partner_name": "Andi Hasyim",
            f"{line.pk}-position": "1",
            f"{line.pk}-batches": "1",
            f"{line.pk}-places": "12",
            f"{line.pk}-reason": "Dua bengkel menunggu lulusan",
        },
    )
    for head in heads:
        sign_in(head).post(url("plan_approve", plan))

    plan.refresh_from_db()
    assert answer["Location"] == url("plan_detail", plan)
    assert (plan.state, plan.budget, plan.lines.get().places) == ("approved", 90_000_000, 12)
    page = sign_in(officer).get(url("plan_detail", plan)).content.decode()
    assert f"version={version.pk}" in page


def test_a_plan_is_begun_under_an_agreement_that_has_not_ended(sign_in, agreement, coordinator):
    AgreementFactory(training_center=agreement.training_center, valid_until=date(2026, 11, 22))
    last_day = AgreementFactory(training_center=agreement.training_center, valid_until=TODAY)

    offered = sign_in(coordinator).get(url("plan_new")).context["form"].fields["agreement"].queryset

    assert set(offered) == {agreement, last_day}


def test_a_meeting_that_cannot_be_comes_back(sign_in, agreement, version, coordinator):
    plan = plan_of(agreement, version, state="proposed")

    page = sign_in(coordinator).post(url("plan_meeting", plan), {"held_on": "23/11/2026"})

    assert (page.status_code, TrainingPlan.objects.get().state) == (422, "proposed")


def test_the_center_reads_numbers_without_lists_and_the_facility_lists(
    sign_in, agreement, version, coordinator, officer
):
    plan = plan_of(agreement, version)
    person = PersonFactory(facility=agreement.facility, with_custody=True, full_name="Ahmad Contoh")
    wish(person, version.program.vocation)

    center = sign_in(coordinator).get(url("plan_detail", plan)).content.decode()
    facility = sign_in(officer).get(url("plan_detail", plan)).content.decode()
    people = sign_in(officer).get(reverse("outcomes:wish_people", args=["welding", "dasar", "all"])).content.decode()

    assert "&lt;5" in center
    assert "/peminat/" not in center
    assert "/peminat/welding/dasar/all/" in facility
    assert "Ahmad Contoh" in people
    assert sign_in(coordinator).get(reverse("outcomes:wish_list")).status_code == 403


def test_wishes_are_weighted_by_the_rates_in_force(sign_in, agreement, version, coordinator, officer):
    for rank in (1, 2, 3):
        wish(PersonFactory(facility=agreement.facility, with_custody=True), version.program.vocation, rank)
    values = rate_setting.values_on(agreement.training_center, TODAY)
    rate_setting.set_rates(by=coordinator, valid_from=TODAY, values={**values, "second_wish": Decimal("0.8")})
    rate_setting.set_rates(
        by=coordinator, valid_from=date(2026, 11, 24), values={**values, "second_wish": Decimal("0.1")}
    )

    rows = sign_in(officer).get(reverse("outcomes:wish_list")).context["rows"]

    (row,) = figures_of(plan_of(agreement, version), on=TODAY, outcomes={}).rows
    assert [weighted for one, weighted in rows if one.people] == [Decimal("2.05")] == [row.sum.given.wishes]


def test_wishes_ask_the_rules_of_the_version_that_the_plan_takes(agreement, version):
    twin = ProgramVersionFactory(program__training_center=agreement.training_center)

    found = plan_drafts.versions_by_level(ProgramVersion.objects.filter(pk__in=[twin.pk, version.pk]))

    assert found == plan_drafts.open_versions(agreement.training_center_id) == [version]


def test_every_number_of_the_wishes_opens_its_list(sign_in, agreement, version, officer):
    wish(PersonFactory(facility=agreement.facility, with_custody=True), version.program.vocation, rank=2)
    client = sign_in(officer)

    lengths = {
        which: len(client.get(reverse("outcomes:wish_people", args=["welding", "dasar", which])).context["page"].rows)
        for which in ("1", "2", "3", "all", "meets", "stays")
    }

    assert lengths == {"1": 0, "2": 1, "3": 0, "all": 1, "meets": 1, "stays": 1}
    assert client.get(reverse("outcomes:wish_people", args=["welding", "dasar", "none"])).status_code == 404


@pytest.mark.parametrize("count", [1, 30])
def test_the_plan_costs_the_same_for_one_person_and_for_thirty(
    sign_in, agreement, version, coordinator, django_assert_num_queries, count
):
    plan = plan_of(agreement, version)
    for _number in range(count):
        wish(PersonFactory(facility=agreement.facility, with_custody=True), version.program.vocation)
    client = sign_in(coordinator)
    client.get(url("plan_detail", plan))

    # Outcomes that were not counted yet are read from the rows: four statements more than afterwards.
    with django_assert_num_queries(14):
        client.get(url("plan_detail", plan))


def test_the_rates_are_set_by_form(sign_in, coordinator):
    client = sign_in(coordinator)
    shown = client.get(url("plan_rates")).context["form"]
    data = {name: str(value).replace(".", ",") for name, value in shown.initial.items() if name != "valid_from"}

    answer = client.post(url("plan_rates"), {**data, "kun": "0,7", "valid_from": "23/11/2026"})

    assert answer["Location"] == url("plan_list")
    assert rate_setting.values_on(coordinator.training_center, TODAY)["kun"] == Decimal("0.7")


def test_strangers_find_no_plan(sign_in, agreement, version):
    plan = plan_of(agreement, version)

    for role in ("blk_coordinator", "training_officer"):
        stranger = sign_in(UserFactory(roles=[role]))
        assert [stranger.get(url(name, plan)).status_code for name in ("plan_detail", "plan_minutes")] == [404, 404]
    assert sign_in(UserFactory(roles=["instructor"])).get(url("plan_list")).status_code == 403


def test_a_refused_step_of_a_plan_writes_nothing(agreement, version, coordinator):
    plan = plan_of(agreement, version)

    with pytest.raises(RuleViolation):
        plan_decisions.decide(
            plan, by=coordinator, decisions=decisions(plan, position=1, batches=1, places=12), minutes=minutes()
        )

    assert TrainingPlan.objects.get().state == "draft"
