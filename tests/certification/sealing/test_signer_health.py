"""What the health page tells of the signer."""

import json
import socket
import tempfile
import threading
from contextlib import contextmanager

import pytest

from certification.sealing import key_register
from certification.sealing.key_files import new_key
from certification.sealing.signer_health import signer
from core import clock
from core.health import State
from tests.factories.accounts import TrainingCenterFactory

pytestmark = pytest.mark.django_db


def key_in_use():
    center = TrainingCenterFactory()
    return key_register.begin(center, new_key(center.name, now=clock.now()), by=None)


@contextmanager
def answering(settings, keys):
    """Somebody at the other end of the line who answers one question."""
    with tempfile.TemporaryDirectory() as folder, socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
        settings.SEAL_SOCKET = f"{folder}/line"
        line.bind(settings.SEAL_SOCKET)
        line.listen(1)

        def answer():
            asker, _address = line.accept()
            with asker:
                asker.recv(1000)
                asker.sendall(json.dumps({"keys": keys}).encode() + b"\n")

        waiting = threading.Thread(target=answer)
        waiting.start()
        yield
        waiting.join(10)


def test_signer_that_does_not_answer_has_failed_once_a_key_is_in_use(settings, tmp_path):
    settings.SEAL_SOCKET = str(tmp_path / "nobody")
    before = signer()
    key_in_use()

    after = signer()

    assert before.state == State.ABSENT
    assert (after.state, "systemctl restart terampil-segel" in after.says) == (State.FAILED, True)


def test_signer_without_the_key_in_use_has_failed(settings):
    key_in_use()

    with answering(settings, ["ab" * 32]):
        found = signer()

    assert found.state == State.FAILED
    assert "Pemegang frasa sandi" in found.says


def test_signer_with_the_keys_in_use_is_well(settings):
    key = key_in_use()

    with answering(settings, [key.fingerprint]):
        found = signer()

    assert found.state == State.OK
