"""What became of things: asked in calls, seen at visits, and gone with the agreement."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from core.errors import RuleViolation
from outcomes.aids.aid_uses import given_by_the_center, last_uses
from outcomes.aids.merged_aids import move_center_aids
from outcomes.aids.models import AidUse, CenterAid, FacilityAid
from outcomes.aids.page_links import given_after
from outcomes.followup import withdrawal
from outcomes.followup.forms.calls import CallForm
from outcomes.followup.merged_consents import move_consents
from outcomes.followup.models.outcomes import Outcome
from outcomes.followup.told import Told, note_outcome
from programs.merged_records.record_merge import Merging, rows_that_move
from tests.conftest import MONDAY, FormClient
from tests.factories.aids import CenterAidFactory, FacilityAidFactory, use_of
from tests.factories.followup import ConsentFactory, FollowUpFactory, contact
from tests.factories.followup import graduate as trained
from tests.reasons import codes

pytestmark = pytest.mark.django_db
TODAY = MONDAY.date()


@pytest.fixture
def aid(consent):
    return CenterAidFactory(training_center=consent.training_center, person=consent.person)


@pytest.fixture
def client(placement):
    found = FormClient()
    found.force_login(placement)
    return found


def wave_of(consent, wave="m3"):
    contact(consent)
    # The window of each wave lies around the MONDAY.
    return FollowUpFactory(consent=consent, wave=wave, due_on=TODAY, window_until=TODAY + timedelta(days=30))


def told(*uses, **more):
    return Told(**{"status": "MENCARI", "evidence": "E2", "told_on": TODAY, "uses": uses, **more})


def kept():
    return list(AidUse.objects.order_by("pk").values_list("aid__what", "use", "evidence", "wave"))


def test_the_center_asks_about_the_three_newest_things_that_can_be_used_up(consent):
    for day, kind, what in (
        (1, "ALAT_SET", "lama"),
        (2, "MESIN", "mesin"),
        (3, "BAHAN", "kain"),
        (4, "HIBAH", "modal"),
        (5, "SIMPANAN", "premi"),
        (6, "NIB", "nomor"),
        (7, "BUKU_TABUNGAN", "buku"),
    ):
        CenterAidFactory(
            training_center=consent.training_center,
            person=consent.person,
            kind=kind,
            what=what,
            given_on=date(2026, 11, day),
        )
    CenterAidFactory(
        training_center=consent.training_center,
        person=consent.person,
        what="ditarik",
        cancelled_at=MONDAY,
        cancelled_by=consent.recorded_by,
        cancelled_for="salah",
    )
    CenterAidFactory(person=consent.person, what="balai lain")
    FacilityAidFactory(person=consent.person)

    assert [one.label for one in given_by_the_center(consent)] == ["modal", "kain", "mesin"]


@pytest.mark.parametrize(("wave", "asks"), [("w2", False), ("m3", True), ("m6", True), ("m12", True), ("m24", False)])
def test_calls_at_3_6_and_12_months_ask_about_each_thing(consent, aid, wave, asks):
    form = CallForm(follow_up=wave_of(consent, wave))

    assert ([field.label for field in form.use_fields()], "aids_in_use" in form.fields) == (
        ["Mesin jahit hitam: masih dipakai?"] if asks else [],
        False,
    )


@pytest.mark.parametrize("wave", ["m3", "m6", "m12"])
def test_without_a_thing_of_the_center_the_question_is_one_for_all(consent, wave):
    FacilityAidFactory(person=consent.person)
    form = CallForm(follow_up=wave_of(consent, wave))

    assert (form.use_fields(), "aids_in_use" in form.fields) == ([], True)


@pytest.mark.parametrize(("use", "in_use"), [("DIPAKAI", True), ("DIJUAL", False), ("", None)])
def test_the_answer_of_a_call_is_kept_with_the_thing(client, consent, aid, use, in_use):
    wave = wave_of(consent)

    client.post(
        reverse("outcomes:call_note", args=[wave.public_id]), {"result": "BICARA", "status": "MENCARI", "use_1": use}
    )

    assert Outcome.objects.get().aids_in_use is in_use
    assert kept() == ([("Mesin jahit hitam", use, "E2", "m3")] if use else [])


def test_one_thing_of_several_in_use_is_in_use(consent, aid):
    other = CenterAidFactory(training_center=consent.training_center, person=consent.person)

    outcome = note_outcome(
        consent, by=consent.recorded_by, told=told((aid.public_id, "HILANG"), (other.public_id, "DIPAKAI"))
    )

    assert (outcome.aids_in_use, AidUse.objects.count()) == (True, 2)


def test_what_is_seen_at_a_visit_is_kept_as_seen(client, consent, aid):
    typed = {"on": "23/11/2026", "at": "08.00", "result": "KUNJUNGAN_BERTEMU", "status": "USAHA_LAIN", "use_1": "RUSAK"}

    client.post(reverse("outcomes:visit_note", args=[consent.public_id]), typed)

    assert kept() == [("Mesin jahit hitam", "RUSAK", "E4", None)]


@pytest.mark.parametrize("use", ["DIPAKAI", "HANGUS"])
def test_nothing_is_told_of_things_of_others_or_in_other_words(consent, aid, use):
    thing = aid if use == "HANGUS" else CenterAidFactory()

    with pytest.raises(RuleViolation) as refused:
        note_outcome(consent, by=consent.recorded_by, told=told((thing.public_id, use)))

    assert (codes(refused), Outcome.objects.count(), AidUse.objects.count()) == (["uses"], 0, 0)


@pytest.mark.parametrize("evidence", ["E2", "E4", "E5"])
def test_what_the_person_tells_or_staff_see_is_kept(consent, aid, evidence):
    note_outcome(consent, by=consent.recorded_by, told=told((aid.public_id, "DIPAKAI"), evidence=evidence))

    assert kept() == [("Mesin jahit hitam", "DIPAKAI", evidence, None)]


@pytest.mark.parametrize("evidence", ["E1", "E3"])
def test_what_others_tell_of_a_thing_is_not_kept(consent, aid, evidence):
    by = None if evidence == "E3" else consent.recorded_by
    with pytest.raises(RuleViolation) as refused:
        note_outcome(consent, by=by, told=told((aid.public_id, "DIPAKAI"), evidence=evidence))

    assert (codes(refused), Outcome.objects.count(), AidUse.objects.count()) == (["hearsay"], 0, 0)


@pytest.mark.parametrize("channel", ["spoken", "expiry"])
def test_uses_end_with_the_agreement_and_the_receipt_stays(consent, aid, channel):
    use_of(aid, consent)
    before = FacilityAidFactory(person=consent.person)

    withdrawal.withdraw(consent, by=None if channel == "expiry" else consent.recorded_by, channel=channel)

    assert (AidUse.objects.count(), CenterAid.objects.get(), FacilityAid.objects.get()) == (0, aid, before)


@pytest.mark.parametrize("answer", ["yes", "no"])
def test_when_records_become_one_uses_go_with_a_yes(consent, aid, answer):
    goes, stays = consent.person, trained(consent.training_center)
    use_of(aid, consent)
    allowed = {} if answer == "yes" else {"by_phone": False, "by_message": False, "followed_from": None}
    later = ConsentFactory(
        training_center=consent.training_center, person=stays, answer=answer, asked_on=date(2026, 9, 1), **allowed
    )

    move_consents(Merging(stays, goes))
    move_center_aids(Merging(stays, goes))

    aid.refresh_from_db()
    assert [use.consent for use in AidUse.objects.all()] == ([later] if answer == "yes" else [])
    assert aid.person == stays


def test_the_office_that_merges_counts_nothing_that_a_center_gave(aid):
    FacilityAidFactory(person=aid.person)

    moved = rows_that_move(aid.person)
    assert (moved["outcomes.FacilityAid.person"], "outcomes.CenterAid.person" in moved) == (1, False)


def test_without_a_place_of_the_center_no_page_leads_to_things(consent):
    consent.person.enrollments.all().delete()

    assert given_after(consent) is None


def test_the_last_use_of_each_thing_counts(consent, aid):
    other = CenterAidFactory(training_center=consent.training_center, person=consent.person)
    use_of(aid, consent, "DIJUAL", told_on=date(2026, 11, 21))
    use_of(aid, consent, "DIPAKAI", told_on=date(2026, 11, 20))

    assert {key: use.use for key, use in last_uses([aid, other]).items()} == {aid.pk: "DIJUAL"}
