import stat
from base64 import urlsafe_b64encode
from pathlib import Path
from types import SimpleNamespace

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.core.management import CommandError, call_command
from django.db import IntegrityError
from django.urls import reverse

from certification.certificates import certificate_rendering
from certification.register import check_codes
from certification.verification import signed_facts, statement_keys
from certification.verification.models import StatementKey
from core import key_mark
from core.errors import RuleViolation
from core.models import AuditEvent
from inmates.custody.custody_words import custody_words
from tests.certification.verification.keys import issued_with_key, only_key, public_keys
from tests.factories.accounts import TrainingCenterFactory

pytestmark = [pytest.mark.django_db, pytest.mark.engines]


def test_secret_half_is_a_file_for_its_owner_alone():
    key = statement_keys.new_key(TrainingCenterFactory())

    path = statement_keys.path_of(key.kid)

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert "PRIVATE" not in str(list(StatementKey.objects.values()))


def test_secret_half_of_a_site_of_several_machines_is_sealed_in_its_row(settings):
    settings.FILES_IN_DATABASE = True

    key = statement_keys.new_key(TrainingCenterFactory())

    assert not statement_keys.path_of(key.kid).exists()
    assert "PRIVATE" not in str(list(StatementKey.objects.values()))
    secret = statement_keys.secret_of(key.kid)
    assert urlsafe_b64encode(secret.public_key().public_bytes_raw()).decode().rstrip("=") == key.public_key
    assert (list(statement_keys.missing_files()), list(key_mark.unopened())) == ([], [])
    assert "disegel dengan kunci isian" in statement_keys.place_of(key)
    # Of one key it does not open as that of another.
    StatementKey.objects.update(kid="ANOTHER1")
    with pytest.raises(RuleViolation):
        statement_keys.secret_of("ANOTHER1")


def test_new_key_retires_the_old_one_whose_papers_stay_valid():
    (certificate,) = issued_with_key()
    old = only_key()

    new = statement_keys.new_key(certificate.batch.training_center)

    old.refresh_from_db()
    assert (old.state, new.state, old.used_until is not None) == ("retired", "active", True)
    # Issued under the old key and rendered after its end: still signed by the one that its words name.
    text = signed_facts.printed_words(certificate.snapshot)["check"]["signed"]
    assert signed_facts.read(text, public_keys())["kid"] == old.kid
    assert list(
        AuditEvent.objects.filter(action="statement_key.create").order_by("sequence").values_list("details", flat=True)
    ) == [{"center": certificate.batch.training_center.code, "replaces": replaced} for replaced in ("", old.kid)]


def test_key_is_distrusted_once():
    key = statement_keys.new_key(TrainingCenterFactory())

    statement_keys.distrust(key)

    with pytest.raises(RuleViolation, match="tidak dipercaya"):
        statement_keys.distrust(key)


def test_published_keys_say_what_became_of_them(client):
    center = TrainingCenterFactory(official_name="UPTD BALAI LATIHAN KERJA")
    first = statement_keys.new_key(center)
    second = statement_keys.new_key(center)
    statement_keys.distrust(first)

    answer = client.get(reverse("certification:public_keys"))

    found = {one["kid"]: (one["state"], one["issuer"], one["from"], one["until"]) for one in answer.json()["keys"]}
    assert found == {
        first.kid: ("compromised", "UPTD BALAI LATIHAN KERJA", "2026-11-23", "2026-11-23"),
        second.kid: ("active", "UPTD BALAI LATIHAN KERJA", "2026-11-23", ""),
    }
    assert {tuple(sorted(one)) for one in answer.json()["keys"]} == {
        ("crv", "from", "issuer", "kid", "kty", "state", "until", "x")
    }
    assert custody_words(answer.content.decode()) == []
    assert answer["Access-Control-Allow-Origin"] == "*"


def test_center_has_one_key_in_use():
    key = statement_keys.new_key(TrainingCenterFactory())

    with pytest.raises(IntegrityError, match=r"statement_key_one_in_use_a_center|training_center"):
        StatementKey.objects.create(training_center=key.training_center, kid="X", public_key="X")


def test_file_that_is_no_key_is_refused(settings):
    key = statement_keys.new_key(TrainingCenterFactory())
    statement_keys.path_of(key.kid).write_text("no key")

    with pytest.raises(RuleViolation, match="tidak dapat dibaca"):
        statement_keys.secret_of(key.kid)


def test_commands(capsys):
    center = TrainingCenterFactory()

    call_command("statement_key", "new", center.code)
    key = only_key()
    call_command("statement_key", "compromised", key.kid)
    call_command("statement_key", "list")

    told = capsys.readouterr().out
    assert f"Key {key.kid} of {center.code} signs from now on." in told
    assert f"{key.kid} {center.code} compromised since 2026-11-23" in told


@pytest.mark.parametrize("words", [("new", "NONE"), ("compromised", "NONE")])
def test_command_says_when_there_is_no_such_thing(words):
    with pytest.raises(CommandError, match="no such training center or key"):
        call_command("statement_key", *words)


def test_distrusted_twice_is_a_sentence_of_the_command():
    key = statement_keys.new_key(TrainingCenterFactory())
    call_command("statement_key", "compromised", key.kid)

    with pytest.raises(CommandError, match="tidak dipercaya"):
        call_command("statement_key", "compromised", key.kid)


def test_files_of_certificates_are_the_same_however_often_they_are_made():
    (certificate,) = issued_with_key()

    assert certificate_rendering.bytes_of(certificate) == certificate_rendering.bytes_of(certificate)


def test_file_that_holds_a_key_of_another_kind_is_refused(settings, tmp_path):
    settings.STATEMENT_KEY_DIR = tmp_path
    other = ec.generate_private_key(ec.SECP256R1())
    content = other.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    statement_keys.path_of("kunci").write_bytes(content)

    with pytest.raises(RuleViolation):
        statement_keys.secret_of("kunci")


def test_keys_that_always_spell_a_word_are_given_up_and_nothing_is_kept(monkeypatch, settings):
    # Its public half is saF7kLJWOQRwWbpO9hoILf8ClLO08gv0VqgMEikcf9A.
    secret, drawn = Ed25519PrivateKey.from_private_bytes((295).to_bytes(32, "big")), []
    source = SimpleNamespace(generate=lambda: drawn.append(secret) or secret)
    monkeypatch.setattr(statement_keys, "Ed25519PrivateKey", source)

    with pytest.raises(RuntimeError, match="every key drawn spelled a word"):
        statement_keys.new_key(TrainingCenterFactory())

    assert len(drawn) == check_codes.TRIES
    assert not StatementKey.objects.exists()
    assert list(Path(settings.STATEMENT_KEY_DIR).glob("*.pem")) == []
