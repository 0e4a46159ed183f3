"""Registering for a public class: every reason against it, and what may and may not be known of whoever registers."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from core import crypto
from core.audit import AuditEvent
from core.errors import RuleViolation
from inmates.custody.models.stays import CustodyPeriod
from inmates.people.models import Person
from programs.batches.models import Batch
from programs.registrations import known_people, registering, registration_decisions
from programs.registrations.models import Registration
from programs.registrations.registering import Identity
from tests.factories import BatchFactory, EnrollmentFactory, FacilityFactory, PersonFactory, UserFactory
from tests.reasons import codes

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
NIK = "6305010101950001"
WHO = Identity("Siti Rahmah", birth_place="Rantau", birth_date=date(1995, 5, 17), sex="P", education="SMA")
SIGNED = date(2026, 11, 2)
REASON = "Kelas ini untuk pemula"


def taught(batch, *, who=WHO, nik="", **fields):
    """Somebody this center has taught in a detention center, with a stay that has ended unless `fields` say else."""
    person = PersonFactory(**{"facility": None, **fields})
    person.set_name(who.full_name)
    person.birth_date = who.birth_date
    person.set_nik(nik)
    person.save()
    inside = BatchFactory(training_center=batch.training_center, state="certified")
    EnrollmentFactory(batch=inside, person=person, state="completed", starts_on=date(2025, 3, 3))
    CustodyPeriod.objects.create(
        person=person, facility=inside.facility, from_date=date(2024, 1, 1), until=date(2025, 9, 1), leaving="full_term"
    )
    return person


def test_who_is_registered_has_a_record_of_no_facility(enter, batch, by):
    found = enter(replace(WHO, nik=NIK))

    person = found.person
    assert (person.full_name, person.birth_date, person.facility, person.nik) == (
        "Siti Rahmah",
        WHO.birth_date,
        None,
        NIK,
    )
    assert (found.state, found.registered_by, found.consent_on) == ("new", by, SIGNED)
    assert AuditEvent.objects.filter(action="registration.create", target_id=str(found.pk)).exists()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"state": "planned"}, "batch_not_open"),
        ({"state": "finished"}, "batch_not_open"),
        ({"ends_on": date(2026, 11, 20)}, "too_late"),
    ],
)
def test_what_speaks_against_a_class(batch, by, change, code):
    Batch.objects.filter(pk=batch.pk).update(**change)

    assert codes(registering.register_blockers(Batch.objects.get(pk=batch.pk), by=by, who=WHO)) == [code]


@pytest.mark.parametrize(
    ("who", "code"),
    [
        ({"full_name": "  "}, "unnamed"),
        ({"birth_date": date(2026, 11, 23)}, "born"),
        ({"nik": "123"}, "nik_digits"),
        ({"nik": "0" * 16}, "nik_zeros"),
    ],
)
def test_what_speaks_against_an_identity(batch, by, who, code):
    assert codes(registering.register_blockers(batch, by=by, who=replace(WHO, **who))) == [code]


def test_a_consent_of_tomorrow_is_refused(batch, by):
    found = registering.register_blockers(batch, by=by, who=WHO, consent_on=date(2026, 11, 24))

    assert codes(found) == ["consent_in_future"]


def of_a_facility(batch):
    return UserFactory(roles=["training_officer"], facility=FacilityFactory()), batch


def of_another_center(batch):
    return UserFactory(roles=["blk_coordinator"], training_center=BatchFactory().training_center), batch


def of_another_role(batch):
    return UserFactory(roles=["instructor"], training_center=batch.training_center), batch


def into_a_facility(batch):
    inside = BatchFactory(training_center=batch.training_center)
    return UserFactory(roles=["blk_coordinator"], training_center=batch.training_center), inside


@pytest.mark.parametrize("who_and_where", [of_a_facility, of_another_center, of_another_role, into_a_facility])
def test_strangers_register_nobody(batch, who_and_where):
    user, into = who_and_where(batch)

    with pytest.raises(RuleViolation) as refused:
        registering.register(into, by=user, who=WHO, way="counter")

    assert codes(refused.value.reasons) == ["not_allowed"]


# What the center may know of a human being.


def test_a_nik_of_somebody_never_seen_here_betrays_nothing(enter):
    stranger = PersonFactory(with_custody=True)
    stranger.set_nik(NIK)
    stranger.save()

    found = enter(replace(WHO, nik=NIK))

    assert (found.person == stranger, found.person.nik, found.person.nik_index) == (False, NIK, None)


def test_a_name_and_birthday_of_somebody_never_seen_here_ask_nothing(enter):
    PersonFactory(full_name=WHO.full_name, birth_date=WHO.birth_date, with_custody=True)
    PersonFactory(full_name=WHO.full_name, birth_date=WHO.birth_date, facility=None)

    assert enter().person.custody_periods.count() == 0


@pytest.mark.parametrize(
    ("who", "asked"),
    [
        ({}, True),
        ({"full_name": "Sitti Rahma", "nik": NIK}, True),
        ({"full_name": "Siti Rahmah", "birth_date": None}, False),
        ({"birth_date": date(1995, 5, 18)}, False),
        ({"full_name": "Siti Aminah"}, False),
    ],
)
def test_whom_the_center_has_taught_it_is_asked_about(batch, by, who, asked):
    taught(batch, nik=NIK)

    assert (codes(registering.register_blockers(batch, by=by, who=replace(WHO, **who))) == ["ask_same"]) is asked


def test_the_question_tells_programs_and_years_and_no_place(batch):
    person = taught(batch)

    (known,) = known_people.described([person], batch.training_center)

    inside = person.enrollments.get().batch
    assert known.learned == (f"{inside.version.program.name} 2025",)
    assert inside.name not in str(known.learned)


@pytest.mark.parametrize("is_inside", [True, False])
def test_whether_a_known_person_is_in_custody_changes_nothing(enter, batch, by, is_inside):
    """Record, name, refusal and question are the same; any difference would tell who is inside."""
    person = taught(batch, birth_place="Binuang", sex="", facility=FacilityFactory() if is_inside else None)
    typed = replace(WHO, full_name="SITI RAHMAH")
    evening = BatchFactory(is_open=True, training_center=batch.training_center, version=batch.version)

    found = enter(typed, same_as=person)
    with pytest.raises(RuleViolation) as twice:
        enter(typed, same_as=person)
    asked = known_people.alike(batch.training_center, full_name="Siti Rahmah", birth_date=WHO.birth_date, nik="")
    again = enter(into=evening, same_as=person)

    person.refresh_from_db()
    assert (person.birth_place, person.sex, person.registrations.count()) == ("Binuang", "", 0)
    assert (found.known_as, found.made_person, found.person.facility) == (person, True, None)
    assert (found.person.full_name, found.person.birth_place) == ("SITI RAHMAH", "Rantau")
    assert codes(twice.value.reasons) == ["registered"]
    assert asked == [person]
    assert (again.person, again.known_as, again.made_person) == (found.person, person, False)


def test_a_merge_by_a_facility_changes_no_question(batch):
    """Rows of the center stay with a record that was merged away, so it is asked about as before."""
    person = PersonFactory(facility=None, full_name=WHO.full_name, birth_date=WHO.birth_date)
    EnrollmentFactory(in_public=True, batch=batch, person=person)
    Person.objects.filter(pk=person.pk).update(merged_into=PersonFactory(with_custody=True))

    asked = known_people.alike(batch.training_center, full_name=WHO.full_name, birth_date=WHO.birth_date, nik="")

    assert asked == [person]


def test_another_person_of_that_name_has_a_record_of_its_own(enter, batch):
    person = taught(batch)

    assert enter(is_new=True).person != person


def test_only_somebody_who_is_asked_about_can_be_the_same(batch, by):
    stranger = PersonFactory(facility=None, full_name=WHO.full_name, birth_date=WHO.birth_date)

    assert codes(registering.register_blockers(batch, by=by, who=WHO, same_as=stranger)) == ["not_alike"]


def test_who_registered_before_is_known_by_nik_alone(enter, batch, by):
    before = enter(replace(WHO, nik=NIK)).person
    evening = BatchFactory(is_open=True, training_center=batch.training_center, version=batch.version)
    other = replace(WHO, full_name="Sitti R.", birth_date=date(1995, 5, 18), nik=NIK)

    assert codes(registering.register_blockers(evening, by=by, who=other)) == ["ask_same"]
    assert enter(other, into=evening, same_as=before).person == before
    with pytest.raises(RuleViolation) as twice:
        enter(other, into=evening, same_as=before)
    assert codes(twice.value.reasons) == ["registered"]


def test_the_index_of_one_center_is_not_that_of_another(batch):
    other = BatchFactory(is_open=True).training_center

    indexes = {known_people.center_index(NIK, one) for one in (batch.training_center, other)}

    assert len(indexes | {crypto.blind_index(NIK, purpose="nik")}) == 3


# Deciding.


def test_who_has_withdrawn_registers_again(enter, by):
    before = registration_decisions.withdraw(enter(), by=by)

    again = enter(same_as=before.person, way="form")

    assert (again.pk, again.state, again.way, again.decided_by) == (before.pk, "new", "form", None)
    assert (again.person, again.known_as, Registration.objects.count()) == (before.person, None, 1)


def test_who_was_declined_does_not_register_again(enter, by):
    before = registration_decisions.decline(enter(), by=by, reason=REASON)

    with pytest.raises(RuleViolation) as refused:
        enter(same_as=before.person)

    assert codes(refused.value.reasons) == ["registered"]


def test_a_record_of_its_own_is_corrected_and_a_known_one_is_not(enter, batch, by):
    own, known = enter(), taught(batch, who=replace(WHO, full_name="Noor Aini"))
    joined = enter(replace(WHO, full_name="Noor Aini"), same_as=known)
    other = replace(WHO, full_name="Siti Rahmah binti Ali", birth_date=date(1996, 1, 1))

    for registration in (own, joined):
        registering.correct(registration, by=by, who=other, way="form", consent_on=SIGNED)

    own.person.refresh_from_db()
    known.refresh_from_db()
    assert (own.person.full_name, own.person.birth_date) == (other.full_name, other.birth_date)
    assert (known.full_name, known.birth_date) == ("Noor Aini", WHO.birth_date)


@pytest.mark.parametrize(
    ("state", "starts_on", "reason", "expected"),
    [
        ("selecting", date(2026, 11, 24), "", []),
        ("selecting", date(2026, 11, 23), "", []),
        ("selecting", date(2026, 11, 22), "", ["late"]),
        ("running", date(2026, 11, 23), "terlambat", ["late"]),
        ("running", date(2026, 11, 2), "Baru pindah ke Rantau", []),
    ],
)
def test_after_the_start_a_reason_is_asked_for(enter, batch, state, starts_on, reason, expected):
    batch.state, batch.starts_on = state, starts_on
    batch.save()

    if expected:
        with pytest.raises(RuleViolation) as refused:
            enter(late_reason=reason)
        assert codes(refused) == expected
    else:
        found = enter(late_reason=reason)
        assert found.late_reason == (reason if state == "running" else "")


def test_whoever_registers_a_list_is_not_asked_person_by_person(enter):
    assert enter().late_reason == ""


@given(name=st.text(min_size=1, max_size=150), nik=st.text(max_size=20))
def test_whatever_is_typed_tells_nothing_of_people_never_seen(name, nik):
    """The same answer with and without the other person's record."""
    # Each example leaves nothing behind for the next one.
    with transaction.atomic():
        center = UserFactory(roles=["blk_coordinator"], training_center=BatchFactory().training_center)
        batch = BatchFactory(is_open=True, training_center=center.training_center)
        who = replace(WHO, full_name=name, nik=nik)
        before = codes(registering.register_blockers(batch, by=center, who=who))
        stranger = PersonFactory(birth_date=WHO.birth_date)
        stranger.set_name(name)
        stranger.set_nik(nik)
        if (
            stranger.full_name
            and not Person.objects.filter(nik_index=stranger.nik_index).exclude(nik_index=None).exists()
        ):
            stranger.save()

        assert codes(registering.register_blockers(batch, by=center, who=who)) == before
        transaction.set_rollback(True)
