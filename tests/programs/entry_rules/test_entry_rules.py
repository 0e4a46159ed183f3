from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import IntegrityError
from django.utils import translation

from inmates.custody.models.remand import RemandPaper
from inmates.custody.models.stays import Classification, CustodyPeriod, Suspension
from programs.batches.models import Batch
from programs.entry_rules import rule_parts
from programs.entry_rules import verdicts as entry_rules
from programs.entry_rules.findings import Verdict
from programs.entry_rules.models import EntryRuleSet
from programs.entry_rules.parts.rule_part import RulePart
from programs.entry_rules.rule_parts import PART_BY_CODE, Answer
from programs.entry_rules.verdicts import default_rules, evaluate, requirements, verdict_of
from tests.factories import (
    ApplicationFactory,
    BatchFactory,
    EnrollmentFactory,
    EntryRuleSetFactory,
    FacilityFactory,
    PersonFactory,
    ProgramUnitFactory,
    ProgramVersionFactory,
    RecognizedUnitFactory,
    SessionFactory,
    UserFactory,
)
from tests.factories.certification import NumberSeriesFactory
from tests.factories.outside import outside_test

TODAY = date(2026, 11, 23)
NOON = datetime(2026, 10, 5, 12, tzinfo=UTC)
PARTS = {**default_rules(), "share_served": {"least": "1/3"}}
ASKED = ["custody", *PARTS]
pytestmark = [pytest.mark.django_db, pytest.mark.engines]


@pytest.fixture
def batch():
    batch = BatchFactory(
        state=Batch.State.SELECTING,
        starts_on=date(2026, 12, 7),
        ends_on=date(2027, 1, 25),
        assessment_on=date(2027, 1, 29),
    )
    EntryRuleSetFactory(version=batch.version, parts=PARTS)
    return batch


def classify(person, **values):
    for kind, value in values.items():
        Classification.objects.create(
            person=person, kind=kind, value=value, from_date=date(2026, 1, 1), until=date(2027, 6, 30)
        )


@pytest.fixture
def person(batch):
    person = PersonFactory(facility=batch.facility, with_custody=True, birth_date=date(1995, 5, 17))
    person.limiting_dates.create(kind="two_thirds", date=date(2028, 5, 8))
    classify(person, conduct="good", risk="low", fitness="fit")
    return person


def answers(batch, person, on=TODAY):
    return {answer.kind: answer for answer in evaluate(batch, [person], on=on)[person.pk]}


def test_a_person_with_complete_data_meets_every_rule(batch, person):
    found = answers(batch, person)

    assert {kind: answer.verdict for kind, answer in found.items()} == dict.fromkeys(ASKED, "meets")


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
    person.limiting_dates.create(kind="integration", date=date(2027, 1, 28))


def has_an_earlier_unofficial_date(person, batch):
    person.limiting_dates.create(kind="integration", date=date(2026, 12, 31))


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
    Suspension.objects.create(person=person, from_date=date(2026, 11, 1), until=TODAY, decided_by="Karutan")


def is_suspended_when_it_starts(person, batch):
    Suspension.objects.create(person=person, from_date=date(2026, 12, 1), decided_by="Karutan")


def is_in_another_batch(person, batch):
    EnrollmentFactory(person=person, batch=BatchFactory(facility=batch.facility))


@pytest.mark.parametrize(
    ("circumstance", "kind", "verdict"),
    [
        (is_on_remand, "status", "fails"),
        (has_unreadable_class, "status", "missing"),
        (has_no_register, "status", "missing"),
        (turns_18_a_day_late, "age", "fails"),
        (has_no_birth_date, "age", "missing"),
        (never_finished_school, "education", "fails"),
        (has_unknown_education, "education", "missing"),
        (leaves_a_day_early, "time_left", "fails"),
        (has_an_earlier_unofficial_date, "time_left", "fails"),
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
    ],
)
def test_only_the_rule_concerned_answers_otherwise(batch, person, circumstance, kind, verdict):
    circumstance(person, batch)

    found = {kind: answer.verdict for kind, answer in answers(batch, person).items()}

    assert found == {**dict.fromkeys(ASKED, "meets"), kind: verdict}


def test_of_somebody_who_is_elsewhere_by_now_nothing_else_is_asked(batch, person):
    person.facility = FacilityFactory()

    found = answers(batch, person)

    assert {kind: answer.verdict for kind, answer in found.items()} == {"custody": "fails"}


def test_a_suspension_that_is_over_does_not_count(batch, person):
    Suspension.objects.create(
        person=person, from_date=date(2026, 10, 1), until=date(2026, 11, 22), decided_by="Karutan"
    )

    assert answers(batch, person)["suspension"].verdict == Verdict.MEETS


def test_a_program_that_allows_it_is_taken_beside_another(batch, person):
    is_in_another_batch(person, batch)
    batch.version.allows_parallel_batches = True

    assert answers(batch, person)["no_other_batch"].verdict == Verdict.MEETS


def certified(person, version, **changes):
    """An earlier place with a certificate; by default issued."""
    center = version.program.training_center
    earlier = EnrollmentFactory(person=person, state="completed", batch__version=version, batch__training_center=center)
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


@pytest.mark.parametrize(
    ("scheme", "valid_until", "verdict"),
    [
        ("Plate Welder SMAW", date(2029, 11, 18), "fails"),
        ("plate welder SMAW ", date(2029, 11, 18), "fails"),
        ("Plate Welder SMAW", date(2026, 11, 22), "meets"),
        ("Menjahit", date(2029, 11, 18), "meets"),
    ],
)
def test_a_certificate_of_a_certification_body_stands_in_the_way_while_it_is_valid(
    batch, person, scheme, valid_until, verdict
):
    batch.version.scheme_name = "Plate Welder SMAW"
    earlier = EnrollmentFactory(person=person, state="completed", batch__version=ProgramVersionFactory())
    test = outside_test(earlier.batch.training_center, scheme_name=scheme)
    test.candidates.create(
        enrollment=earlier,
        added_by=earlier.enrolled_by,
        result="K",
        certificate_number="953 1",
        issued_on=date(2023, 11, 18),
        valid_until=valid_until,
    )

    found = answers(batch, person)["not_certified"]

    assert (found.verdict, found.seen) == (verdict, {"scheme": scheme if verdict == "fails" else ""})


def test_a_certificate_that_this_very_batch_led_to_does_not_stand_in_its_way(batch, person):
    batch.version.scheme_name = "Plate Welder SMAW"
    place = EnrollmentFactory(person=person, batch=batch)
    outside_test(batch.training_center, scheme_name="Plate Welder SMAW").candidates.create(
        enrollment=place,
        added_by=place.enrolled_by,
        result="K",
        certificate_number="953 1",
        issued_on=date(2026, 11, 18),
        valid_until=date(2029, 11, 18),
    )

    assert answers(batch, person)["not_certified"].verdict == Verdict.MEETS


def test_rules_that_are_not_in_force_are_not_asked(batch, person):
    batch.version.entry_rule_sets.update(valid_from=date(2026, 11, 24))

    assert list(answers(batch, person)) == ["custody"]


def test_an_upper_age_is_kept_to(batch, person):
    batch.version.entry_rule_sets.update(parts={"age": {"minimum": 18, "maximum": 30}})

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
        "Leaves 8 May 2028 at the earliest; course and assessment are over by then (29 Jan 2027).",
        "Has served 38% of the sentence when the batch starts.",
        "Conduct: good, valid until 30 Jun 2027.",
        "Risk: low, valid until 30 Jun 2027.",
        "Fitness for work: fit, valid until 30 Jun 2027.",
        "No running suspension.",
        "Holds no certificate of this scheme yet.",
        "In no other running batch.",
        "No lessons at the same time as other training.",
        "Nobody in the batch from whom to be kept apart.",
    ]


def test_the_rules_of_a_version_can_be_read(batch):
    with translation.override("en"):
        sentences = requirements(batch.version, facility=batch.facility, on=TODAY)

    assert sentences[:3] == [
        "Is sentenced (register class B).",
        "Is 18 years or older when the batch starts.",
        "Has finished at least SD.",
    ]
    assert len(sentences) == len(PARTS)


def test_a_range_of_age_is_said(batch):
    with translation.override("en"):
        assert PART_BY_CODE["age"].requirement({"minimum": 18, "maximum": 50}) == (
            "Is 18 to 50 years old when the batch starts."
        )


@pytest.mark.parametrize(
    ("verdicts", "whole"),
    [
        ([], Verdict.MEETS),
        (["meets", "meets"], Verdict.MEETS),
        (["meets", "missing"], Verdict.MISSING),
        (["missing", "fails", "meets"], Verdict.FAILS),
        (["unknown", "meets"], Verdict.UNKNOWN),
        (["unknown", "missing"], Verdict.MISSING),
        (["unknown", "fails"], Verdict.FAILS),
    ],
)
def test_one_failure_fails_and_one_gap_leaves_it_open(verdicts, whole):
    assert verdict_of([Answer("age", verdict) for verdict in verdicts]) == whole


@pytest.mark.parametrize("count", [1, 30])
def test_many_people_cost_no_more_queries_than_one(batch, django_assert_num_queries, count):
    people = [PersonFactory(facility=batch.facility, with_custody=True) for _ in range(count)]

    with django_assert_num_queries(4):
        evaluate(batch, people, on=TODAY)


def test_several_batches_cost_no_more_queries_than_one(batch, person, django_assert_num_queries):
    others = [BatchFactory(facility=batch.facility, state="selecting") for _ in range(4)]

    with django_assert_num_queries(4):
        found = entry_rules.evaluate_each([batch, *others], [person], on=TODAY)

    assert [len(found[one.pk][person.pk]) for one in [batch, *others]] == [len(ASKED), 1, 1, 1, 1]


# Each part by itself: what it asks, what is known, what it answers and in which words.


def limits(**days):
    def write(person, batch):
        person.limiting_dates.all().delete()
        for kind, day in days.items():
            person.limiting_dates.create(kind=kind, date=day)

    return write


def on_remand(**days):
    def write(person, batch):
        registered("A.III")(person, batch)
        limits(**days)(person, batch)
        CustodyPeriod.objects.update(from_date=None)

    return write


def born(day):
    return lambda person, batch: setattr(person, "birth_date", day)


def schooled(code):
    return lambda person, batch: setattr(person, "education", code)


def registered(register_class):
    return lambda person, batch: person.register_numbers.update(register_class=register_class)


def classified(kind, **changes):
    return lambda person, batch: person.classifications.filter(kind=kind).update(**changes)


def unclassified(kind):
    return lambda person, batch: person.classifications.filter(kind=kind).delete()


def suspended(**changes):
    def write(person, batch):
        Suspension.objects.create(person=person, decided_by="Karutan", **changes)

    return write


def held_since(day):
    def write(person, batch):
        limits(sentence_end=date(2029, 12, 6))(person, batch)
        person.custody_periods.update(from_date=day)

    return write


def trained(place, **certificate):
    """An earlier place in the program that the rule asks for."""

    def write(person, batch):
        version = batch.version.prerequisite
        if certificate:
            certified(person, version, **certificate)
        else:
            ended = {"ended_on": TODAY, "end_reason": "withdrew"} if place == "ended" else {}
            EnrollmentFactory(person=person, state=place, batch__version=version, **ended)

    return write


def remanded(**papers):
    """On remand, with these papers: day and end of each, by kind."""

    def write(person, batch):
        registered("A.III")(person, batch)
        for kind, (day, until) in papers.items():
            RemandPaper.objects.create(
                person=person, kind=kind, from_date=day, until=until, scan="x.pdf", recorded_by=UserFactory()
            )

    return write


def noted_before(stay, **papers):
    """The same with a stay that began on that day, which may be later than papers and records of today."""

    def write(person, batch):
        remanded(**papers)(person, batch)
        person.custody_periods.update(from_date=stay)

    return write


def passed_elsewhere(count):
    """That many units of the program that the rule asks for, written as another office writes their codes."""

    def write(person, batch):
        version = batch.version.prerequisite
        version.program.training_center = batch.training_center
        version.program.save()
        for unit in version.units.all()[:count]:
            RecognizedUnitFactory(person=person, code=unit.code.replace(".", " "), accepted_by=UserFactory())

    return write


def passed_a_draft(person, batch):
    """Every unit of a draft of the program that the rule asks for, but not those of the version in use."""
    asked = batch.version.prerequisite.program
    asked.training_center = batch.training_center
    asked.save()
    draft = ProgramVersionFactory(program=asked, number=2, state="draft", units=0)
    unit = ProgramUnitFactory(version=draft, code="C.24LAS09.001.1")
    RecognizedUnitFactory(person=person, code=unit.code, accepted_by=UserFactory())


def placed(person, batch):
    EnrollmentFactory(person=person, batch__name="Jahit 1/2026")


def as_it_is(person, batch):
    pass


def taught(*hours, own=(8,)):
    """Lessons of this batch and of another in which the person has a place, on one day, from these hours on."""

    def write(person, batch):
        place = EnrollmentFactory(person=person, batch__name="Jahit 1/2026")
        for wanted, starts in ((batch, own), (place.batch, hours)):
            for hour in starts:
                SessionFactory(batch=wanted, date=date(2026, 12, 7), clock_time=time(hour), jp=4)

    return write


SHARE_UNKNOWN = (
    "How much of the sentence is served is not yet known. Complete the two-thirds date and the end of the sentence."
)
EARLY, LAST, LATE = date(2027, 1, 28), date(2027, 1, 29), date(2027, 1, 30)
AN_AGE = {"minimum": 18, "maximum": 40}
THIRD, HALF, MOST = {"least": "1/3"}, {"least": "1/2"}, {"months": 12}
GOOD, LOW, FIT = {"allowed": ["good", "fair"]}, {"allowed": ["low"]}, {"allowed": ["fit"]}
END = date(2026, 11, 22)
ROWS = [
    ("status", {"sentenced": True}, registered("B.I"), "meets", "Sentenced."),
    (
        "status",
        {"sentenced": True},
        registered("A.III"),
        "fails",
        "Still on remand; the program is for sentenced people.",
    ),
    (
        "status",
        {"sentenced": True},
        registered(""),
        "missing",
        "Legal status cannot be read from the register number. Complete the register class.",
    ),
    ("status", {"sentenced": False}, registered("A.III"), "meets", "On remand."),
    ("status", {"sentenced": False}, registered("B.I"), "fails", "Sentenced; the program is for people on remand."),
    ("age", AN_AGE, born(date(2008, 12, 7)), "meets", "18 years old when the batch starts."),
    (
        "age",
        AN_AGE,
        born(date(2008, 12, 8)),
        "fails",
        "17 years old when the batch starts; the program is for 18 to 40 years old.",
    ),
    ("age", AN_AGE, born(date(1985, 12, 8)), "meets", "40 years old when the batch starts."),
    (
        "age",
        AN_AGE,
        born(date(1985, 12, 7)),
        "fails",
        "41 years old when the batch starts; the program is for 18 to 40 years old.",
    ),
    ("age", AN_AGE, born(None), "missing", "Date of birth is not yet known. Complete it first."),
    ("education", {"minimum": "SMP"}, schooled("SMP"), "meets", "Last education SMP."),
    ("education", {"minimum": "SMP"}, schooled("S1"), "meets", "Last education S1."),
    ("education", {"minimum": "SMP"}, schooled("SD"), "fails", "Last education SD; at least SMP is needed."),
    ("education", {"minimum": "SMP"}, schooled(""), "missing", "Last education is not yet known. Complete it first."),
    (
        "time_left",
        {},
        limits(sentence_end=EARLY),
        "fails",
        "Leaves 28 Jan 2027, before course and assessment are over (29 Jan 2027).",
    ),
    (
        "time_left",
        {},
        limits(sentence_end=LAST),
        "meets",
        "Leaves 29 Jan 2027 at the earliest; course and assessment are over by then (29 Jan 2027).",
    ),
    (
        "time_left",
        {},
        limits(sentence_end=LATE),
        "meets",
        "Leaves 30 Jan 2027 at the earliest; course and assessment are over by then (29 Jan 2027).",
    ),
    (
        "time_left",
        {},
        limits(sentence_end=LATE, integration=EARLY),
        "fails",
        "Leaves 28 Jan 2027, before course and assessment are over (29 Jan 2027).",
    ),
    ("time_left", {}, limits(), "missing", "Earliest leaving date is not yet known. Complete the limiting dates."),
    ("time_left", {}, on_remand(), "unknown", "On remand: before there is a sentence the time left cannot be counted."),
    (
        "time_left",
        MOST,
        limits(sentence_end=date(2028, 1, 29)),
        "meets",
        "Leaves 29 Jan 2028 at the earliest; course and assessment are over by then (29 Jan 2027).",
    ),
    (
        "time_left",
        MOST,
        limits(sentence_end=date(2028, 1, 30)),
        "fails",
        "Leaves 30 Jan 2028 at the earliest; the program is for people who leave by 29 Jan 2028.",
    ),
    (
        "share_served",
        THIRD,
        limits(two_thirds=date(2027, 1, 6), sentence_end=date(2027, 2, 5)),
        "meets",
        "Has served 33% of the sentence when the batch starts.",
    ),
    (
        "share_served",
        THIRD,
        limits(two_thirds=date(2027, 1, 7), sentence_end=date(2027, 2, 6)),
        "fails",
        "Has served 32% of the sentence when the batch starts; at least a third is needed.",
    ),
    (
        "share_served",
        HALF,
        held_since(date(2023, 12, 7)),
        "meets",
        "Has served 50% of the sentence or more when the batch starts.",
    ),
    (
        "share_served",
        HALF,
        held_since(date(2023, 12, 10)),
        "missing",
        SHARE_UNKNOWN,
    ),
    (
        "share_served",
        HALF,
        limits(two_thirds=LAST),
        "missing",
        SHARE_UNKNOWN,
    ),
    ("share_served", HALF, on_remand(), "unknown", "On remand: before there is a sentence no share of it is served."),
    (
        "conduct",
        GOOD,
        classified("conduct", value="fair", until=TODAY),
        "meets",
        "Conduct: fair, valid until 23 Nov 2026.",
    ),
    ("conduct", GOOD, classified("conduct", value="poor"), "fails", "Conduct: poor; needed is good / fair."),
    (
        "conduct",
        GOOD,
        classified("conduct", until=END),
        "missing",
        "The conduct assessment expired on 22 Nov 2026. Renew it first.",
    ),
    ("conduct", GOOD, unclassified("conduct"), "missing", "Conduct has not been assessed yet. Complete it first."),
    ("risk", LOW, classified("risk", until=TODAY), "meets", "Risk: low, valid until 23 Nov 2026."),
    ("risk", LOW, classified("risk", value="medium"), "fails", "Risk: medium; needed is low."),
    (
        "risk",
        LOW,
        classified("risk", until=END),
        "missing",
        "The risk assessment expired on 22 Nov 2026. Renew it first.",
    ),
    ("risk", LOW, unclassified("risk"), "missing", "Risk has not been assessed yet. Complete it first."),
    ("fitness", FIT, classified("fitness", until=TODAY), "meets", "Fitness for work: fit, valid until 23 Nov 2026."),
    (
        "fitness",
        FIT,
        classified("fitness", value="limited"),
        "fails",
        "Fitness for work: fit with limits; needed is fit.",
    ),
    (
        "fitness",
        FIT,
        classified("fitness", until=END),
        "missing",
        "The fitness examination expired on 22 Nov 2026. Renew it first.",
    ),
    (
        "fitness",
        FIT,
        unclassified("fitness"),
        "missing",
        "Fitness for work has not been examined yet. Complete it first.",
    ),
    ("suspension", {}, suspended(from_date=date(2026, 11, 1), until=END), "meets", "No running suspension."),
    (
        "suspension",
        {},
        suspended(from_date=date(2026, 11, 1), until=TODAY),
        "fails",
        "Suspended from training since 1 Nov 2026 until 23 Nov 2026.",
    ),
    (
        "suspension",
        {},
        suspended(from_date=date(2026, 12, 7)),
        "fails",
        "Suspended from training since 7 Dec 2026 until further notice.",
    ),
    ("suspension", {}, suspended(from_date=date(2026, 12, 8)), "meets", "No running suspension."),
    ("stamped_statement", {}, as_it_is, "meets", "Sentenced: no statement is needed."),
    ("stamped_statement", {}, remanded(), "missing", "The statement with stamp duty is not kept yet. Record it first."),
    (
        "stamped_statement",
        {},
        remanded(statement=(date(2026, 10, 1), None)),
        "meets",
        "Statement with stamp duty of 1 Oct 2026 is kept.",
    ),
    (
        "stamped_statement",
        {},
        remanded(statement=(date(2020, 10, 1), None)),
        "fails",
        "Statement with stamp duty of 1 Oct 2020 is older than this stay; a new one is needed.",
    ),
    ("court_permission", {}, as_it_is, "meets", "Sentenced: no permission of the court is needed."),
    ("court_permission", {}, remanded(), "missing", "No permission of the court is kept yet. Record it first."),
    (
        "court_permission",
        {},
        remanded(permission=(date(2026, 10, 1), LAST - timedelta(days=1))),
        "fails",
        "Permission of the court ends on 28 Jan 2027, before course and assessment are over.",
    ),
    (
        "court_permission",
        {},
        remanded(permission=(date(2026, 10, 1), LAST)),
        "meets",
        "Permission of the court of 1 Oct 2026 lasts long enough.",
    ),
    (
        "court_permission",
        {},
        remanded(permission=(date(2026, 10, 1), None)),
        "meets",
        "Permission of the court of 1 Oct 2026 lasts long enough.",
    ),
    (
        "court_permission",
        {},
        noted_before(date(2026, 10, 2), permission=(date(2026, 10, 1), None)),
        "missing",
        "No permission of the court is kept yet. Record it first.",
    ),
    ("next_hearing", {}, as_it_is, "meets", "Sentenced: no hearing is asked about."),
    (
        "next_hearing",
        {},
        remanded(),
        "missing",
        "The day of the next hearing is not known. Record it, or that none is set.",
    ),
    ("next_hearing", {}, remanded(hearing=(None, None)), "meets", "No hearing is set."),
    (
        "next_hearing",
        {},
        remanded(hearing=(date(2026, 12, 6), None)),
        "meets",
        "Next hearing on 6 Dec 2026, not within the course.",
    ),
    (
        "next_hearing",
        {},
        remanded(hearing=(date(2026, 12, 7), None)),
        "fails",
        "Next hearing on 7 Dec 2026, within the course.",
    ),
    ("next_hearing", {}, remanded(hearing=(LAST, None)), "fails", "Next hearing on 29 Jan 2027, within the course."),
    ("next_hearing", {}, noted_before(TODAY, hearing=(None, None)), "meets", "No hearing is set."),
    *(
        (
            "next_hearing",
            {},
            noted_before(TODAY + timedelta(days=1), hearing=(day, None)),
            "missing",
            "The day of the next hearing is not known. Record it, or that none is set.",
        )
        for day in (None, date(2026, 12, 6), date(2026, 12, 7))
    ),
    (
        "next_hearing",
        {},
        remanded(hearing=(date(2026, 11, 20), None)),
        "missing",
        "The hearing of 20 Nov 2026 has passed. Record the next one, or that none is set.",
    ),
    ("prerequisite", {}, trained("completed", state="issued"), "meets", "Holds a certificate of Las Dasar."),
    (
        "prerequisite",
        {},
        trained("completed"),
        "missing",
        "Has completed Las Dasar; its certificate is not issued yet.",
    ),
    ("prerequisite", {}, passed_elsewhere(4), "meets", "Has passed every core unit of Las Dasar."),
    (
        "prerequisite",
        {},
        passed_elsewhere(3),
        "fails",
        "Holds no certificate of Las Dasar, which is needed before.",
    ),
    (
        "prerequisite",
        {},
        passed_a_draft,
        "fails",
        "Holds no certificate of Las Dasar, which is needed before.",
    ),
    ("prerequisite", {}, trained("ended"), "fails", "Holds no certificate of Las Dasar, which is needed before."),
    ("prerequisite", {}, as_it_is, "fails", "Holds no certificate of Las Dasar, which is needed before."),
    ("no_other_batch", {}, as_it_is, "meets", "In no other running batch."),
    ("no_other_batch", {}, placed, "fails", "Clashes with Jahit 1/2026 until 30 Nov 2026."),
    ("clash", {}, as_it_is, "meets", "No lessons at the same time as other training."),
    ("clash", {}, taught(11), "meets", "No lessons at the same time as other training."),
    ("clash", {}, taught(10), "fails", "Lessons fall on the same time as those of Jahit 1/2026, first on 7 Dec 2026."),
    (
        "clash",
        {},
        taught(),
        "missing",
        "Whether lessons clash with Jahit 1/2026 is not yet known. Make both timetables first.",
    ),
]


@pytest.mark.parametrize(("kind", "asked", "circumstance", "verdict", "sentence"), ROWS)
def test_each_part_answers_in_a_sentence(batch, person, kind, asked, circumstance, verdict, sentence):
    if kind == "prerequisite":
        batch.version.prerequisite = ProgramVersionFactory(program__name="Las Dasar")
        asked = {"program": str(batch.version.prerequisite.program.public_id), "name": "Las Dasar"}
    batch.version.entry_rule_sets.update(parts={kind: asked})
    circumstance(person, batch)

    answer = answers(batch, person)[kind]

    with translation.override("en"):
        assert (answer.verdict, answer.message, answer.asked) == (verdict, sentence, asked)


def kinds_of(part):
    """The classes that are a part of their own, not only what several have in common."""
    below = part.__subclasses__()
    return {kind for one in below for kind in kinds_of(one)} if below else {part}


def test_every_part_stands_in_the_list_once_and_has_its_row_in_the_table():
    tested = {row[0] for row in ROWS} | {"custody", "not_certified", "apart"}

    assert {type(part) for part in rule_parts.PARTS} == kinds_of(RulePart)
    assert len(rule_parts.PARTS) == len(PART_BY_CODE)
    assert set(PART_BY_CODE) == tested


def test_a_facility_asks_its_own_rules_and_no_other_does(batch, person):
    EntryRuleSetFactory(version=batch.version, number=9090, facility=FacilityFactory(), parts={})
    EntryRuleSetFactory(version=batch.version, number=9091, facility=batch.facility, parts={"age": {"minimum": 60}})

    found = answers(batch, person)

    assert {kind: answer.verdict for kind, answer in found.items()} == {"custody": "meets", "age": "fails"}


def test_the_newest_set_that_has_begun_is_asked_and_a_draft_never(batch, person):
    own = {"version": batch.version, "facility": batch.facility}
    EntryRuleSetFactory(**own, number=9090, parts={"age": {"minimum": 18}})
    EntryRuleSetFactory(**own, number=9091, parts={"education": {"minimum": "SD"}}, valid_from=TODAY)
    EntryRuleSetFactory(**own, number=9092, parts={}, valid_from=TODAY + timedelta(days=1))
    EntryRuleSetFactory(**own, number=9093, parts={}, state="draft", valid_from=None)

    assert list(answers(batch, person, on=TODAY - timedelta(days=1))) == ["custody", "age"]
    assert list(answers(batch, person)) == ["custody", "education"]
    assert list(answers(batch, person, on=TODAY + timedelta(days=1))) == ["custody"]


def test_a_decision_of_march_shows_the_rules_and_inputs_of_march(batch, person):
    batch.version.entry_rule_sets.update(parts={"age": {"minimum": 18, "maximum": 30}})
    chair = UserFactory(roles=["board_chair"], facility=batch.facility)
    row = answers(batch, person)["age"].as_row()
    decided = ApplicationFactory(
        batch=batch, person=person, state="rejected", decided_by_chair=chair, decision_answers=[row]
    )

    EntryRuleSetFactory(version=batch.version, number=9099, parts={"age": {"minimum": 18, "maximum": 60}})
    person.birth_date = date(2000, 1, 1)
    person.save()

    decided.refresh_from_db()
    kept = Answer.from_row(decided.decision_answers[0])
    with translation.override("en"):
        assert kept.message == "31 years old when the batch starts; the program is for 18 to 30 years old."
        assert kept.requirement == "Is 18 to 30 years old when the batch starts."
        assert answers(batch, person)["age"].message == "26 years old when the batch starts."


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"state": "in_force"}, "entry_rule_set_in_force_from_a_day"),
        ({"state": "draft", "valid_from": TODAY}, "entry_rule_set_in_force_from_a_day"),
        ({"number": 1, "valid_from": TODAY, "state": "in_force", "facility": None}, "entry_rule_set_usual_number"),
    ],
)
def test_the_database_keeps_sets_apart(batch, change, name):
    batch.version.entry_rule_sets.update(number=1)
    values = {"version": batch.version, "facility": batch.facility, "number": 2, "valid_from": None, **change}

    with pytest.raises(IntegrityError, match=f"{name}|version_id"):
        EntryRuleSet.objects.create(**values)
