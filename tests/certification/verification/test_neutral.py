"""Nothing that the public can read of a certificate tells where its holder was trained."""

import json

import pytest
from django.urls import reverse

from certification.certificates import certificate_rendering
from certification.verification import published_keys, signed_facts, status_lists, tokens, verifier
from inmates.custody.custody_words import custody_words
from tests.certification.verification.keys import issued_with_key, jwks, public_keys, readable

pytestmark = pytest.mark.django_db


@pytest.fixture
def issued():
    (certificate,) = issued_with_key()
    certificate_rendering.render(certificate)
    status_lists.sign_lists()
    certificate.status_list.refresh_from_db()
    return certificate


def everything_public(client, certificate):
    """By where it is read: what it says, and the address or file name under which it stands."""
    code, slug = certificate.code, certificate.status_list.slug
    addresses = {
        "check page": reverse("certification:check", args=[code]),
        "check page, empty": reverse("certification:check_start"),
        "keys": reverse("certification:public_keys"),
        "status list": reverse("certification:status_list", args=[slug]),
        "verifier": reverse("certification:verifier"),
    }
    answers = {place: client.get(address) for place, address in addresses.items()}
    signed = signed_facts.printed_words(certificate.snapshot)["check"]["signed"]
    return {
        **{place: [addresses[place], answer.content.decode()] for place, answer in answers.items()},
        "headers": [f"{name}: {value}" for answer in answers.values() for name, value in answer.items()],
        "symbol of the address": [certificate.snapshot["check"]["url"]],
        "symbol of the facts": [signed, json.dumps(signed_facts.read(signed, public_keys()))],
        "list, opened": [json.dumps(tokens.read(certificate.status_list.token, jwks()))],
        "credential": [certificate.credential.token, json.dumps(tokens.read(certificate.credential.token, jwks()))],
    }


def test_no_word_of_custody_stands_anywhere(client, issued):
    found = {
        place: words
        for place, texts in everything_public(client, issued).items()
        if (words := custody_words([readable(text) for text in texts]))
    }

    assert found == {}


def test_nothing_tells_the_facility_or_the_person_behind_the_certificate(client, issued):
    facility, person = issued.batch.facility, issued.enrollment.person
    secrets = [facility.code, facility.name, facility.short_name, str(person.public_id), str(issued.public_id)]

    texts = json.dumps(everything_public(client, issued), ensure_ascii=False)

    assert [secret for secret in secrets if secret and secret in texts] == []


def test_verifier_asks_nobody_and_runs_its_own_script_only(client, issued):
    content = client.get(reverse("certification:verifier")).content.decode()

    policy = content.split('http-equiv="Content-Security-Policy" content="')[1].split('"')[0]
    assert policy.startswith("default-src &#x27;none&#x27;")
    assert "unsafe" not in policy
    assert "connect-src" not in policy
    assert content.count("<script") == 2
    assert 'src="' not in content.split("<body>")[0]
    assert issued.status_list.token in content


def test_verifier_is_handed_out_as_a_file(client, issued):
    answer = client.get(reverse("certification:verifier"))

    assert answer["Content-Disposition"] == 'attachment; filename="periksa-sertifikat.html"'
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer.cookies == {}


def test_very_many_lists_are_left_to_the_network():
    lists = {str(number): "x.y.z" for number in range(verifier.MOST_LISTS + 1)}

    content = verifier.page(published_keys.keys_document(), lists)

    assert '"lists": {}' in content


def test_words_inside_the_data_cannot_end_the_script():
    known = {"keys": [{"kid": "A", "issuer": "</script><script>alert(1)</script>"}]}

    assert "<script>alert" not in verifier.page(known, {})
