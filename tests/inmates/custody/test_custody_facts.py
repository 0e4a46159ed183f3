"""What lists and page heads say of a person: the rows in force, the day of leaving, and what is still missing."""

from datetime import UTC, date, datetime, timedelta

import pytest

from inmates.custody import custody_facts
from inmates.custody.models.stays import Classification, Movement
from inmates.people.models import Person
from tests.conftest import MONDAY
from tests.factories import HousingFactory, LimitingDateFactory, PersonFactory, RegisterNumberFactory

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
TODAY = MONDAY.date()
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
AT_SEVEN = datetime(2026, 11, 22, 23, tzinfo=UTC)
NAMES = (
    *("register_number", "register_class", "block", "cell", "housed_since", "sentence_end", "leaving_on"),
    *("out_as", "out_since", "class_order", "block_order", "cell_order", "leaving_order"),
)


def facts_of(person):
    (found,) = custody_facts.with_custody(Person.objects.filter(pk=person.pk)).values_list(*NAMES)
    return dict(zip(NAMES, found, strict=True))


def matched(person, condition):
    return custody_facts.with_custody(Person.objects.filter(pk=person.pk)).filter(condition).exists()


def test_the_rows_in_force_count_and_the_earliest_date_limits():
    person = PersonFactory()
    RegisterNumberFactory(person=person, number="A.III 5/2025", register_class="A.III", until=YESTERDAY)
    RegisterNumberFactory(person=person, number="B.I 9/2026")
    HousingFactory(person=person, block="A", cell="01", until=YESTERDAY)
    HousingFactory(person=person, block="C", cell="12", from_date=TODAY)
    LimitingDateFactory(person=person, date=date(2027, 1, 1), replaced_at=AT_SEVEN)
    LimitingDateFactory(person=person, date=date(2030, 1, 6))
    LimitingDateFactory(person=person, kind="two_thirds", date=date(2028, 3, 1))
    LimitingDateFactory(person=person, kind="integration", date=date(2028, 4, 1))
    Movement.objects.create(person=person, kind="court", out_at=AT_SEVEN - timedelta(days=3), back_at=AT_SEVEN)
    Movement.objects.create(person=person, kind="hospital", out_at=AT_SEVEN)

    assert facts_of(person) == {
        "register_number": "B.I 9/2026",
        "register_class": "B.I",
        "block": "C",
        "cell": "12",
        "housed_since": TODAY,
        "sentence_end": date(2030, 1, 6),
        "leaving_on": date(2028, 3, 1),
        "out_as": "hospital",
        "out_since": AT_SEVEN,
        "class_order": "B.I",
        "block_order": "C",
        "cell_order": "12",
        "leaving_order": date(2028, 3, 1),
    }


def test_of_whom_nothing_is_recorded_stands_once_and_last():
    nothing = dict.fromkeys(NAMES) | dict.fromkeys(("class_order", "block_order", "cell_order"), "")

    assert facts_of(PersonFactory()) == nothing | {"leaving_order": date(9999, 12, 31)}


@pytest.mark.parametrize(
    ("ends", "is_over", "is_within_ten_days"),
    [
        (YESTERDAY, True, False),
        (TODAY, False, True),
        (TODAY + timedelta(days=10), False, True),
        (TODAY + timedelta(days=11), False, False),
        (None, False, False),
    ],
)
def test_sentence_is_over_on_the_day_after_its_last(ends, is_over, is_within_ten_days):
    person = PersonFactory()
    if ends:
        LimitingDateFactory(person=person, date=ends)
    LimitingDateFactory(person=person, kind="two_thirds", date=YESTERDAY)
    read = custody_facts.with_custody(Person.objects.all()).get()

    assert custody_facts.is_overdue(read, TODAY) is is_over
    assert matched(person, custody_facts.sentence_over(TODAY)) is is_over
    assert matched(person, custody_facts.sentence_ends_within(10, on=TODAY)) is is_within_ten_days


def test_earliest_leaving_of_several_people():
    both, none, replaced = PersonFactory(), PersonFactory(), PersonFactory()
    LimitingDateFactory(person=both, date=date(2030, 1, 6))
    LimitingDateFactory(person=both, kind="integration", date=date(2028, 4, 1))
    LimitingDateFactory(person=replaced, date=date(2027, 1, 1), replaced_at=AT_SEVEN)

    assert custody_facts.earliest_leaving(iter([both.pk, none.pk, replaced.pk])) == {
        both.pk: date(2028, 4, 1),
        none.pk: None,
        replaced.pk: None,
    }


def complete(**changes):
    person = PersonFactory(with_custody=True, **changes)
    for kind, value in [("conduct", "good"), ("risk", "low"), ("fitness", "fit")]:
        person.classifications.create(kind=kind, value=value, from_date=TODAY, until=TODAY)
    return person


def whole(person):
    """Nothing is missing."""


def without_birth(person):
    Person.objects.update(birth_date=None)


def without_education(person):
    Person.objects.update(education="")


def without_block(person):
    person.housings.update(until=YESTERDAY)


def without_number(person):
    person.register_numbers.update(until=YESTERDAY)


def of_unknown_class(person):
    person.register_numbers.update(register_class="")


def without_date(person):
    person.limiting_dates.update(replaced_at=AT_SEVEN)


def on_remand_without_date(person):
    person.register_numbers.update(register_class="A.II")
    without_date(person)


def with_risk_expired(person):
    person.classifications.filter(kind="risk").update(from_date=None, until=YESTERDAY)


def with_risk_from_tomorrow(person):
    person.classifications.filter(kind="risk").update(from_date=TOMORROW, until=TOMORROW)


def with_risk_replaced(person):
    person.classifications.filter(kind="risk").update(replaced_at=AT_SEVEN)


def with_risk_since_ever(person):
    person.classifications.filter(kind="risk").update(from_date=None)


@pytest.mark.parametrize(
    ("circumstance", "facts", "classifications"),
    [
        (whole, [], []),
        (without_birth, ["Tanggal lahir"], []),
        (without_education, ["Pendidikan"], []),
        (without_block, ["Blok"], []),
        (without_number, ["Golongan register"], []),
        (of_unknown_class, ["Golongan register"], []),
        (without_date, ["Tanggal yang membatasi pelatihan"], []),
        (on_remand_without_date, [], []),
        (with_risk_expired, [], ["Risiko"]),
        (with_risk_from_tomorrow, [], ["Risiko"]),
        (with_risk_replaced, [], ["Risiko"]),
        (with_risk_since_ever, [], []),
    ],
)
def test_what_is_missing_is_named_and_found_alike(circumstance, facts, classifications):
    person = complete()
    circumstance(person)
    read = custody_facts.with_custody(Person.objects.all()).get()
    loaded = custody_facts.newest_of([read])[read.pk]

    named = custody_facts.everything_missing(read, TODAY)

    assert [str(name).lower() for name in custody_facts.missing_data(read)] == [name.lower() for name in facts]
    assert [str(name).lower() for name in named] == [name.lower() for name in [*facts, *classifications]]
    assert custody_facts.everything_missing(read, TODAY, loaded) == named
    assert matched(person, custody_facts.incomplete()) is bool(facts)
    assert matched(person, custody_facts.unclassified(TODAY)) is bool(classifications)
    assert matched(person, custody_facts.to_be_completed(TODAY)) is bool(named)


def test_a_classification_is_told_until_its_last_day_and_then_when_it_expired():
    person = PersonFactory()
    person.classifications.create(kind="conduct", value="poor", until=TODAY, replaced_at=AT_SEVEN)
    person.classifications.create(kind="conduct", value="good", from_date=TODAY, until=TODAY)
    person.classifications.create(kind="risk", value="high", until=YESTERDAY)
    person.classifications.create(kind="fitness", value="fit", from_date=TOMORROW, until=TOMORROW)
    found = custody_facts.classifications_now(person, TODAY)

    assert [{name: row[name] for name in ("kind", "value", "until", "expired_on")} for row in found] == [
        {"kind": "conduct", "value": "Baik", "until": TODAY, "expired_on": None},
        {"kind": "risk", "value": "", "until": None, "expired_on": YESTERDAY},
        {"kind": "fitness", "value": "", "until": None, "expired_on": None},
    ]
    assert [row["label"] for row in found] == [kind.label for kind in Classification.Kind]


def test_newest_classifications_of_several_people(django_assert_num_queries):
    ahmad, budi = PersonFactory(), PersonFactory()
    ahmad.classifications.create(kind="risk", value="low", until=TODAY, replaced_at=AT_SEVEN)
    high = ahmad.classifications.create(kind="risk", value="high", until=YESTERDAY)
    good = ahmad.classifications.create(kind="conduct", value="good", until=TODAY)

    with django_assert_num_queries(1):
        assert custody_facts.newest_of([ahmad, budi]) == {ahmad.pk: {"risk": high, "conduct": good}, budi.pk: {}}
    with django_assert_num_queries(0):
        assert custody_facts.newest_of([]) == {}


def test_blocks_are_those_in_which_somebody_lives_today(facility):
    for block, until in [("C", None), ("A", None), ("C", None), ("B", YESTERDAY)]:
        HousingFactory(person=PersonFactory(facility=facility), block=block, until=until)
    PersonFactory(facility=facility)
    HousingFactory(block="Z")

    assert custody_facts.blocks_of(facility) == ["A", "C"]
    assert custody_facts.blocks_of(None) == []
