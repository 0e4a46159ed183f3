"""The public check: what may be said about a certificate to whoever holds its code."""

from dataclasses import dataclass, field
from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from certification.issue import codes
from certification.models import Certificate, NumberSeries
from core import clock

# Asked for in place of what cannot be a code, so that both kinds of wrong codes cost one look-up.
NO_SUCH_CODE = "U" * codes.LENGTH


class Verdict(models.TextChoices):
    """The five answers of the check page; there is no sixth, whatever is typed."""

    VALID = "valid", _("Certificate is valid")
    REVOKED = "revoked", _("Certificate was revoked")
    SUPERSEDED = "superseded", _("Certificate was replaced")
    EXPIRED = "expired", _("Validity has ended")
    NOT_FOUND = "not_found", _("Code not found")


@dataclass(frozen=True)
class Finding:
    """The answer of the check page; everything but the verdict comes from the printed words."""

    verdict: Verdict
    issuer: str = ""
    name: str = ""
    program: str = ""
    number: str = ""
    facts: list[dict[str, str]] = field(default_factory=list)
    units: list[dict[str, str]] = field(default_factory=list)
    total_hours: str = ""
    issued_on: date | None = None
    valid_until: date | None = None
    ended_on: date | None = None
    sha256: str = ""


def look_up(typed: str) -> Finding:
    """What the register says about a typed or scanned code; a wrong and an unknown one get the same answer."""
    code = codes.plain(typed)
    # Asked in any case: the time of the answer must not tell a well-formed code from a wrong one.
    wanted = code if codes.is_code(code) else NO_SUCH_CODE
    certificate = (
        Certificate.objects.select_related("batch__training_center", "file", "replaced_by")
        # The bytes of the file are some hundred kilobytes, and the page shows only their digest.
        .defer("file__content", "replaced_by__snapshot")
        .filter(code=wanted)
        .first()
    )
    return _finding(certificate) if certificate else Finding(Verdict.NOT_FOUND)


def verdict_of(certificate: Certificate, today: date) -> Verdict:
    """What the register says about an issued certificate on that day."""
    if certificate.state == Certificate.State.REVOKED:
        return Verdict.REVOKED
    if certificate.state == Certificate.State.SUPERSEDED:
        return Verdict.SUPERSEDED
    return Verdict.EXPIRED if certificate.has_expired(today) else Verdict.VALID


def _finding(certificate: Certificate) -> Finding:
    words, zone = certificate.snapshot, certificate.batch.training_center.time_zone
    verdict = verdict_of(certificate, clock.today(zone))
    is_statement = certificate.paper == NumberSeries.Paper.STATEMENT
    name, program, facts = _statement_words(words) if is_statement else _certificate_words(words)
    ended = {Verdict.REVOKED: certificate.revoked_at, Verdict.SUPERSEDED: _replaced_at(certificate)}.get(verdict)
    return Finding(
        verdict=verdict,
        issuer=words["issuer"]["name"],
        name=name,
        program=program,
        number=words["number"],
        facts=facts,
        units=words["units"],
        total_hours=words["total_hours"],
        issued_on=certificate.issued_on,
        valid_until=certificate.valid_until,
        ended_on=clock.local(ended, zone).date() if ended else certificate.valid_until,
        sha256=certificate.file.sha256 if hasattr(certificate, "file") else "",
    )


def _replaced_at(certificate: Certificate):
    return certificate.replaced_by.issued_at if hasattr(certificate, "replaced_by") else None


def _certificate_words(words: dict) -> tuple[str, str, list[dict[str, str]]]:
    return words["holder"]["name"], words["program"]["name"], words["facts"]


def _statement_words(words: dict) -> tuple[str, str, list[dict[str, str]]]:
    """The rows about the person without birth data, which the check page shows of nobody."""
    rows = {row["label"]: row["value"] for row in words["person"]}
    facts = [{"label": label, "value": rows[label]} for label in ("Waktu mengikuti", "Kehadiran") if label in rows]
    return rows["Nama"], rows["Program pelatihan"], facts
