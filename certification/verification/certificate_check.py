"""The public check: what anyone holding a certificate's code may learn."""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.utils.functional import Promise

from accounts.models import TrainingCenter
from certification.papers import paper_facts
from certification.register import check_codes
from certification.register.models import Certificate, HolderPaper
from certification.register.paper_proofs import is_proven
from certification.verification import check_findings
from certification.verification.check_findings import Finding, PublicRecord, Verdict, finding_of, verdict_on
from core import clock
from inmates.custody.telltale_words import telltale_words

# Looked up instead of an invalid code, so that both kinds of wrong codes cost one query.
NO_SUCH_CODE = "U" * check_codes.LENGTH


def look_up(typed: str) -> Finding:
    """The register's answer to a typed or scanned code; invalid and unknown codes get the same answer."""
    code = check_codes.plain(typed)
    # Always queried: the response time must not distinguish well-formed codes from invalid ones.
    wanted = code if check_codes.is_code(code) else NO_SUCH_CODE
    certificate, paper = checkable().filter(code=wanted).first(), sealed_papers().filter(code=wanted).first()
    if certificate:
        return finding_of(record_of(certificate))
    return finding_of(summary_of(paper) if paper and is_proven(paper) else None)


def verdict_of(certificate: Certificate, today: date) -> Verdict:
    """The register's verdict on an issued certificate on that day."""
    return verdict_on(today, certificate.state, certificate.valid_until)


def title_of(certificate: Certificate, today: date) -> str | Promise:
    """The same in the words of the check page, which names the kind of paper."""
    return check_findings.title_of(verdict_of(certificate, today), certificate.paper)


def checkable() -> QuerySet[Certificate]:
    """Issued certificates with what `record_of` needs, without the bytes of their files."""
    related = Certificate.objects.issued().select_related("batch__training_center", "file", "official", "replaced_by")
    # The files are some hundred kilobytes each, and only their digests are shown.
    return related.defer("file__content", "official__content", "replaced_by__snapshot")


def record_of(certificate: Certificate) -> PublicRecord:
    """Everything that may be public about an issued certificate, for the check page here and the standalone one."""
    words, zone = certificate.snapshot, certificate.batch.training_center.time_zone
    printed = printed_of(words)
    revoked = clock.local(certificate.revoked_at, zone).date() if certificate.revoked_at else None
    ended = {"revoked": revoked, "superseded": _replaced_on(certificate)}.get(certificate.state)
    return {
        "paper": certificate.paper,
        "state": certificate.state,
        "issuer": words["issuer"]["name"],
        "address": public_address(certificate.batch.training_center),
        "telephone": certificate.batch.training_center.telephone,
        "name": printed.name,
        "program": printed.program,
        "number": words["number"],
        "facts": printed.facts,
        # Of a paper of attendance what was taught, in which nobody was assessed.
        "units": words.get("units") or words["subjects"],
        "total_hours": words["total_hours"],
        "issued_on": _iso(certificate.issued_on),
        "valid_until": _iso(certificate.valid_until),
        "ended_on": _iso(ended),
        "time_zone": zone,
        "digests": digests_of(certificate),
    }


def sealed_papers() -> QuerySet[HolderPaper]:
    """Sealed papers of holders, without their bytes."""
    papers = HolderPaper.objects.filter(sealed_at__isnull=False).defer("content")
    return papers.select_related("enrollment__batch__training_center", "seal_key")


def summary_of(paper: HolderPaper) -> PublicRecord:
    """Everything that may be public about a sealed paper of a holder: printed words, by month alone.

    It is out of date once a paper that it names is no longer in force.
    """
    words, center = paper.words, paper.enrollment.batch.training_center
    numbers = [one["number"] for one in (*words["certificates"], *words["short_courses"])]
    named = Certificate.objects.filter(number_text__in=numbers, enrollment__person=paper.enrollment.person_id)
    is_in_force = named.filter(state=Certificate.State.ISSUED).values("number_text").distinct().count() == len(numbers)
    return {
        "paper": check_findings.SUMMARY,
        "state": "issued" if is_in_force else Verdict.SUPERSEDED.value,
        "issuer": words["issuer"]["name"],
        "address": public_address(center),
        "telephone": center.telephone,
        "name": words["holder"]["name"],
        "program": ", ".join(words["trades"]),
        "number": "",
        "facts": [],
        "units": [{"code": one["code"], "title": one["title"], "hours": one["jp"]} for one in words["units"]],
        "total_hours": words["total_jp"],
        # The day would tell when its holder was about to leave.
        "issued_on": clock.local(paper.made_at, center.time_zone).date().replace(day=1).isoformat(),
        "valid_until": "",
        "ended_on": "",
        "time_zone": center.time_zone,
        "digests": [paper.sha256],
    }


def public_address(center: TrainingCenter) -> str:
    """The office's current address, unless it reveals where its people are trained."""
    address = center.address or center.city
    return "" if telltale_words(address, housing=False) else address


def digests_of(certificate: Certificate) -> list[str]:
    """SHA-256 of every file issued under this number; empty until the first is made."""
    return [getattr(certificate, name).sha256 for name in ("file", "official") if hasattr(certificate, name)]


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _replaced_on(certificate: Certificate) -> date | None:
    return certificate.replaced_by.issued_on if hasattr(certificate, "replaced_by") else None


class Printed(NamedTuple):
    """The common content of all papers, which name it differently."""

    name: str
    program: str
    facts: list[dict[str, str]]


def printed_of(words: Mapping[str, Any]) -> Printed:
    """From the words of any paper, without birth data, which the check page never shows."""
    if "holder" in words:
        return Printed(words["holder"]["name"], words["program"]["name"], _public(words["facts"]))
    rows = {row["label"]: row["value"] for row in words["person"]}
    return Printed(rows[paper_facts.NAME.label], rows[paper_facts.PROGRAM.label], _public(words["person"]))


def _public(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    known = paper_facts.FACTS
    return [row for row in rows if row["label"] in known and known[row["label"]].is_public]
