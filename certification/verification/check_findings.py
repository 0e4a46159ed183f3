"""The check page's answer, derived only from what may be public about one certificate."""

from dataclasses import dataclass, field
from datetime import date
from typing import NotRequired, TypedDict

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from certification.papers import paper_facts
from core import clock


class Verdict(models.TextChoices):
    """The five possible answers of the check page, whatever is typed."""

    VALID = "valid", _("Certificate is valid")
    REVOKED = "revoked", _("Certificate was revoked")
    SUPERSEDED = "superseded", _("Certificate was replaced")
    EXPIRED = "expired", _("Validity has ended")
    NOT_FOUND = "not_found", _("Code not found")


STATEMENT, ATTENDANCE, SUMMARY = "statement", "attendance", "summary"
# The answers for other papers, which must never be called a certificate.
_TITLES = {
    STATEMENT: {
        Verdict.VALID: _("Statement is valid"),
        Verdict.REVOKED: _("Statement was revoked"),
        Verdict.SUPERSEDED: _("Statement was replaced"),
    },
    ATTENDANCE: {
        Verdict.VALID: _("Paper of attendance is valid"),
        Verdict.REVOKED: _("Paper of attendance was revoked"),
        Verdict.SUPERSEDED: _("Paper of attendance was replaced"),
    },
    SUMMARY: {
        Verdict.VALID: _("Skill passport is genuine"),
        Verdict.SUPERSEDED: _("Skill passport is out of date"),
    },
}
_KINDS = {
    STATEMENT: pgettext_lazy("on the paper", "Statement of units"),
    ATTENDANCE: pgettext_lazy("on the paper", "Paper of attendance"),
    SUMMARY: pgettext_lazy("on the paper", "Skill passport"),
}


class PublicRecord(TypedDict):
    """Everything that may be public about an issued certificate: printed words, state, digests.

    Days are ISO dates, local to the training center; `digests` are the SHA-256 of every file issued under the number.
    `paper`, `address` and `telephone` (of the issuer) are missing in registers exported by older versions.
    """

    paper: NotRequired[str]
    address: NotRequired[str]
    telephone: NotRequired[str]
    state: str
    issuer: str
    name: str
    program: str
    number: str
    facts: list[dict[str, str]]
    units: list[dict[str, str]]
    total_hours: str
    issued_on: str
    valid_until: str
    ended_on: str
    time_zone: str
    digests: list[str]


@dataclass(frozen=True)
class Finding:
    """The answer of the check page; all but the verdict comes from the printed words."""

    verdict: Verdict
    paper: str = ""
    issuer: str = ""
    address: str = ""
    telephone: str = ""
    name: str = ""
    program: str = ""
    number: str = ""
    facts: list[dict[str, str]] = field(default_factory=list)
    units: list[dict[str, str]] = field(default_factory=list)
    total_hours: str = ""
    issued_on: date | None = None
    valid_until: date | None = None
    ended_on: date | None = None
    digests: list[str] = field(default_factory=list)

    @property
    def is_statement(self) -> bool:
        """Whether it is a statement of units rather than a certificate."""
        return self.paper == STATEMENT

    @property
    def is_of_attendance(self) -> bool:
        """Whether it states presence alone."""
        return self.paper == ATTENDANCE

    @property
    def is_summary(self) -> bool:
        """Whether it tells everything that its holder learned, and has no number."""
        return self.paper == SUMMARY

    @property
    def kind(self) -> str | Promise:
        """The paper's own name for itself."""
        return _KINDS.get(self.paper, _("Training certificate"))

    @property
    def title(self) -> str | Promise:
        """The answer in a few words, naming the kind of paper."""
        return title_of(self.verdict, self.paper)

    @property
    def holds(self) -> bool:
        """Whether the paper is valid now; for an invalid one no result is shown."""
        return self.verdict == Verdict.VALID

    @property
    def labelled_facts(self) -> list[dict[str, str]]:
        """The printed facts, with labels in the reader's language."""
        if get_language() == "id":
            return self.facts
        return [{**fact, "label": paper_facts.english_of(fact["label"])} for fact in self.facts]


def title_of(verdict: Verdict, paper: str) -> str | Promise:
    """The answer about this kind of paper in a few words."""
    return _TITLES.get(paper, {}).get(verdict, verdict.label)


def finding_of(record: PublicRecord | None) -> Finding:
    """The answer for a record now; None means not found. Days end at midnight of the training center."""
    if record is None:
        return Finding(Verdict.NOT_FOUND)
    valid_until, ended_on = _day(record["valid_until"]), _day(record["ended_on"])
    return Finding(
        verdict=verdict_on(clock.today(record["time_zone"]), record["state"], valid_until),
        paper=record.get("paper", ""),
        issuer=record["issuer"],
        address=record.get("address", ""),
        telephone=record.get("telephone", ""),
        name=record["name"],
        program=record["program"],
        number=record["number"],
        facts=record["facts"],
        units=record["units"],
        total_hours=record["total_hours"],
        issued_on=_day(record["issued_on"]),
        valid_until=valid_until,
        ended_on=ended_on or valid_until,
        digests=record["digests"],
    )


def verdict_on(today: date, state: str, valid_until: date | None) -> Verdict:
    """The register's verdict on that day; the paper is still valid on its last day."""
    if state in (Verdict.REVOKED, Verdict.SUPERSEDED):
        return Verdict(state)
    return Verdict.EXPIRED if valid_until is not None and valid_until < today else Verdict.VALID


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
