"""The day's calls: who is called, what is asked, what stays masked, and the list on paper."""

import re
from datetime import date, time, timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from core import clock
from core.models import AccessLogEntry
from inmates.custody.models.stays import CustodyPeriod
from outcomes.followup import call_order, contacts, withdrawal
from outcomes.followup.attempts import Noted, note_attempt
from outcomes.followup.follow_up_counts import counts_of_center
from outcomes.followup.forms.calls import CallForm
from outcomes.followup.models.outcomes import ContactAttempt, FollowUp, Outcome
from tests.conftest import MONDAY, FormClient
from tests.constraints import change
from tests.factories import FacilityFactory, UserFactory
from tests.factories.certification import UnitResultFactory
from tests.factories.followup import ConsentFactory, FollowUpFactory, OutcomeFactory, contact
from tests.papers import pages

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return UserFactory(roles=["placement_officer"])


@pytest.fixture
def client(officer):
    found = FormClient()
    found.force_login(officer)
    return found


def due(officer, value="081200007731", **fields):
    wave = FollowUpFactory(consent__training_center=officer.training_center, **fields)
    contact(wave.consent, value, label="Sri", preferred="morning")
    return wave


def note(client, wave, **answers):
    return client.post(reverse("outcomes:call_note", args=[wave.public_id]), answers)


def day(client, query=""):
    return client.get(reverse("outcomes:call_list") + query).content.decode()


def test_numbers_stay_masked_until_opened_and_each_opening_is_logged(client, officer):
    wave = due(officer)
    number = wave.consent.contacts.get()
    assert "081200007731" not in day(client)
    assert [entry.subject_type for entry in AccessLogEntry.objects.all()] == ["page"]

    for _ in range(2):
        assert "081200007731" in day(client, f"?siapa={wave.public_id}&buka={number.public_id}")

    rows = AccessLogEntry.objects.exclude(subject_type="page").values_list("subject", "subject_id", "reason")
    assert list(rows) == [("telephone number of a graduate", str(number.pk), "follow-up m3")] * 2


def test_a_call_is_noted_with_its_answers_and_leads_on(client, officer):
    wave = due(officer)
    work = {"occupation": "Tukang las", "works_since": "10/2026", "employer": "Bengkel Karya", "place": "Binuang"}
    answer = note(client, wave, result="BICARA", status="KERJA_LAIN", **work)

    outcome = Outcome.objects.get()
    assert outcome.words_of_work == ["Tukang las", "Bengkel Karya", "Binuang"]
    assert (answer.status_code, answer["Location"]) == (302, reverse("outcomes:call_list"))
    assert (outcome.status, outcome.evidence, str(outcome.works_since)) == ("KERJA_SESUAI", "E2", "2026-10-01")
    assert "Tidak ada yang perlu ditelepon" in day(client)


def test_units_that_were_passed_are_offered_and_kept(client, officer):
    wave = due(officer)
    UnitResultFactory(enrollment=wave.consent.person.enrollments.get())

    note(client, wave, result="BICARA", status="USAHA_LAIN", units_used=["C.24LAS01.001.1"])

    assert [(one.status, one.units_used) for one in Outcome.objects.all()] == [("USAHA_SESUAI", ["C.24LAS01.001.1"])]


@pytest.mark.parametrize(
    ("written", "told_on", "hour"), [("19.55", "2026-11-23", "19.55"), ("00.10", "", ""), ("", "", "")]
)
def test_a_call_is_noted_later_with_its_hour(client, officer, written, told_on, hour):
    """At 00.14 the evening is yesterday; the hour of noting is refused, that of the call counts."""
    zone = officer.training_center.time_zone
    wave = due(officer)
    with clock.moved_to(clock.at(date(2026, 11, 24), time(0, 14), zone)):
        answer = note(client, wave, result="BICARA", status="MENCARI", called_at=written)

    made = [
        (f"{clock.local(one.at, zone):%Y-%m-%d}", f"{clock.local(one.at, zone):%H.%M}") for one in wave.attempts.all()
    ]
    assert made == ([(told_on, hour)] if hour else [])
    assert [str(one.told_on) for one in Outcome.objects.all()] == ([told_on] if hour else [])
    assert ("Telepon dilakukan pukul 08.00 sampai 20.00" in answer.content.decode()) == (not hour)


def test_enter_in_a_field_sends_nothing(client, officer):
    """The first button of the form is what Enter presses, and that one is off."""
    due(officer)

    form = day(client).split('id="call"')[1].split("</form>")[0]

    assert re.findall("<button[^>]*>", form)[0] == '<button type="submit" disabled hidden>'


def test_a_talk_without_an_answer_keeps_nothing(client, officer):
    answer = note(client, due(officer), result="BICARA")

    assert (answer.status_code, ContactAttempt.objects.count(), Outcome.objects.count()) == (422, 0, 0)


def test_whoever_did_not_answer_comes_again_tomorrow(client, officer):
    wave = due(officer)
    note(client, wave, result="TIDAK_DIANGKAT")

    assert list(call_order.waiting(officer, MONDAY)) == []
    tomorrow = MONDAY + timedelta(days=1)
    with clock.moved_to(tomorrow):
        assert list(call_order.waiting(officer, tomorrow)) == [wave]


def test_whoever_named_an_hour_comes_at_that_hour(client, officer):
    wave = due(officer)
    note(client, wave, result="JANJI", again_on="23/11/2026", again_at="15.00")

    assert list(call_order.waiting(officer, MONDAY)) == []
    assert list(call_order.waiting(officer, MONDAY + timedelta(hours=6))) == [wave]


def test_stop_deletes_everything_and_shows_the_proof(client, officer):
    wave = due(officer)
    answer = note(client, wave, result="BERHENTI", deletes_now="on")

    wave.consent.refresh_from_db()
    assert answer["Location"] == reverse("outcomes:consent_proof", args=[wave.consent.public_id])
    assert (FollowUp.objects.count(), wave.consent.withdrawn_channel) == (0, "phone")


def test_the_word_stop_asks_before_it_deletes(client, officer):
    """Its digit stands beside others."""
    wave = due(officer)

    answer = note(client, wave, result="BERHENTI")

    assert (answer.status_code, FollowUp.objects.count()) == (422, 1)
    assert "Centang kotaknya" in answer.content.decode()


def test_nobody_is_asked_about_units_without_any(client, officer):
    wave = due(officer)

    assert "units_used" not in client.get(reverse("outcomes:call_list")).context["form"].fields
    UnitResultFactory(enrollment=wave.consent.person.enrollments.get())
    assert "units_used" in client.get(reverse("outcomes:call_list")).context["form"].fields


@pytest.mark.parametrize("page", ["call_note", "help_given"])
def test_after_the_withdrawal_an_open_page_writes_nothing(client, officer, page):
    wave = due(officer)
    told = OutcomeFactory(consent=wave.consent, help_wanted="LOWONGAN")
    withdrawal.withdraw(wave.consent, by=officer, channel="spoken")
    key = told.public_id if page == "help_given" else wave.public_id

    answer = client.post(reverse(f"outcomes:{page}", args=[key]), {"result": "TIDAK_DIANGKAT"})

    assert (answer.status_code, ContactAttempt.objects.count(), Outcome.objects.count()) == (409, 0, 0)


def test_a_sixth_attempt_is_refused_on_the_page(client, officer):
    wave = due(officer)
    for days in range(1, 6):
        at = MONDAY - timedelta(hours=days)
        ContactAttempt.objects.create(follow_up=wave, at=at, by=officer, channel="phone", result="TIDAK_DIANGKAT")

    assert (note(client, wave, result="TIDAK_DIANGKAT").status_code, ContactAttempt.objects.count()) == (422, 5)


def test_a_wrong_number_is_gone_from_the_page(client, officer):
    wave = due(officer)
    shown = wave.consent.contacts.get()
    other = contact(wave.consent, "081200004412")
    assert str(shown.public_id) in day(client)

    note(client, wave, result="SALAH_NOMOR", nomor=str(shown.public_id))

    assert list(wave.consent.contacts.usable()) == [other]


def test_a_wrong_number_closes_no_other_than_the_one_that_was_called(client, officer):
    wave = due(officer)
    called = wave.consent.contacts.get()
    other = contact(wave.consent, "081200004412")
    contacts.close_number(called, by=officer)

    note(client, wave, result="SALAH_NOMOR", nomor=str(called.public_id))

    assert list(wave.consent.contacts.usable()) == [other]


@pytest.mark.parametrize(
    ("boxes", "kind", "is_called"),
    [
        ({"consent__by_phone": False, "consent__by_message": False}, "own_phone", False),
        ({"consent__by_phone": False}, "own_phone", False),
        ({"consent__by_phone": False}, "messenger", True),
        ({"consent__by_message": False}, "own_phone", True),
    ],
)
def test_whoever_allows_no_calls_is_not_called(client, officer, boxes, kind, is_called):
    wave = FollowUpFactory(consent__training_center=officer.training_center, **boxes)
    contact(wave.consent, kind=kind)

    assert (list(call_order.waiting(officer, MONDAY)) == [wave]) == is_called
    assert (wave.consent.person.full_name in day(client)) == is_called
    printed = " ".join(pages(client.get(reverse("outcomes:call_list_print")).content))
    assert ("0812-0000-7731" in printed) == is_called


def test_a_number_for_messages_alone_is_not_dialed_where_messages_are_not_allowed():
    wave = FollowUpFactory(consent__by_message=False)
    contact(wave.consent, kind="messenger")

    assert call_order.number_of(wave) is None


def test_what_comes_of_a_message_is_noted_as_one(client, officer):
    wave = FollowUpFactory(consent__training_center=officer.training_center, consent__by_phone=False)
    number = contact(wave.consent, kind="messenger")

    note(client, wave, result="JANJI", again_on="24/11/2026", again_at="10.00", nomor=str(number.public_id))

    assert ContactAttempt.objects.get().channel == "message"


def test_stop_needs_nothing_else_on_the_page_to_be_right(client, officer):
    wave = due(officer)
    note(client, wave, result="BERHENTI", deletes_now="on", works_since="bulan lalu", again_on="besok")

    wave.consent.refresh_from_db()
    assert wave.consent.withdrawn_channel == "phone"


@pytest.mark.parametrize(("wave", "most"), [("w2", 9), ("m3", 12), ("m6", 12), ("m12", 12), ("m24", 12)])
def test_no_wave_asks_more_than_twelve_questions(client, officer, wave, most):
    form = CallForm(follow_up=due(officer, wave=wave))

    # With whom and where is one question; hours and the tick before deleting are asked of nobody.
    asked_of_nobody = {"called_at", "again_on", "again_at", "deletes_now"}
    assert len(set(form.fields) - asked_of_nobody - {"place"}) <= most
    assert ("suggestion" in form.fields) == (wave in ("m12", "m24"))


def test_a_pause_takes_the_wave_from_the_list_and_says_nothing_of_it(client, officer):
    wave = due(officer)
    client.post(reverse("outcomes:call_pause", args=[wave.public_id]))

    assert list(call_order.waiting(officer, MONDAY)) == []
    shown = client.get(reverse("outcomes:consent_detail", args=[wave.consent.public_id])).content.decode()
    assert "Tidak perlu dihubungi" not in shown


def test_the_day_looks_the_same_when_somebody_is_back_in_custody(client, officer):
    wave = due(officer)
    before = shown_day(client)
    wave.consent.person.facility = FacilityFactory()
    wave.consent.person.save()

    assert shown_day(client) == before


def shown_day(client):
    """The page of the day without the tokens of its forms."""
    return re.sub(r'value="[^"]{20,}"|nonce-\S+', "", day(client))


def test_the_list_on_paper_tells_nobody_what_it_is_about(client, officer):
    wave = due(officer)
    answer = client.get(reverse("outcomes:call_list_print"))

    text = " ".join(pages(answer.content))
    person, place = wave.consent.person, wave.consent.person.enrollments.get()
    assert [word for word in ("Sri", "0812-0000-7731", person.initials) if word not in text] == []
    for told in (person.full_name, place.batch.name, place.batch.version.program.name, officer.training_center.name):
        assert told not in text
    assert re.findall(r"\b(blk|rutan|pelatihan|bebas)\b", text.lower()) == []
    assert AccessLogEntry.objects.filter(kind="print").count() == 1


def test_two_people_differ_in_name_and_number_only(client, officer):
    """One who was in custody and one who never was."""
    inside = due(officer, "081200001111")
    outside = due(officer, "081200002222")
    CustodyPeriod.objects.create(
        person=inside.consent.person,
        facility=FacilityFactory(),
        from_date=date(2025, 1, 1),
        until=date(2026, 8, 24),
        leaving="full_term",
    )
    shown = []
    for wave in (inside, outside):
        page = client.get(reverse("outcomes:consent_detail", args=[wave.consent.public_id])).content.decode()
        number = wave.consent.contacts.get()
        place = wave.consent.person.enrollments.get()
        keys = [str(one.public_id) for one in (wave.consent, wave.consent.person, place, number, wave)]
        for own in (wave.consent.person.full_name, *keys, number.masked):
            page = page.replace(own, "x")
        shown.append(re.sub(r'value="[^"]{20,}"|nonce-\S+', "", page))

    assert shown[0] == shown[1]


def test_help_that_was_asked_for_waits_until_it_is_seen_to(client, officer):
    told = OutcomeFactory(consent__training_center=officer.training_center, help_wanted="LOWONGAN")
    page = reverse("outcomes:help_list")
    assert told.consent.person.full_name in client.get(page).content.decode()

    client.post(reverse("outcomes:help_given", args=[told.public_id]))

    assert told.consent.person.full_name not in client.get(page).content.decode()


def test_heads_read_counts_and_no_names(officer):
    wave = due(officer)
    for role in ("blk_coordinator", "blk_head"):
        head = FormClient()
        head.force_login(UserFactory(roles=[role], training_center=officer.training_center))
        page = head.get(reverse("outcomes:follow_up_counts"))

        assert page.status_code == 200
        assert wave.consent.person.full_name not in page.content.decode()
        assert head.get(reverse("outcomes:call_list")).status_code == 403


@pytest.mark.parametrize(
    ("declined", "agreed", "expected"),
    [(0, 0, (0, 0)), (0, 6, (6, 0)), (5, 6, (6, 5)), (2, 6, ("ditutup", "ditutup")), (2, 0, (0, "ditutup"))],
)
def test_few_people_are_hidden_from_who_reads_no_names_alone(officer, declined, agreed, expected):
    boxes = dict.fromkeys(("by_phone", "by_message"), False)
    for number, fields in ((agreed, {}), (declined, {"answer": "no", "followed_from": None, **boxes})):
        for _number in range(number):
            ConsentFactory(training_center=officer.training_center, **fields)
    head = UserFactory(roles=["blk_head"], training_center=officer.training_center)

    with translation.override("id"):
        read = [counts_of_center(user) for user in (head, officer)]

    assert [(one.agreed, one.declined) for one in read] == [expected, (agreed, declined)]


def test_strangers_note_nothing(client):
    foreign = FollowUpFactory()

    assert note(client, foreign, result="TIDAK_DIANGKAT").status_code == 409
    assert ContactAttempt.objects.count() == 0


def test_the_day_asks_the_same_for_one_and_for_thirty(client, officer, django_assert_num_queries):
    client.get(reverse("outcomes:call_list"))
    for size in (1, 29):
        for number in range(size):
            due(officer, f"08120000{number:04d}")
        with django_assert_num_queries(10):
            client.get(reverse("outcomes:call_list"))


def test_agreements_that_end_are_no_help_to_give(officer):
    consent = ConsentFactory(training_center=officer.training_center)
    OutcomeFactory(consent=consent, help_wanted="TIDAK_ADA")

    assert list(Outcome.objects.wanting_help()) == []


def tried(wave, days):
    """Calls in vain, one on each of the first days of the wave."""
    for number in range(days):
        moment = MONDAY + timedelta(days=number)
        with clock.moved_to(moment):
            note_attempt(wave, by=wave.consent.recorded_by, noted=Noted("phone", "TIDAK_DIANGKAT", moment))


def test_after_five_calls_the_page_offers_one_message_then_only_answers(client, officer):
    wave = due(officer, consent__recorded_by=officer)
    tried(wave, 5)
    with clock.moved_to(MONDAY + timedelta(days=5)):
        client.force_login(officer)
        text = day(client)
        assert re.findall(r'name="result" value="(\w+)"', text) == ["BICARA", "PESAN_TERKIRIM", "BERHENTI"]
        assert "Kirim satu pesan" in text
        note(client, wave, result="PESAN_TERKIRIM", nomor=str(wave.consent.contacts.get().public_id))

    made = wave.attempts.latest("pk")
    assert (made.result, made.channel) == ("PESAN_TERKIRIM", "message")
    later = MONDAY + timedelta(days=6)
    with clock.moved_to(later):
        assert list(call_order.waiting(officer, later)) == []
        client.logout()
        client.force_login(officer)
        text = day(client, f"?siapa={wave.public_id}")
        assert re.findall(r'name="result" value="(\w+)"', text) == ["BICARA", "BALAS", "SALAH_NOMOR", "BERHENTI"]
        note(client, wave, result="BALAS")
        assert list(call_order.waiting(officer, later)) == [wave]


def test_without_a_yes_to_messages_nobody_waits_for_one(client, officer):
    wave = due(officer, consent__recorded_by=officer)
    tried(wave, 5)
    change(wave.consent, by_message=False)

    later = MONDAY + timedelta(days=5)
    with clock.moved_to(later):
        assert list(call_order.waiting(officer, later)) == []
