"""Officers, board and circumstances at one moment: everybody is told what happened, and no place is given twice."""

import uuid
from collections import Counter
from datetime import date

import pytest
from django.urls import reverse

from core import clock
from inmates.custody.models.circumstances import Circumstance
from programs.batches.models import Batch
from programs.circumstances import arrivals, custody_end
from programs.places import place_changes
from programs.places.models import Enrollment
from programs.selection import admission_appeals, application_decisions, ended_applications, place_offers
from programs.selection.application_decisions import StaleDecision, Wish
from programs.selection.models import Application, Hearing, PlaceOffer
from tests.conftest import FormClient
from tests.factories import ApplicationFactory, BatchFactory, FacilityFactory, PersonFactory, UserFactory
from tests.programs.circumstances.what_must_hold import Snapshot, broken
from tests.together import at_once

pytestmark = pytest.mark.postgres
MANY = 10


@pytest.fixture
def batch(committed):
    return BatchFactory(
        state=Batch.State.SELECTING,
        capacity=MANY,
        starts_on=date(2100, 12, 7),
        ends_on=date(2101, 1, 25),
        assessment_on=date(2101, 1, 29),
    )


@pytest.fixture
def hearing(batch, chair):
    fields = {"state": "closed", "closed_at": clock.now(), "closed_by": chair}
    return Hearing.objects.create(batch=batch, held_on=date(2100, 11, 1), place="Aula", chair=chair, **fields)


def decided(hearing, state, count, **changes):
    """This many people decided on by the board; those on the reserve list are consecutive."""
    fields = {"batch": hearing.batch, "hearing": hearing, "submitted_by": hearing.chair, **changes}
    places = [number if state == "reserve" else None for number in range(1, count + 1)]
    return [
        ApplicationFactory(state=state, reserve_position=place, decided_by_chair=hearing.chair, **fields)
        for place in places
    ]


def kinds(answers):
    return Counter(answer if isinstance(answer, str) else type(answer).__name__ for answer in answers)


def what_holds():
    return broken(Snapshot(), None)


def test_of_two_officers_who_decide_at_once_one_is_told_what_the_other_did(batch, chair):
    second = UserFactory(roles=["board_chair"], facility=batch.facility)
    application = ApplicationFactory(batch=batch)
    Hearing.objects.create(batch=batch, held_on=date(2100, 11, 1), place="Aula", chair=chair)

    def decision(by, outcome, reason):
        return lambda: application_decisions.decide(application, by=by, outcome=outcome, reason=reason, seen=1)

    answers = at_once(
        decision(chair, "admitted", "Siap belajar"), decision(second, "rejected", "Belum siap"), caught=(StaleDecision,)
    )

    (won,) = (answer for answer in answers if isinstance(answer, Application))
    (late,) = (answer.application for answer in answers if isinstance(answer, StaleDecision))
    application.refresh_from_db()
    said = [(row.state, row.decided_by, row.decision_reason, row.revision) for row in (application, won, late)]
    assert said == [said[0]] * 3
    assert said[0][1:3] in [(chair, "Siap belajar"), (second, "Belum siap")]


def test_the_page_of_the_officer_who_came_second_shows_the_decision_of_the_first(batch, chair):
    second = UserFactory(roles=["board_chair"], facility=batch.facility)
    application = ApplicationFactory(batch=batch)
    Hearing.objects.create(batch=batch, held_on=date(2100, 11, 1), place="Aula", chair=chair)
    address = reverse("programs:application_decide", args=[application.public_id])

    def sending(by, outcome, reason):
        client = FormClient()
        client.force_login(by, backend="accounts.backends.RoleBackend")
        return lambda: client.post(address, {"outcome": outcome, "reason": reason, "seen": 1})

    answers = at_once(sending(chair, "admitted", "Siap belajar"), sending(second, "rejected", "Belum siap"))

    first, late = sorted(answers, key=lambda answer: answer.status_code)
    application.refresh_from_db()
    shown = late.content.decode()
    assert (first.status_code, late.status_code, application.revision) == (302, 409, 2)
    assert application.decided_by.full_name in shown
    assert application.decision_reason in shown
    assert 'name="seen" value="2"' in shown, "what was typed can be sent on top of it"


def test_one_form_sent_by_ten_clicks_at_once_decides_once(batch, chair):
    application = ApplicationFactory(batch=batch)
    Hearing.objects.create(batch=batch, held_on=date(2100, 11, 1), place="Aula", chair=chair)
    address = reverse("programs:application_decide", args=[application.public_id])
    form = {"outcome": "reserve", "reason": "Menunggu tempat", "seen": 1, "idempotency_token": str(uuid.uuid4())}
    client = FormClient()
    client.force_login(chair, backend="accounts.backends.RoleBackend")

    answers = at_once(*[lambda: client.post(address, form)] * MANY)

    application.refresh_from_db()
    assert [answer.status_code for answer in answers] == [302] * MANY
    assert (application.state, application.revision) == ("reserve", 2)


def test_ten_withdrawals_at_once_offer_ten_places_to_the_next_ten(batch, hearing, officer):
    admitted = decided(hearing, "admitted", MANY)
    waiting = decided(hearing, "reserve", MANY + 2)

    at_once(*[lambda row=row: ended_applications.withdraw(row, by=officer) for row in admitted])

    states = list(Application.objects.filter(pk__in=[row.pk for row in waiting]).order_by("pk").values_list("state"))
    assert states == [("offered",)] * MANY + [("reserve",)] * 2
    assert sorted(PlaceOffer.objects.values_list("application", flat=True)) == [row.pk for row in waiting[:MANY]]
    assert what_holds() == []


def test_ten_places_given_back_at_once_are_offered_to_the_next_ten(batch, hearing, officer):
    places = [place_changes.enroll(row, by=officer) for row in decided(hearing, "admitted", MANY)]
    waiting = decided(hearing, "reserve", MANY + 2)
    end = {"by": officer, "on": batch.starts_on, "reason": "withdrew"}

    at_once(*[lambda place=place: place_changes.end_enrollment(place, **end) for place in places])

    assert sorted(PlaceOffer.objects.values_list("application", flat=True)) == [row.pk for row in waiting[:MANY]]
    assert what_holds() == []


def test_ten_who_withdraw_the_same_person_offer_one_place(batch, hearing, officer):
    (admitted,) = decided(hearing, "admitted", 1)
    decided(hearing, "reserve", 3)

    answers = at_once(*[lambda: ended_applications.withdraw(admitted, by=officer)] * MANY)

    assert kinds(answers) == {"Application": 1, "no_such_transition": MANY - 1}
    assert PlaceOffer.objects.count() == 1


def test_ten_who_accept_the_last_place_for_one_person_get_it_once(batch, hearing, officer):
    Batch.objects.update(capacity=1)
    decided(hearing, "reserve", 2)
    application = place_offers.offer_free_place(batch, by=officer).application

    answers = at_once(*[lambda: place_changes.accept_offer(application, by=officer)] * MANY)

    assert kinds(answers)["Enrollment"] == 1
    assert (Enrollment.objects.count(), PlaceOffer.objects.get().state) == (1, "accepted")


def test_ten_admitted_people_take_the_last_place_once(batch, hearing, officer):
    Batch.objects.update(capacity=1)
    admitted = decided(hearing, "admitted", MANY)

    answers = at_once(*[lambda row=row: place_changes.enroll(row, by=officer) for row in admitted])

    assert kinds(answers) == {"Enrollment": 1, "full": MANY - 1}
    assert what_holds() == []


def test_accepting_and_declining_at_once_is_one_of_the_two(batch, hearing, officer):
    Batch.objects.update(capacity=1)
    decided(hearing, "reserve", 2)
    application = place_offers.offer_free_place(batch, by=officer).application

    both = [place_changes.accept_offer, place_offers.decline]
    at_once(*[lambda command=command: command(application, by=officer) for command in both * 3])

    assert what_holds() == []
    assert Enrollment.objects.count() + PlaceOffer.objects.filter(state="open").count() == 1


def test_whoever_leaves_custody_at_that_moment_gets_no_place(batch, hearing, officer, registrar):
    admitted = decided(hearing, "admitted", MANY)
    fields = {"by": registrar, "kind": Circumstance.Kind.CONDITIONAL, "on": clock.today(batch.facility.time_zone)}

    at_once(
        *[lambda row=row: place_changes.enroll(row, by=officer) for row in admitted],
        *[lambda row=row: custody_end.leave(row.person, **fields) for row in admitted],
    )

    assert what_holds() == []
    assert not Enrollment.objects.live().exists()


def test_people_in_several_batches_leave_at_once_and_nobody_waits_in_a_circle(batch, hearing, officer, registrar):
    """Each release moves two batches and their reserve lists; decisions on both are made meanwhile."""
    other = BatchFactory(
        facility=batch.facility,
        state="selecting",
        starts_on=batch.starts_on,
        ends_on=batch.ends_on,
        assessment_on=batch.assessment_on,
        capacity=MANY,
    )
    fields = {"state": "closed", "closed_at": clock.now(), "closed_by": hearing.chair}
    second = Hearing.objects.create(batch=other, held_on=date(2100, 11, 1), place="Aula", chair=hearing.chair, **fields)
    people = [row.person for row in decided(hearing, "admitted", 5)]
    for position, person in enumerate(reversed(people), start=1):
        ApplicationFactory(
            batch=other,
            person=person,
            state="reserve",
            reserve_position=position,
            hearing=second,
            decided_by_chair=hearing.chair,
        )
    waiting = decided(hearing, "reserve", 5)
    left = {"by": registrar, "kind": Circumstance.Kind.CONDITIONAL, "on": clock.today(batch.facility.time_zone)}

    answers = at_once(
        *[lambda person=person: custody_end.leave(person, **left) for person in people],
        *[lambda row=row: ended_applications.withdraw(row, by=officer) for row in waiting],
        lambda: place_offers.offer_free_place(other, by=officer),
    )

    assert kinds(answers)["Circumstance"] == 5
    assert what_holds() == []


def test_whoever_leaves_while_applying_has_no_open_application(batch, officer, registrar):
    people = [PersonFactory(facility=batch.facility, with_custody=True) for _ in range(5)]
    today = clock.today(batch.facility.time_zone)
    form = {"by": officer, "wishes": [Wish(batch)], "source": "staff", "consent_on": today}
    left = {"by": registrar, "kind": Circumstance.Kind.TRANSFER, "on": today}

    at_once(
        *[lambda person=person: application_decisions.apply_for(person=person, **form) for person in people],
        *[lambda person=person: custody_end.leave(person, **left) for person in people],
    )

    assert what_holds() == []
    assert not Application.objects.open().exists()


def test_two_facilities_receive_one_person_at_once(batch, hearing):
    person = PersonFactory(facility=batch.facility, with_custody=True)
    registrar = UserFactory(roles=["registrar"], facility=batch.facility)
    custody_end.leave(person, by=registrar, kind="transfer", on=clock.today(batch.facility.time_zone))
    offices = [batch.facility, FacilityFactory(), FacilityFactory()]
    people = [UserFactory(roles=["registrar"], facility=office) for office in offices]

    def receiving(by):
        fields = {"facility": by.facility, "number": "B.I 7/2026", "entered": clock.today(by.facility.time_zone)}
        return lambda: arrivals.receive(person, by=by, **fields)

    answers = at_once(*[receiving(by) for by in people])

    assert kinds(answers) == {"tuple": 1, "in_custody": 2}
    assert what_holds() == []


def test_an_appeal_is_decided_once(batch, hearing, officer):
    (rejected,) = decided(hearing, "rejected", 1)
    received = clock.today(batch.facility.time_zone)
    appeal = admission_appeals.register(rejected, by=officer, received_on=received, grounds="Saya ingin belajar")
    heads = [UserFactory(roles=["rutan_head"], facility=batch.facility) for _ in range(2)]

    answers = at_once(
        *[
            lambda by=by, outcome=outcome: admission_appeals.decide(
                appeal, by=by, outcome=outcome, reason="Siap belajar"
            )
            for by, outcome in zip(heads, ("admitted", "reserve"), strict=True)
        ]
    )

    assert kinds(answers)["Appeal"] == 1
    assert what_holds() == []


def test_pages_that_only_look_at_what_would_be_put_back_lock_nothing(batch, hearing, registrar):
    """A page is no transaction: PostgreSQL refuses a lock there."""
    (admitted,) = decided(hearing, "admitted", 1)
    today = clock.today(batch.facility.time_zone)
    entry = custody_end.leave(admitted.person, by=registrar, kind="escape", on=today)
    client = FormClient()
    client.force_login(registrar, backend="accounts.backends.RoleBackend")

    pages = [
        client.get(reverse("programs:change_withdraw", args=[entry.public_id])),
        client.get(reverse("programs:arrival_receive", args=[admitted.person.public_id])),
    ]

    assert [page.status_code for page in pages] == [200, 200]
