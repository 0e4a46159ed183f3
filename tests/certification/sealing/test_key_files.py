"""The secret half of a key: encrypted, for its owner alone, and in no text."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from certification.sealing import key_files
from core import clock
from core.errors import RuleViolation

PASSPHRASE = "kuda laut biru 7"


@pytest.fixture
def key():
    return key_files.new_key("UPTD BLK Contoh", now=clock.now())


@pytest.fixture
def path(key, tmp_path):
    return key_files.keep(key, tmp_path / "keys", PASSPHRASE)


def codes_of(command):
    with pytest.raises(RuleViolation) as caught:
        command()
    return [reason.code for reason in caught.value.reasons]


def test_key_is_on_p256_and_its_certificate_may_sign_nothing_else(key):
    usage = key.certificate.extensions.get_extension_for_class(key_files.x509.KeyUsage).value
    allowed = [
        name
        for name in ("digital_signature", "content_commitment", "key_encipherment", "key_agreement", "key_cert_sign")
        if getattr(usage, name)
    ]

    assert isinstance(key.certificate.public_key().curve, ec.SECP256R1)
    assert allowed == ["digital_signature", "content_commitment"]
    assert key.name == "Segel integritas UPTD BLK Contoh"
    assert key.certificate.not_valid_after_utc == clock.now().replace(microsecond=0) + key_files.LIFETIME


def test_long_name_of_a_center_fits_the_certificate():
    assert len(key_files.new_key("Balai Latihan Kerja " * 10, now=clock.now()).name) == 64


def test_kept_key_opens_with_its_passphrase_and_seals_the_same(key, path):
    again = key_files.opened(path, PASSPHRASE)

    assert again.fingerprint == key.fingerprint
    assert again.sign(b"content") == key.sign(b"content")


def test_file_and_folder_are_for_the_owner_alone(path):
    assert [oct(one.stat().st_mode & 0o777) for one in (path, path.parent)] == ["0o600", "0o700"]


def test_secret_stands_in_no_text(key, path):
    assert "secret" not in repr(key).lower()
    assert b"PRIVATE KEY" not in path.read_bytes()


@pytest.mark.parametrize("passphrase", ["", "wrong passphrase", PASSPHRASE + " "])
def test_wrong_passphrase_is_refused_without_telling_it(path, passphrase):
    with pytest.raises(RuleViolation) as caught:
        key_files.opened(path, passphrase)

    assert [reason.code for reason in caught.value.reasons] == ["passphrase"]
    assert caught.value.__cause__ is None


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620])
def test_file_that_others_can_read_is_refused(path, mode):
    path.chmod(mode)

    assert codes_of(lambda: key_files.opened(path, PASSPHRASE)) == ["open"]


@pytest.fixture
def path_of_another(path):
    """A file that its owner alone can read, and that is another user's."""
    if os.geteuid() != 0:
        return Path("/proc/1/environ")
    os.chown(path, 65534, -1)
    return path


def test_file_of_another_user_is_refused(path_of_another):
    assert codes_of(lambda: key_files.opened(path_of_another, PASSPHRASE)) == ["owner"]


def test_missing_file_is_refused(tmp_path):
    assert codes_of(lambda: key_files.opened(tmp_path / "none.p12", PASSPHRASE)) == ["missing"]


def test_file_without_a_key_for_seals_is_refused(tmp_path):
    path = tmp_path / "other.p12"
    bare = key_files.pkcs12.serialize_key_and_certificates(
        None,
        None,
        key_files.new_key("x", now=clock.now()).certificate,
        None,
        key_files.BestAvailableEncryption(PASSPHRASE.encode()),
    )
    path.write_bytes(bare)
    path.chmod(0o600)

    assert codes_of(lambda: key_files.opened(path, PASSPHRASE)) == ["kind"]


def test_short_passphrase_is_refused_and_leaves_no_file(key, tmp_path):
    assert codes_of(lambda: key_files.keep(key, tmp_path, "short")) == ["passphrase"]
    assert list(tmp_path.iterdir()) == []


def test_key_file_is_never_written_over(key, path):
    with pytest.raises(FileExistsError):
        key_files.keep(key, path.parent, PASSPHRASE)


@pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="only root can become another user")
def test_process_of_another_user_cannot_read_the_key(path):
    """As the web process would: first that it runs at all, then the file, its folder, the memory of this process."""
    tries = {
        "itself": "open('/proc/self/status').read()",
        "file": f"open({str(path)!r}, 'rb').read()",
        "folder": f"__import__('os').listdir({str(path.parent)!r})",
        "memory": f"open('/proc/{os.getpid()}/mem', 'rb').read(1)",
    }

    said = {name: _as_nobody(code) for name, code in tries.items()}

    assert said == {"itself": "read", "file": "denied", "folder": "denied", "memory": "denied"}


def _as_nobody(code):
    script = f"try:\n {code}\n print('read')\nexcept PermissionError:\n print('denied')"
    # The system's Python: the environment of this checkout may stand where another user cannot enter.
    done = subprocess.run(
        ["/usr/bin/python3" if os.path.exists("/usr/bin/python3") else sys.executable, "-c", script],
        user="nobody",
        group="nogroup",
        extra_groups=[],
        capture_output=True,
        text=True,
        cwd="/",
    )
    return done.stdout.strip() or done.stderr
