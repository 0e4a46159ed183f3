"""Who can write the whole database cannot make an audit that another user of the system signed, on either engine."""

import errno
import json
import shutil
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from certification.sealing import daily_roots, head_anchors, head_witness, key_files, key_register, signer_client
from certification.sealing.head_witness import LOG, Witness, read_log
from certification.sealing.signer_client import SignerAway
from certification.sealing.signer_process import Signer
from core import append_only, audit, clock, health
from core.models import AuditChain, AuditEvent
from tests.conftest import HEADS, MONDAY
from tests.factories import TrainingCenterFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
USER = 1000


@pytest.fixture
def key():
    center = TrainingCenterFactory()
    opened = key_files.new_key("BLK Contoh", now=clock.now())
    key_register.begin(center, opened, by=None)
    return opened


@pytest.fixture
def signer(key, tmp_path, monkeypatch):
    """The signer, asked without its socket; `restart` makes one that knows only what stands in its log."""

    class Desk:
        log = tmp_path / LOG

        def restart(self):
            self.now = Signer({key.fingerprint: key}, {USER}, tmp_path / "seals.log")

        def ask(self, question, *, seconds=0):
            if self.now is None:
                raise SignerAway
            line = json.dumps(question).encode()
            assert len(line) < 500
            return json.loads(json.dumps(self.now.answer(line, USER)))

    desk = Desk()
    desk.restart()
    monkeypatch.setattr(head_anchors, "ask", desk.ask)
    return desk


@pytest.fixture
def office():
    return UserFactory(roles=["registrar"])


def did(user, *steps):
    return [audit.record("person.change", by=user, target=user, step=step) for step in steps]


class Unprotected:
    """Whoever owns the tables takes their protection away."""

    def __enter__(self):
        append_only.release(connection, "core_auditevent")
        append_only.release(connection, HEADS)

    def __exit__(self, *error):
        append_only.protect(connection, "core_auditevent")
        append_only.protect_head(connection, HEADS)


def rebuild(chain):
    """Computes a chain anew as its own code would, and sets its head: it holds in itself."""
    head, length = "", 0
    for event in AuditEvent.objects.filter(chain=chain).order_by("sequence"):
        length += 1
        event.sequence, event.previous_hash = length, head
        head = event.hash = audit.digest(event)
        event.save()
    AuditChain.objects.filter(name=chain).update(length=length, head=head)
    assert list(audit.broken_links()) == []


def verified(capsys, **options):
    call_command("verify_audit", **options)
    return capsys.readouterr().out


def test_a_head_that_moved_is_signed_once_and_the_audit_is_compared_with_it(signer, office, capsys):
    did(office, 1, 2)
    head_anchors.countersign()
    head_anchors.countersign()
    (event,) = did(office, 3)
    head_anchors.countersign()

    heads = [one for one in read_log(signer.log) if one.chain == office.office_code]
    said = verified(capsys, heads=[signer.log])

    assert [(one.length, one.head == event.hash) for one in heads] == [(2, False), (3, True)]
    assert signer.log.stat().st_mode & 0o777 == 0o600
    assert f"{office.office_code}: 3 {event.hash}\n" in said
    assert "Compared with 2 heads that the signer holds.\n" in said
    assert f"heads in {signer.log}.\n" in said
    assert said.endswith("semua rantai cocok.\n")


def cut_the_end(chain):
    AuditEvent.objects.filter(chain=chain, sequence__gt=1)._raw_delete("default")


def empty(chain):
    """As by TRUNCATE: nothing is left, and no head says that there was anything."""
    AuditEvent.objects.filter(chain=chain)._raw_delete("default")


def rewrite_the_middle(chain):
    AuditEvent.objects.filter(chain=chain, sequence=2).update(details={"step": "another"})


def take_the_middle_out(chain):
    AuditEvent.objects.filter(chain=chain, sequence=2)._raw_delete("default")


@pytest.mark.parametrize("restarted", [False, True])
@pytest.mark.parametrize("forge", [cut_the_end, empty, rewrite_the_middle, take_the_middle_out])
def test_a_forged_chain_that_holds_in_itself_is_found(signer, office, forge, restarted, capsys):
    did(office, 1, 2, 3)
    head_anchors.countersign()
    with Unprotected():
        forge(office.office_code)
        rebuild(office.office_code)
    if restarted:
        signer.restart()

    with pytest.raises(CommandError, match=f"{office.office_code}: event 3, whose hash was signed as"):
        verified(capsys)
    signer.now = None
    assert "nothing was compared" in verified(capsys)
    with pytest.raises(CommandError, match=f"{office.office_code}: event 3, whose hash was signed as"):
        verified(capsys, heads=[signer.log])


def test_an_act_that_was_moved_to_another_office_is_found(signer, office, capsys):
    other = UserFactory(roles=["registrar"])
    did(office, 1, 2, 3)
    did(other, 1)
    head_anchors.countersign()
    with Unprotected():
        (moved,) = AuditEvent.objects.filter(chain=office.office_code, sequence=3)
        AuditEvent.objects.filter(pk=moved.pk).update(chain=other.office_code, sequence=2)
        AuditChain.objects.filter(name=office.office_code).update(length=2, head=moved.previous_hash)
        rebuild(other.office_code)

    with pytest.raises(CommandError, match=f"{office.office_code}: event 3, whose hash was signed as .* is missing"):
        verified(capsys)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite alone replaces rows")
def test_rows_replaced_without_triggers_are_found(signer, office, capsys):
    """With the pragma off, as any other program opens the file."""
    did(office, 1, 2, 3)
    head_anchors.countersign()
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA recursive_triggers=OFF")
        event = AuditEvent.objects.get(chain=office.office_code, sequence=3)
        event.details = {"step": "another"}
        event.hash = audit.digest(event)
        cursor.execute(
            "INSERT OR REPLACE INTO core_auditevent SELECT id, chain, sequence, at, actor_id, actor_name, action, "
            "target_type, target_id, %s, previous_hash, %s FROM core_auditevent WHERE id = %s",
            [json.dumps(event.details), event.hash, event.pk],
        )
        cursor.execute(
            "INSERT OR REPLACE INTO core_auditchain "
            "SELECT id, name, length, %s, at FROM core_auditchain WHERE name = %s",
            [event.hash, event.chain],
        )
        cursor.execute("PRAGMA recursive_triggers=ON")

    assert list(audit.broken_links()) == []
    with pytest.raises(CommandError, match="event 3, whose hash was signed as"):
        verified(capsys)


def test_a_restored_old_state_is_found_also_after_it_went_on(signer, office, capsys):
    did(office, 1, 2)
    head_anchors.countersign()
    did(office, 3, 4)
    head_anchors.countersign()
    with Unprotected():
        AuditEvent.objects.filter(chain=office.office_code, sequence__gt=2)._raw_delete("default")
        rebuild(office.office_code)

    with pytest.raises(CommandError, match=r"event 4, whose hash was signed as \w+…, is missing"):
        verified(capsys)
    did(office, "other", "other", "other")
    with pytest.raises(CommandError, match=r"event 4, whose hash was signed as \w+…, is another one"):
        verified(capsys)


def test_the_signer_signs_no_chain_that_does_not_continue(signer, office):
    did(office, 1, 2, 3)
    head_anchors.countersign()
    before = signer.log.read_bytes()
    with Unprotected():
        rewrite_the_middle(office.office_code)
        rebuild(office.office_code)
    did(office, 4)

    head_anchors.countersign()

    assert signer.log.read_bytes() == before
    assert signer.ask({"refused": "?"}) == {"refused": {office.office_code: "rewritten"}}
    finding = head_anchors.audit_witness()
    assert (finding.state, "yang pernah ditandatangani" in finding.says) == (health.State.FAILED, True)


@pytest.mark.parametrize("column", ["hash", "previous_hash", "actor_name"])
def test_the_signer_computes_new_events_itself(signer, office, column):
    did(office, 1)
    head_anchors.countersign()
    did(office, 2, 3)
    with Unprotected():
        AuditEvent.objects.filter(chain=office.office_code, sequence=2).update(**{column: "0" * 64})

    head_anchors.countersign()

    assert signer.now._witness.refused == {office.office_code: "broken"}
    assert [one.length for one in read_log(signer.log) if one.chain == office.office_code] == [1]


def test_new_events_of_which_one_was_taken_out_are_not_signed(signer, office):
    did(office, 1)
    head_anchors.countersign()
    did(office, 2, 3)
    with Unprotected():
        AuditEvent.objects.filter(chain=office.office_code, sequence=2).delete()

    assert signer.ask({"heads": [office.office_code]}) == {"refused": {office.office_code: "broken"}}


def test_a_missing_event_is_no_continuation(signer, office):
    did(office, 1, 2, 3)
    head_anchors.countersign()
    with Unprotected():
        cut_the_end(office.office_code)

    assert signer.ask({"heads": [office.office_code]}) == {"refused": {office.office_code: "cut"}}


def test_a_long_chain_is_signed_in_pieces(signer, office, monkeypatch):
    monkeypatch.setattr("certification.sealing.head_witness.MOST_EVENTS", 2)
    did(office, *range(5))

    for _ in range(4):
        head_anchors.countersign()

    assert [one.length for one in read_log(signer.log) if one.chain == office.office_code] == [2, 4, 5]


def test_many_chains_are_asked_for_and_told_in_pages(signer, monkeypatch):
    monkeypatch.setattr("certification.sealing.signer_process.HEADS_IN_AN_ANSWER", 3)
    for _ in range(10):
        did(UserFactory(roles=["registrar"]), 1)

    head_anchors.countersign()

    assert {name: found[:2] for name, found in head_anchors.held().items()} == {
        one.name: (one.length, one.head) for one in AuditChain.objects.all()
    }


def test_nothing_waits_for_a_signer_that_is_away(signer, office):
    signer.now = None

    did(office, 1)
    head_anchors.countersign()

    assert head_anchors.audit_witness().state == health.State.WARNING


def test_what_is_signed_is_well_and_what_waits_long_is_told(signer, office):
    did(office, 1)
    head_anchors.countersign()
    signed = head_anchors.audit_witness().state
    did(office, 2)
    fresh = head_anchors.audit_witness().state
    with clock.moved_to(MONDAY + 2 * head_anchors.LONGEST_WAIT):
        waits = head_anchors.audit_witness()

    assert (signed, fresh, waits.state) == (health.State.OK, health.State.OK, health.State.WARNING)
    assert "lebih dari sepuluh menit" in waits.says


def test_an_installation_without_a_key_has_no_witness(db, monkeypatch):
    monkeypatch.setattr(head_anchors, "ask", lambda *_question, **_options: pytest.fail("asked"))

    head_anchors.countersign()

    assert head_anchors.audit_witness().state == health.State.ABSENT


def test_a_signer_of_before_is_no_witness(key, office, monkeypatch, capsys):
    monkeypatch.setattr(head_anchors, "ask", lambda *_question, **_options: {"refused": ["question"]})

    did(office, 1)
    head_anchors.countersign()

    assert "The signer does not answer: nothing was compared with it" in verified(capsys)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"head": "0" * 64}, "is not signed by a known key"),
        ({"length": 1}, "is not signed by a known key"),
        ({"signature": "00"}, "is not signed by a known key"),
        ({"signature": "x"}, "is not signed by a known key"),
        ({"key": "0" * 64}, "is not signed by a known key"),
    ],
)
def test_a_forged_copy_of_the_log_is_found(signer, office, tmp_path, change, said, capsys):
    did(office, 1, 2)
    head_anchors.countersign()
    copy = tmp_path / "copy.log"
    lines = [json.loads(line) for line in signer.log.read_text().splitlines()]
    copy.write_text("".join(f"{json.dumps({**line, **change})}\n" for line in lines))

    with pytest.raises(CommandError, match=said):
        verified(capsys, heads=[copy])


def test_a_key_register_with_another_certificate_vouches_for_nothing(signer, key, office, capsys):
    did(office, 1)
    head_anchors.countersign()
    other = key_files.new_key("BLK Contoh", now=clock.now())
    append_only.allow_steps(connection, "certification_sealkey")
    head_anchors.SealKey.objects.update(certificate=key_files.pem(other.certificate))

    with pytest.raises(CommandError, match="is not signed by a known key"):
        verified(capsys, heads=[signer.log])


def test_a_half_written_last_line_is_passed_over_and_another_file_refused(signer, office, tmp_path, capsys):
    did(office, 1)
    head_anchors.countersign()
    whole = signer.log.read_text()
    signer.log.write_text(whole + '{"chain": "x"')
    signer.restart()
    other = tmp_path / "other"
    other.write_text("one\ntwo\n")

    assert len(read_log(signer.log)) == whole.count("\n")
    with pytest.raises(CommandError, match=r"line 1 of .* is no signed head"):
        verified(capsys, heads=[other])
    assert "holds no head" in verified(capsys, heads=[tmp_path / "nowhere"])


def test_the_next_head_begins_a_line_of_its_own_after_half_a_line(signer, office):
    did(office, 1)
    head_anchors.countersign()
    signer.log.write_text(signer.log.read_text() + '{"chain"')
    signer.restart()

    did(office, 2)
    head_anchors.countersign()

    signer.restart()
    assert head_anchors.held()[office.office_code][0] == 2


class FullDisk:
    """A file with room for half a line."""

    def __init__(self, number, mode):
        self.file = open(number, mode)  # noqa: SIM115 - it is the context manager

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.file.close()

    def write(self, text):
        self.file.write(text[:20])
        raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_disk_leaves_no_half_line_that_the_next_head_would_join(signer, office, monkeypatch):
    asked = json.dumps({"heads": [office.office_code]}).encode()
    did(office, 1)
    signer.now.answer(asked, USER)
    whole = signer.log.read_text()
    did(office, 2)

    with monkeypatch.context() as full:
        full.setattr(head_witness.os, "fdopen", FullDisk)
        with pytest.raises(OSError, match="No space left"):
            signer.now.answer(asked, USER)
    assert signer.log.read_text() == whole

    assert signer.now.answer(asked, USER) == {"refused": {}}
    assert [one.length for one in read_log(signer.log)] == [1, 2]


def test_without_keys_nothing_is_signed(office, tmp_path):
    did(office, 1)

    assert Witness({}, tmp_path / LOG).countersign([office.office_code]) == {office.office_code: "no_key"}


@pytest.mark.parametrize("question", [{"heads": "x"}, {"heads": [], "keys": "?"}, {"heads": None}])
def test_other_questions_are_refused(signer, question):
    assert signer.ask(question) in ({"refused": ["question"]}, {"refused": {}})


def test_a_key_that_nobody_ended_goes_on_signing_and_is_told(signer, office, capsys):
    did(office, 1, 2, 3)
    head_anchors.countersign()
    head_anchors.SealKey.objects.update(ended_at=clock.now(), state="retired")
    did(office, 4)
    head_anchors.countersign()

    assert head_anchors.held()[office.office_code][0] == 4
    assert head_anchors.audit_witness().state == health.State.FAILED
    with pytest.raises(CommandError, match="is out of use, and no event says who ended it"):
        verified(capsys)


def test_a_key_that_was_ended_by_its_command_is_no_finding(signer, office, capsys):
    did(office, 1)
    key_register.retire(head_anchors.SealKey.objects.get(), by=None)
    head_anchors.countersign()

    assert "semua rantai cocok" in verified(capsys)
    assert head_anchors.audit_witness().state == health.State.ABSENT


@pytest.mark.parametrize(
    "change", [{"fingerprint": "0" * 64}, {"certificate": "x"}, {"state": "active", "ended_at": None}]
)
def test_a_key_stays_the_same_key_and_never_begins_again(key, change):
    row = head_anchors.SealKey.objects.get()
    if "state" in change:
        key_register.retire(row, by=None)

    with pytest.raises(DatabaseError, match="takes no step back"), transaction.atomic():
        head_anchors.SealKey.objects.update(**change)


def test_heads_that_stopped_are_a_finding(signer, office, capsys):
    did(office, 1)
    head_anchors.countersign()
    did(office, 2)

    waits = f"{office.office_code}: nothing was signed since .*; 1 events wait"
    with clock.moved_to(MONDAY + 2 * head_anchors.LONGEST_WAIT), pytest.raises(CommandError, match=waits):
        verified(capsys)


def test_days_without_signing_stay_a_finding_since_events_of_then_may_be_others(signer, office, capsys):
    did(office, 1, 2, 3)
    head_anchors.countersign()
    now, signer.now = signer.now, None
    with clock.moved_to(MONDAY + timedelta(days=5)):
        did(office, 4, 5, 6, 7)
    with Unprotected():
        AuditEvent.objects.filter(chain=office.office_code, sequence=6)._raw_delete("default")
        rebuild(office.office_code)
    with clock.moved_to(MONDAY + timedelta(days=8)):
        signer.now = now
        head_anchors.countersign()

        with pytest.raises(CommandError, match=f"{office.office_code}: events after 3 stood unsigned until"):
            verified(capsys, heads=[signer.log])


def backdated(chain):
    """What an INSERT of the site's role makes: right in its hashes, and a year old."""
    head = AuditChain.objects.get(name=chain)
    event = AuditEvent(
        chain=chain,
        sequence=head.length + 1,
        at=clock.now() - timedelta(days=365),
        actor_id=999,
        actor_name="Kepala",
        action="certificate.approve",
        details={},
        previous_hash=head.head,
    )
    event.hash = audit.digest(event)
    event.save()
    AuditChain.objects.filter(pk=head.pk).update(length=event.sequence, head=event.hash)


def test_an_event_of_yesterday_is_neither_signed_nor_verified(signer, office, capsys):
    did(office, 1, 2, 3)
    head_anchors.countersign()
    backdated(office.office_code)

    head_anchors.countersign()

    assert signer.ask({"refused": "?"}) == {"refused": {office.office_code: "backdated"}}
    with pytest.raises(CommandError, match=f"{office.office_code}: event 4 is dated before the one it follows"):
        verified(capsys, heads=[signer.log])


def test_a_clock_set_back_before_events_told_of_it_is_signed(signer, office, capsys):
    did(office, 1)
    backdated(office.office_code)
    append_only.release(connection, HEADS)
    AuditChain.objects.update(at=None)
    append_only.protect_head(connection, HEADS)
    did(office, 2)
    # The site is a year old by its events, and no day of it may lack a root.
    daily_roots.take()

    head_anchors.countersign()

    assert head_anchors.held()[office.office_code][0] == 3
    assert f"{office.office_code}: of events before 3 the hashes are checked" in verified(capsys)


def test_a_clock_that_was_set_back_is_recorded_signed_and_told(signer, office, capsys):
    did(office, 1)
    with clock.moved_to(MONDAY - timedelta(hours=3)):
        did(office, 2, 3)

    head_anchors.countersign()

    assert head_anchors.held()[office.office_code][0] == 3
    assert f"{office.office_code}: before event 2 the clock was set back from 2026-11-23T" in verified(capsys)


def test_long_names_outside_of_ascii_are_asked_for_in_parts(signer):
    for number in range(12):
        audit.record_in(f"{number:02}" + "\U0001f512" * 38, "audit.root")

    head_anchors.countersign()

    assert len(head_anchors.held()) == AuditChain.objects.count()


def test_the_log_is_copied_as_it_is(signer, office, tmp_path, capsys):
    did(office, 1)
    head_anchors.countersign()

    shutil.copy(signer.log, tmp_path / "usb.log")

    assert "semua rantai cocok" in verified(capsys, heads=[tmp_path / "usb.log"])
    assert signer_client.MOST_AT_ONCE
