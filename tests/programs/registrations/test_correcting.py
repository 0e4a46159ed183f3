"""Correcting participants of public classes after they have a place: whose, by whom, and until when."""

from datetime import date

import pytest
from django.urls import reverse

from core.errors import RuleViolation
from core.models import AuditEvent
from inmates.people.models import Person
from programs.entry_rules.verdicts import default_rules
from programs.registrations import correcting, registration_decisions
from tests.conftest import MONDAY, FormClient
from tests.factories import BatchFactory, EntryRuleSetFactory, FacilityFactory, UserFactory
from tests.programs.registrations.test_entry_rules_outside import certified
from tests.reasons import codes

pytestmark = pytest.mark.django_db
WHY = "Ejaan menurut KTP"


@pytest.fixture
def placed(enter, by):
    return registration_decisions.accept(enter(), by=by)


def values(registration, **changes):
    return {name: getattr(registration.person, name) for name in correcting.FIELDS} | changes


def correct(registration, *, by, reason=WHY, **changes):
    said = values(registration, **changes)
    return correcting.correct_person(registration, by=by, values=said, reason=reason)


def refused(registration, **given):
    with pytest.raises(RuleViolation) as violation:
        correct(registration, **given)
    return codes(violation)


def test_name_and_birth_are_corrected_after_the_place_was_given(placed, by):
    person = correct(placed, by=by, full_name="Siti Rahmawati", birth_date=date(1995, 5, 18))

    stored = Person.objects.get(pk=person.pk)
    assert (stored.full_name, stored.birth_date, stored.name_sort) == (
        "Siti Rahmawati",
        date(1995, 5, 18),
        "siti rahmawati",
    )
    event = AuditEvent.objects.filter(action="registration.correct_person").get()
    assert (event.details["fields"], event.details["reason"]) == (["birth_date", "full_name"], WHY)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, "nothing"),
        ({"full_name": " "}, "unnamed"),
        ({"full_name": "Siti \N{GRINNING FACE}"}, "signs"),
        ({"birth_date": MONDAY.date()}, "born"),
        ({"full_name": "Siti R", "reason": "x"}, "reason_missing"),
    ],
)
def test_what_speaks_against_a_correction(placed, by, changes, code):
    assert refused(placed, by=by, **changes) == [code]


def into_a_facility(registration):
    Person.objects.filter(pk=registration.person_id).update(facility=FacilityFactory())


def known_before(registration):
    registration.made_person = False
    registration.save()


def at_another_center(registration):
    elsewhere = BatchFactory(is_open=True)
    registration.person.registrations.create(
        batch=elsewhere, way="counter", registered_by=registration.registered_by, made_person=False
    )


@pytest.mark.parametrize("circumstance", [into_a_facility, known_before, at_another_center])
def test_only_a_record_of_the_center_s_own_is_corrected(placed, by, circumstance):
    circumstance(placed)

    assert refused(placed, by=by, full_name="Siti R") == ["not_own"]


def test_no_other_office_corrects(placed):
    stranger = UserFactory(roles=["blk_coordinator"], training_center=BatchFactory().training_center)

    assert refused(placed, by=stranger, full_name="Siti R") == ["not_allowed"]


def test_what_an_issued_paper_says_is_corrected_with_its_replacement(placed, by):
    certified(placed.enrollment)
    paper = placed.enrollment.certificates.get()

    assert refused(placed, by=by, full_name="Siti R") == ["paper"]
    correct(placed, by=by, education="SMP")
    placed.enrollment.certificates.create(
        batch=placed.batch, prepared_by=by, replaces=paper, replace_reason="Nama salah tulis"
    )
    assert correct(placed, by=by, full_name="Siti R").full_name == "Siti R"


def test_page_corrects_and_tells_who_changed_it_meanwhile(placed, sign_in, by):
    client, address = sign_in(by), reverse("programs:registration_amend", args=[placed.public_id])
    detail = client.get(reverse("programs:registration_detail", args=[placed.public_id])).content.decode()
    form = client.get(address).context["form"]
    sent = {**form.as_sent(), "full_name": "Siti Rahmawati", "reason": WHY}

    first, second = client.post(address, sent), client.post(address, {**sent, "full_name": "Siti Rohmah"})

    profile = client.get(reverse("programs:participant_detail", args=[placed.enrollment.public_id])).content.decode()

    assert (address in detail, address in profile) == (True, True)
    assert (first.status_code, second.status_code) == (302, 422)
    assert Person.objects.get(pk=placed.person_id).full_name == "Siti Rahmawati"


def test_a_corrected_birth_tells_who_is_a_child_and_what_rules_say_now(placed, by):
    client = FormClient()
    client.force_login(by)
    url = reverse("programs:registration_amend", args=[placed.public_id])
    form = client.get(url).context["form"].as_sent()

    page = client.post(url, {**form, "birth_date": "14/03/2010", "reason": WHY}, follow=True).text

    assert "di bawah 18 tahun menurut tanggal lahir ini" in page
    placed.refresh_from_db()
    assert len(correcting.told_after(placed)) == 1
    EntryRuleSetFactory(version=placed.batch.version, parts=default_rules())
    assert len(correcting.told_after(placed)) == 2
