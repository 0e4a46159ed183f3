import gzip
from base64 import urlsafe_b64decode
from datetime import UTC, timedelta

import pytest
from django.urls import reverse

from certification.register.models import Certificate
from certification.verification import statement_keys, status_lists, tokens
from certification.verification.models import StatusList
from core import clock, due
from inmates.custody.custody_words import custody_words
from tests.certification.verification.keys import issued_with_key, jwks, only_key
from tests.factories.accounts import TrainingCenterFactory

pytestmark = pytest.mark.django_db


def published(client, listed):
    answer = client.get(reverse("certification:status_list", args=[listed.slug]))
    assert answer.status_code == 200
    return tokens.read(answer.content.decode(), jwks())


def marked(payload, certificate):
    """Read as the standard says: u, base64url, gzip, and bit 0 the highest of the first byte."""
    content = payload["credentialSubject"]["encodedList"].removeprefix("u")
    bits = gzip.decompress(urlsafe_b64decode(content + "=" * (-len(content) % 4)))
    return bits[certificate.status_index // 8] >> 7 - certificate.status_index % 8 & 1 == 1


def supersede(certificate):
    Certificate.objects.filter(pk=certificate.pk).update(state="superseded")


def ones(bits):
    return sum(byte.bit_count() for byte in bits)


def test_list_says_who_no_longer_counts(client):
    one, other = issued_with_key(2)
    status_lists.sign_lists()
    before = published(client, one.status_list)

    supersede(one)
    with clock.moved_to(clock.now() + status_lists.SIGNED_EVERY):
        status_lists.sign_lists()
    after = published(client, one.status_list)

    assert [marked(before, one), marked(before, other)] == [False, False]
    assert [marked(after, one), marked(after, other)] == [True, False]


def test_number_of_marks_tells_neither_certificates_nor_revocations():
    one, other = issued_with_key(2)
    listed = one.status_list
    counts = [ones(status_lists.marks_of(listed))]

    for certificate in (one, other):
        supersede(certificate)
        counts.append(ones(status_lists.marks_of(listed)))

    assert counts == [status_lists.MARKS] * 3
    assert len(status_lists.marks_of(listed)) * 8 == status_lists.PLACES


@pytest.mark.engines
def test_each_certificate_has_a_place_of_its_own_that_is_no_decoy():
    certificates = issued_with_key(2)
    listed = StatusList.objects.get()

    places = [one.status_index for one in certificates]

    assert len(set(places)) == 2
    assert [status_lists._bit(listed.decoys, place) for place in places] == [False, False]
    assert (listed.taken, listed.training_center) == (2, certificates[0].batch.training_center)


@pytest.mark.engines
def test_full_list_is_followed_by_another():
    (certificate,) = issued_with_key()
    center = certificate.batch.training_center
    StatusList.objects.update(taken=status_lists.FULL)

    listed, _places = status_lists.take_places(center, 1)

    assert listed != certificate.status_list
    assert list(StatusList.objects.order_by("pk").values_list("is_open", "taken")) == [
        (False, status_lists.FULL),
        (True, 1),
    ]


def test_list_is_signed_at_fixed_hours_whether_it_changed_or_not():
    (certificate,) = issued_with_key()
    noon = clock.now().astimezone(UTC).replace(hour=12, minute=1)
    signed = []
    for hours, minutes, act in ((0, 0, None), (5, 58, supersede), (6, 0, None), (12, 0, None)):
        with clock.moved_to(noon + timedelta(hours=hours, minutes=minutes)):
            if act:
                act(certificate)
            signed += [status_lists.sign_lists(), status_lists.sign_lists()]

    assert signed == [1, 0, 0, 0, 1, 0, 1, 0]


def test_new_key_signs_the_list_at_once():
    (certificate,) = issued_with_key()
    signed = [status_lists.sign_lists()]

    with clock.moved_to(clock.now() + clock.MINUTE):
        statement_keys.new_key(certificate.batch.training_center)
        signed += [status_lists.sign_lists(), status_lists.sign_lists()]

    assert signed == [1, 1, 0]


def test_without_the_secret_half_the_old_list_stays():
    (certificate,) = issued_with_key()
    status_lists.sign_lists()
    token = StatusList.objects.get().token
    statement_keys.path_of(only_key().kid).unlink()

    supersede(certificate)

    with clock.moved_to(clock.now() + status_lists.SIGNED_EVERY):
        assert status_lists.sign_lists() == 0
    assert StatusList.objects.get().token == token


def test_signing_is_among_the_due_work():
    issued_with_key()

    due.do_all()

    assert StatusList.objects.get().token


def test_center_without_a_key_has_a_list_that_is_not_published(client):
    listed, _places = status_lists.take_places(TrainingCenterFactory(), 1)

    assert status_lists.sign_lists() == 0
    assert client.get(reverse("certification:status_list", args=[listed.slug])).status_code == 404
    assert client.get(reverse("certification:status_list", args=["none"])).status_code == 404


def test_list_has_the_shape_of_the_standard(client):
    (certificate,) = issued_with_key()
    status_lists.sign_lists()

    payload = published(client, certificate.status_list)

    subject = payload.pop("credentialSubject")
    url = f"http://127.0.0.1:8000/status/{certificate.status_list.slug}"
    assert (subject.pop("encodedList")[0], subject) == (
        "u",
        {"id": f"{url}#list", "type": "BitstringStatusList", "statusPurpose": "revocation"},
    )
    issuer = f"http://127.0.0.1:8000/kunci.json#{certificate.batch.training_center.code.lower()}"
    assert payload == {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "id": url,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer,
        "validFrom": "2026-11-23T01:12:00Z",
        "validUntil": "2026-11-30T01:12:00Z",
        "iss": issuer,
        "jti": url,
        "nbf": 1795396320,
        "exp": 1796001120,
    }
    assert custody_words(payload) == []


@pytest.mark.parametrize("change", ["payload", "algorithm", "key"])
def test_changed_token_is_refused(change):
    issued_with_key()
    status_lists.sign_lists()
    head, body, signature = StatusList.objects.get().token.split(".")
    token = {
        "payload": f"{head}.{body[:-4]}AAAA.{signature}",
        "algorithm": f"eyJhbGciOiJub25lIn0.{body}.",
        "key": f"{head}.{body}.{signature}",
    }[change]

    with pytest.raises(ValueError, match="not signed by a key"):
        tokens.read(token, {} if change == "key" else jwks())


def test_list_in_which_no_second_place_is_found_gives_none():
    center = TrainingCenterFactory()
    listed, _places = status_lists.take_places(center, 1)
    only_one = bytes([0x7F]) + b"\xff" * (status_lists.PLACES // 8 - 1)
    StatusList.objects.update(decoys=only_one)

    with pytest.raises(RuntimeError, match=f"list {listed.slug} has no 2 free places"):
        status_lists.take_places(center, 2)

    assert StatusList.objects.get().taken == 1
