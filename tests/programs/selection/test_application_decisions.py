from datetime import date

import pytest

from core.errors import RuleViolation
from core.models import AuditEvent
from programs.batches.models import Batch
from programs.selection import application_decisions, ended_applications, tpp_hearings
from programs.selection.models import Application
from tests.factories import (
    ApplicationFactory,
    BatchFactory,
    EnrollmentFactory,
    EntryRuleSetFactory,
    PersonFactory,
    UserFactory,
)
from tests.reasons import codes
from tests.sitting import sitting

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


@pytest.fixture
def person(batch):
    return PersonFactory(facility=batch.facility, with_custody=True)


def apply(batch, person, officer, **changes):
    values = {"source": "person", "consent_on": TODAY, "interest": 4, **changes}
    return application_decisions.apply(by=officer, batch=batch, person=person, **values)


def open_hearing(batch, officer, leader, **changes):
    members = [UserFactory(roles=["board_member"], facility=batch.facility)]
    values = {"held_on": TODAY, "place": "Aula", "chair": leader, "members": members, **changes}
    return sitting(by=officer, batch=batch, **values)


def test_applying_keeps_what_the_rules_answered(batch, person, officer):
    EntryRuleSetFactory(version=batch.version, parts={"age": {"minimum": 18}})

    application = apply(batch, person, officer, note="Pernah bekerja di bengkel")

    application.refresh_from_db()
    assert (application.state, application.interest, application.submitted_by) == ("submitted", 4, officer)
    assert [(row["kind"], row["answer"]) for row in application.answers] == [("custody", "meets"), ("age", "meets")]
    assert application.answers[1]["value"] == {"age": 31, "range": [18, None]}
    assert AuditEvent.objects.get().action == "application.submit"


def closes_selection(batch, person, officer):
    Batch.objects.update(state="running")


def moves_away(batch, person, officer):
    person.facility = BatchFactory().facility
    person.save()


def has_applied(batch, person, officer):
    apply(batch, person, officer)


def has_applied_for_a_parallel_batch(batch, person, officer):
    ApplicationFactory(
        person=person, batch=BatchFactory(version=batch.version, facility=batch.facility, state="selecting")
    )


def has_a_place(batch, person, officer):
    EnrollmentFactory(batch=batch, person=person)


@pytest.mark.engines
@pytest.mark.parametrize(
    ("circumstance", "code"),
    [
        (closes_selection, "batch_not_selecting"),
        (moves_away, "not_in_custody"),
        (has_applied, "already_applied"),
        (has_applied_for_a_parallel_batch, "already_applied"),
        (has_a_place, "already_enrolled"),
    ],
)
def test_an_application_that_cannot_be_is_refused(batch, person, officer, circumstance, code):
    circumstance(batch, person, officer)
    before = Application.objects.count()

    with pytest.raises(RuleViolation) as caught:
        apply(batch, person, officer)

    assert codes(caught) == [code]
    assert Application.objects.count() == before


def test_consent_cannot_lie_in_the_future(batch, person, officer):
    with pytest.raises(RuleViolation) as caught:
        apply(batch, person, officer, consent_on=date(2026, 11, 24))

    assert codes(caught) == ["consent_in_future"]


def test_withdrawn_and_then_applied_again(batch, person, officer):
    first = ended_applications.withdraw(apply(batch, person, officer), by=officer)

    second = apply(batch, person, officer)

    assert (first.state, second.state) == ("withdrawn", "submitted")


def test_somebody_with_a_place_cannot_withdraw_the_application(batch, officer):
    application = ApplicationFactory(batch=batch, state="enrolled")

    with pytest.raises(RuleViolation) as caught:
        ended_applications.withdraw(application, by=officer)

    assert codes(caught) == ["no_such_transition"]


@pytest.mark.engines
def test_a_hearing_knows_who_was_present(batch, person, officer, chair):
    apply(batch, person, officer)
    member = UserFactory(roles=["board_member"], facility=batch.facility)

    hearing = open_hearing(batch, officer, chair, members=[member])

    assert {row.user for row in hearing.members.all()} == {chair, member}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"chair": lambda batch: UserFactory(roles=["board_member"], facility=batch.facility)}, "not_a_chair"),
        ({"chair": lambda batch: UserFactory(roles=["board_chair"])}, "not_a_chair"),
        ({"members": lambda batch: [UserFactory(roles=["board_member"])]}, "not_a_member"),
        ({"members": lambda batch: [UserFactory(roles=["registrar"], facility=batch.facility)]}, "not_a_member"),
    ],
)
def test_a_hearing_is_held_by_the_board_of_the_facility(batch, person, officer, chair, changes, code):
    apply(batch, person, officer)

    with pytest.raises(RuleViolation) as caught:
        open_hearing(batch, officer, chair, **{name: make(batch) for name, make in changes.items()})

    assert codes(caught) == [code]


def test_the_chair_alone_holds_no_hearing(batch, person, officer, chair):
    apply(batch, person, officer)

    found = []
    for members in ([], [chair]):
        with pytest.raises(RuleViolation) as caught:
            open_hearing(batch, officer, chair, members=members)
        found.append(codes(caught))

    assert found == [["chair_alone"], ["chair_alone"]]


@pytest.mark.engines
@pytest.mark.parametrize(
    ("held_on", "expected"),
    [
        (date(2020, 1, 1), ["before_applications"]),
        (date(2026, 11, 15), ["before_applications"]),
        (date(2026, 11, 16), []),
        (TODAY, []),
        (date(2026, 11, 24), ["in_future"]),
    ],
)
def test_a_hearing_is_held_between_the_first_application_and_today(batch, officer, chair, held_on, expected):
    for day in (20, 16, 18):
        apply(batch, PersonFactory(facility=batch.facility, with_custody=True), officer, consent_on=date(2026, 11, day))
    member = UserFactory(roles=["board_member"], facility=batch.facility)

    found = tpp_hearings.hearing_blockers(batch, held_on=held_on, chair=chair, members=[member])

    assert [reason.code for reason in found] == expected


@pytest.mark.engines
def test_a_batch_has_one_open_hearing(batch, person, officer, chair):
    apply(batch, person, officer)
    open_hearing(batch, officer, chair)

    with pytest.raises(RuleViolation) as caught:
        open_hearing(batch, officer, chair)

    assert codes(caught) == ["hearing_open"]


def test_a_hearing_needs_applications_and_a_batch_that_takes_people(batch, officer, chair):
    Batch.objects.update(state="planned")

    with pytest.raises(RuleViolation) as caught:
        open_hearing(batch, officer, chair)

    assert codes(caught) == ["batch_not_selecting", "no_applications"]


@pytest.fixture
def application(batch, person, officer, chair):
    application = apply(batch, person, officer)
    open_hearing(batch, officer, chair)
    return application


def decide(application, chair, outcome="admitted", reason="Siap belajar", **changes):
    return application_decisions.decide(application, by=chair, outcome=outcome, reason=reason, **changes)


def test_a_decision_keeps_who_why_and_what_the_rules_answered(application, chair):
    decided = decide(application, chair)

    assert (decided.state, decided.decided_by, decided.decision_reason) == ("admitted", chair, "Siap belajar")
    assert [row["kind"] for row in decided.decision_answers] == ["custody"]
    assert (decided.is_override, decided.hearing.state) == (False, "open")


def test_the_reserve_list_is_numbered_and_a_place_on_it_is_kept(batch, application, officer, chair):
    second = apply(batch, PersonFactory(facility=batch.facility), officer)

    first_place = decide(application, chair, "reserve").reserve_position
    second_place = decide(second, chair, "reserve").reserve_position
    again = decide(application, chair, "reserve", "Cadangan pertama").reserve_position
    moved_up = decide(application, chair).reserve_position

    assert (first_place, second_place, again, moved_up) == (1, 2, 1, None)


def test_a_stranger_to_the_board_decides_nothing(application, officer):
    with pytest.raises(RuleViolation) as caught:
        decide(application, officer)

    assert codes(caught) == ["not_a_chair"]


def test_a_chair_of_another_facility_decides_nothing(application):
    with pytest.raises(RuleViolation) as caught:
        decide(application, UserFactory(roles=["board_chair"]))

    assert codes(caught) == ["not_a_chair"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"reason": "   "}, "reason_missing"),
        ({"outcome": "enrolled"}, "no_such_outcome"),
        ({"outcome": "nothing"}, "no_such_outcome"),
    ],
)
def test_a_decision_needs_an_outcome_and_a_reason(application, chair, changes, code):
    with pytest.raises(RuleViolation) as caught:
        decide(application, chair, **changes)

    assert codes(caught) == [code]


def test_without_an_open_hearing_nothing_is_decided(batch, person, officer, chair):
    with pytest.raises(RuleViolation) as caught:
        decide(apply(batch, person, officer), chair)

    assert codes(caught) == ["no_open_hearing"]


@pytest.fixture
def short_of_the_rules(application, person):
    person.limiting_dates.all().delete()
    EntryRuleSetFactory(version=application.batch.version, parts={"time_left": {}})
    return application


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, "rules_not_met"),
        ({"override": True, "reason": "Setuju"}, "override_reason_short"),
    ],
)
def test_missing_data_are_no_pass(short_of_the_rules, chair, changes, code):
    with pytest.raises(RuleViolation) as caught:
        decide(short_of_the_rules, chair, **changes)

    assert codes(caught) == [code]


@pytest.mark.engines
def test_an_override_is_kept_and_seen(short_of_the_rules, chair):
    decided = decide(short_of_the_rules, chair, reason="Tanggal menyusul dari kejaksaan", override=True)

    assert (decided.state, decided.is_override) == ("admitted", True)


@pytest.mark.engines
def test_nobody_needs_an_override_to_be_turned_down(short_of_the_rules, chair):
    decided = decide(short_of_the_rules, chair, "rejected", "Data belum lengkap")

    assert (decided.state, decided.is_override) == ("rejected", False)


def test_a_hearing_closes_when_everybody_is_decided(application, chair):
    decide(application, chair)

    hearing = tpp_hearings.close_hearing(application.batch.hearings.get(), by=chair)

    assert (hearing.state, hearing.closed_by) == ("closed", chair)


def test_a_hearing_with_undecided_applications_stays_open(application, officer):
    with pytest.raises(RuleViolation) as caught:
        tpp_hearings.close_hearing(application.batch.hearings.get(), by=officer)

    assert codes(caught) == ["not_a_chair", "undecided"]


@pytest.mark.engines
def test_a_closed_hearing_is_not_closed_again(application, chair):
    decide(application, chair)
    hearing = tpp_hearings.close_hearing(application.batch.hearings.get(), by=chair)

    with pytest.raises(RuleViolation) as caught:
        tpp_hearings.close_hearing(hearing, by=chair)

    assert codes(caught) == ["hearing_closed"]


@pytest.mark.engines
def test_closing_locks_what_was_decided(batch, application, officer, chair):
    decide(application, chair, "rejected")
    tpp_hearings.close_hearing(batch.hearings.get(), by=chair)
    apply(batch, PersonFactory(facility=batch.facility), officer)
    open_hearing(batch, officer, chair)

    with pytest.raises(RuleViolation) as caught:
        decide(application, chair)

    application.refresh_from_db()
    assert codes(caught) == ["decision_locked"]
    assert application_decisions.deciding_hearing(application) is None


def test_a_later_hearing_takes_people_from_the_reserve_list(batch, application, officer, chair):
    decide(application, chair, "reserve")
    tpp_hearings.close_hearing(batch.hearings.get(), by=chair)
    apply(batch, PersonFactory(facility=batch.facility), officer)
    open_hearing(batch, officer, chair)

    assert decide(application, chair).state == "admitted"


def test_what_can_be_decided_is_offered(application, chair):
    before = application_decisions.deciding_hearing(application)
    decided = decide(application, chair)

    hearing = application.batch.hearings.get()
    assert (before, application_decisions.deciding_hearing(decided)) == (hearing, hearing)


def test_without_a_hearing_nothing_is_offered(batch, person, officer):
    assert application_decisions.deciding_hearing(apply(batch, person, officer)) is None


@pytest.mark.engines
def test_nobody_is_admitted_beyond_the_places(batch, officer, chair):
    Batch.objects.filter(pk=batch.pk).update(capacity=2)
    EnrollmentFactory(batch=batch)
    first, second = (
        ApplicationFactory(batch=batch, person__facility=batch.facility, person__with_custody=True) for _ in range(2)
    )
    open_hearing(batch, officer, chair)
    application_decisions.decide(first, by=chair, outcome="admitted", reason="Cukup waktu")

    with pytest.raises(RuleViolation) as caught:
        application_decisions.decide(second, by=chair, outcome="admitted", reason="Cukup waktu")
    again = application_decisions.decide(first, by=chair, outcome="admitted", reason="Cukup waktu dan berminat")
    reserve = application_decisions.decide(second, by=chair, outcome="reserve", reason="Kursi habis")

    assert codes(caught) == ["no_place_left"]
    assert (again.state, reserve.state) == ("admitted", "reserve")
