"""The credential of a certificate (Open Badges 3.0, signed as VC-JWT), for holders to present to programs.

It contains what the paper says, without birth data. Possession proves nothing. Its id is random.
"""

import uuid
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, cast

from certification.register.models import Certificate, NumberSeries
from certification.verification import statement_keys, tokens
from certification.verification.certificate_check import printed_of
from certification.verification.models import Credential, StatementKey, StatusList
from core import clock

CONTEXT = [
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
]


def keep(certificate: Certificate) -> Credential | None:
    """Creates and stores the credential of an issued certificate unless it exists; None while its center has no key.

    A paper of attendance never gets one: presence is no achievement.
    Call it in the caller's transaction, under the certificate's lock. Raises `RuleViolation` if the secret key cannot
    be read.
    """
    known = Credential.objects.filter(certificate=certificate).first()
    key = statement_keys.active_key(certificate.batch.training_center)
    if known or key is None or not certificate.is_issued or certificate.is_of_attendance:
        return known
    token = tokens.signed(credential_of(certificate, key), key)
    return Credential.objects.create(certificate=certificate, token=token)


def credential_of(certificate: Certificate, key: StatementKey) -> dict[str, Any]:
    """The credential before signing."""
    issuer, urn = tokens.issuer_of(key), f"urn:uuid:{uuid.uuid4()}"
    # Every issued certificate has a time of issue and a place in a status list.
    listed = cast(StatusList, certificate.status_list)
    begins, ends = _begin(certificate), _end(certificate)
    found = {
        "@context": CONTEXT,
        "id": urn,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": _name(certificate),
        "issuer": issuer,
        "validFrom": tokens.moment(begins),
        "credentialSubject": _subject(certificate, issuer["id"]),
        "credentialStatus": _status(listed, certificate.status_index),
        "iss": issuer["id"],
        "jti": urn,
        "nbf": int(begins.timestamp()),
    }
    if ends:
        found |= {"validUntil": tokens.moment(ends), "exp": int(ends.timestamp())}
    return found


def _begin(certificate: Certificate) -> datetime:
    """Midnight of the day of issue, at the training center; the hour would tell what was issued together."""
    day = cast(date, certificate.issued_on)
    return clock.at(day, time(0), certificate.batch.training_center.time_zone).astimezone(UTC)


def _end(certificate: Certificate) -> datetime | None:
    """Midnight after the last day, at the training center."""
    if certificate.valid_until is None:
        return None
    following = certificate.valid_until + timedelta(days=1)
    return clock.at(following, time(0), certificate.batch.training_center.time_zone).astimezone(UTC)


def _subject(certificate: Certificate, issuer: str) -> dict[str, Any]:
    return {
        "type": ["AchievementSubject"],
        "identifier": [
            {
                "type": "IdentityObject",
                "hashed": False,
                "identityType": "name",
                "identityHash": printed_of(certificate.snapshot).name,
            }
        ],
        "licenseNumber": certificate.number_text,
        "achievement": _achievement(certificate, issuer),
    }


def _achievement(certificate: Certificate, issuer: str) -> dict[str, Any]:
    """What was achieved: a program or, for a statement, exactly the units it names."""
    printed, units = printed_of(certificate.snapshot), certificate.snapshot["units"]
    listed = "; ".join(f"{unit['code']} {unit['title']} ({unit['hours']} JP)" for unit in units)
    hours = certificate.snapshot["total_hours"]
    of_statement = certificate.paper == NumberSeries.Paper.STATEMENT
    # The same id for everybody with this achievement, so that programs can compare.
    same = [issuer, printed.program, *(unit["code"] for unit in units if of_statement)]
    about = (
        f"Kompeten dalam {len(units)} unit ({hours} JP) dari program {printed.program}. Bukan sertifikat pelatihan."
        if of_statement
        else f"Pelatihan berbasis kompetensi, {hours} JP."
    )
    return {
        "id": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, '/'.join(same))}",
        "type": ["Achievement"],
        "achievementType": "Competency" if of_statement else "Certificate",
        "name": _name(certificate),
        "description": about,
        "criteria": {"narrative": f"Kompeten (K) dalam unit: {listed}."},
        "inLanguage": "id",
    }


def _name(certificate: Certificate) -> str:
    program = printed_of(certificate.snapshot).program
    of_statement = certificate.paper == NumberSeries.Paper.STATEMENT
    return f"Surat keterangan unit kompetensi: {program}" if of_statement else program


def _status(listed: StatusList, place: int | None) -> dict[str, str]:
    url = tokens.address("status_list", listed.slug)
    return {
        "id": f"{url}#{place}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": str(place),
        "statusListCredential": url,
    }
