"""Many people get a case officer together: all of them or none, and not over what somebody else did meanwhile."""

from functools import partial

import pytest

from accounts.roles import Role
from core.errors import RuleViolation
from core.models import AuditEvent
from inmates.people.models import Person
from inmates.profile import case_officers
from tests.factories import FacilityFactory, PersonFactory, UserFactory
from tests.together import done_at_once

URL = "/warga-binaan/wali/"


@pytest.fixture
def officer(facility):
    return UserFactory(roles=[Role.CASE_OFFICER], facility=facility, full_name="Andi Wali")


@pytest.fixture
def people(facility):
    return [PersonFactory(facility=facility, full_name=name, with_custody=True) for name in ("Ahmad", "Budi", "Candra")]


@pytest.fixture
def staff(sign_in, registrar):
    return sign_in(registrar)


def assign(people, officer, by, seen=0):
    ids = [person.public_id for person in people]
    return case_officers.assign_all(ids, by=by, case_officer=officer, seen=dict.fromkeys(ids, seen))


def sent(people, officer, *picked, everybody=False):
    rows = {f"seen-{person.public_id.hex}": person.case_officer_id or 0 for person in people}
    marks = {f"pick-{person.public_id.hex}": "on" for person in picked}
    return rows | marks | {"case_officer": officer} | ({"everybody": "on"} if everybody else {})


def officers(people):
    return dict(Person.objects.filter(pk__in=[one.pk for one in people]).values_list("full_name", "case_officer"))


@pytest.mark.django_db
def test_audit_names_each_whose_officer_changed(registrar, officer, people):
    assign(people[:1], officer, registrar)

    case_officers.assign_all(
        [one.public_id for one in people], by=registrar, case_officer=officer, seen={people[0].public_id: officer.pk}
    )

    assert officers(people) == dict.fromkeys(["Ahmad", "Budi", "Candra"], officer.pk)
    events = AuditEvent.objects.filter(action="person.assign_case_officer")
    assert sorted(event.details["officer"] for event in events) == [officer.pk] * 3


@pytest.mark.django_db
@pytest.mark.parametrize("role", [Role.CASE_OFFICER, Role.REGISTRAR])
def test_only_a_case_officer_of_this_house_is_given(registrar, facility, people, role):
    elsewhere = FacilityFactory() if role == Role.CASE_OFFICER else facility

    with pytest.raises(RuleViolation) as refused:
        assign(people, UserFactory(roles=[role], facility=elsewhere), registrar)

    assert [reason.code for reason in refused.value.reasons] == ["officer"]
    assert set(officers(people).values()) == {None}


@pytest.mark.django_db
def test_who_has_left_or_was_given_another_officer_keeps_all_back(registrar, officer, facility, people):
    Person.objects.filter(pk=people[0].pk).update(facility=None)
    Person.objects.filter(pk=people[1].pk).update(case_officer=UserFactory(facility=facility))

    with pytest.raises(RuleViolation) as refused:
        assign(people, officer, registrar)

    assert [reason.code for reason in refused.value.reasons] == ["not_in_custody", "stale"]
    assert "Budi" in str(refused.value.reasons[1])
    assert officers(people)["Candra"] is None


@pytest.mark.django_db
def test_thirty_cost_as_many_statements_as_one(registrar, officer, facility, django_assert_num_queries):
    # The first act of an office opens the chain of its audit.
    assign(PersonFactory.create_batch(1, facility=facility), officer, registrar)
    for count in (1, 30):
        people = PersonFactory.create_batch(count, facility=facility)
        with django_assert_num_queries(10):
            assign(people, officer, registrar)


@pytest.mark.postgres
def test_of_two_who_assign_at_once_the_second_is_told(committed):
    facility = FacilityFactory()
    one, other = (UserFactory(roles=[Role.REGISTRAR], facility=facility) for _ in range(2))
    mine, theirs = (UserFactory(roles=[Role.CASE_OFFICER], facility=facility) for _ in range(2))
    for _ in range(5):
        people = PersonFactory.create_batch(3, facility=facility)

        answers = done_at_once(partial(assign, people, mine, one), partial(assign, people[::-1], theirs, other))

        assert sorted(answers) == ["done", "stale"]
        assert len(set(officers(people).values())) == 1


@pytest.mark.django_db
def test_page_gives_those_who_are_picked_and_tells_the_load(staff, officer, people):
    answer = staff.post(URL, sent(people, officer.pk, *people[:2]), follow=True)

    assert officers(people) == {"Ahmad": officer.pk, "Budi": officer.pk, "Candra": None}
    assert "2 orang kini punya wali lain." in answer.content.decode()
    assert [(one.full_name, one.load) for one in answer.context["officers"]] == [("Andi Wali", 2)]


@pytest.mark.django_db
def test_after_a_save_the_narrowed_list_begins_at_its_first_row(staff, officer, people):
    answer = staff.post(f"{URL}?officer=nobody&after=xyz&at=61", sent(people, officer.pk, people[0]))

    assert answer.url == f"{URL}?officer=nobody"


@pytest.mark.django_db
def test_everybody_on_the_page_is_one_tick_and_nobody_is_a_choice(staff, officer, people):
    staff.post(URL, sent(people, officer.pk, everybody=True))
    people = list(Person.objects.filter(pk__in=[one.pk for one in people]))

    staff.post(URL, sent(people, "nobody", everybody=True))

    assert set(officers(people).values()) == {None}
    assert AuditEvent.objects.filter(action="person.assign_case_officer").count() == 6


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("choice", "picked", "sentence"),
    [
        ("", True, "Pilih walinya."),
        ("officer", False, "Pilih minimal satu orang."),
        ("0", True, "tidak ada dalam pilihan"),
    ],
)
def test_refusal_keeps_the_ticks(staff, officer, people, choice, picked, sentence):
    chosen = officer.pk if choice == "officer" else choice

    answer = staff.post(URL, sent(people, chosen, *(people[:1] if picked else ())))

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert [one.is_picked for one in answer.context["page"].rows] == [picked, False, False]
    assert set(officers(people).values()) == {None}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "expected"),
    [({"officer": "nobody"}, ["Budi", "Candra"]), ({"officer": "mine"}, ["Ahmad"]), ({}, ["Ahmad", "Budi", "Candra"])],
)
def test_list_is_narrowed_by_who_looks_after_them(staff, registrar, officer, people, query, expected):
    assign(people[:1], officer, registrar)
    chosen = {name: officer.pk if value == "mine" else value for name, value in query.items()}

    page = staff.get(URL, chosen)

    assert [one.full_name for one in page.context["page"].rows] == expected


@pytest.mark.django_db
def test_another_house_is_neither_shown_nor_given_an_officer(staff, officer):
    stranger = PersonFactory(full_name="Zulkifli", with_custody=True)

    page, answer = staff.get(URL), staff.post(URL, sent([stranger], officer.pk, stranger))

    assert "Zulkifli" not in page.content.decode() + answer.content.decode()
    assert (answer.status_code, officers([stranger])) == (422, {"Zulkifli": None})


@pytest.mark.django_db
def test_whoever_may_not_change_people_does_not_get_it(sign_in, officer, people):
    staff = sign_in(officer)

    answers = [staff.get(URL), staff.post(URL, sent(people, officer.pk, *people))]

    assert [answer.status_code for answer in answers] == [403, 403]


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 30])
def test_page_costs_the_same_for_one_and_for_thirty(staff, officer, facility, django_assert_num_queries, count):
    PersonFactory.create_batch(count, facility=facility, with_custody=True, case_officer=officer)
    staff.get(URL)

    with django_assert_num_queries(6):
        staff.get(URL)
