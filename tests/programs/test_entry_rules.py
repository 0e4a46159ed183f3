from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import translation

from inmates.models import Classification, CustodyPeriod, Suspension
from programs import entry_rules
from programs.entry_rules import Answer, Kind, Verdict, default_rules, evaluate, requirements, verdict_of
from programs.models import Batch, EntryRule
from tests.factories import BatchFactory, EnrollmentFactory, InmateFactory, ProgramVersionFactory, UserFactory
from tests.factories.certification import NumberSeriesFactory

TODAY = date(2026, 11, 23)
NOON = datetime(2026, 10, 5, 12, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def batch():
    batch = BatchFactory(
        state=Batch.State.SELECTING,
        starts_on=date(2026, 12, 7),
        ends_on=date(2027, 1, 25),
        assessment_on=date(2027, 1, 29),
    )
    for kind, parameters in default_rules().items():
        EntryRule.objects.create(version=batch.version, kind=kind, parameters=parameters, valid_from=date(2026, 1, 1))
    return batch


def classify(inmate, **values):
    for kind, value in values.items():
        Classification.objects.create(
            inmate=inmate, kind=kind, value=value, from_date=date(2026, 1, 1), until=date(2027, 6, 30)
        )


@pytest.fixture
def person(batch):
    inmate = InmateFactory(facility=batch.facility, with_custody=True, birth_date=date(1995, 5, 17))
    classify(inmate, conduct="good", risk="low", fitness="fit")
    return inmate


def answers(batch, inmate, on=TODAY):
    return {answer.kind: answer for answer in evaluate(batch, [inmate], on=on)[inmate.pk]}


def test_a_person_with_complete_data_meets_every_rule(batch, person):
    found = answers(batch, person)

    assert {kind: answer.verdict for kind, answer in found.items()} == dict.fromkeys(Kind.values, "meets")


def is_elsewhere(person, batch):
    person.facility = BatchFactory().facility


def is_on_remand(person, batch):
    person.register_numbers.update(register_class="A.III")


def has_unreadable_class(person, batch):
    person.register_numbers.update(register_class="")


def has_no_register(person, batch):
    person.register_numbers.all().delete()


def turns_18_a_day_late(person, batch):
    person.birth_date = date(2008, 12, 8)


def has_no_birth_date(person, batch):
    person.birth_date = None


def never_finished_school(person, batch):
    person.education = "NONE"


def has_unknown_education(person, batch):
    person.education = ""


def leaves_a_day_early(person, batch):
    person.limiting_dates.update(date=date(2027, 1, 28))


def has_an_earlier_unofficial_date(person, batch):
    person.limiting_dates.create(kind="two_thirds", date=date(2026, 12, 31))


def has_no_leaving_date(person, batch):
    person.limiting_dates.all().delete()


def has_only_a_replaced_date(person, batch):
    person.limiting_dates.update(replaced_at="2026-11-01T00:00Z")


def has_poor_conduct(person, batch):
    person.classifications.filter(kind="conduct").update(value="poor")


def has_expired_conduct(person, batch):
    person.classifications.filter(kind="conduct").update(until=TODAY - timedelta(days=1))


def has_conduct_that_begins_tomorrow(person, batch):
    person.classifications.filter(kind="conduct").update(from_date=TODAY + timedelta(days=1))


def has_no_conduct(person, batch):
    person.classifications.filter(kind="conduct").delete()


def has_high_risk(person, batch):
    person.classifications.filter(kind="risk").update(value="high")


def has_expired_risk(person, batch):
    person.classifications.filter(kind="risk").update(until=date(2026, 10, 31))


def is_unfit(person, batch):
    person.classifications.filter(kind="fitness").update(value="unfit")


def was_never_examined(person, batch):
    person.classifications.filter(kind="fitness").delete()


def is_suspended_today(person, batch):
    Suspension.objects.create(inmate=person, from_date=date(2026, 11, 1), until=TODAY, decided_by="Karutan")


def is_suspended_when_it_starts(person, batch):
    Suspension.objects.create(inmate=person, from_date=date(2026, 12, 1), decided_by="Karutan")


def is_in_another_batch(person, batch):
    EnrollmentFactory(inmate=person, batch=BatchFactory(facility=batch.facility))


@pytest.mark.parametrize(
    ("circumstance", "kind", "verdict"),
    [
        (is_elsewhere, "custody", "fails"),
        (is_on_remand, "status", "fails"),
        (has_unreadable_class, "status", "missing"),
        (has_no_register, "status", "missing"),
        (turns_18_a_day_late, "age", "fails"),
        (has_no_birth_date, "age", "missing"),
        (never_finished_school, "education", "fails"),
        (has_unknown_education, "education", "missing"),
        (leaves_a_day_early, "time_left", "fails"),
        (has_an_earlier_unofficial_date, "time_left", "fails"),
        (has_no_leaving_date, "time_left", "missing"),
        (has_only_a_replaced_date, "time_left", "missing"),
        (has_poor_conduct, "conduct", "fails"),
        (has_expired_conduct, "conduct", "missing"),
        (has_conduct_that_begins_tomorrow, "conduct", "missing"),
        (has_no_conduct, "conduct", "missing"),
        (has_high_risk, "risk", "fails"),
        (has_expired_risk, "risk", "missing"),
        (is_unfit, "fitness", "fails"),
        (was_never_examined, "fitness", "missing"),
        (is_suspended_today, "suspension", "fails"),
        (is_suspended_when_it_starts, "suspension", "fails"),
        (is_in_another_batch, "no_other_batch", "fails"),
    ],
)
def test_only_the_rule_concerned_answers_otherwise(batch, person, circumstance, kind, verdict):
    circumstance(person, batch)

    found = {kind: answer.verdict for kind, answer in answers(batch, person).items()}

    assert found == {**dict.fromkeys(Kind.values, "meets"), kind: verdict}


def test_leaving_on_the_last_day_is_enough(batch, person):
    person.limiting_dates.update(date=date(2027, 1, 29))

    assert answers(batch, person)["time_left"].verdict == Verdict.MEETS


def test_a_suspension_that_is_over_does_not_count(batch, person):
    Suspension.objects.create(
        inmate=person, from_date=date(2026, 10, 1), until=date(2026, 11, 22), decided_by="Karutan"
    )

    assert answers(batch, person)["suspension"].verdict == Verdict.MEETS


def test_a_program_that_allows_it_is_taken_beside_another(batch, person):
    is_in_another_batch(person, batch)
    batch.version.allows_parallel_batches = True

    assert answers(batch, person)["no_other_batch"].verdict == Verdict.MEETS


def certified(person, version, **changes):
    """An earlier place with a certificate; by default issued."""
    earlier = EnrollmentFactory(inmate=person, state="completed", batch__version=version)
    series = NumberSeriesFactory(training_center=earlier.batch.training_center)
    issued = {
        "state": "issued",
        "number": series.numbers.create(number=1, given_at=NOON),
        "code": "0123456789ABCDEFGHJKMNPQRS",
        "issued_at": NOON,
        "issued_by": earlier.enrolled_by,
    }
    earlier.certificates.create(batch=earlier.batch, prepared_by=earlier.enrolled_by, **{**issued, **changes})


def test_a_certificate_of_the_same_program_stands_in_the_way(batch, person):
    certified(person, batch.version)

    found = answers(batch, person)["not_certified"]

    assert (found.verdict, found.seen) == ("fails", {"scheme": batch.version.program.name})


def test_a_certificate_of_the_same_scheme_from_another_program_stands_in_the_way(batch, person):
    batch.version.scheme_name = "Plate Welder SMAW"
    certified(person, ProgramVersionFactory(scheme_name="Plate Welder SMAW"))

    found = answers(batch, person)["not_certified"]

    assert (found.verdict, found.seen) == ("fails", {"scheme": "Plate Welder SMAW"})


def test_a_certificate_of_another_program_does_not_stand_in_the_way(batch, person):
    certified(person, ProgramVersionFactory())

    assert answers(batch, person)["not_certified"].verdict == Verdict.MEETS


@pytest.mark.parametrize("state", ["prepared", "revoked"])
def test_only_a_certificate_that_is_valid_stands_in_the_way(batch, person, state):
    revoked = {"revoked_at": NOON, "revoked_by": UserFactory(), "revocation_reason": "Terbit keliru"}
    certified(person, batch.version, state=state, **(revoked if state == "revoked" else {}))

    assert answers(batch, person)["not_certified"].verdict == Verdict.MEETS


def test_rules_that_are_not_in_force_are_not_asked(batch, person):
    batch.version.entry_rules.update(valid_until=date(2026, 11, 22))

    assert list(answers(batch, person)) == ["custody"]


def test_an_upper_age_is_kept_to(batch, person):
    batch.version.entry_rules.filter(kind="age").update(parameters={"minimum": 18, "maximum": 30})

    found = answers(batch, person)["age"]

    assert (found.verdict, found.seen) == ("fails", {"age": 31, "range": [18, 30]})


def test_answers_survive_being_kept_and_are_worded_in_the_readers_language(batch, person):
    leaves_a_day_early(person, batch)
    kept = Answer.from_row(answers(batch, person)["time_left"].as_row())

    with translation.override("id"):
        indonesian = kept.message
    with translation.override("en"):
        english = kept.message

    assert english == "Leaves 28 Jan 2027, before course and assessment are over (29 Jan 2027)."
    assert indonesian == "Bebas 28 Jan 2027, sebelum kursus dan uji selesai (29 Jan 2027)."


def test_every_kind_of_answer_has_its_sentence(batch, person):
    with translation.override("en"):
        sentences = [answer.message for answer in answers(batch, person).values()]

    assert sentences == [
        "In custody at this facility.",
        "Sentenced.",
        "31 years old when the batch starts.",
        "Last education SMA/SMK.",
        "Leaves 6 Jan 2030 at the earliest, after course and assessment (29 Jan 2027).",
        "Conduct: good, valid until 30 Jun 2027.",
        "Risk: low, valid until 30 Jun 2027.",
        "Fitness for work: fit, valid until 30 Jun 2027.",
        "No running suspension.",
        "Holds no certificate of this scheme yet.",
        "In no other running batch.",
    ]


def test_the_rules_of_a_version_can_be_read(batch):
    with translation.override("en"):
        sentences = requirements(batch.version, on=TODAY)

    assert sentences[:3] == [
        "Is sentenced (register class B).",
        "Is 18 years or older when the batch starts.",
        "Has finished at least SD.",
    ]
    assert len(sentences) == len(default_rules())


def test_a_range_of_age_is_said(batch):
    with translation.override("en"):
        assert entry_rules.requirement("age", {"minimum": 18, "maximum": 50}) == (
            "Is 18 to 50 years old when the batch starts."
        )


@pytest.mark.parametrize(
    ("verdicts", "whole"),
    [
        ([], Verdict.MEETS),
        (["meets", "meets"], Verdict.MEETS),
        (["meets", "missing"], Verdict.MISSING),
        (["missing", "fails", "meets"], Verdict.FAILS),
    ],
)
def test_one_failure_fails_and_one_gap_leaves_it_open(verdicts, whole):
    assert verdict_of([Answer("age", verdict) for verdict in verdicts]) == whole


def test_many_people_cost_no_more_queries_than_one(batch, person, django_assert_num_queries):
    many = [InmateFactory(facility=batch.facility, with_custody=True) for _ in range(29)]

    with django_assert_num_queries(6):
        evaluate(batch, [person], on=TODAY)
    with django_assert_num_queries(6):
        evaluate(batch, [person, *many], on=TODAY)


def test_an_answer_becomes_a_reason_of_a_command(batch, person):
    has_no_leaving_date(person, batch)
    CustodyPeriod.objects.all().delete()

    blocker = answers(batch, person)["time_left"].as_blocker()

    assert (blocker.code, blocker.missing) == ("entry_time_left", True)
