"""What the check page answers, put together from what may be public of one certificate and from nothing else."""

from dataclasses import dataclass, field
from datetime import date
from typing import NotRequired, TypedDict

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from core import clock


class Verdict(models.TextChoices):
    """The five answers of the check page; there is no sixth, whatever is typed."""

    VALID = "valid", _("Certificate is valid")
    REVOKED = "revoked", _("Certificate was revoked")
    SUPERSEDED = "superseded", _("Certificate was replaced")
    EXPIRED = "expired", _("Validity has ended")
    NOT_FOUND = "not_found", _("Code not found")


STATEMENT = "statement"
# What the register says of a statement of units, which is no certificate and is never called one.
_OF_STATEMENTS = {
    Verdict.VALID: _("Statement is valid"),
    Verdict.REVOKED: _("Statement was revoked"),
    Verdict.SUPERSEDED: _("Statement was replaced"),
}
# The labels are printed in Indonesian; who reads English gets them in English, the printed words beside them stay.
_ENGLISH = {
    "Jenjang": "Level",
    "Waktu pelatihan": "Training period",
    "Lama pelatihan": "Duration",
    "Hasil": "Result",
    "Waktu mengikuti": "Attended",
    "Kehadiran": "Attendance",
}


class PublicRecord(TypedDict):
    """All that may be public of an issued certificate: printed words, state, digests. Days are ISO dates, local to
    the training center; `digests` are the SHA-256 of every file that was issued under the number. `paper`,
    `address` and `telephone` (of the issuer) are missing in registers that an older version exported.
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
    """The answer of the check page; everything but the verdict comes from the printed words."""

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
        """Whether it is a statement of units, and no certificate."""
        return self.paper == STATEMENT

    @property
    def kind(self) -> str | Promise:
        """What the paper calls itself."""
        return pgettext_lazy("on the paper", "Statement of units") if self.is_statement else _("Training certificate")

    @property
    def title(self) -> str | Promise:
        """The answer in a few words, of the paper that it is about."""
        return _OF_STATEMENTS.get(self.verdict, self.verdict.label) if self.is_statement else self.verdict.label

    @property
    def holds(self) -> bool:
        """Whether the paper proves something now; of what does not, no result is repeated."""
        return self.verdict == Verdict.VALID

    @property
    def labelled_facts(self) -> list[dict[str, str]]:
        """The printed facts, with labels in the language of the reader."""
        if get_language() == "id":
            return self.facts
        return [{**fact, "label": _ENGLISH.get(fact["label"], fact["label"])} for fact in self.facts]


def finding_of(record: PublicRecord | None) -> Finding:
    """The answer for a record at this moment; none: not found. A day ends at the midnight of the training center."""
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
    """What the register says on that day; the last day of validity is still valid."""
    if state in (Verdict.REVOKED, Verdict.SUPERSEDED):
        return Verdict(state)
    return Verdict.EXPIRED if valid_until is not None and valid_until < today else Verdict.VALID


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
