import json
import re
from base64 import urlsafe_b64decode
from datetime import date

import pytest
from django.db import DatabaseError, transaction

from certification.certificates import certificate_rendering
from certification.register.models import Certificate
from certification.verification import credentials, tokens
from certification.verification.models import Credential
from inmates.custody.custody_words import custody_words
from tests.certification.verification.keys import issued_with_key, jwks, only_key
from tests.factories.certification import approved, graduates

pytestmark = pytest.mark.django_db


def test_credential_has_the_shape_of_open_badges_3():
    (certificate,) = issued_with_key()
    certificate_rendering.render(certificate)

    found = tokens.read(certificate.credential.token, jwks())

    assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", found.pop("id"))
    assert found.pop("jti").startswith("urn:uuid:")
    achievement = found["credentialSubject"].pop("achievement")
    assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", achievement.pop("id"))
    units = certificate.snapshot["units"]
    listed = "; ".join(f"{unit['code']} {unit['title']} ({unit['hours']} JP)" for unit in units)
    assert achievement == {
        "type": ["Achievement"],
        "achievementType": "Certificate",
        "name": certificate.snapshot["program"]["name"],
        "description": "Pelatihan berbasis kompetensi, 8 JP.",
        "criteria": {"narrative": f"Kompeten (K) dalam unit: {listed}."},
        "inLanguage": "id",
    }
    issuer = tokens.issuer_of(only_key())
    url = f"http://127.0.0.1:8000/status/{certificate.status_list.slug}"
    assert found == {
        "@context": [
            "https://www.w3.org/ns/credentials/v2",
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
        ],
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": certificate.snapshot["program"]["name"],
        "issuer": {"id": issuer["id"], "type": ["Profile"], "name": certificate.snapshot["issuer"]["name"]},
        "validFrom": "2026-11-22T16:00:00Z",
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "identifier": [
                {
                    "type": "IdentityObject",
                    "hashed": False,
                    "identityType": "name",
                    "identityHash": certificate.snapshot["holder"]["name"],
                }
            ],
            "licenseNumber": certificate.number_text,
        },
        "credentialStatus": {
            "id": f"{url}#{certificate.status_index}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": str(certificate.status_index),
            "statusListCredential": url,
        },
        "iss": issuer["id"],
        "nbf": 1795363200,
    }


def test_header_names_algorithm_and_public_key():
    (certificate,) = issued_with_key()
    certificate_rendering.render(certificate)

    head = certificate.credential.token.split(".")[0]

    key = only_key()
    assert json.loads(urlsafe_b64decode(head + "=" * (-len(head) % 4))) == {
        "alg": "EdDSA",
        "typ": "JWT",
        "kid": key.kid,
        "jwk": {"kty": "OKP", "crv": "Ed25519", "kid": key.kid, "x": key.public_key},
    }


def test_last_day_ends_at_midnight_of_the_training_center():
    (certificate,) = issued_with_key()
    certificate.valid_until = date(2029, 11, 23)

    found = credentials.credential_of(certificate, only_key())

    assert (found["validUntil"], found["exp"]) == ("2029-11-23T16:00:00Z", 1890144000)


def test_credential_tells_neither_custody_nor_birth():
    (certificate,) = issued_with_key()

    text = json.dumps(credentials.credential_of(certificate, only_key()))

    assert custody_words(text) == []
    assert "Lahir" not in text


def test_credential_is_made_once_and_the_database_refuses_to_change_it():
    (certificate,) = issued_with_key()
    certificate_rendering.render(certificate)
    token = Credential.objects.get().token

    again = credentials.keep(certificate)

    assert again.token == token
    with pytest.raises(DatabaseError), transaction.atomic():
        Credential.objects.update(token="")


def test_center_without_a_key_makes_none():
    certificate = approved(graduates(1).enrollments.get())

    assert credentials.keep(Certificate.objects.get(pk=certificate.pk)) is None
