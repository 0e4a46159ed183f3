"""What a holder tells: second taps, wishes for help that are no outcomes, and browsers in which staff are signed in."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from core import clock
from core.errors import RuleViolation
from outcomes.followup import help_wishes
from outcomes.followup.merged_consents import move_consents
from outcomes.followup.models.consents import Consent
from outcomes.followup.models.contacts import Contact
from outcomes.followup.models.outcomes import FollowUp, HelpWish, Outcome
from outcomes.followup.withdrawal import withdraw
from programs.merged_records.record_merge import Merging
from tests.conftest import MONDAY, FormClient
from tests.factories import UserFactory
from tests.factories.followup import ConsentFactory, FollowUpFactory, OutcomeFactory, graduate
from tests.outcomes.followup.test_holder_pages import sign_in

pytestmark = pytest.mark.django_db
TELL = {"kabar": "kerja", "sesuai": "ya", "sejak": "bulan-ini"}
WISH = {"kabar": "bantuan", "bantu": "LOWONGAN"}


def post(client, name, **fields):
    return client.post(reverse(f"outcomes:{name}"), fields).status_code


def test_the_same_report_within_a_minute_is_one(holder, consent):
    for seconds, count in ((0, 1), (60, 1), (61, 2)):
        with clock.moved_to(MONDAY + timedelta(seconds=seconds)):
            assert post(holder, "holder_tell", **TELL) == 302
        assert Outcome.objects.count() == count


def test_another_report_within_a_minute_is_a_correction(holder, consent):
    for taps in (TELL, {**TELL, "sesuai": "tidak"}, TELL):
        post(holder, "holder_tell", **taps)

    assert list(Outcome.objects.order_by("pk").values_list("status", flat=True)) == [
        "KERJA_SESUAI",
        "KERJA_LAIN",
        "KERJA_SESUAI",
    ]


def test_what_an_officer_noted_is_not_taken_for_the_holders_tap(holder, consent):
    OutcomeFactory(consent=consent, status="MENCARI", wave=None)

    post(holder, "holder_tell", kabar="belum")

    assert Outcome.objects.count() == 2


def test_the_same_number_twice_is_one_contact(holder, consent):
    for _ in range(2):
        assert post(holder, "holder_number", hp="0812 0000 1111") == 302

    assert [(one.value, one.closed_at) for one in Contact.objects.all()] == [("081200001111", None)]


def test_agreeing_twice_within_a_minute_is_one_agreement(holder):
    answers = [post(holder, "holder_agree", hp="0812 0000 1111") for _ in range(2)]
    with clock.moved_to(MONDAY + timedelta(minutes=2)):
        answers.append(post(holder, "holder_agree", hp="0812 0000 1111"))

    assert (answers, Consent.objects.count(), Contact.objects.count()) == ([302, 302, 422], 1, 1)


def test_a_wish_for_help_is_no_outcome_and_answers_no_wave(holder, cards):
    consent = ConsentFactory(person=cards[0].enrollment.person, training_center=cards[0].batch.training_center)
    wave = FollowUpFactory(consent=consent)
    OutcomeFactory(consent=consent, status="HARIAN", wave=None)

    assert [post(holder, "holder_tell", **WISH) for _ in range(2)] == [302, 302]

    wave.refresh_from_db()
    assert (Outcome.objects.count(), wave.state) == (1, FollowUp.State.OPEN)
    assert [(one.consent, one.help_wanted) for one in HelpWish.objects.all()] == [(consent, "LOWONGAN")]


@pytest.fixture
def wish(consent):
    return help_wishes.ask_help(consent, "LOWONGAN")


@pytest.fixture
def officer(consent):
    found = FormClient()
    found.force_login(consent.recorded_by)
    return found


def test_a_wish_waits_in_the_list_of_help_until_it_is_seen_to(officer, consent, wish):
    told = OutcomeFactory(consent=consent, help_wanted="ALAT_MODAL")
    page = reverse("outcomes:help_list")
    assert [one.row for one in officer.get(page).context["wanted"]] in ([wish, told], [told, wish])

    for _ in range(2):
        assert officer.post(reverse("outcomes:help_given", args=[wish.public_id])).status_code == 302

    wish.refresh_from_db()
    assert wish.given_at == clock.now()
    assert [one.row for one in officer.get(page).context["wanted"]] == [told]
    assert help_wishes.ask_help(consent, "LOWONGAN") != wish


def test_a_wish_stands_in_the_work_list(officer, consent, wish):
    page = officer.get("/").content.decode()

    assert reverse("outcomes:help_list") in page


def test_strangers_see_to_no_wish(wish):
    stranger = UserFactory(roles=["placement_officer"])
    client = FormClient()
    client.force_login(stranger)

    assert client.post(reverse("outcomes:help_given", args=[wish.public_id])).status_code == 409
    assert client.get(reverse("outcomes:help_list")).context["wanted"] == []
    with pytest.raises(RuleViolation):
        help_wishes.note_wish_met(wish, by=stranger)


def test_the_list_of_help_asks_the_same_for_one_and_for_thirty(officer, consent, django_assert_num_queries):
    officer.get(reverse("outcomes:help_list"))
    for size in (1, 29):
        for _ in range(size):
            other = ConsentFactory(training_center=consent.training_center, recorded_by=consent.recorded_by)
            help_wishes.ask_help(other, "LOWONGAN")
        with django_assert_num_queries(6):
            officer.get(reverse("outcomes:help_list"))


def test_a_wish_goes_with_its_agreement(consent, wish):
    withdraw(consent, by=None, channel="holder_page")

    assert HelpWish.objects.count() == 0


def test_no_wish_without_an_agreement(consent):
    withdraw(consent, by=None, channel="holder_page")

    with pytest.raises(RuleViolation) as refused:
        help_wishes.ask_help(consent, "LOWONGAN")

    assert [reason.code for reason in refused.value.reasons] == ["no_agreement"]


def test_wishes_of_merged_records_are_kept_each_once(consent):
    center = consent.training_center
    other = ConsentFactory(person=graduate(center), training_center=center)
    for one, kinds in ((consent, ["LOWONGAN"]), (other, ["LOWONGAN", "LANJUTAN"])):
        for kind in kinds:
            help_wishes.ask_help(one, kind)

    move_consents(Merging(consent.person, other.person))

    assert sorted(HelpWish.objects.values_list("help_wanted", flat=True)) == ["LANJUTAN", "LOWONGAN"]


def test_forms_work_where_staff_are_signed_in(cards, consent):
    browser = Client()
    browser.force_login(cards[0].issued_by)
    _client, answer = sign_in(cards[0].code, "000001", browser)

    assert answer["Location"] == reverse("outcomes:holder_page")
    assert post(browser, "holder_tell", **TELL) == 302
    assert post(browser, "holder_forget", pin="000001") == 302
    consent.refresh_from_db()
    assert (consent.withdrawn_channel, consent.withdrawn_by) == ("holder_page", None)
    assert post(browser, "holder_sign_out") == 302
