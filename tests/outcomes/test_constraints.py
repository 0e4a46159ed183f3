"""What the database itself refuses of outcomes, each constraint violated once."""

from datetime import date, time, timedelta

import pytest

from core import clock
from outcomes.effect.models import ClosedWave, CountedYear, KeptCount, OutcomeReport, StandingFigures
from outcomes.followup.help_wishes import ask_help
from outcomes.followup.models.consents import Consent
from outcomes.followup.models.holder import PinCounter
from outcomes.followup.models.job_words import JobWord
from outcomes.followup.models.outcomes import ContactAttempt, FollowUp
from outcomes.followup.models.wages import MinimumWage
from outcomes.leaving.models import Readiness, ReadinessItem, WorkAssignment
from outcomes.needs.models import NeedUnit, NeedWeights
from outcomes.placement.models import VacancyUnit
from outcomes.plan.models import PlanRates
from tests.conftest import MONDAY
from tests.constraints import assert_refused, change, copy_of, names_of
from tests.factories import AgreementFactory, PersonFactory, ProgramVersionFactory, UserFactory, VocationFactory
from tests.factories.aids import CenterAidFactory, FacilityAidFactory, use_of
from tests.factories.cohort_files import asked_file, made_file
from tests.factories.followup import ConsentFactory, FollowUpFactory, OutcomeFactory, contact
from tests.factories.needs import EmployerFactory, NeedRecordFactory
from tests.factories.placement import VacancyFactory, introduced
from tests.factories.plans import plan_of
from tests.factories.probation import ClientShareFactory

pytestmark = [pytest.mark.django_db, pytest.mark.engines]


def closed_before_recorded():
    person = PersonFactory()
    row = Readiness.objects.create(
        person=person, facility=person.facility, item=ReadinessItem.objects.first(), state="open", on=MONDAY.date()
    )
    change(row, closed_at=clock.now() - timedelta(days=1))


def again_before():
    wave, now = FollowUpFactory(), clock.now()
    ContactAttempt.objects.create(
        follow_up=wave,
        at=now,
        by=wave.consent.recorded_by,
        channel="phone",
        result="JANJI",
        call_again_at=now - timedelta(hours=1),
    )


def same_proof():
    for _ in range(2):
        ConsentFactory(
            person=None, person_hash="x", withdrawn_at=clock.now(), withdrawn_channel="spoken", proof_code="7K4M2QXR"
        )


def counted_twice():
    for _ in range(2):
        PinCounter.objects.create(address="x", window=1)


def second_unit():
    need = NeedRecordFactory()
    for _number in range(2):
        NeedUnit.objects.create(need=need, code="C.24LAS01.001.1", title="Persiapan")


def second_weights(**values):
    need = NeedRecordFactory()
    for _number in range(2):
        NeedWeights.objects.create(
            training_center=need.training_center, valid_from=date(2026, 1, 1), set_by=need.recorded_by, **values
        )


def second_vacancy_unit():
    vacancy = VacancyFactory()
    for _number in range(2):
        VacancyUnit.objects.create(vacancy=vacancy, code="C.24LAS01.001.1", title="Persiapan")


def second_introduction():
    vacancy, consent = VacancyFactory(), ConsentFactory()
    for _number in range(2):
        introduced(vacancy, consent)


def second_report_of_a_day():
    by = UserFactory(roles=["rutan_head"])
    for _number in range(2):
        OutcomeReport.objects.create(
            office=by.office_code,
            office_name="x",
            year=2024,
            wave="m6",
            day=date(2026, 11, 23),
            figures={},
            counts=[],
            made_by=by,
        )


def counted_in_two_rows():
    for _number in range(2):
        KeptCount.objects.create(office="RTN-RTU", year=2024, measure="m6", value="in_trade:E2", count=1)


def year_counted_twice():
    for _ in range(2):
        CountedYear.objects.create(office="RTN-RTU", year=2024)


def figures_standing_twice():
    for _one in range(2):
        StandingFigures.objects.create(office="RTN-RTU", year=2024, wave="m6", day=date(2026, 6, 1), figures={})


def work(**changes):
    person = PersonFactory()
    row = WorkAssignment.objects.create(
        person=person,
        facility=person.facility,
        weekdays=[0],
        starts_at=time(8),
        ends_at=time(9),
        from_date=MONDAY.date(),
        recorded_by=UserFactory(roles=["training_officer"], facility=person.facility),
    )
    change(row, **changes)


def plan(**fields):
    version = ProgramVersionFactory()
    agreement = AgreementFactory(training_center=version.program.training_center)
    return plan_of(agreement, version, **fields)


def minutes_without_reason():
    change(plan(state="decided").meeting, version=2)


def one_head_for_both():
    head = UserFactory(roles=["blk_head"])
    change(plan(state="decided"), facility_head=head, center_head=head)


def head_who_prepared():
    head = UserFactory(roles=["blk_head"])
    change(plan(state="decided", by=head), center_head=head)


def second_rates(**values):
    user = UserFactory(roles=["blk_coordinator"])
    for _number in range(2):
        PlanRates.objects.create(
            training_center=user.training_center, valid_from=date(2026, 1, 1), set_by=user, **values
        )


def minimum_wage(**changes):
    by = UserFactory(roles=["placement_officer"])
    values = {"valid_from": date(2026, 1, 1), "amount": 3_500_000, "source": "Keputusan 1/2026", **changes}
    return MinimumWage.objects.create(training_center=by.training_center, set_by=by, **values)


def job_word(**changes):
    by = UserFactory(roles=["placement_officer"])
    values = {"training_center": by.training_center, "word": "tukang", "valid_from": date(2026, 1, 1), **changes}
    return JobWord.objects.create(vocation=VocationFactory(), added_by=by, **values)


def cancelled_without_reason(aid):
    change(aid, cancelled_at=clock.now(), cancelled_by=aid.recorded_by)


def told_by_hearsay():
    consent = ConsentFactory()
    use_of(CenterAidFactory(training_center=consent.training_center, person=consent.person), consent, evidence="E1")


def looked_at_twice():
    for _number in range(2):
        ClosedWave.objects.create(office="RTN-RTU", year=2024, wave="m6")


def second_file_of_a_year():
    agreement, by = AgreementFactory(), UserFactory(roles=["training_officer"])
    for _number in range(2):
        asked_file(agreement, office="RTN-RTU", asked_by=by)


def approved_by_whoever_asked():
    by = UserFactory(roles=["rutan_head"])
    asked_file(AgreementFactory(), office="RTN-RTU", asked_by=by, facility_head=by)


def made_with_one_head():
    heads = UserFactory(roles=["rutan_head"]), None
    made_file(AgreementFactory(), office="RTN-RTU", asked_by=UserFactory(roles=["training_officer"]), heads=heads)


VIOLATIONS = {
    "job_word_stands_once": lambda: copy_of(job_word()),
    "job_word_of_all_stands_once": lambda: copy_of(job_word(training_center=None)),
    "job_word_says_something": lambda: job_word(word=""),
    "job_word_is_ended_by_somebody": lambda: job_word(ends_on=date(2026, 2, 1)),
    "minimum_wage_stands_once_a_day": lambda: copy_of(minimum_wage()),
    "minimum_wage_has_amount_and_source": lambda: minimum_wage(amount=0),
    "employer_judges_graduates_it_took": lambda: EmployerFactory(graduates_taken=0, graduates_fit="yes"),
    "cohort_file_one_a_year_and_office": second_file_of_a_year,
    "cohort_file_is_approved_by_two_others": approved_by_whoever_asked,
    "cohort_file_is_made_once_both_heads_approved": made_with_one_head,
    "facilityaid_value_is_an_amount": lambda: FacilityAidFactory(value=0),
    "centeraid_value_is_an_amount": lambda: CenterAidFactory(value=1_000_000_001),
    "facilityaid_is_taken_back_with_a_reason": lambda: cancelled_without_reason(FacilityAidFactory()),
    "centeraid_is_taken_back_with_a_reason": lambda: cancelled_without_reason(CenterAidFactory()),
    "aid_use_was_told_or_seen": told_by_hearsay,
    "closed_wave_is_looked_at_once_an_office": looked_at_twice,
    "kept_count_one_an_office_year_and_value": counted_in_two_rows,
    "counted_year_one_an_office": year_counted_twice,
    "standing_figures_one_an_office_and_time": figures_standing_twice,
    "work_assignment_ends_after_it_begins": lambda: work(ends_at=time(7)),
    "work_assignment_lasts_from_until": lambda: work(until=date(2026, 1, 1)),
    "client_share_one_standing_a_person": lambda: copy_of(ClientShareFactory()),
    "vacancy_is_for_somebody": lambda: VacancyFactory(number=0),
    "vacancy_closes_after_it_opens": lambda: VacancyFactory(closes_on=date(2026, 11, 8)),
    "vacancy_wages_are_in_order": lambda: VacancyFactory(wage_least=2, wage_most=1),
    "vacancy_ends_with_a_reason_and_a_day": lambda: VacancyFactory(ended_as="filled"),
    "vacancy_unit_stands_once": second_vacancy_unit,
    "introduction_once_a_vacancy": second_introduction,
    "introduction_why_belongs_to_an_end": lambda: change(introduced(VacancyFactory(), ConsentFactory()), why="UPAH"),
    "introduction_goes_on_with_agreed_words": lambda: introduced(VacancyFactory(), ConsentFactory(), step="DIKIRIM"),
    "introduction_withdrawn_keeps_no_words": lambda: introduced(
        VacancyFactory(), ConsentFactory(), step="MUNDUR", letter={}
    ),
    "outcome_report_one_a_cohort_and_day": second_report_of_a_day,
    "training_plan_stands_once_a_year": lambda: copy_of(plan()),
    "training_plan_is_approved_by_both_heads": lambda: change(plan(state="decided"), state="approved"),
    "training_plan_is_approved_by_two_people": one_head_for_both,
    "training_plan_is_approved_by_nobody_who_prepared_it": head_who_prepared,
    "training_plan_keeps_its_figures": lambda: change(plan(), state="proposed"),
    "plan_meeting_version_stands_once": lambda: copy_of(plan(state="decided").meeting),
    "plan_meeting_later_version_says_why": minutes_without_reason,
    "plan_line_stands_once": lambda: copy_of(plan().lines.get()),
    "plan_line_batches_have_places": lambda: change(plan().lines.get(), batches=2, places=1),
    "plan_rates_stand_once_a_day": second_rates,
    "plan_rates_yield_is_a_share": lambda: second_rates(planning_yield=0),
    "employer_stands_once": lambda: copy_of(EmployerFactory()),
    "employer_is_contacted_only_with_consent": lambda: EmployerFactory(may_contact=False, contact_way="call"),
    "need_record_is_for_somebody": lambda: NeedRecordFactory(number=0),
    "need_record_counts_for_some_time": lambda: NeedRecordFactory(valid_until=date(2026, 10, 12)),
    "need_record_wages_are_in_order": lambda: NeedRecordFactory(wage_least=2, wage_most=1),
    "need_record_is_no_part_of_itself": lambda: NeedRecordFactory(pk=1, part_of_id=1),
    "need_record_is_withdrawn_with_a_reason": lambda: change(NeedRecordFactory(), withdrawn_on=date(2026, 11, 1)),
    "need_unit_stands_once": second_unit,
    "need_weights_stand_once_a_day": second_weights,
    "need_weights_lie_from_0_to_1": lambda: second_weights(kun=2),
    "consent_one_live_a_person_and_center": lambda: copy_of(ConsentFactory()),
    "consent_withdrawn_names_nobody": lambda: change(ConsentFactory(), withdrawn_at=clock.now()),
    "consent_no_allows_nothing": lambda: change(ConsentFactory(), answer="no"),
    "consent_proof_code_is_unique": same_proof,
    "contact_closed_keeps_no_value": lambda: change(contact(ConsentFactory()), closed_at=clock.now()),
    "contact_waits_as_own_number_in_force": lambda: contact(
        ConsentFactory(), kind="family_phone", waits_until=clock.now()
    ),
    "follow_up_one_a_wave": lambda: copy_of(FollowUpFactory()),
    "follow_up_window_ends_after_it_begins": lambda: change(FollowUpFactory(), window_until="2026-01-01"),
    "contact_attempt_again_is_later": again_before,
    "outcome_can_be_told": lambda: change(OutcomeFactory(), status="KEMBALI"),
    "outcome_hearsay_is_no_work": lambda: change(OutcomeFactory(), status="HARIAN", evidence="E1"),
    "outcome_has_a_recorder_or_is_own": lambda: change(OutcomeFactory(), recorded_by=None),
    "outcome_paper_was_shown": lambda: change(OutcomeFactory(), paper="KONTRAK"),
    "help_wish_one_waiting_a_kind": lambda: copy_of(ask_help(ConsentFactory(), "LOWONGAN")),
    "help_wish_is_for_something": lambda: change(ask_help(ConsentFactory(), "LOWONGAN"), help_wanted="TIDAK_ADA"),
    "pin_counter_one_a_window": counted_twice,
    "readiness_item_is_done_after_it_begins": lambda: change(ReadinessItem.objects.first(), done_by_days=-100),
    "readiness_is_closed_after_it_was_recorded": closed_before_recorded,
}


@pytest.mark.parametrize("name", sorted(VIOLATIONS))
def test_the_database_refuses(name):
    assert_refused(name, VIOLATIONS[name])


def test_every_constraint_is_violated_once():
    assert names_of("outcomes") == set(VIOLATIONS)


def test_a_second_answer_after_a_withdrawal_is_no_second_live_one():
    first = ConsentFactory()
    person = first.person
    change(first, person=None, withdrawn_at=clock.now(), withdrawn_channel="spoken", proof_code="AAAA1111")

    ConsentFactory(training_center=first.training_center, person=person)

    assert Consent.objects.live().count() == 1
    assert FollowUp.objects.count() == 0
