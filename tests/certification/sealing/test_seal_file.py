"""From the rendered file to the sealed one: made once, nothing lost without the signer, unsealed without a key."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from structlog.testing import capture_logs

from certification.certificates import certificate_rendering, copies
from certification.register.models import Certificate, CertificateFile
from certification.sealing import key_register, seal_file, signer_client, unsealed_files
from certification.sealing.file_examination import Seal, examine
from certification.sealing.key_files import new_key
from certification.sealing.models import SealKey, UnsealedFile
from core import clock, due
from core.append_only import allow_steps
from core.errors import RuleViolation
from core.models import AuditEvent
from tests.certification.sealing import keys
from tests.constraints import change
from tests.factories.certification import staff

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nobody_listens(settings, tmp_path):
    settings.SEAL_SOCKET = str(tmp_path / "segel.sock")


def seal(ready):
    certificate, key = ready
    return seal_file.seal(certificate.public_id, keys={key.fingerprint: key})


def change_key(**changes):
    """As no key of the site can change: the database refuses it."""
    allow_steps(connection, "certification_sealkey")
    change(SealKey.objects.get(), **changes)


def test_without_a_key_the_file_is_kept_as_it_was_made():
    certificate = keys.issued()

    file = certificate_rendering.render(certificate)

    assert (file.certificate, file.seal_key, file.sealed_at) == (certificate, None, None)
    assert examine(bytes(file.content)).seal == Seal.NONE
    assert UnsealedFile.objects.count() == 0


def test_with_a_key_the_file_waits_and_cannot_be_printed_yet(ready):
    certificate, _key = ready
    officer = staff(certificate.batch.training_center, "certificate_officer")
    certificate = Certificate.objects.get(pk=certificate.pk)

    assert list(unsealed_files.waiting()) == [certificate]
    assert list(certificate_rendering.waiting_for_file()) == []
    assert [reason.code for reason in copies.blockers(certificate, by=officer)] == ["seal"]


def test_sealed_file_begins_with_the_waiting_one_and_takes_its_place(ready):
    certificate, key = ready
    before = UnsealedFile.objects.get()

    done = seal(ready)

    file = CertificateFile.objects.get()
    assert bytes(file.content).startswith(bytes(before.content))
    assert (file.sha256, file.rendered_at, file.seal_key.fingerprint, file.sealed_at) == (
        done.after,
        before.rendered_at,
        key.fingerprint,
        clock.now(),
    )
    assert (done.before, done.paper, done.fingerprint) == (before.sha256, certificate.public_id, key.fingerprint)
    assert UnsealedFile.objects.count() == 0
    event = AuditEvent.objects.get(action="certificate.seal")
    assert event.details == {"key": file.seal_key.short, "sha256": file.sha256}
    assert examine(bytes(file.content)).seal == Seal.HOLDS


def test_asked_again_the_kept_file_stays(ready):
    seal(ready)
    kept = bytes(CertificateFile.objects.get().content)

    assert seal(ready) is None
    assert certificate_rendering.render(ready[0]).seal_key is not None
    assert bytes(CertificateFile.objects.get().content) == kept


def test_rendered_again_while_it_waits_the_same_bytes_stay(ready):
    before = UnsealedFile.objects.get()

    assert certificate_rendering.render(ready[0]) == before


def test_file_that_another_worker_kept_meanwhile_stays(ready):
    with transaction.atomic():
        assert unsealed_files.keep(ready[0], b"made later") == UnsealedFile.objects.get()


@pytest.mark.parametrize(
    ("spoil", "codes"),
    [
        (lambda certificate, key: UnsealedFile.objects.all().delete(), ["nothing"]),
        (lambda certificate, key: UnsealedFile.objects.update(content=b"other"), ["changed"]),
        (lambda certificate, key: change(certificate, state="approved", number=None), ["state"]),
        (lambda certificate, key: key_register.retire(SealKey.objects.get(), by=None), ["no_key"]),
        (
            lambda certificate, key: key_register.rotate(
                certificate.batch.training_center, new_key("x", now=clock.now()), by=None
            ),
            ["closed"],
        ),
        (lambda certificate, key: change_key(valid_until=clock.now()), ["expired"]),
        (lambda certificate, key: change_key(valid_from=clock.now() + timedelta(hours=1)), ["expired"]),
    ],
)
def test_signer_says_why_it_does_not_seal(ready, spoil, codes):
    spoil(*ready)

    with pytest.raises(RuleViolation) as caught:
        seal(ready)

    assert [reason.code for reason in caught.value.reasons] == codes
    assert CertificateFile.objects.count() == 0


def test_unknown_certificate_is_no_reason_but_an_error(ready):
    with pytest.raises(Certificate.DoesNotExist):
        seal_file.seal(uuid4(), keys={ready[1].fingerprint: ready[1]})


def test_key_of_one_center_seals_nothing_of_another(ready):
    other = keys.issued()
    keys.open_key(other.batch.training_center)
    keys.kept_waiting(other)

    with pytest.raises(RuleViolation) as caught:
        seal_file.seal(other.public_id, keys={ready[1].fingerprint: ready[1]})

    assert [reason.code for reason in caught.value.reasons] == ["closed"]


def test_while_the_signer_is_away_nothing_is_lost(ready):
    before = bytes(UnsealedFile.objects.get().content)

    assert unsealed_files.seal_waiting() == 0

    assert bytes(UnsealedFile.objects.get().content) == before


def test_signer_that_has_not_had_time_to_start_is_nothing_to_tell(ready):
    rendered = UnsealedFile.objects.get().rendered_at

    with capture_logs() as told, clock.moved_to(rendered + timedelta(seconds=unsealed_files.SECONDS_TO_START)):
        unsealed_files.seal_waiting()
        signer_client.ask_for(ready[0])

    assert [line for line in told if line["log_level"] != "debug"] == []


def test_signer_that_stays_away_is_told_in_each_round(ready):
    rendered = UnsealedFile.objects.get().rendered_at

    with capture_logs() as told, clock.moved_to(rendered + timedelta(seconds=unsealed_files.SECONDS_TO_START + 1)):
        unsealed_files.seal_waiting()

    lines = [(line["event"], line["log_level"], line["files"], line["waiting_seconds"]) for line in told]
    assert lines == [("signer_away", "warning", 1, unsealed_files.SECONDS_TO_START + 1)]


def test_due_work_asks_for_what_waits():
    assert unsealed_files.seal_waiting in due.work_due


def test_after_the_last_key_is_retired_what_waits_is_kept_without_a_seal(ready):
    before = UnsealedFile.objects.get()
    key_register.retire(SealKey.objects.get(), by=None)

    assert unsealed_files.seal_waiting() == 1

    file = CertificateFile.objects.get()
    assert (file.sha256, file.seal_key, UnsealedFile.objects.count()) == (before.sha256, None, 0)


def test_after_a_compromise_files_wait_for_the_next_key(ready):
    certificate, _key = ready
    key_register.compromise(SealKey.objects.get(), since=clock.now(), by=None)

    assert unsealed_files.seal_waiting() == 0
    assert UnsealedFile.objects.count() == 1
    next_key = keys.open_key(certificate.batch.training_center)
    assert (
        seal_file.seal(certificate.public_id, keys={next_key.fingerprint: next_key}).fingerprint == next_key.fingerprint
    )


def test_file_whose_words_speak_of_a_seal_is_never_kept_without(ready):
    certificate, _key = ready
    Certificate.objects.filter(pk=certificate.pk).update(snapshot={**certificate.snapshot, "seal_note": ["Segel"]})
    key_register.retire(SealKey.objects.get(), by=None)

    assert unsealed_files.seal_waiting() == 0
    assert UnsealedFile.objects.count() == 1


def test_signer_is_asked_after_the_commit(django_capture_on_commit_callbacks, monkeypatch):
    certificate, asked = keys.issued(), []
    keys.open_key(certificate.batch.training_center)
    monkeypatch.setattr(signer_client, "ask_for", asked.append)

    with django_capture_on_commit_callbacks(execute=True):
        certificate_rendering.render(certificate)
        assert asked == []

    assert asked == [certificate]


def test_every_kept_seal_is_verified(ready, capsys):
    seal(ready)
    bare = keys.issued()
    keys.kept_waiting(bare)

    call_command("verify_seals")

    assert capsys.readouterr().out == "1 sealed files, each seal holds; 1 without a seal, 0 signed officially.\n"


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda content: content[:3000] + b"?" + content[3001:], ["was made", "does not hold"]),
        (lambda content: content + b"%", ["was made", "does not hold"]),
        (lambda content: content[: len(keys.plain())], ["was made", "does not hold"]),
    ],
)
def test_kept_file_that_was_changed_is_named(ready, spoil, said):
    certificate, key = ready
    file = CertificateFile(
        certificate=certificate,
        seal_key=SealKey.objects.get(),
        sealed_at=clock.now(),
        sha256="0" * 64,
        content=spoil(seal_file.with_seal(keys.plain(), key, at=clock.now())),
    )
    file.save()

    with pytest.raises(CommandError) as caught:
        call_command("verify_seals")

    lines = str(caught.value).splitlines()[1:]
    assert [line.startswith(certificate.number_text) for line in lines] == [True, True]
    assert all(line.endswith(words) for line, words in zip(lines, said, strict=True))


def test_two_centers_seal_with_their_own_keys(ready):
    other = keys.issued()
    key = keys.open_key(other.batch.training_center)
    keys.kept_waiting(other)
    both = {one.fingerprint: one for one in (ready[1], key)}

    done = [seal_file.seal(one.public_id, keys=both).fingerprint for one in (ready[0], other)]

    assert done == [ready[1].fingerprint, key.fingerprint]
