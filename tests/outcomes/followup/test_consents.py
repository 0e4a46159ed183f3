"""Asking for agreement: yes, no, and what cannot be recorded."""

from datetime import date

import pytest

from core.errors import RuleViolation
from core.models import AccessLogEntry, AuditEvent
from outcomes.followup import consents, contacts, texts
from outcomes.followup.consents import Terms, record_consent
from outcomes.followup.contacts import NewContact
from outcomes.followup.models.consents import Consent, hash_of
from outcomes.followup.models.contacts import Contact
from outcomes.followup.models.outcomes import FollowUp
from tests.factories import TrainingCenterFactory, UserFactory
from tests.factories.followup import ConsentFactory, contact, graduate

pytestmark = pytest.mark.django_db

PHONE = NewContact("own_phone", "0812-0000-7731", "Sri", "morning")


@pytest.fixture
def officer():
    return UserFactory(roles=["placement_officer"])


def terms(answer="yes", **more):
    return Terms(**{"answer": answer, "channel": "spoken", "asked_on": date(2026, 11, 20), **more})


def codes(violation):
    return {reason.code for reason in violation.value.reasons}


def test_a_yes_keeps_boxes_and_sealed_contacts(officer):
    person = graduate(officer.training_center)

    made = record_consent(
        person,
        center=officer.training_center,
        by=officer,
        terms=terms(boxes=frozenset({"by_phone"}), contacts=(PHONE,)),
    )

    (kept,) = Contact.objects.all()
    assert (made.answer, made.by_phone, made.by_message, made.person_hash) == ("yes", True, False, hash_of(person))
    assert (kept.value, kept.masked, kept.label) == ("081200007731", "•••• 731", "Sri")
    assert "7731" not in kept.value_sealed


def test_a_no_is_a_complete_answer_and_keeps_nothing(officer):
    person = graduate(officer.training_center)

    made = record_consent(person, center=officer.training_center, by=officer, terms=terms("no"))

    assert (made.answer, made.is_agreed, made.followed_from) == ("no", False, None)
    assert (Contact.objects.count(), FollowUp.objects.count()) == (0, 0)


def test_a_yes_after_a_no_takes_its_place(officer):
    person = graduate(officer.training_center)
    for answer in ("no", "yes"):
        record_consent(person, center=officer.training_center, by=officer, terms=terms(answer))

    assert [(one.answer, one.reason_of_no) for one in Consent.objects.all()] == [("yes", "")]


def test_the_audit_names_the_agreement_and_never_the_person(officer):
    person = graduate(officer.training_center)

    made = record_consent(person, center=officer.training_center, by=officer, terms=terms(contacts=(PHONE,)))

    events = AuditEvent.objects.filter(action__startswith="consent").order_by("pk")
    assert [(event.action, event.target_id, event.details) for event in events] == [
        ("consent.record", str(made.pk), {})
    ]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"answer": "maybe"}, "answer"),
        ({"channel": "holder_page"}, "channel"),
        ({"asked_on": date(2026, 11, 24)}, "future"),
        ({"text_version": "SETUJU-v0"}, "version"),
        ({"answer": "no", "reason_of_no": "X"}, "reason"),
        ({"answer": "no", "contacts": (PHONE,)}, "no_keeps_nothing"),
        ({"answer": "no", "boxes": frozenset({"by_phone"})}, "no_keeps_nothing"),
        ({"contacts": (PHONE,) * 7}, "many"),
        ({"contacts": (NewContact("own_phone", "12"),)}, "number"),
        ({"contacts": (NewContact("fax", "0812 0000 1234"),)}, "kind"),
        ({"contacts": (NewContact("address", " "),)}, "address"),
        ({"contacts": (NewContact("address", "Jalan Rutan 4"),)}, "address_words"),
        ({"contacts": (NewContact("own_phone", "081200001234", "mantan napi"),)}, "label_words"),
        ({"contacts": (NewContact("own_phone", "081200001234", "Sri", "night"),)}, "slot"),
    ],
)
def test_an_answer_is_refused(officer, changes, code):
    person = graduate(officer.training_center)

    with pytest.raises(RuleViolation) as refused:
        record_consent(person, center=officer.training_center, by=officer, terms=terms(**changes))

    assert codes(refused) == {code}
    assert Consent.objects.count() == 0


def test_strangers_are_not_asked_and_strangers_do_not_ask(officer):
    other = TrainingCenterFactory()
    person = graduate(other)
    with pytest.raises(RuleViolation) as one:
        record_consent(person, center=officer.training_center, by=officer, terms=terms())
    with pytest.raises(RuleViolation) as two:
        record_consent(person, center=other, by=officer, terms=terms())

    assert (codes(one), codes(two)) == ({"stranger"}, {"not_authorized"})


def test_whoever_agreed_is_not_asked_again():
    given = ConsentFactory()
    with pytest.raises(RuleViolation) as refused:
        record_consent(given.person, center=given.training_center, by=given.recorded_by, terms=terms())

    assert codes(refused) == {"answered"}


def test_what_a_form_was_shown_changes_with_each_answer(officer):
    person, center = graduate(officer.training_center), officer.training_center
    seen = [consents.last_seen(person, center)]
    record_consent(person, center=center, by=officer, terms=terms("no"))
    seen.append(consents.last_seen(person, center))

    assert seen[0] == ""
    assert len(set(seen)) == 2


def test_boxes_change_one_by_one():
    given = ConsentFactory()
    consents.change_boxes(given, by=given.recorded_by, boxes=frozenset({"may_visit"}))

    given.refresh_from_db()
    assert [name for name in consents.BOXES if getattr(given, name)] == ["may_visit"]


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("0812-0000-7731", "081200007731"),
        ("+62 812 0000 7731", "081200007731"),
        ("62(517)000000", "0517000000"),
        ("812 0000 7731", ""),
        ("0812", ""),
        ("0812 0000 7731 ext 4", ""),
        ("0" * 30, ""),
    ],
)
def test_numbers_are_kept_in_one_spelling(typed, plain):
    assert contacts.plain_number(typed) == plain


def test_a_closed_number_is_gone_at_once():
    given = ConsentFactory()
    number = contact(given, label="Sri")

    closed = contacts.close_number(number, by=given.recorded_by)

    assert (closed.value, closed.value_sealed, closed.label, closed.closed_for) == ("", "", "", "SALAH_NOMOR")


def test_a_replaced_number_is_gone_and_the_new_one_is_there():
    given = ConsentFactory()
    old = contact(given)

    contacts.add_contact(given, by=given.recorded_by, contact=PHONE, replaces=old)

    old.refresh_from_db()
    assert (old.value_sealed, [one.value for one in given.contacts.usable()]) == ("", ["081200007731"])


def test_each_reveal_is_logged_with_its_purpose():
    given = ConsentFactory()
    number = contact(given)

    shown = contacts.reveal(number, by=given.recorded_by, purpose="Tindak lanjut m3")

    entry = AccessLogEntry.objects.get()
    assert (shown, entry.subject_id, entry.reason) == ("081200007731", str(number.pk), "Tindak lanjut m3")
    assert "7731" not in entry.subject


def test_without_agreement_no_contact_is_written():
    no = ConsentFactory(answer="no", by_phone=False, by_message=False, followed_from=None)
    with pytest.raises(RuleViolation) as refused:
        contacts.add_contact(no, by=no.recorded_by, contact=PHONE)

    assert codes(refused) == {"no_agreement"}


@pytest.mark.parametrize(
    ("kind", "boxes"),
    [("own_phone", {"by_phone": False}), ("family_phone", {"by_phone": False}), ("messenger", {"by_message": False})],
)
def test_a_number_that_may_not_be_used_is_not_revealed(kind, boxes):
    given = ConsentFactory(**boxes)
    number = contact(given, kind=kind)

    with pytest.raises(RuleViolation) as refused:
        contacts.reveal(number, by=given.recorded_by, purpose="Tindak lanjut m3")

    assert (codes(refused), AccessLogEntry.objects.count()) == ({"not_allowed"}, 0)


def test_nothing_that_is_allowed_tells_of_a_probation_officer():
    names = [field.name for field in Consent._meta.get_fields()]

    assert [name for name in (*names, *consents.BOXES) if "probation" in name] == []
    assert list(texts.BOX_WORDS) == list(consents.BOXES)
