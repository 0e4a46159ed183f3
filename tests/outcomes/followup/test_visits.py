"""Visits: what is seen (E4) and shown on paper (E5), where the person agreed to visits."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.errors import RuleViolation
from core.models import AccessLogEntry, AuditEvent
from core.scans import MOST_SCAN_BYTES
from outcomes.followup import visits, withdrawal
from outcomes.followup.merged_consents import move_consents
from outcomes.followup.models.outcomes import ContactAttempt, FollowUp, Outcome
from outcomes.followup.told import Told
from outcomes.followup.visits import Visit, note_visit
from programs.merged_records.record_merge import Merging
from tests.conftest import MONDAY, FormClient
from tests.constraints import change
from tests.factories import UserFactory
from tests.factories.followup import ConsentFactory, FollowUpFactory, OutcomeFactory, graduate
from tests.reasons import codes
from tests.scans import BARE_PDF, PDF

pytestmark = pytest.mark.django_db
MET, MISSED = "KUNJUNGAN_BERTEMU", "KUNJUNGAN_TIDAK"
TYPED = {"on": "23/11/2026", "at": "08.00", "result": MET, "status": "KERJA_LAIN", "occupation": "Jahit"}


@pytest.fixture
def wave():
    return FollowUpFactory(consent__may_visit=True)


@pytest.fixture
def client(wave):
    found = FormClient()
    found.force_login(wave.consent.recorded_by)
    return found


def told(**more):
    return Told(**{"status": "MENCARI", "evidence": "E2", "told_on": MONDAY.date(), **more})


def note(consent, result=MET, at=MONDAY, answers=None, scan=b""):
    if answers is None and result == MET:
        answers = told()
    return note_visit(consent, by=consent.recorded_by, visit=Visit(at, result, answers, scan))


def note_page(consent):
    return reverse("outcomes:visit_note", args=[consent.public_id])


def page(client, consent):
    return client.get(reverse("outcomes:consent_detail", args=[consent.public_id])).content.decode()


def files(settings):
    return [path for path in Path(settings.MEDIA_ROOT, "evidence").glob("*") if path.is_file()]


def test_a_visit_answers_the_wave_and_is_seen(wave):
    outcome = note(wave.consent)

    wave.refresh_from_db()
    assert (outcome.evidence, outcome.wave, str(outcome.told_on), wave.state) == ("E4", "m3", "2026-11-23", "done")
    assert [(one.channel, one.result, one.at) for one in wave.attempts.all()] == [("visit", MET, MONDAY)]


def test_a_visit_without_a_meeting_is_an_attempt(wave):
    assert note(wave.consent, MISSED) is None

    assert [one.result for one in wave.attempts.all()] == [MISSED]
    assert (Outcome.objects.count(), FollowUp.objects.get().state) == (0, "open")


def test_between_the_times_only_a_meeting_is_noted():
    consent = ConsentFactory(may_visit=True)

    outcome = note(consent)

    assert (outcome.wave, outcome.evidence, ContactAttempt.objects.count()) == (None, "E4", 0)
    assert refused(consent, MISSED) == {"window"}


def test_a_visit_after_the_answer_by_telephone_stands_beside_it(wave):
    OutcomeFactory(consent=wave.consent)
    change(wave, state="done")

    outcome = note(wave.consent)

    assert (outcome.wave, ContactAttempt.objects.count(), wave.consent.outcomes.count()) == ("m3", 0, 2)


def refused(consent, *args, **more):
    with pytest.raises(RuleViolation) as violation:
        note(consent, *args, **more)
    return {reason.code for reason in violation.value.reasons}


@pytest.mark.parametrize(
    ("visit", "code"),
    [
        ({"result": "BICARA", "answers": None}, "result"),
        ({"result": "BICARA", "answers": told()}, "result"),
        ({"result": MISSED, "answers": told()}, "result"),
        ({"at": MONDAY + timedelta(minutes=1)}, "future"),
        ({"scan": PDF}, "paper"),
        ({"result": MISSED, "scan": PDF}, "paper"),
        ({"answers": told(paper="KONTRAK"), "scan": b"MZ"}, "wrong_kind"),
        ({"answers": told(paper="KONTRAK"), "scan": PDF + b" " * MOST_SCAN_BYTES}, "too_large"),
        ({"answers": told(paper="SURAT")}, "code"),
        ({"answers": told(occupation="mantan napi")}, "occupation_words"),
    ],
)
def test_a_visit_is_refused(wave, visit, code):
    assert code in refused(wave.consent, **visit)
    assert (Outcome.objects.count(), ContactAttempt.objects.count()) == (0, 0)


def test_without_the_box_nobody_is_visited():
    assert refused(ConsentFactory()) == {"visit"}


def test_a_stranger_notes_no_visit(wave):
    with pytest.raises(RuleViolation) as violation:
        note_visit(wave.consent, by=UserFactory(roles=["placement_officer"]), visit=Visit(MONDAY, MET, told()))

    assert "visit" not in {reason.code for reason in violation.value.reasons}
    assert Outcome.objects.count() == 0


def test_after_the_end_of_the_agreement_no_visit_is_noted(wave):
    withdrawal.withdraw(wave.consent, by=wave.consent.recorded_by, channel="spoken")

    assert refused(wave.consent) == {"no_agreement"}
    wave.consent.refresh_from_db()
    assert codes(visits.blockers(wave.consent, Visit(MONDAY, MISSED), by=UserFactory())) == ["no_agreement"]


def test_a_paper_is_better_known_and_its_scan_is_kept_and_opened_with_a_trace(client, wave):
    scan = SimpleUploadedFile("slip.pdf", PDF)
    answer = client.post(
        note_page(wave.consent), {**TYPED, "works_since": "10/2026", "paper": "SLIP_UPAH", "scan": scan}
    )

    outcome = Outcome.objects.get()
    assert answer["Location"] == reverse("outcomes:consent_detail", args=[wave.consent.public_id])
    with outcome.scan.open() as file:
        assert (outcome.status, outcome.evidence, outcome.paper) == ("KERJA_LAIN", "E5", "SLIP_UPAH")
        assert file.read() == BARE_PDF
    shown = page(client, wave.consent)
    assert ("Slip upah" in shown, "Kunjungan, bertemu" in shown) == (True, True)
    assert (
        b"".join(client.get(reverse("outcomes:evidence_scan", args=[outcome.public_id])).streaming_content) == BARE_PDF
    )
    assert AccessLogEntry.objects.filter(kind="export", subject="evidence of a graduate").count() == 1
    assert AuditEvent.objects.filter(action="outcome.attach_scan", details={"bytes": len(BARE_PDF)}).count() == 1


def test_a_paper_can_be_shown_and_not_kept(client, wave):
    client.post(note_page(wave.consent), {**TYPED, "paper": "KONTRAK"})

    outcome = Outcome.objects.get()
    assert (outcome.evidence, outcome.paper, bool(outcome.scan)) == ("E5", "KONTRAK", False)
    assert "Kontrak kerja" in page(client, wave.consent)
    assert client.get(reverse("outcomes:evidence_scan", args=[outcome.public_id])).status_code == 404


def test_a_meeting_needs_an_answer_and_a_missed_one_none(client, wave):
    assert client.post(note_page(wave.consent), {**TYPED, "status": ""}).status_code == 422
    assert client.post(note_page(wave.consent), {**TYPED, "result": MISSED}).status_code == 302
    assert (Outcome.objects.count(), ContactAttempt.objects.count()) == (0, 1)


def test_the_button_stands_only_where_visits_are_allowed(client, wave):
    assert note_page(wave.consent) in page(client, wave.consent)
    assert client.get(note_page(wave.consent)).status_code == 200

    change(wave.consent, may_visit=False)

    assert note_page(wave.consent) not in page(client, wave.consent)
    assert client.get(note_page(wave.consent)).status_code == 422


def test_after_the_withdrawal_an_open_form_writes_nothing(client, wave):
    withdrawal.withdraw(wave.consent, by=wave.consent.recorded_by, channel="spoken")

    assert client.post(note_page(wave.consent), TYPED).status_code == 409


def test_another_center_reads_no_scan(wave):
    outcome = note(wave.consent, answers=told(paper="KONTRAK"), scan=PDF)
    stranger = FormClient()
    stranger.force_login(UserFactory(roles=["placement_officer"]))

    assert stranger.get(reverse("outcomes:evidence_scan", args=[outcome.public_id])).status_code == 404


@pytest.mark.parametrize("is_kept", [True, False])
def test_the_file_of_a_scan_goes_with_its_row(wave, settings, is_kept, django_capture_on_commit_callbacks):
    note(wave.consent, answers=told(paper="KONTRAK"), scan=PDF)
    assert len(files(settings)) == 1

    with django_capture_on_commit_callbacks(execute=not is_kept):
        withdrawal.withdraw(wave.consent, by=wave.consent.recorded_by, channel="spoken")

    assert (Outcome.objects.count(), len(files(settings))) == (0, is_kept)


def test_when_records_become_one_a_scan_stays_with_a_yes_alone(wave, settings, django_capture_on_commit_callbacks):
    center, goes = wave.consent.training_center, wave.consent.person
    note(wave.consent, answers=told(paper="KONTRAK"), scan=PDF)
    stays = graduate(center)
    later = ConsentFactory(training_center=center, person=stays, asked_on=MONDAY.date(), followed_from=None)
    change(later, answer="no", by_phone=False, by_message=False)

    with django_capture_on_commit_callbacks(execute=True):
        move_consents(Merging(stays, goes))

    assert (Outcome.objects.count(), files(settings)) == (0, [])
