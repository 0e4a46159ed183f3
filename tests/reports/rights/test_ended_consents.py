"""Withdrawals at the office: what was agreed ends with the answer, or by itself when 3 x 24 hours have passed."""

from datetime import timedelta

import pytest
from django.urls import reverse

from core import clock
from core.errors import RuleViolation
from core.models import AuditEvent
from inmates.custody.models.stays import CustodyPeriod
from inmates.people.models import Person
from outcomes.followup.models.consents import Consent
from outcomes.followup.models.contacts import Contact
from outcomes.probation import client_shares
from outcomes.probation.models import ClientShare
from programs.registrations import registering
from programs.registrations.contact_details import ContactDetails
from programs.registrations.models import Registration
from programs.selection.models import Hearing, PlaceOffer
from reports.consents.given_consents import listed
from reports.rights import rights_requests
from reports.rights.models import RightsRequest
from tests.conftest import MONDAY, FormClient
from tests.constraints import assert_refused
from tests.factories import ApplicationFactory, BatchFactory, FacilityFactory, PersonFactory, UserFactory
from tests.factories.followup import ConsentFactory
from tests.factories.probation import ClientShareFactory
from tests.programs.registrations.test_registering import WHO
from tests.reasons import codes

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
WISH = "Tidak mau dihubungi lagi"
ANSWER = "Persetujuan diakhiri sesuai permintaan"
RECEIVED = MONDAY - timedelta(hours=3)


@pytest.fixture
def by():
    """The data protection officer of a training center."""
    return UserFactory(roles=["auditor"], training_center=UserFactory(roles=["blk_head"]).training_center)


@pytest.fixture
def consent(by):
    found = ConsentFactory(training_center=by.training_center)
    number = Contact(consent=found, kind="own_phone")
    number.set_value("081200001234")
    number.save()
    return found


@pytest.fixture
def registration(by):
    batch = BatchFactory(training_center=by.training_center, is_open=True)
    officer = UserFactory(roles=["blk_coordinator"], training_center=by.training_center)
    contact = ContactDetails("Jalan Melati 1", "", MONDAY.date())
    return registering.register(batch, by=officer, who=WHO, way="counter", consent_on=MONDAY.date(), contact=contact)


def asked(person, by, *, kind="withdrawal", consents=("follow_up",), **said):
    given = {"asker": "self", "received_at": RECEIVED, "wish": WISH, **said}
    return rights_requests.receive(person, by=by, kind=kind, consents=consents, **given)


def answered(request, by, outcome="granted"):
    return rights_requests.answer(request, by=by, outcome=outcome, answer=ANSWER)


def refused(command, *args, **kwargs):
    with pytest.raises(RuleViolation) as violation:
        command(*args, **kwargs)
    return codes(violation)


@pytest.mark.parametrize("kind", ["withdrawal", "objection"])
def test_granted_ends_following_up_with_every_number(by, consent, kind):
    other = ConsentFactory(training_center=by.training_center)
    found = asked(consent.person, by, kind=kind)
    assert Contact.objects.count() == 1

    done = answered(found, by)

    consent.refresh_from_db()
    assert (consent.person, consent.withdrawn_channel, Contact.objects.count()) == (None, "rights", 0)
    assert (done.ended, done.ended_at) == ({"follow_up": 1}, MONDAY)
    assert Consent.objects.agreed().get() == other
    # The audit tells that somebody asked and that an agreement ended, and nothing of both.
    events = AuditEvent.objects.filter(action__in=["consent.withdraw", "rights_request.answer"]).order_by("pk")
    assert [(event.action, event.chain) for event in events] == [
        ("rights_request.answer", by.office_code),
        ("consent.withdraw", "system"),
    ]
    assert "follow_up" not in str(events[0].details)


def test_nothing_ends_where_an_objection_is_refused(by, consent):
    answered(asked(consent.person, by, kind="objection"), by, outcome="refused")

    assert (Consent.objects.agreed().count(), Contact.objects.count()) == (1, 1)


def test_a_withdrawal_by_the_person_is_never_refused(by, consent):
    found = asked(consent.person, by)

    assert refused(answered, found, by, outcome="refused") == ["must_end"]
    assert refused(answered, found, by, outcome="partly") == ["must_end"]
    doubtful = asked(consent.person, by, asker="proxy", asker_name="Siti")
    assert answered(doubtful, by, outcome="refused").ended == {}


def test_address_and_telephone_go_and_need_a_later_consent(by, registration):
    answered(asked(registration.person, by, consents=("contact",)), by)

    registration.refresh_from_db()
    assert (registration.contact_sealed, registration.contact_ended_on) == ("", MONDAY.date())
    assert {one.kind: (one.stands, one.ended) for one in listed(by.training_center)}["contact"] == (0, 1)
    officer = registration.registered_by

    def corrected(day):
        contact = ContactDetails("Jalan Melati 1", "", day)
        return registering.correct(
            registration, by=officer, who=WHO, way="counter", consent_on=MONDAY.date(), contact=contact
        )

    assert refused(corrected, MONDAY.date() - timedelta(days=1)) == ["contact_ended"]
    assert corrected(MONDAY.date()).contact_ended_on is None
    AuditEvent.objects.get(action="registration.forget_contact", actor_id=by.pk)


def test_a_share_with_a_probation_officer_ends_at_the_detention_center():
    share = ClientShareFactory()
    by = UserFactory(roles=["auditor"], facility=share.facility)

    answered(asked(share.person, by, consents=("share",)), by)

    share.refresh_from_db()
    assert (share.ended_on, share.ended_by) == (MONDAY.date(), by)
    assert AuditEvent.objects.filter(action="client_share.end").count() == 1


@pytest.mark.parametrize("is_released", [False, True])
def test_a_share_that_another_facility_recorded_ends_too(is_released):
    share = ClientShareFactory()
    by = UserFactory(roles=["auditor"], facility=FacilityFactory())
    person = PersonFactory(facility=by.facility)
    ClientShare.objects.update(person=person)
    if is_released:
        stay = {"from_date": MONDAY.date(), "until": MONDAY.date(), "leaving": "full_term"}
        CustodyPeriod.objects.create(person=person, facility=by.facility, **stay)
        Person.objects.filter(pk=person.pk).update(facility=None)
        person.refresh_from_db()

    answered(asked(person, by, consents=("share",)), by)

    share.refresh_from_db()
    assert (share.ended_on, share.ended_by) == (MONDAY.date(), by)


def test_applications_that_wait_end_at_the_detention_center_and_free_what_was_offered(facility):
    """One that was decided against stays, and so do those of others, of whom the next in line is offered the place."""
    by = UserFactory(roles=["auditor"], facility=facility)
    person, chair = PersonFactory(facility=facility), UserFactory(roles=["board_chair"], facility=facility)
    begin, end = MONDAY.date() + timedelta(days=14), MONDAY.date() + timedelta(days=60)
    days = {"starts_on": begin, "ends_on": end, "assessment_on": end}
    batch = BatchFactory(facility=facility, state="selecting", capacity=1, **days)
    hearing = Hearing.objects.create(
        batch=batch, held_on=MONDAY.date(), place="Aula", chair=chair, state="closed", closed_at=MONDAY, closed_by=chair
    )
    given = {"hearing": hearing, "decided_by_chair": chair}
    held = ApplicationFactory(batch=batch, person=person, state="offered", **given)
    offer = PlaceOffer.objects.create(application=held, expires_on=MONDAY.date())
    following = ApplicationFactory(batch=batch, state="reserve", reserve_position=2, **given)
    waiting = ApplicationFactory(batch__facility=facility, person=person)
    lost = ApplicationFactory(batch__facility=facility, person=person, state="rejected", decided_by_chair=chair)
    assert {one.kind: one.stands for one in listed(facility)}["application"] == 4

    done = answered(asked(person, by, kind="objection", consents=("application",)), by)

    for one in (waiting, held, lost, following, offer):
        one.refresh_from_db()
    assert done.ended == {"application": 2}
    assert [one.state for one in (waiting, held, lost, following)] == ["withdrawn", "withdrawn", "rejected", "offered"]
    assert (waiting.closing, waiting.closed_by, waiting.state_before) == ("own_wish", by, "submitted")
    assert offer.state == "closed"
    assert AuditEvent.objects.filter(action="application.withdraw", actor_id=by.pk).count() == 2


def test_what_nobody_answers_ends_by_itself_after_72_hours(by, consent, registration):
    late = asked(consent.person, by)
    objection = asked(registration.person, by, kind="objection", consents=("contact",))
    for hours, left in ((68, 1), (69, 0)):
        with clock.moved_to(MONDAY + timedelta(hours=hours)):
            rights_requests.end_what_was_withdrawn()
        assert Consent.objects.agreed().count() == left

    late.refresh_from_db()
    assert (late.ended, late.answered_at) == ({"follow_up": 1}, None)
    assert AuditEvent.objects.get(action="rights_request.lapse").actor_id is None
    assert rights_requests.end_what_was_withdrawn() == 0
    registration.refresh_from_db()
    assert registration.contact_sealed
    assert answered(late, by).ended == {"follow_up": 1}
    assert answered(objection, by).ended == {"contact": 1}


def test_a_registration_that_waits_ends_at_the_wish_of_the_person(by, registration):
    done = answered(asked(registration.person, by, consents=("training",)), by)

    registration.refresh_from_db()
    assert (registration.state, registration.decided_by, done.ended) == ("withdrawn", by, {"training": 1})
    assert {one.kind: (one.stands, one.ended) for one in listed(by.training_center)}["training"] == (0, 1)


def test_a_registration_ends_without_an_answer_too_and_a_place_does_not(by, registration):
    late = asked(registration.person, by, consents=("training",))
    with clock.moved_to(MONDAY + timedelta(hours=69)):
        rights_requests.end_what_was_withdrawn()
    registration.refresh_from_db()
    assert (registration.state, registration.decided_by) == ("withdrawn", late.recorded_by)

    Registration.objects.filter(pk=registration.pk).update(state="declined")
    with clock.moved_to(MONDAY + timedelta(hours=70)):
        again = answered(asked(registration.person, by, consents=("training",)), by)
    registration.refresh_from_db()
    assert (registration.state, again.ended) == ("declined", {})


def test_a_withdrawal_of_what_does_not_stand_is_answered_all_the_same(by, registration):
    done = answered(asked(registration.person, by), by)

    assert (done.ended, done.ended_at) == ({}, MONDAY)


def test_a_withdrawal_of_somebody_with_no_agreement_here_names_none(by):
    batch = BatchFactory(training_center=by.training_center, is_open=True)
    officer = UserFactory(roles=["blk_coordinator"], training_center=by.training_center)
    person = PersonFactory(facility=None)
    Registration.objects.create(batch=batch, person=person, way="form", registered_by=officer)

    assert asked(person, by, consents=()).consents == []


def test_the_agreement_under_the_record_of_a_public_class_ends_too(by):
    """Whoever is asked under one record and registered under another one is one person to the center."""
    consent = ConsentFactory(training_center=by.training_center)
    own = PersonFactory(facility=None)
    batch = BatchFactory(training_center=by.training_center, is_open=True)
    officer = UserFactory(roles=["blk_coordinator"], training_center=by.training_center)
    Registration.objects.create(batch=batch, person=own, known_as=consent.person, way="form", registered_by=officer)

    answered(asked(own, by), by)

    assert Consent.objects.agreed().count() == 0


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"kind": "correction"}, "no_withdrawal"),
        ({"consents": ("share",)}, "not_asked"),
        ({"consents": ("application",)}, "not_asked"),
        ({"consents": ()}, "no_consent"),
    ],
)
def test_requests_about_other_agreements_are_refused(by, consent, said, code):
    assert refused(asked, consent.person, by, **said) == [code]


def test_the_page_records_which_agreement_ends_and_when(by, consent):
    client = FormClient()
    client.force_login(by)
    form = {
        "kind": "withdrawal", "asker": "self", "received_on": "23/11/2026", "received_hour": "06:00",
        "wish": WISH, "consents": ["follow_up"],
    }  # fmt: skip
    client.post(reverse("reports:rights_new", args=[consent.person.public_id]), form)
    found = RightsRequest.objects.get()
    page = reverse("reports:rights_detail", args=[found.public_id])
    assert "dengan sendirinya" in client.get(page).content.decode()

    client.post(reverse("reports:rights_answer", args=[found.public_id]), {"outcome": "granted", "answer": ANSWER})

    found.refresh_from_db()
    assert (found.consents, found.ended) == (["follow_up"], {"follow_up": 1})
    assert "Ditanyai setelah pelatihan" in client.get(page).content.decode()


def test_shares_end_once(by):
    share = ClientShareFactory(ended_on=MONDAY.date())

    client_shares.end_at_request(share, None)

    assert (ClientShare.objects.get().ended_by, AuditEvent.objects.count()) == (None, 0)


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("rights_request_about_agreements_ends_them", {"kind": "correction"}),
        ("rights_request_ended_what_was_asked", {"ended": {"follow_up": 1}}),
    ],
)
def test_database_refuses(by, consent, name, changes):
    found = asked(consent.person, by)

    assert_refused(name, lambda: RightsRequest.objects.filter(pk=found.pk).update(**changes))
