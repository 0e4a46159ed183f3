"""The signer's line: who is heard, what is understood, and what is said; no byte of a file passes it."""

import contextlib
import json
import os
import socket
import threading
import time
from hashlib import sha256
from unittest.mock import Mock
from uuid import uuid4

import pytest
from django.db import OperationalError

from certification.register.models import Certificate, CertificateFile
from certification.sealing import signer_client, signer_process
from certification.sealing.models import UnsealedFile
from core.errors import RuleViolation
from tests.certification.sealing import keys
from tests.factories.certification import graduates

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Unix sockets")
ME = os.getuid() if os.name != "nt" else 0


def question(*public_ids):
    return json.dumps({"certificates": [str(one) for one in public_ids]}).encode()


@pytest.fixture
def signer(tmp_path):
    return signer_process.Signer({}, {ME}, tmp_path / "seals.log")


@pytest.mark.parametrize(
    "question",
    [
        b"",
        b"\n",
        b"{}",
        b"[]",
        b"null",
        b"7",
        b"not json",
        b'{"certificates": 7}',
        b'{"holder_papers": 7}',
        b'{"holder_papers": [], "certificates": []}',
        b'{"papers": []}',
        b'{"certificates": ["x"]}',
        b'{"certificates": [7]}',
        b'{"certificates": null}',
        b'{"content": "JVBERi0="}',
        b"\xff\xfe",
        b'{"keys": "!"}',
        b'{"certificates": "6f9619ff-8b86-d011-b42d-00c04fc964ff"}',
        b'{"certificates": ["6f9619ff-8b86-d011-b42d-00c04fc964ff"], "content": "JVBERi0="}',
    ],
)
def test_everything_but_ids_is_refused(signer, question):
    assert signer.answer(question, ME) == {"refused": ["question"]}


def test_strangers_are_not_heard(signer):
    assert signer.answer(b'{"keys": "?"}', ME + 1) == {"refused": ["stranger"]}


@pytest.mark.django_db
def test_unknown_certificate_is_refused(signer):
    unknown = uuid4()

    assert signer.answer(question(unknown), ME) == {"sealed": {}, "refused": {str(unknown): ["unknown"]}}


@pytest.mark.django_db
def test_waiting_file_is_sealed_and_noted_in_the_log(tmp_path):
    certificate, key = keys.waiting()
    before = UnsealedFile.objects.get().sha256
    signer = signer_process.Signer({key.fingerprint: key}, {ME}, tmp_path / "seals.log")
    asked, name = question(certificate.public_id), str(certificate.public_id)

    answers = [signer.answer(asked, ME), signer.answer(asked, ME)]

    file = CertificateFile.objects.get()
    assert answers == [{"sealed": {name: file.sha256}, "refused": {}}, {"sealed": {name: ""}, "refused": {}}]
    (line,) = (tmp_path / "seals.log").read_text().splitlines()
    noted = json.loads(line)
    assert noted.pop("at").startswith("2026-11-23T")
    assert noted == {
        "certificate": str(certificate.public_id),
        "before": before,
        "after": file.sha256,
        "key": key.fingerprint,
    }
    assert (tmp_path / "seals.log").stat().st_mode & 0o777 == 0o600


@pytest.mark.django_db
def test_refusal_names_its_reasons(signer):
    certificate, _key = keys.waiting()

    answer = signer.answer(question(certificate.public_id), ME)

    assert answer == {"sealed": {}, "refused": {str(certificate.public_id): ["closed"]}}


@pytest.mark.django_db
def test_defect_of_one_file_does_not_end_the_signer(tmp_path):
    certificate, key = keys.waiting()
    UnsealedFile.objects.update(content=b"no pdf", sha256=sha256(b"no pdf").hexdigest())
    signer = signer_process.Signer({key.fingerprint: key}, {ME}, tmp_path / "seals.log")

    answer = signer.answer(question(certificate.public_id), ME)

    assert answer == {"sealed": {}, "refused": {str(certificate.public_id): ["error"]}}
    assert UnsealedFile.objects.count() == 1


@pytest.mark.django_db
def test_files_that_are_asked_for_together_are_sealed_together_and_a_bad_one_stops_no_other(tmp_path):
    batch = graduates(3)
    first, bad, last = [keys.issued_to(place) for place in batch.enrollments.order_by("pk")]
    key = keys.open_key(batch.training_center)
    for one in (first, bad, last):
        keys.kept_waiting(one)
    UnsealedFile.objects.filter(certificate=bad).update(content=b"no pdf", sha256=sha256(b"no pdf").hexdigest())
    signer = signer_process.Signer({key.fingerprint: key}, {ME}, tmp_path / "seals.log")

    answer = signer.answer(question(first.public_id, bad.public_id, last.public_id), ME)

    assert set(answer["sealed"]) == {str(first.public_id), str(last.public_id)}
    assert answer["refused"] == {str(bad.public_id): ["error"]}
    assert len((tmp_path / "seals.log").read_text().splitlines()) == 2
    assert set(CertificateFile.objects.values_list("certificate", flat=True)) == {first.pk, last.pk}


@pytest.mark.django_db
def test_after_so_many_seals_in_an_hour_the_rest_waits(tmp_path, monkeypatch):
    certificate, key = keys.waiting()
    signer = signer_process.Signer({key.fingerprint: key}, {ME}, tmp_path / "seals.log")
    asked = question(certificate.public_id)
    monkeypatch.setattr(signer_process, "MOST_IN_AN_HOUR", 1)
    signer.answer(asked, ME)

    assert signer.answer(asked, ME) == {"refused": ["too_many"]}
    monkeypatch.setattr(signer_process, "_HOUR", -1)
    assert signer.answer(asked, ME) == {"sealed": {str(certificate.public_id): ""}, "refused": {}}


# --- Over the socket --------------------------------------------------------------------------------------------


@pytest.fixture
def line(tmp_path, settings):
    """A signer that listens, without keys; returns where."""
    folder = tmp_path / "run"
    folder.mkdir(mode=0o750)
    settings.SEAL_SOCKET = str(folder / "segel.sock")
    over = threading.Event()
    listener = signer_process.listening(folder / "segel.sock", group=None)
    signer = signer_process.Signer({"ab" * 32: None}, {ME}, tmp_path / "seals.log")
    thread = threading.Thread(target=signer.serve, args=(listener, over.is_set))
    thread.start()
    yield folder / "segel.sock"
    over.set()
    thread.join()
    listener.close()


def test_site_hears_which_keys_are_open(line):
    assert signer_client.open_keys() == ["ab" * 32]


def test_refusal_is_no_reason_to_stop_asking(line):
    assert signer_client.ask_for(Certificate(public_id="no id")) is True


def test_signer_without_its_database_says_nothing_and_goes_on(line, monkeypatch):
    with monkeypatch.context() as away:
        away.setattr(signer_process.Witness, "countersign", Mock(side_effect=OperationalError("terminating")))
        with pytest.raises(signer_client.SignerAway):
            signer_client.ask({"heads": ["register"]})

    assert signer_client.open_keys() == ["ab" * 32]


def test_socket_and_folder_are_closed_to_others(line):
    assert [oct(one.stat().st_mode & 0o777) for one in (line, line.parent)] == ["0o660", "0o750"]


def test_client_that_says_nothing_or_goes_away_holds_nobody_up(line, monkeypatch):
    monkeypatch.setattr(signer_process, "SECONDS_TO_ASK", 0.05)
    with socket.socket(socket.AF_UNIX) as silent, socket.socket(socket.AF_UNIX) as gone:
        silent.connect(str(line))
        gone.connect(str(line))
        gone.sendall(b"x" * 1000)
        gone.close()

        assert signer_client.open_keys() == ["ab" * 32]


def test_client_that_asks_letter_by_letter_holds_nobody_up(line, monkeypatch):
    monkeypatch.setattr(signer_process, "SECONDS_TO_ASK", 0.3)
    with socket.socket(socket.AF_UNIX) as slow:
        slow.connect(str(line))

        def drip():
            with contextlib.suppress(OSError):
                for _letter in range(100):
                    slow.sendall(b" ")
                    time.sleep(0.05)

        dripping = threading.Thread(target=drip)
        dripping.start()
        began = time.monotonic()
        assert signer_client.open_keys() == ["ab" * 32]
        assert time.monotonic() - began < 3
        dripping.join()


@pytest.mark.django_db
def test_of_a_stranger_nothing_is_read(signer):
    signer._clients = set()
    ours, theirs = socket.socketpair(socket.AF_UNIX)
    with ours, theirs:
        began = time.monotonic()
        signer._attend(ours)

        assert json.loads(theirs.recv(200)) == {"refused": ["stranger"]}
        assert time.monotonic() - began < signer_process.SECONDS_TO_ASK / 2


def test_socket_that_a_killed_signer_left_is_replaced(line, tmp_path):
    folder = tmp_path / "left"
    folder.mkdir(mode=0o700)
    for _ in range(2):
        signer_process.listening(folder / "segel.sock", group=os.getgid()).close()


def test_folder_that_others_can_enter_is_refused(tmp_path):
    folder = tmp_path / "open"
    folder.mkdir()
    folder.chmod(0o755)

    with pytest.raises(RuleViolation):
        signer_process.listening(folder / "segel.sock", group=None)


def test_without_a_signer_nobody_answers(settings, tmp_path):
    settings.SEAL_SOCKET = str(tmp_path / "none.sock")

    assert signer_client.open_keys() is None


@pytest.mark.parametrize("answer", [b"", b"[]\n", b"nonsense\n", b'{"keys": 7}\n'])
def test_answer_that_is_none_counts_as_none(settings, tmp_path, answer):
    settings.SEAL_SOCKET = str(tmp_path / "odd.sock")
    with socket.socket(socket.AF_UNIX) as odd:
        odd.bind(settings.SEAL_SOCKET)
        odd.listen(1)

        def reply():
            with odd.accept()[0] as client:
                client.recv(200)
                client.sendall(answer)

        thread = threading.Thread(target=reply)
        thread.start()
        found = signer_client.open_keys()
        thread.join()

    assert found is None


@pytest.mark.parametrize(("platform", "calls"), [("linux", [(4, 0)]), ("darwin", [])])
def test_linux_alone_is_asked_to_keep_the_memory_private(monkeypatch, platform, calls):
    class Library:
        def prctl(self, *arguments):
            asked.append(arguments)

    asked = []
    monkeypatch.setattr(signer_process.sys, "platform", platform)
    monkeypatch.setattr(signer_process.ctypes, "CDLL", lambda name: Library())

    signer_process.keep_memory_private()

    assert asked == calls
