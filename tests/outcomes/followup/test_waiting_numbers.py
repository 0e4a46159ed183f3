"""A number changed on the holder's page waits while the old one is kept: whoever found a card takes nobody's number."""

from datetime import timedelta

import pytest
from django.urls import reverse

from core import clock
from core.errors import RuleViolation
from core.models import AuditEvent
from outcomes.followup import contacts, waiting_numbers, withdrawal
from outcomes.followup.contacts import NewContact
from outcomes.followup.models.contacts import Contact
from outcomes.followup.models.holder import HolderPin
from outcomes.followup.models.outcomes import FollowUp
from tests.conftest import MONDAY, FormClient
from tests.constraints import change
from tests.factories import UserFactory
from tests.factories.followup import FollowUpFactory, contact
from tests.outcomes.followup.test_holder_pages import page, sign_in

pytestmark = pytest.mark.django_db
OLD, NEW, OTHER = "081200007731", "081200002222", "081200003333"
DAYS_7 = timedelta(days=7)


@pytest.fixture
def old(consent):
    return contact(consent, OLD)


@pytest.fixture
def changed(holder, old):
    """The holder's page, on which a new number was typed."""
    assert type_number(holder, NEW) == 302
    return holder


@pytest.fixture
def officer(consent):
    found = FormClient()
    found.force_login(consent.recorded_by)
    return found


def type_number(browser, number, *, calls=True):
    fields = {"hp": number, **({"telepon": "ya"} if calls else {})}
    return browser.post(reverse("outcomes:holder_number"), fields).status_code


def in_use(consent):
    return [one.value for one in consent.contacts.usable()]


def waits(consent):
    return [one.value for one in consent.contacts.waiting()]


def seven_days_later():
    with clock.moved_to(MONDAY + DAYS_7):
        waiting_numbers.take_those_that_waited()


def test_a_new_number_waits_and_the_old_one_stays_in_use(changed, consent):
    assert (in_use(consent), waits(consent)) == ([OLD], [NEW])
    shown = page(changed)
    assert ("•••• 222" in shown, "•••• 731" in shown, "30 November 2026" in shown) == (True, True, True)


def test_without_an_old_number_the_new_one_is_in_use_at_once(holder, consent):
    type_number(holder, NEW)

    assert (in_use(consent), waits(consent)) == ([NEW], [])


def test_after_seven_days_the_new_one_takes_its_place(changed, consent, old):
    with clock.moved_to(MONDAY + DAYS_7 - timedelta(minutes=1)):
        waiting_numbers.take_those_that_waited()
    assert in_use(consent) == [OLD]

    seven_days_later()

    old.refresh_from_db()
    assert (in_use(consent), waits(consent), old.closed_for, old.value_sealed) == ([NEW], [], "DIGANTI", "")


def test_a_third_number_takes_the_place_of_the_one_that_waits_and_waits_anew(changed, consent):
    with clock.moved_to(MONDAY + timedelta(days=6)):
        sign_in_again = type_number(changed, OTHER)
    # The page had closed meanwhile.
    assert (sign_in_again, waits(consent)) == (302, [NEW])

    type_number(changed, OTHER)

    assert (in_use(consent), waits(consent)) == ([OLD], [OTHER])


def test_typing_the_old_number_again_takes_the_change_back(changed, consent):
    type_number(changed, "0812 0000 7731")

    assert (in_use(consent), waits(consent)) == ([OLD], [])


def test_the_number_that_waits_typed_again_is_the_same_change(changed, consent):
    type_number(changed, NEW)

    assert (waits(consent), consent.contacts.count()) == ([NEW], 2)


@pytest.mark.parametrize(("was", "ticked", "now", "later"), [(True, False, False, False), (False, True, False, True)])
def test_fewer_calls_hold_at_once_more_calls_with_the_number(holder, consent, old, was, ticked, now, later):
    change(consent, by_phone=was)
    type_number(holder, NEW, calls=ticked)
    consent.refresh_from_db()
    assert consent.by_phone is now

    seven_days_later()

    consent.refresh_from_db()
    assert consent.by_phone is later


def test_the_officer_asks_at_the_old_number_and_the_new_one_is_in_use(changed, consent, officer):
    page_of_it = officer.get(reverse("outcomes:consent_detail", args=[consent.public_id])).content.decode()
    assert ("•••• 222" in page_of_it, NEW in page_of_it) == (True, False)
    number = consent.contacts.waiting().get()

    answer = officer.post(reverse("outcomes:number_settle", args=[consent.public_id, number.public_id]), {"is": "so"})

    assert answer["Location"] == reverse("outcomes:consent_detail", args=[consent.public_id])
    assert (in_use(consent), waits(consent)) == ([NEW], [])
    assert AuditEvent.objects.filter(action="contact.confirm").count() == 1


def test_whoever_did_not_ask_keeps_the_old_number_and_the_card_opens_nothing(changed, cards, consent, officer):
    number = consent.contacts.waiting().get()

    officer.post(reverse("outcomes:number_settle", args=[consent.public_id, number.public_id]), {"is": "foreign"})

    number.refresh_from_db()
    assert (in_use(consent), waits(consent), number.closed_for, number.value_sealed) == ([OLD], [], "BUKAN", "")
    assert changed.get(reverse("outcomes:holder_page"))["Location"] == "/pemegang/"
    assert sign_in(cards[0].code, "000001")[1].status_code == 422
    assert not HolderPin.objects.filter(certificate=cards[0]).exists()


@pytest.mark.parametrize("said", ["so", "foreign"])
def test_settling_twice_or_by_strangers_writes_nothing(changed, consent, said):
    number = consent.contacts.waiting().get()
    address = reverse("outcomes:number_settle", args=[consent.public_id, number.public_id])
    stranger = FormClient()
    stranger.force_login(UserFactory(roles=["placement_officer"]))
    assert stranger.post(address, {"is": said}).status_code == 404
    waiting_numbers.confirm(number, by=consent.recorded_by)

    for act in (waiting_numbers.confirm, waiting_numbers.reject):
        with pytest.raises(RuleViolation) as refused:
            act(number, by=consent.recorded_by)
        assert [reason.code for reason in refused.value.reasons] == ["settled"]
    assert in_use(consent) == [NEW]


def test_an_answer_that_is_none_of_the_two_settles_nothing(changed, consent, officer):
    number = consent.contacts.waiting().get()

    officer.post(reverse("outcomes:number_settle", args=[consent.public_id, number.public_id]), {"is": "x"})

    assert waits(consent) == [NEW]


def test_a_dead_old_number_lets_the_new_one_in_at_once(changed, consent, old):
    contacts.close_number(old, by=consent.recorded_by)

    assert (in_use(consent), waits(consent)) == ([NEW], [])


def test_a_number_that_the_officer_wrote_down_ends_the_change(changed, consent, old):
    contacts.add_contact(consent, by=consent.recorded_by, contact=NewContact("own_phone", OTHER), replaces=old)
    assert (in_use(consent), waits(consent)) == ([OTHER], [])

    seven_days_later()

    assert in_use(consent) == [OTHER]


def test_a_number_of_the_family_is_closed_without_a_word_on_the_change(changed, consent):
    family = contact(consent, OTHER, kind="family_phone")

    contacts.close_number(family, by=consent.recorded_by)

    assert (in_use(consent), waits(consent)) == ([OLD], [NEW])


def test_a_number_that_waits_is_never_dialed(changed, consent, officer):
    change(consent, followed_from=MONDAY.date() - timedelta(days=91))
    consent.refresh_from_db()
    wave = FollowUpFactory(consent=consent)

    shown = officer.get(reverse("outcomes:call_list"), {"siapa": str(wave.public_id)})

    assert (shown.status_code, "•••• 222" in shown.content.decode()) == (200, False)
    with pytest.raises(RuleViolation):
        contacts.reveal(consent.contacts.waiting().get(), by=consent.recorded_by, purpose="call")


def test_the_withdrawal_deletes_a_number_that_waits(changed, consent):
    withdrawal.withdraw(consent, by=None, channel="holder_page")

    assert (Contact.objects.count(), FollowUp.objects.count()) == (0, 0)


def test_of_two_that_wait_after_a_merge_the_later_one_is_taken(changed, consent):
    contact(consent, OTHER, waits_until=MONDAY + DAYS_7)

    seven_days_later()

    assert in_use(consent) == [OTHER]


def test_numbers_to_be_asked_about_stand_in_a_list_and_in_the_work_list(changed, consent, officer):
    listed = officer.get(reverse("outcomes:consent_list"), {"jawaban": "nomor"})

    assert [place.person for place in listed.context["page"].rows] == [consent.person]
    assert "?jawaban=nomor" in officer.get("/").content.decode()
    waiting_numbers.confirm(consent.contacts.waiting().get(), by=consent.recorded_by)
    assert officer.get(reverse("outcomes:consent_list"), {"jawaban": "nomor"}).context["page"].rows == []
