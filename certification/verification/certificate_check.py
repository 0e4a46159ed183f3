"""The public check: what may be said about a certificate to whoever holds its code."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import QuerySet

from accounts.models import TrainingCenter
from certification.register import check_codes
from certification.register.models import Certificate
from certification.verification.check_findings import Finding, PublicRecord, Verdict, finding_of, verdict_on
from core import clock
from inmates.custody.telltale_words import telltale_words

# Asked for in place of what cannot be a code, so that both kinds of wrong codes cost one look-up.
NO_SUCH_CODE = "U" * check_codes.LENGTH


def look_up(typed: str) -> Finding:
    """What the register says about a typed or scanned code; a wrong and an unknown one get the same answer."""
    code = check_codes.plain(typed)
    # Asked in any case: the time of the answer must not tell a well-formed code from a wrong one.
    wanted = code if check_codes.is_code(code) else NO_SUCH_CODE
    certificate = checkable().filter(code=wanted).first()
    return finding_of(record_of(certificate) if certificate else None)


def verdict_of(certificate: Certificate, today: date) -> Verdict:
    """What the register says about an issued certificate on that day."""
    return verdict_on(today, certificate.state, certificate.valid_until)


def checkable() -> QuerySet[Certificate]:
    """Issued certificates with what `record_of` asks of them, but without the bytes of their files."""
    related = Certificate.objects.issued().select_related("batch__training_center", "file", "official", "replaced_by")
    # The bytes of a file are some hundred kilobytes, and only their digest is told.
    return related.defer("file__content", "official__content", "replaced_by__snapshot")


def record_of(certificate: Certificate) -> PublicRecord:
    """All that may be public of an issued certificate, for the check page here and for the one that stands alone."""
    words, zone = certificate.snapshot, certificate.batch.training_center.time_zone
    printed = printed_of(words)
    ended = {"revoked": certificate.revoked_at, "superseded": _replaced_at(certificate)}.get(certificate.state)
    return {
        "paper": certificate.paper,
        "state": certificate.state,
        "issuer": words["issuer"]["name"],
        "address": _address(certificate.batch.training_center),
        "telephone": certificate.batch.training_center.telephone,
        "name": printed.name,
        "program": printed.program,
        "number": words["number"],
        "facts": printed.facts,
        "units": words["units"],
        "total_hours": words["total_hours"],
        "issued_on": _iso(certificate.issued_on),
        "valid_until": _iso(certificate.valid_until),
        "ended_on": _iso(clock.local(ended, zone).date() if ended else None),
        "time_zone": zone,
        "digests": digests_of(certificate),
    }


def _address(center: TrainingCenter) -> str:
    """Where to ask: as the office writes it today, unless that would tell where its people are trained."""
    address = center.address or center.city
    return "" if telltale_words(address, housing=False) else address


def digests_of(certificate: Certificate) -> list[str]:
    """SHA-256 of every file that the center has given out under this number; empty until the first is made."""
    return [getattr(certificate, name).sha256 for name in ("file", "official") if hasattr(certificate, name)]


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _replaced_at(certificate: Certificate) -> datetime | None:
    return certificate.replaced_by.issued_at if hasattr(certificate, "replaced_by") else None


class Printed(NamedTuple):
    """What the two papers have in common, each under names of its own."""

    name: str
    program: str
    facts: list[dict[str, str]]


def printed_of(words: Mapping[str, Any]) -> Printed:
    """From the words of a certificate, or of a statement without birth data, which the check page shows of nobody."""
    if "holder" in words:
        return Printed(words["holder"]["name"], words["program"]["name"], words["facts"])
    rows = {row["label"]: row["value"] for row in words["person"]}
    facts = [{"label": label, "value": rows[label]} for label in ("Waktu mengikuti", "Kehadiran") if label in rows]
    return Printed(rows["Nama"], rows["Program pelatihan"], facts)
