"""Entry rules and weights as decisions: every reason against one, and what holds on which day."""

import uuid
from datetime import date

import pytest

from core.errors import RuleViolation
from core.models import AuditEvent
from programs.batches.models import Batch
from programs.entry_rules import rule_sets
from programs.entry_rules import verdicts as entry_rules
from programs.entry_rules.models import EntryRuleSet, RankingScale
from programs.entry_rules.ranking_parts import USUAL_WEIGHTS
from programs.entry_rules.rule_parts import PARTS
from programs.selection import candidate_ranking
from tests.factories import EntryRuleSetFactory, ProgramFactory, ProgramVersionFactory, UserFactory
from tests.reasons import codes

pytestmark = pytest.mark.django_db
YESTERDAY, TODAY, NEXT_MONTH = date(2026, 11, 22), date(2026, 11, 23), date(2026, 12, 23)
REASON = "Perintah Karutan nomor 12"
ADULTS = {"age": {"minimum": 21, "maximum": None}}


@pytest.fixture
def version():
    return ProgramVersionFactory(units=0)


@pytest.fixture
def drafted(version, officer):
    return rule_sets.draft(version, by=officer, facility=officer.facility, parts=ADULTS)


def force(rules, officer, **changes):
    return rule_sets.put_in_force(rules, **{"by": officer, "valid_from": TODAY, "reason": REASON, **changes})


def weigh(version, officer, **changes):
    values = {"facility": officer.facility, "points": {"need": 60}, "valid_from": TODAY, "reason": REASON, **changes}
    return rule_sets.set_scale(version, **{"by": officer, **values})


# Parts


WRONG = [
    ("height", {}, "unknown_part"),
    ("custody", {}, "unknown_part"),
    ("age", {}, "parameters_age"),
    ("age", {"minimum": -1}, "parameters_age"),
    ("age", {"minimum": 30, "maximum": 29}, "parameters_age"),
    ("education", {}, "parameters_education"),
    ("education", {"minimum": "TK"}, "parameters_education"),
    ("time_left", {"months": 0}, "parameters_time_left"),
    ("time_left", {"months": 121}, "parameters_time_left"),
    ("share_served", {}, "parameters_share_served"),
    ("share_served", {"least": "3/4"}, "parameters_share_served"),
    ("prerequisite", {}, "parameters_prerequisite"),
    ("prerequisite", {"program": str(uuid.uuid4())}, "parameters_prerequisite"),
    ("conduct", {}, "parameters_conduct"),
    ("conduct", {"allowed": ["low"]}, "parameters_conduct"),
    ("risk", {"allowed": []}, "parameters_risk"),
    ("risk", {"allowed": ["low", "fit"]}, "parameters_risk"),
    ("fitness", {"allowed": ["good"]}, "parameters_fitness"),
]


@pytest.mark.parametrize(("kind", "parameters", "code"), WRONG)
def test_part_that_cannot_be_right_is_named(kind, parameters, code):
    assert [reason.code for reason in rule_sets.parts_blockers({kind: parameters})] == [code]


def test_every_part_with_parameters_has_some_that_cannot_be_right():
    with_parameters = {part.code for part in PARTS if any(field.parameter for field in part.fields)}

    assert with_parameters <= {kind for kind, _parameters, _code in WRONG}


@pytest.mark.parametrize(
    ("kind", "parameters"),
    [
        ("status", {"sentenced": False}),
        ("age", {"minimum": 0, "maximum": 0}),
        ("age", {"minimum": 18, "maximum": None}),
        ("education", {"minimum": "NONE"}),
        ("time_left", {}),
        ("time_left", {"months": 1}),
        ("time_left", {"months": 120}),
        ("share_served", {"least": "2/3"}),
        ("conduct", {"allowed": ["good"]}),
        ("suspension", {}),
    ],
)
def test_part_at_its_bounds_is_right(kind, parameters):
    assert rule_sets.parts_blockers({kind: parameters}) == []


def test_needed_program_must_exist():
    program = ProgramFactory()

    assert rule_sets.parts_blockers({"prerequisite": {"program": str(program.public_id), "name": program.name}}) == []


def test_rules_that_come_with_a_program_could_be_decided_as_they_are():
    assert rule_sets.parts_blockers(entry_rules.default_rules()) == []


def test_reason_says_which_part_is_meant():
    (reason,) = rule_sets.parts_blockers({"age": {}})

    assert str(reason) == "Usia: tulis usia terendah dan, bila ada, usia tertinggi yang tidak di bawahnya."


# Drafting


def test_draft_changes_nothing_yet(version, drafted, officer):
    assert (drafted.state, drafted.parts, drafted.facility, drafted.number) == ("draft", ADULTS, officer.facility, 1)
    assert rule_sets.current_set(version, officer.facility, on=NEXT_MONTH) is None
    assert AuditEvent.objects.get().action == "entry_rules.draft"


def test_facility_has_one_draft_which_is_written_over(version, drafted, officer):
    again = rule_sets.draft(version, by=officer, facility=officer.facility, parts={"suspension": {}})

    assert (again.pk, again.parts, EntryRuleSet.objects.count()) == (drafted.pk, {"suspension": {}}, 1)


def test_draft_of_nonsense_by_a_stranger_is_refused_with_both_reasons(version, officer):
    with pytest.raises(RuleViolation) as caught:
        rule_sets.draft(
            version, by=UserFactory(roles=["training_officer"]), facility=officer.facility, parts={"age": {}}
        )

    assert codes(caught) == ["not_the_officer", "parameters_age"]
    assert EntryRuleSet.objects.count() == 0


def test_colleague_of_another_role_drafts_nothing(version, officer):
    chair = UserFactory(roles=["board_chair"], facility=officer.facility)

    with pytest.raises(RuleViolation) as caught:
        rule_sets.draft(version, by=chair, facility=officer.facility, parts=ADULTS)

    assert codes(caught) == ["not_the_officer"]


# Putting in force


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"valid_from": YESTERDAY}, "in_the_past"),
        ({"reason": ""}, "reason_missing"),
        ({"reason": "  perintah  "}, "reason_missing"),
    ],
)
def test_rules_do_not_take_force_so(drafted, officer, changes, code):
    with pytest.raises(RuleViolation) as caught:
        force(drafted, officer, **changes)

    drafted.refresh_from_db()
    assert (codes(caught), drafted.state) == ([code], "draft")


def test_rules_in_force_are_not_put_in_force_again(drafted, officer):
    force(drafted, officer)

    with pytest.raises(RuleViolation) as caught:
        force(drafted, officer)

    assert codes(caught) == ["not_a_draft"]


def test_rules_of_the_program_are_nobodys_to_put_in_force(version, officer):
    usual = EntryRuleSetFactory(version=version)

    for command in (lambda: force(usual, officer), lambda: rule_sets.discard(usual, by=officer)):
        with pytest.raises(RuleViolation) as caught:
            command()
        assert codes(caught) == ["not_a_draft"]


def test_stranger_puts_nothing_in_force_and_throws_nothing_away(drafted):
    stranger = UserFactory(roles=["training_officer"])

    for command in (lambda: force(drafted, stranger), lambda: rule_sets.discard(drafted, by=stranger)):
        with pytest.raises(RuleViolation) as caught:
            command()
        assert codes(caught) == ["not_the_officer"]
    assert EntryRuleSet.objects.get().state == "draft"


def test_rules_hold_from_their_day_at_their_facility(version, drafted, officer):
    usual = EntryRuleSetFactory(version=version, number=1)

    decided = force(drafted, officer, valid_from=NEXT_MONTH, reason=f"  {REASON} ")

    elsewhere = UserFactory(roles=["training_officer"]).facility
    assert (decided.number, decided.reason, decided.decided_by) == (2, REASON, officer)
    assert rule_sets.current_set(version, officer.facility, on=TODAY) == usual
    assert rule_sets.current_set(version, officer.facility, on=NEXT_MONTH) == decided
    assert rule_sets.current_set(version, elsewhere, on=NEXT_MONTH) == usual


def test_later_decision_takes_the_place_of_an_earlier_one(version, drafted, officer):
    first = force(drafted, officer)
    second = force(rule_sets.draft(version, by=officer, facility=officer.facility, parts={}), officer)

    assert (first.number, second.number) == (1, 2)
    assert rule_sets.current_set(version, officer.facility, on=TODAY) == second
    assert EntryRuleSet.objects.get(pk=first.pk).parts == ADULTS, "what was in force stays as it was"


def test_number_counts_the_decisions_of_every_office(version, drafted, officer):
    other = UserFactory(roles=["training_officer"])
    theirs = force(rule_sets.draft(version, by=other, facility=other.facility, parts={}), other)

    assert (theirs.number, force(drafted, officer).number) == (2, 3)


def test_draft_is_thrown_away(drafted, officer):
    rule_sets.discard(drafted, by=officer)

    assert EntryRuleSet.objects.count() == 0
    assert [event.action for event in AuditEvent.objects.order_by("pk")] == ["entry_rules.draft", "entry_rules.discard"]


def test_what_was_in_force_is_never_thrown_away(drafted, officer):
    force(drafted, officer)

    with pytest.raises(RuleViolation) as caught:
        rule_sets.discard(drafted, by=officer)

    assert (codes(caught), EntryRuleSet.objects.count()) == (["not_a_draft"], 1)


# Weights


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"points": {"need": 101}}, ["points"]),
        ({"points": {"need": 10, "interest": -1}}, ["points"]),
        ({"points": {"height": 10}}, ["points"]),
        ({"points": {"need": 0, "interest": 0}}, ["no_points"]),
        ({"points": {}}, ["no_points"]),
        ({"valid_from": YESTERDAY}, ["in_the_past"]),
        ({"reason": "perintah"}, ["reason_missing"]),
    ],
)
def test_weights_that_cannot_be(version, officer, changes, expected):
    with pytest.raises(RuleViolation) as caught:
        weigh(version, officer, **changes)

    assert (codes(caught), RankingScale.objects.count()) == (expected, 0)


def test_stranger_sets_no_weights(version, officer):
    with pytest.raises(RuleViolation) as caught:
        weigh(version, UserFactory(roles=["training_officer"]), facility=officer.facility)

    assert codes(caught) == ["not_the_officer"]


def test_weights_hold_from_their_day_at_their_facility(version, officer):
    first = weigh(version, officer)
    second = weigh(version, officer, points={"need": 100, "interest": 0}, valid_from=NEXT_MONTH)
    here, elsewhere = Batch(version=version, facility=officer.facility), Batch(version=version, facility_id=0)

    assert (first.number, second.number) == (1, 2)
    assert rule_sets.current_scale(version, officer.facility, on=YESTERDAY) is None
    assert rule_sets.current_scale(version, officer.facility, on=TODAY) == first
    assert candidate_ranking.weights_of(here, on=NEXT_MONTH) == {"need": 100}
    assert candidate_ranking.weights_of(elsewhere, on=NEXT_MONTH) == USUAL_WEIGHTS
    assert [event.action for event in AuditEvent.objects.all()] == ["ranking_scale.set"] * 2
