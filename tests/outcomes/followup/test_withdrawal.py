"""Ending an agreement: nothing is left of contacts and answers anywhere."""

from datetime import date, time

import pytest
from django.apps import apps
from django.db import models

from core import clock
from core.errors import RuleViolation
from inmates.custody.models.stays import CustodyPeriod
from outcomes.followup import attempts, told, withdrawal
from outcomes.followup.contacts import close_number, reveal
from outcomes.followup.follow_up_counts import counts_of_center
from outcomes.followup.models.consents import Consent
from outcomes.followup.models.contacts import Contact
from outcomes.followup.models.outcomes import FollowUp, Outcome
from outcomes.followup.occasions import consent_ends
from tests.factories import FacilityFactory
from tests.factories.followup import ConsentFactory, FollowUpFactory, OutcomeFactory, contact

pytestmark = pytest.mark.django_db
NO = {"answer": "no", "by_phone": False, "by_message": False, "followed_from": None}
CANARIES = ("081200007731", "Kanari Bernyanyi", "pembuat kanari")


def lived():
    """A number that was revealed, an attempt, and an answer with a text that stands nowhere else."""
    wave = FollowUpFactory()
    by, consent = wave.consent.recorded_by, wave.consent
    number = contact(consent, CANARIES[0], label=CANARIES[1])
    reveal(number, by=by, purpose="Tindak lanjut m3")
    attempts.note_attempt(wave, by=by, noted=attempts.Noted("phone", "BICARA", clock.now()))
    answers = told.Told("HARIAN", "E2", clock.today(by.time_zone), occupation=CANARIES[2])
    told.note_outcome(consent, by=by, told=answers, follow_up=wave)
    return consent


def everything_kept():
    """Each text of each table, as one text."""
    texts = []
    for model in apps.get_models():
        names = [field.attname for field in model._meta.concrete_fields if not isinstance(field, models.BinaryField)]
        texts += [str(row) for row in model._base_manager.values_list(*names)]
    return "\n".join(texts)


@pytest.mark.parametrize("channel", ["spoken", "paper", "phone", "holder_page"])
def test_nothing_is_left_but_the_proof(readable, channel):
    consent = lived()
    by = None if channel == "holder_page" else consent.recorded_by
    digest = consent.person_hash
    before = everything_kept()
    assert [canary for canary in CANARIES if canary not in before] == []

    ended = withdrawal.withdraw(consent, by=by, channel=channel)

    kept = everything_kept()
    assert [canary for canary in CANARIES if canary in kept] == []
    assert (Contact.objects.count(), FollowUp.objects.count(), Outcome.objects.count()) == (0, 0, 0)
    assert (ended.person_id, ended.withdrawn_channel, ended.person_hash) == (None, channel, digest)
    assert len(ended.proof_code) == withdrawal.PROOF_LENGTH


def test_ending_twice_is_refused():
    consent = ConsentFactory()
    withdrawal.withdraw(consent, by=consent.recorded_by, channel="spoken")

    with pytest.raises(RuleViolation) as refused:
        withdrawal.withdraw(consent, by=consent.recorded_by, channel="spoken")

    assert [reason.code for reason in refused.value.reasons] == ["no_agreement"]


def test_later_subjects_are_told_while_the_person_is_known():
    consent, heard = ConsentFactory(), []
    person = consent.person
    deed = consent_ends.register(lambda one: heard.append(one.person))
    try:
        withdrawal.withdraw(consent, by=consent.recorded_by, channel="spoken")
    finally:
        consent_ends._deeds.remove(deed)

    assert heard == [person]


def test_what_was_kept_thirty_months_ends_by_itself():
    old = ConsentFactory(followed_from="2024-05-24", recorded_at=recorded("2024-05-24"))
    young = ConsentFactory(followed_from="2024-05-25", recorded_at=recorded("2024-05-24"))

    withdrawal.end_what_was_kept_long_enough()

    old.refresh_from_db()
    young.refresh_from_db()
    assert (old.withdrawn_channel, young.withdrawn_channel) == ("expiry", "")


def recorded(day):
    return clock.at(date.fromisoformat(day), time(9), "Asia/Makassar")


def test_whoever_agrees_long_after_training_is_kept_thirty_months_from_then():
    """Else the answer and a number just given would be gone within the minute."""
    late = ConsentFactory(followed_from="2023-02-01")
    mistyped = ConsentFactory(followed_from=None, asked_on="1900-01-01")

    withdrawal.end_what_was_kept_long_enough()

    assert set(Consent.objects.live()) == {late, mistyped}


def test_strangers_end_nothing():
    consent, other = ConsentFactory(), ConsentFactory()
    with pytest.raises(RuleViolation):
        withdrawal.withdraw(consent, by=other.recorded_by, channel="spoken")

    assert Consent.objects.live().count() == 2


def test_what_stays_says_nothing_but_that_this_answer_was_given():
    consent = ConsentFactory(may_visit=True, may_match=True)
    withdrawal.withdraw(consent, by=consent.recorded_by, channel="spoken")

    kept = Consent.objects.values().get()
    told = {name for name, value in kept.items() if value}
    assert told == {
        *("id", "public_id", "training_center_id", "person_hash", "text_version", "asked_on", "answer"),
        *("recorded_at", "withdrawn_at", "withdrawn_channel", "withdrawn_by_id", "proof_code"),
    }
    assert kept["recorded_at"] == clock.now()


@pytest.mark.parametrize("fields", [NO, {"followed_from": None}])
def test_answers_that_never_counted_end_thirty_months_after_they_were_given(fields):
    old = ConsentFactory(**fields, recorded_at=recorded("2024-05-24"))
    young = ConsentFactory(**fields, recorded_at=recorded("2024-05-25"))

    withdrawal.end_what_was_kept_long_enough()

    assert list(Consent.objects.live()) == [young]
    old.refresh_from_db()
    assert old.withdrawn_channel == "expiry"


@pytest.mark.parametrize(("leaving", "live"), [("death", 0), ("full_term", 1), ("escape", 1)])
def test_after_a_death_nothing_is_kept(leaving, live):
    consent = ConsentFactory(followed_from=None)
    CustodyPeriod.objects.create(
        person=consent.person, facility=FacilityFactory(), until=date(2026, 11, 20), leaving=leaving
    )

    withdrawal.end_after_a_death(consent.person)

    assert Consent.objects.live().count() == live


def test_the_end_of_the_time_of_keeping_is_counted_as_nobodys_withdrawal():
    consent = ConsentFactory()
    by = consent.recorded_by
    for channel in ("expiry", "spoken"):
        ended = ConsentFactory(training_center=consent.training_center)
        withdrawal.withdraw(ended, by=None, channel=channel)

    counts = counts_of_center(by)
    assert (counts.agreed, counts.declined, counts.withdrawn) == (1, 0, 1)


def test_rows_of_an_ended_agreement_are_refused_and_not_missing():
    wave = FollowUpFactory()
    consent, by, number = wave.consent, wave.consent.recorded_by, contact(wave.consent)
    asked = OutcomeFactory(consent=consent, help_wanted="LOWONGAN")
    withdrawal.withdraw(consent, by=by, channel="spoken")

    answers = told.Told("MENCARI", "E2", clock.today(by.time_zone))
    for write in (
        lambda: told.note_help_given(asked, by=by),
        lambda: told.note_outcome(consent, by=by, told=answers, follow_up=wave),
        lambda: close_number(number, by=by),
    ):
        with pytest.raises(RuleViolation) as refused:
            write()
        assert [reason.code for reason in refused.value.reasons] == ["no_agreement"]
