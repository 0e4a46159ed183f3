"""What rules would answer about everybody here today, before they are put in force."""

from datetime import date

import pytest

from programs.entry_rules import rule_preview
from programs.entry_rules.findings import Verdict
from tests.factories import (
    BatchFactory,
    EntryRuleSetFactory,
    FacilityFactory,
    PersonFactory,
    ProgramVersionFactory,
    RecognizedUnitFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


@pytest.fixture
def version():
    return ProgramVersionFactory(units=0, total_jp=170)


@pytest.fixture
def rules(version):
    return EntryRuleSetFactory(version=version, parts={"education": {"minimum": "SMP"}, "age": {"minimum": 18}})


def coming(version, facility, starts_on, **changes):
    return BatchFactory(
        version=version,
        facility=facility,
        state="planned",
        starts_on=starts_on,
        ends_on=date(2027, 3, 1),
        assessment_on=date(2027, 3, 2),
        **changes,
    )


def preview(rules, facility):
    batch = rule_preview.batch_to_ask_for(rules.version, facility, on=TODAY)
    return rule_preview.preview(rules, batch, on=TODAY)


def test_the_next_batch_that_takes_people_is_asked_for(version, facility):
    coming(version, facility, date(2027, 2, 1))
    next_one = coming(version, facility, TODAY)
    coming(version, facility, date(2026, 11, 22))
    coming(version, FacilityFactory(), TODAY)
    coming(ProgramVersionFactory(units=0), facility, TODAY)
    BatchFactory(version=version, facility=facility, starts_on=TODAY)

    assert rule_preview.batch_to_ask_for(version, facility, on=TODAY) == next_one


def test_without_a_batch_one_is_thought_of_that_could_be_planned(version, facility):
    batch = rule_preview.batch_to_ask_for(version, facility, on=TODAY)

    days = (batch.starts_on, batch.ends_on, batch.assessment_on)
    assert (batch.pk, batch.facility) == (None, facility)
    assert days == (date(2026, 12, 23), date(2027, 1, 24), date(2027, 1, 27)), "170 JP take five weeks"


def test_everybody_here_is_counted_once_by_what_the_rules_answer(rules, facility):
    meets, unschooled, unknown = (
        PersonFactory(facility=facility, full_name=name, education=education)
        for name, education in (("Budi", "S1"), ("Ani", "SD"), ("Cici", ""))
    )
    both = PersonFactory(facility=facility, full_name="Dedi", education="SD", birth_date=None)
    PersonFactory(full_name="Elsewhere")

    found = preview(rules, facility)

    assert rule_preview.counts(found) == {"meets": 1, "fails": 2, "missing": 1, "unknown": 0}
    assert [(one.person, one.verdict) for one in found] == [
        (unschooled, Verdict.FAILS),
        (meets, Verdict.MEETS),
        (unknown, Verdict.MISSING),
        (both, Verdict.FAILS),
    ]
    assert [[answer.kind for answer in one.why_not] for one in found] == [
        ["education"],
        [],
        ["education"],
        ["education", "age"],
    ]


def test_units_passed_elsewhere_count_while_no_batch_is_planned(version, facility):
    needed = ProgramVersionFactory(program__training_center=version.program.training_center)
    asked = {"program": str(needed.program.public_id), "name": "Las Dasar"}
    rules = EntryRuleSetFactory(version=version, parts={"prerequisite": asked})
    person = PersonFactory(facility=facility)
    for unit in needed.units.all():
        RecognizedUnitFactory(person=person, code=unit.code, accepted_by=UserFactory())

    (found,) = preview(rules, facility)

    assert found.verdict == Verdict.MEETS


def test_nobody_here_gives_zeros(rules, facility):
    assert rule_preview.counts(preview(rules, facility)) == {"meets": 0, "fails": 0, "missing": 0, "unknown": 0}


@pytest.mark.parametrize("count", [1, 30])
def test_many_people_cost_no_more_queries_than_one(rules, facility, django_assert_num_queries, count):
    PersonFactory.create_batch(count, facility=facility, with_custody=True)
    batch = rule_preview.batch_to_ask_for(rules.version, facility, on=TODAY)

    with django_assert_num_queries(4):
        rule_preview.preview(rules, batch, on=TODAY)
