"""Deciding on who registered: a place, none, or once more."""

from datetime import date

import pytest

from core.audit import AuditEvent
from core.errors import RuleViolation
from inmates.people.models import Person
from programs.batches.models import Batch
from programs.places.models import Enrollment
from programs.registrations import registration_decisions
from programs.registrations.models import Registration
from tests.factories import BatchFactory, EnrollmentFactory, UserFactory
from tests.reasons import codes

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
REASON = "Kelas ini untuk pemula"


def decline(registration, *, by):
    return registration_decisions.decline(registration, by=by, reason=REASON)


ENDS = [(decline, "declined"), (registration_decisions.withdraw, "withdrawn")]


def test_who_is_accepted_has_a_place_of_a_public_class(enter, batch, by):
    found = registration_decisions.accept(enter(), by=by)

    place = Enrollment.objects.get()
    assert (found.state, found.enrollment, found.decided_by) == ("accepted", place, by)
    assert (place.batch, place.person, place.is_public, place.starts_on) == (
        batch,
        found.person,
        True,
        date(2026, 11, 23),
    )


def without_consent(registration):
    Registration.objects.update(consent_on=None)


def without_birthday(registration):
    Person.objects.update(birth_date=None)


def in_a_full_class(registration):
    Batch.objects.update(capacity=1)
    EnrollmentFactory(in_public=True, batch=registration.batch)


def with_another_class(registration):
    EnrollmentFactory(
        in_public=True,
        person=registration.person,
        batch=BatchFactory(is_open=True, training_center=registration.batch.training_center),
    )


def decided(registration):
    registration_decisions.decline(registration, by=registration.registered_by, reason=REASON)


@pytest.mark.parametrize(
    ("circumstance", "code"),
    [
        (without_consent, "incomplete"),
        (without_birthday, "incomplete"),
        (in_a_full_class, "full"),
        (with_another_class, "other_batch"),
        (decided, "decided"),
    ],
)
def test_what_speaks_against_a_place(enter, by, circumstance, code):
    registration = enter()
    circumstance(registration)

    with pytest.raises(RuleViolation) as refused:
        registration_decisions.accept(registration, by=by)

    assert codes(refused.value.reasons) == [code]


@pytest.mark.parametrize(("command", "state"), ENDS)
def test_a_registration_ends_without_a_place(enter, by, command, state):
    found = command(enter(), by=by)

    assert (found.state, found.enrollment, Enrollment.objects.count()) == (state, None, 0)


@pytest.mark.parametrize(("command", "state"), ENDS)
def test_a_registration_is_ended_after_the_class_as_well(enter, batch, by, command, state):
    found = enter()
    Batch.objects.filter(pk=batch.pk).update(ends_on=date(2026, 11, 20), state="finished")

    assert command(found, by=by).state == state


@pytest.mark.parametrize("command", [decline, registration_decisions.withdraw])
def test_a_stranger_ends_no_registration(enter, command):
    stranger = UserFactory(roles=["blk_coordinator"], training_center=BatchFactory().training_center)

    with pytest.raises(RuleViolation) as refused:
        command(enter(), by=stranger)

    assert codes(refused.value.reasons) == ["not_allowed"]


def test_who_was_not_accepted_is_decided_on_again(enter, by):
    registration = registration_decisions.decline(enter(), by=by, reason=REASON)

    opened = registration_decisions.reopen(registration, by=by, reason="Kursi bertambah dua")

    assert (opened.state, opened.decided_at, opened.decided_by) == ("new", None, None)
    event = AuditEvent.objects.get(action="registration.reopen")
    assert (event.actor_id, event.details["reason"]) == (by.pk, "Kursi bertambah dua")
    assert registration_decisions.accept(opened, by=by).state == "accepted"


def over(registration):
    Batch.objects.update(state="finished")


def accepted(registration):
    Registration.objects.update(state="new", decided_at=None, decided_by=None, decline_reason="")
    registration_decisions.accept(registration, by=registration.registered_by)


@pytest.mark.parametrize(
    ("circumstance", "reason", "expected"),
    [
        (over, "Kursi bertambah dua", ["batch_not_open"]),
        (accepted, "Kursi bertambah dua", ["not_declined"]),
        (lambda registration: None, "kursi", ["reason_missing"]),
    ],
)
def test_what_speaks_against_deciding_again(enter, by, circumstance, reason, expected):
    registration = registration_decisions.decline(enter(), by=by, reason=REASON)
    circumstance(registration)

    with pytest.raises(RuleViolation) as refused:
        registration_decisions.reopen(Registration.objects.get(), by=by, reason=reason)

    assert codes(refused) == expected
