"""Introductions: each step and what refuses it, the words of the letter, and what a withdrawal leaves."""

from dataclasses import replace
from datetime import date

import pytest

from certification.register.models import Certificate, SeriesNumber
from core import clock
from core.errors import RuleViolation
from core.models import AuditEvent
from outcomes.followup.consents import change_boxes
from outcomes.followup.models.outcomes import Outcome
from outcomes.followup.withdrawal import withdraw
from outcomes.placement import introductions
from outcomes.placement.codes import Step
from outcomes.placement.introduction_letter import letter, print_blockers
from outcomes.placement.introductions import NEXT, Taken
from outcomes.placement.models import Introduction, IntroductionStep, JobWish
from tests.constraints import change
from tests.factories import FacilityFactory, UserFactory
from tests.factories.certification import NumberSeriesFactory
from tests.factories.placement import VacancyFactory, introduced, jobseeker, passes, recognized
from tests.papers import pages

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)
LETTER = {"name": "Rusmini", "employer": "Bengkel", "village": "", "job": "Las", "units": [], "certificates": []}


@pytest.fixture
def vacancy():
    return VacancyFactory()


@pytest.fixture
def officer(vacancy):
    return vacancy.recorded_by


@pytest.fixture
def consent(vacancy):
    return jobseeker(vacancy.training_center)


def issued(place, *, by):
    series = NumberSeriesFactory(training_center=place.batch.training_center)
    return Certificate.objects.create(
        enrollment=place,
        batch=place.batch,
        state="issued",
        prepared_by=by,
        number=SeriesNumber.objects.create(series=series, number=1, given_at=clock.now()),
        number_text="12/BLK/2026",
        code="0" * 26,
        issued_at=clock.now(),
        issued_by=by,
        issued_on=TODAY,
    )


def refused(command, *args, **kwargs):
    with pytest.raises(RuleViolation) as violation:
        command(*args, **kwargs)
    return [reason.code for reason in violation.value.reasons]


def test_proposing_tells_nobody_and_is_noted(vacancy, officer, consent):
    made = introductions.propose(vacancy, consent, by=officer)

    assert (made.step, made.stepped_on, made.letter) == (Step.PROPOSED, TODAY, None)
    assert list(made.steps.values_list("step", "by")) == [(Step.PROPOSED, officer.pk)]
    assert AuditEvent.objects.filter(action="introduction.propose").count() == 1


def test_proposing_is_refused_with_every_reason(vacancy, consent):
    introduced(vacancy, consent)
    vacancy.ended_as, vacancy.ended_on = "filled", TODAY
    vacancy.save()
    JobWish.objects.create(consent=consent, is_unavailable=True, told_on=TODAY, recorded_by=vacancy.recorded_by)
    stranger = UserFactory(roles=["placement_officer"])

    assert refused(introductions.propose, vacancy, consent, by=stranger) == [
        "not_authorized",
        "closed",
        "not_now",
        "known",
    ]


def test_yes_fixes_the_words_of_the_letter(vacancy, officer, consent):
    passes(consent, "A", "B")
    made = introduced(vacancy, consent)

    introductions.take_step(made, by=officer, taken=Taken("ORANG_SETUJU", TODAY))

    kept = Introduction.objects.get().letter
    assert (kept["name"], kept["job"], [unit["code"] for unit in kept["units"]]) == (
        "Rusmini Apriliani",
        "Tukang las fillet",
        ["A", "B"],
    )


@pytest.mark.parametrize("step", Step)
def test_only_steps_of_the_table_are_taken(step, vacancy, officer, consent):
    made = introduced(vacancy, consent, step=step, letter=None if step == Step.WITHDREW else LETTER)

    for following in Step:
        taken = Taken(following, TODAY, why="UPAH", works_since=TODAY)
        codes = [reason.code for reason in introductions.step_blockers(made, taken, by=officer)]
        assert ("step" in codes) is (following not in NEXT[step])


@pytest.mark.parametrize(
    ("step", "changes", "code"),
    [
        (Step.SENT, {"on": date(2026, 11, 15)}, "day"),
        (Step.SENT, {"on": date(2026, 11, 24)}, "day"),
        (Step.SENT, {"step": Step.REJECTED}, "why"),
        (Step.SENT, {"step": Step.REJECTED, "why": "SENDIRI"}, "why"),
        (Step.HIRED, {"step": Step.STARTED}, "since"),
        (Step.HIRED, {"step": Step.STARTED, "works_since": date(2026, 11, 24)}, "since"),
        (Step.HIRED, {"step": Step.STARTED, "works_since": date(2026, 11, 8)}, "since"),
    ],
)
def test_step_is_refused(step, changes, code, vacancy, officer, consent):
    made = introduced(vacancy, consent, step=step, letter=LETTER)
    taken = replace(Taken(Step.INTERVIEW, TODAY), **changes)

    assert refused(introductions.take_step, made, by=officer, taken=taken) == [code]


def test_letter_is_not_given_to_an_employer_who_does_not_want_one(vacancy, officer, consent):
    vacancy.employer.attitudes = ["STOP"]
    vacancy.employer.may_contact = False
    vacancy.employer.save()
    made = introduced(vacancy, consent, step=Step.AGREED, letter=LETTER)

    assert refused(introductions.take_step, made, by=officer, taken=Taken(Step.SENT, TODAY)) == ["stopped"]


def test_nothing_goes_on_without_the_agreement_to_be_proposed(vacancy, officer, consent):
    made = introduced(vacancy, consent)
    consent.may_match = False
    consent.save()

    assert refused(introductions.take_step, made, by=officer, taken=Taken(Step.AGREED, TODAY)) == ["not_now"]
    introductions.take_step(made, by=officer, taken=Taken(Step.WITHDREW, TODAY, why="LAIN"))


def test_proposing_asks_nowhere_where_somebody_is(vacancy, officer, consent):
    consent.person.facility = FacilityFactory()
    consent.person.save()

    assert introductions.propose_blockers(vacancy, consent, by=officer) == []


def test_whoever_withdraws_leaves_no_letter(vacancy, officer, consent):
    made = introduced(vacancy, consent, step=Step.SENT, letter=LETTER)

    introductions.take_step(made, by=officer, taken=Taken(Step.WITHDREW, TODAY, why="LAIN"))

    assert Introduction.objects.get().letter is None


@pytest.mark.parametrize(
    ("step", "reasons"),
    [
        (Step.PROPOSED, ["step"]),
        (Step.AGREED, []),
        (Step.SENT, []),
        (Step.INTERVIEW, []),
        (Step.HIRED, []),
        (Step.REJECTED, ["step"]),
        (Step.WITHDREW, ["step"]),
        (Step.STARTED, []),
    ],
)
def test_letter_is_printed_once_the_person_agreed_until_it_comes_to_nothing(step, reasons, vacancy, consent):
    made = introduced(vacancy, consent, step=step, letter=None if step == Step.WITHDREW else LETTER)

    assert [reason.code for reason in print_blockers(made, day=TODAY)] == reasons


def test_letter_is_not_printed_without_the_agreement_to_be_proposed(vacancy, consent):
    made = introduced(vacancy, consent, step=Step.AGREED, letter=LETTER)
    consent.may_match = False

    assert [reason.code for reason in print_blockers(made, day=TODAY)] == ["not_now"]


@pytest.mark.parametrize(
    ("changes", "reasons"),
    [
        ({}, []),
        ({"valid_until": TODAY}, []),
        ({"valid_until": date(2026, 11, 22)}, ["certificate"]),
        ({"state": "superseded"}, ["certificate"]),
    ],
)
def test_letter_names_certificates_in_force_alone(changes, reasons, vacancy, officer, consent):
    certificate = issued(consent.person.enrollments.get(), by=officer)
    made = introduced(vacancy, consent)
    introductions.take_step(made, by=officer, taken=Taken(Step.AGREED, TODAY))
    made.refresh_from_db()
    assert [one["number"] for one in made.letter["certificates"]] == [certificate.number_text]

    type(certificate).objects.filter(pk=certificate.pk).update(**changes)

    assert [reason.code for reason in print_blockers(made, day=TODAY)] == reasons


def test_letter_names_recognized_units_with_their_paper_as_long_as_they_are_recognized(vacancy, officer, consent):
    passes(consent, "A.1")
    recognized(consent, "a-1")
    kept = recognized(consent, "B", title="Las kampuh", source="LPK Banua, sertifikat 7/2024")
    # The paper itself would tell where it was given.
    recognized(consent, "C", title="Las pipa", source="Lapas Banjarbaru, surat 3/2024")
    made = introduced(vacancy, consent)
    introductions.take_step(made, by=officer, taken=Taken(Step.AGREED, TODAY))

    made.refresh_from_db()
    assert made.letter["units"] == [
        {"code": "A.1", "title": "Unit A.1"},
        {"code": "B", "title": "Las kampuh", "source": "LPK Banua, sertifikat 7/2024"},
        {"code": "C", "title": "Las pipa", "source": ""},
    ]
    assert "LPK Banua" in pages(letter(made, day=TODAY))[0]
    assert print_blockers(made, day=TODAY) == []

    change(kept, state="refused", reason="Surat tidak benar")

    assert [reason.code for reason in print_blockers(made, day=TODAY)] == ["unit"]


def test_acts_after_a_withdrawal_meanwhile_write_nothing(vacancy, officer, consent):
    made = introduced(vacancy, consent)
    withdraw(consent, by=officer, channel="spoken")

    assert refused(introductions.take_step, made, by=officer, taken=Taken(Step.AGREED, TODAY)) == ["no_agreement"]
    assert refused(introductions.propose, vacancy, consent, by=officer) == ["no_agreement"]
    assert refused(introductions.set_wish, consent, by=officer, wants="any", places="", told_on=TODAY) == [
        "no_agreement"
    ]


def test_step_of_an_introduction_that_is_gone_is_refused(vacancy, officer, consent):
    made = introduced(vacancy, consent)
    Introduction.objects.all().delete()

    assert refused(introductions.take_step, made, by=officer, taken=Taken(Step.AGREED, TODAY)) == ["no_agreement"]


def test_started_work_becomes_an_outcome_as_the_person_told(vacancy, officer, consent):
    made = introduced(vacancy, consent, step=Step.HIRED, letter=LETTER)

    introductions.take_step(made, by=officer, taken=Taken(Step.STARTED, TODAY, works_since=date(2026, 11, 20)))

    outcome = Outcome.objects.get()
    assert (outcome.consent, outcome.evidence, outcome.works_since, outcome.occupation) == (
        consent,
        "E2",
        date(2026, 11, 20),
        "Tukang las fillet",
    )


def test_work_may_have_begun_on_the_day_on_which_the_vacancy_was_opened(vacancy, officer, consent):
    made = introduced(vacancy, consent, step=Step.HIRED, letter=LETTER)
    assert introductions.works_since(made) is None

    made = introductions.take_step(made, by=officer, taken=Taken("MULAI_KERJA", TODAY, works_since=vacancy.opened_on))

    assert introductions.works_since(made) == vacancy.opened_on


def test_employer_is_asked_a_week_after_the_letter(vacancy, consent):
    made = introduced(vacancy, consent, step=Step.SENT, letter=LETTER)

    assert introductions.answer_due(made) == TODAY
    made.step = Step.HIRED
    assert introductions.answer_due(made) is None


def test_withdrawal_leaves_nothing_of_the_person(vacancy, officer, consent):
    introductions.set_wish(consent, by=officer, wants="daily", places="Binuang", told_on=TODAY)
    introduced(vacancy, consent, step=Step.SENT, letter=LETTER)

    withdraw(consent, by=officer, channel="spoken")

    assert [kind.objects.count() for kind in (Introduction, IntroductionStep, JobWish)] == [0, 0, 0]


def test_wish_is_kept_as_told_last(officer, consent):
    introductions.set_wish(consent, by=officer, wants="daily", places=" Binuang ", told_on=TODAY)
    introductions.set_wish(consent, by=officer, wants="fixed", places="", told_on=TODAY)

    assert list(JobWish.objects.values_list("wants", "places", "is_unavailable")) == [("fixed", "", False)]


@pytest.mark.parametrize("words", ["dekat Rutan", "di Lapas lama", "sejak bebas"])
def test_wish_tells_places_of_work_alone(words, officer, consent):
    assert refused(introductions.set_wish, consent, by=officer, wants="any", places=words, told_on=TODAY) == ["word"]


def test_wish_is_refused_with_every_reason(consent):
    consent.may_match = False
    consent.save()
    stranger = UserFactory(roles=["placement_officer"])

    assert refused(
        introductions.set_wish, consent, by=stranger, wants="any", places="", told_on=date(2026, 11, 24)
    ) == ["not_authorized", "not_now", "day"]


def test_whoever_is_no_longer_to_be_proposed_leaves_no_wish_and_no_letter(vacancy):
    consent = jobseeker(vacancy.training_center)
    introduced(vacancy, consent)
    by = vacancy.recorded_by
    introductions.set_wish(consent, by=by, wants="any", places="Binuang", told_on=TODAY)

    change_boxes(consent, by=by, boxes=frozenset({"by_phone"}))

    assert (Introduction.objects.count(), JobWish.objects.count()) == (0, 0)
