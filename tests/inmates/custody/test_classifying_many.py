"""Many people are classified together: all of them or none, and what stays the same is not written again."""

from datetime import date, timedelta
from functools import partial

import pytest

from core.errors import RuleViolation
from core.models import AuditEvent
from inmates.custody import classifications
from inmates.custody.classifications import Judgement, StaleJudgements, mark_of
from inmates.custody.custody_facts import newest_of
from inmates.custody.models.stays import Classification
from inmates.people.models import Person
from tests.conftest import MONDAY
from tests.factories import FacilityFactory, PersonFactory, UserFactory
from tests.together import done_at_once

TODAY, LATER = MONDAY.date(), date(2027, 5, 22)
VALUES = {"conduct": "good", "risk": "low", "fitness": "fit"}


@pytest.fixture
def classify_all(registrar):
    return partial(classifications.classify_all, by=registrar, from_date=TODAY)


def judged(person, values=None, *, until=LATER, seen=None):
    mark = seen or mark_of(newest_of([person])[person.pk])
    return Judgement(person.public_id, VALUES if values is None else values, until, mark)


def in_force(person):
    rows = Classification.objects.filter(person=person, replaced_at=None)
    return {row.kind: (row.value, row.from_date, row.until, row.source) for row in rows}


@pytest.mark.django_db
def test_everybody_gets_what_was_judged_and_the_audit_names_each(classify_all, ahmad, budi):
    rows = classify_all([judged(ahmad), judged(budi, {"risk": "high"})], source="staff")

    assert in_force(ahmad) == {kind: (value, TODAY, LATER, "staff") for kind, value in VALUES.items()}
    assert in_force(budi) == {"risk": ("high", TODAY, LATER, "staff")}
    events = AuditEvent.objects.filter(action="person.classify").order_by("sequence")
    assert [event.details for event in events] == [{"classification": row.pk} for row in rows]


@pytest.mark.django_db
def test_what_was_in_force_is_replaced_and_other_kinds_stay(classify_all, ahmad):
    classify_all([judged(ahmad)])

    classify_all([judged(ahmad, {"conduct": "poor"}, until=LATER + timedelta(days=1))])

    assert {kind: row[0] for kind, row in in_force(ahmad).items()} == {**VALUES, "conduct": "poor"}
    assert Classification.objects.filter(person=ahmad, kind="conduct").count() == 2


@pytest.mark.django_db
def test_the_same_result_until_the_same_day_is_not_recorded_again(classify_all, ahmad):
    classify_all([judged(ahmad)])

    rows = classify_all([judged(ahmad, {**VALUES, "risk": "medium"})])

    assert [row.kind for row in rows] == ["risk"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"values": {"risk": "good"}}, ["value"]),
        ({"until": TODAY - timedelta(days=1)}, ["validity"]),
        ({"values": {"conduct": "fit"}, "until": date(2020, 1, 1)}, ["value", "validity"]),
        ({"seen": "7-0-0"}, ["stale"]),
    ],
)
def test_one_that_is_refused_keeps_all_back(classify_all, ahmad, budi, changes, codes):
    with pytest.raises(RuleViolation) as refused:
        classify_all([judged(budi), judged(ahmad, **changes)])

    reasons = refused.value.reasons
    assert [(reason.code, reason.values["person"]) for reason in reasons] == [(code, ahmad.public_id) for code in codes]
    assert not Classification.objects.exists()


@pytest.mark.django_db
def test_nobody_is_judged_from_a_day_to_come(registrar, ahmad):
    with pytest.raises(RuleViolation) as refused:
        classifications.classify_all([judged(ahmad)], by=registrar, from_date=TODAY + timedelta(days=1))

    assert [(reason.code, dict(reason.values)) for reason in refused.value.reasons] == [("future", {})]


@pytest.mark.django_db
@pytest.mark.parametrize("where", ["released", "elsewhere"])
def test_whoever_is_not_in_this_house_is_not_judged(classify_all, ahmad, where):
    mine = judged(ahmad)
    Person.objects.filter(pk=ahmad.pk).update(facility=FacilityFactory() if where == "elsewhere" else None)

    with pytest.raises(RuleViolation) as refused:
        classify_all([mine])

    assert [reason.code for reason in refused.value.reasons] == ["not_in_custody"]


@pytest.mark.django_db
def test_who_was_classified_meanwhile_is_not_overwritten_unseen(classify_all, ahmad):
    mine = judged(ahmad, {"conduct": "poor"})
    classify_all([judged(ahmad, {"risk": "high"})])

    with pytest.raises(StaleJudgements):
        classify_all([mine])

    assert list(in_force(ahmad)) == ["risk"]


@pytest.mark.django_db
def test_thirty_cost_as_many_statements_as_one(classify_all, facility, django_assert_num_queries):
    counts = []
    for count in (1, 30):
        people = PersonFactory.create_batch(count, facility=facility)
        classify_all([judged(one, {"conduct": "good", "risk": "low"}) for one in people])
        again = [judged(one, {"conduct": "fair", "risk": "low", "fitness": "fit"}) for one in people]
        with django_assert_num_queries(13, exact=False) as asked:
            classify_all(again)
        counts.append(len(asked))

    assert counts[0] == counts[1]


@pytest.mark.postgres
def test_of_two_who_judge_one_person_at_once_the_second_is_told(committed):
    facility = FacilityFactory()
    one, other = (UserFactory(roles=["registrar"], facility=facility) for _ in range(2))
    for _ in range(5):
        person = PersonFactory(facility=facility)
        answers = done_at_once(
            *(
                partial(classifications.classify_all, [judged(person, {"risk": value})], by=by, from_date=TODAY)
                for value, by in (("low", one), ("high", other))
            )
        )

        assert sorted(answers) == ["done", "stale"]
        assert Classification.objects.filter(person=person).count() == 1
