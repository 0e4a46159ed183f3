"""What staff record of custody by hand: every reason of refusal, and what stays of what was replaced."""

from datetime import date
from functools import partial

import pytest
from django.contrib.auth.models import AnonymousUser

from core import clock
from core.errors import RuleViolation
from core.models import AuditEvent
from inmates.custody import classifications, housings, limiting_dates, register_entries, suspensions
from inmates.people.models import Person
from tests.factories import PersonFactory, UserFactory
from tests.reasons import codes

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)
TOMORROW = date(2026, 11, 24)


@pytest.fixture
def person():
    return PersonFactory(full_name="Ahmad Rifani", with_custody=True)


@pytest.fixture
def registrar(person):
    return UserFactory(roles=["registrar"], facility=person.facility)


REFUSALS = [
    (housings.change_housing, {"block": "A", "cell": "07", "from_date": TODAY}, "same"),
    (housings.change_housing, {"block": "B", "cell": "", "from_date": TOMORROW}, "future"),
    (housings.change_housing, {"block": "B", "cell": "", "from_date": date(2025, 1, 5)}, "before_current"),
    (register_entries.change_register_number, {"number": "B.I 900/2026", "from_date": TODAY}, "number_taken"),
    (register_entries.change_register_number, {"number": "///", "from_date": TODAY}, "number_blank"),
    (register_entries.change_register_number, {"number": "1" * 41, "from_date": TODAY}, "number_long"),
    (register_entries.change_register_number, {"number": "B.I 800/2026", "from_date": TODAY}, "same"),
    (register_entries.change_register_number, {"number": "B.I 9/2026", "from_date": TOMORROW}, "future"),
    (classifications.classify, {"kind": "risk", "value": "good", "from_date": TODAY, "until": TODAY}, "value"),
    (
        classifications.classify,
        {"kind": "risk", "value": "low", "from_date": TODAY, "until": date(2026, 1, 1)},
        "validity",
    ),
    (classifications.classify, {"kind": "risk", "value": "low", "from_date": TOMORROW, "until": TOMORROW}, "future"),
    (suspensions.suspend, {"from_date": TODAY, "until": date(2026, 1, 1), "decided_by": "Kepala"}, "validity"),
    (suspensions.suspend, {"from_date": date(2026, 12, 24), "until": None, "decided_by": "Kepala"}, "overlap"),
]


@pytest.mark.parametrize(
    ("command", "values", "code"), REFUSALS, ids=[f"{row[0].__name__}-{row[2]}" for row in REFUSALS]
)
def test_each_reason_refuses_and_writes_nothing(person, registrar, command, values, code):
    person.register_numbers.update(number="B.I 800/2026", number_key="BI800/2026")
    other = PersonFactory(facility=person.facility, with_custody=True)
    other.register_numbers.update(number_key="BI900/2026")
    person.suspensions.create(from_date=date(2026, 12, 20), until=date(2026, 12, 26), decided_by="Kepala")
    events = AuditEvent.objects.count()

    with pytest.raises(RuleViolation) as refused:
        command(person, by=registrar, **values)

    assert code in [reason.code for reason in refused.value.reasons]
    assert AuditEvent.objects.count() == events


COMMANDS = [
    (housings.change_housing, {"block": "B", "cell": "", "from_date": TODAY}),
    (register_entries.change_register_number, {"number": "B.I 1/2026", "from_date": TODAY}),
    (limiting_dates.set_limiting_date, {"kind": "integration", "date": TODAY, "source": "staff"}),
    (classifications.classify, {"kind": "risk", "value": "low", "from_date": TODAY, "until": TODAY}),
    (suspensions.suspend, {"from_date": TODAY, "until": None, "decided_by": "Kepala"}),
]


@pytest.mark.parametrize(("command", "values"), COMMANDS, ids=[row[0].__name__ for row in COMMANDS])
def test_nothing_is_recorded_of_somebody_who_left(person, registrar, command, values):
    Person.objects.update(facility=None)

    with pytest.raises(RuleViolation) as refused:
        command(person, by=registrar, **values)

    assert "not_in_custody" in [reason.code for reason in refused.value.reasons]


@pytest.mark.parametrize(("command", "values"), COMMANDS, ids=[row[0].__name__ for row in COMMANDS])
def test_nothing_is_written_of_which_the_audit_cannot_say_who_did_it(person, command, values):
    before = written_of(person)

    with pytest.raises(AttributeError):
        command(person, by=AnonymousUser(), **values)

    assert written_of(person) == before


def written_of(person):
    """Every dated row of the person, whole."""
    names = ("register_numbers", "housings", "limiting_dates", "classifications", "suspensions")
    return {name: list(getattr(person, name).order_by("pk").values()) for name in names}


@pytest.mark.parametrize(("number", "register_class"), [("B.I 1/2026", "B.I"), ("A.V 9/2026", "A.V"), ("C 9", "")])
def test_register_number_closes_the_one_before(person, registrar, number, register_class):
    person.register_numbers.update(number="B.I 800/2026", number_key="BI800/2026")

    register_entries.change_register_number(person, by=registrar, number=number, from_date=TODAY)

    rows = person.register_numbers.order_by("pk")
    assert list(rows.values_list("number", "register_class", "from_date", "until")) == [
        ("B.I 800/2026", "B.I", date(2025, 1, 6), date(2026, 11, 22)),
        (number, register_class, TODAY, None),
    ]


def test_housing_closes_the_row_before(person, registrar):
    housings.change_housing(person, by=registrar, block="B", cell="02", from_date=TODAY)

    rows = person.housings.order_by("pk").values_list("block", "cell", "from_date", "until", "source")
    assert list(rows) == [
        ("A", "07", date(2025, 1, 6), date(2026, 11, 22), "staff"),
        ("B", "02", TODAY, None, "staff"),
    ]


def test_limiting_date_is_replaced_and_taken_away(person, registrar):
    limiting_dates.set_limiting_date(
        person, by=registrar, kind="sentence_end", date=date(2029, 5, 1), source="document"
    )
    limiting_dates.set_limiting_date(
        person, by=registrar, kind="sentence_end", date=date(2029, 5, 1), source="document"
    )
    limiting_dates.set_limiting_date(person, by=registrar, kind="sentence_end", date=None, source="staff")

    rows = person.limiting_dates.order_by("pk")
    assert [(row.date, row.replaced_at is None) for row in rows] == [
        (date(2030, 1, 6), False),
        (date(2029, 5, 1), False),
    ]
    assert AuditEvent.objects.filter(action="person.set_limiting_date").count() == 2


def test_suspension_ends_within_its_days(person, registrar):
    row = suspensions.suspend(person, by=registrar, from_date=TODAY, until=date(2026, 12, 1), decided_by="Kepala")

    for day in (date(2026, 11, 22), date(2026, 12, 1)):
        with pytest.raises(RuleViolation):
            suspensions.end_suspension(row, by=registrar, until=day)
    assert suspensions.end_suspension(row, by=registrar, until=TODAY).until == TODAY


@pytest.mark.parametrize(
    ("first", "last", "is_free"),
    [
        (date(2026, 12, 1), date(2026, 12, 19), True),
        (date(2026, 12, 1), date(2026, 12, 20), False),
        (date(2026, 12, 22), date(2026, 12, 23), False),
        (date(2026, 12, 26), date(2026, 12, 30), False),
        (date(2026, 12, 27), date(2026, 12, 27), True),
        (date(2026, 12, 27), None, True),
        (date(2026, 12, 26), None, False),
        (date(2026, 12, 1), None, False),
    ],
)
def test_days_without_training_do_not_overlap(person, registrar, first, last, is_free):
    suspensions.suspend(
        person, by=registrar, from_date=date(2026, 12, 20), until=date(2026, 12, 26), decided_by="Kepala"
    )

    try:
        suspensions.suspend(person, by=registrar, from_date=first, until=last, decided_by="Kepala")
    except RuleViolation as refused:
        reasons = [reason.code for reason in refused.reasons]
    else:
        reasons = []

    assert reasons == ([] if is_free else ["overlap"])
    assert person.suspensions.count() == 1 + is_free


def test_nothing_is_free_after_a_suspension_without_an_end(person, registrar):
    row = suspensions.suspend(person, by=registrar, from_date=TODAY, until=None, decided_by="Kepala")

    with pytest.raises(RuleViolation) as refused:
        suspensions.suspend(person, by=registrar, from_date=date(2027, 3, 1), until=None, decided_by="Kepala")

    assert codes(refused) == ["overlap"]
    assert list(person.suspensions.values_list("pk", "from_date", "until", "decided_by", "source")) == [
        (row.pk, TODAY, None, "Kepala", "staff")
    ]
    assert said_of(person) == [("person.suspend", registrar.pk, {"suspension": row.pk})]


@pytest.mark.parametrize(
    ("planned", "until", "reasons"),
    [
        (date(2026, 12, 1), date(2026, 11, 22), ["validity"]),
        (date(2026, 12, 1), TODAY, []),
        (date(2026, 12, 1), date(2026, 11, 30), []),
        (date(2026, 12, 1), date(2026, 12, 1), ["later"]),
        (date(2026, 12, 1), date(2026, 12, 2), ["later"]),
        (None, date(2027, 1, 1), []),
    ],
)
def test_suspension_is_ended_from_its_first_day_to_the_day_before_its_last(person, registrar, planned, until, reasons):
    row = suspensions.suspend(person, by=registrar, from_date=TODAY, until=planned, decided_by="Kepala")

    try:
        suspensions.end_suspension(row, by=registrar, until=until)
    except RuleViolation as refused:
        said = [reason.code for reason in refused.reasons]
    else:
        said = []

    row.refresh_from_db()
    assert said == reasons
    assert row.until == (planned if reasons else until)
    end = [("person.end_suspension", registrar.pk, {"suspension": row.pk})]
    assert said_of(person)[1:] == ([] if reasons else end)


def test_who_left_keeps_the_suspension_as_it_is(person, registrar):
    row = suspensions.suspend(person, by=registrar, from_date=TODAY, until=None, decided_by="Kepala")
    Person.objects.update(facility=None)

    with pytest.raises(RuleViolation) as refused:
        suspensions.end_suspension(row, by=registrar, until=TODAY)

    assert codes(refused) == ["not_in_custody"]


def test_each_change_of_a_limiting_date_is_kept_with_its_source_and_repeating_it_is_none(person, registrar):
    set_date = partial(limiting_dates.set_limiting_date, person, by=registrar)

    first = set_date(kind="integration", date=date(2028, 4, 1), source="staff")
    again = set_date(kind="integration", date=date(2028, 4, 1), source="staff")
    sourced = set_date(kind="integration", date=date(2028, 4, 1), source="document")
    gone = set_date(kind="integration", date=None, source="staff")
    nothing = set_date(kind="two_thirds", date=None, source="staff")

    assert (again, gone, nothing) == (first, None, None)
    assert [(row.kind, row.date, row.source, row.replaced_at) for row in person.limiting_dates.order_by("pk")] == [
        ("sentence_end", date(2030, 1, 6), "staff", None),
        ("integration", date(2028, 4, 1), "staff", clock.now()),
        ("integration", date(2028, 4, 1), "document", clock.now()),
    ]
    assert sourced.pk != first.pk
    assert said_of(person) == [
        ("person.set_limiting_date", registrar.pk, {"kind": "integration", "is_known": is_known})
        for is_known in (True, True, False)
    ]


@pytest.mark.parametrize("sign", ["1", " "])
def test_register_number_of_forty_signs_is_the_longest_and_the_first_needs_none_before(registrar, sign):
    newcomer, number = PersonFactory(facility=registrar.facility), f"B.I {'1' * 35}{sign}"

    row = register_entries.change_register_number(newcomer, by=registrar, number=number, from_date=TODAY)

    assert (row.number, row.register_class, row.from_date, row.until, row.source) == (
        number.strip(),
        "B.I",
        TODAY,
        None,
        "staff",
    )
    assert said_of(newcomer) == [("person.change_register_number", registrar.pk, {"register_number": row.pk})]


@pytest.mark.parametrize(
    ("since", "last"),
    [(None, date(2026, 11, 22)), (date(2025, 1, 6), date(2026, 11, 22)), (TODAY, TODAY)],
)
def test_cell_is_left_on_the_day_before_unless_it_was_given_that_day(person, registrar, since, last):
    person.housings.update(from_date=since)

    housings.change_housing(person, by=registrar, block="B", cell="", from_date=TODAY)

    assert list(person.housings.order_by("pk").values_list("block", "from_date", "until")) == [
        ("A", since, last),
        ("B", TODAY, None),
    ]


def test_new_classification_replaces_that_of_its_kind_alone(person, registrar):
    classify = partial(classifications.classify, person, by=registrar, from_date=TODAY, until=TODAY)
    for kind, value in [("risk", "high"), ("conduct", "good"), ("risk", "low")]:
        classify(kind=kind, value=value)

    assert list(person.classifications.order_by("pk").values_list("kind", "value", "replaced_at", "source")) == [
        ("risk", "high", clock.now(), "document"),
        ("conduct", "good", None, "document"),
        ("risk", "low", None, "document"),
    ]


def said_of(person):
    """What the audit says of the person: the act, whose it was, and its details."""
    return [(event.action, event.actor_id, event.details) for event in AuditEvent.objects.about(person).order_by("pk")]
