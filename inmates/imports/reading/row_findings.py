"""Findings about single rows: why one is rejected, and what was left out of an accepted one.

A finding holds a code and a row number, never the content of a cell, so it is safe in logs and jobs.
"""

from dataclasses import dataclass
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from inmates.imports.reading.fields import Field
from inmates.people.codes import Why
from printing.printed_signs import SENTENCE


class Reason(TextChoices):
    """Every reason for rejecting a row, with the sentence that says what to do."""

    NAME_MISSING = "name_missing", _("The name is missing. Fill it in and import the file again.")
    NAME_TOO_LONG = "name_too_long", _("The name is longer than 150 characters. Shorten it.")
    NAME_SIGNS = "name_signs", SENTENCE
    NUMBER_MISSING = (
        "number_missing",
        _("The register number is missing. Fill it in and import the file again."),
    )
    NUMBER_IS_DATE = (
        "number_is_date",
        _("The spreadsheet turned the register number into a date. Format the column as text and type it again."),
    )
    NUMBER_TOO_LONG = (
        "number_too_long",
        _("The register number is longer than 40 characters. Write one number only."),
    )
    DATE_IMPOSSIBLE = (
        "date_impossible",
        _("“%(field)s” is not a possible date. Write it as day/month/year, for example 31/01/2026."),
    )
    LEAVES_BEFORE_ENTERING = (
        "leaves_before_entering",
        _("The date of leaving lies before the date of entry. Correct one of the two."),
    )
    ENTERED_IN_FUTURE = (
        "entered_in_future",
        _("The date of entry is in the future. Correct the year."),
    )
    BORN_IN_FUTURE = (
        "born_in_future",
        _("The date of birth is today or in the future. Correct the year."),
    )
    BORN_TOO_LATE = (
        "born_too_late",
        _("The date of birth does not lie before the date of entry. Correct one of the two."),
    )
    DUPLICATE = (
        "duplicate",
        _("Another row has the same register number. Neither row is taken; correct the wrong one."),
    )

    @property
    def why(self) -> Why:
        """The ground of rejection that this reason belongs to."""
        return _WHY[self]


_WHY = {
    Reason.NAME_MISSING: Why.NAME,
    Reason.NAME_TOO_LONG: Why.NAME,
    Reason.NAME_SIGNS: Why.NAME,
    Reason.NUMBER_MISSING: Why.NUMBER,
    Reason.NUMBER_IS_DATE: Why.NUMBER,
    Reason.NUMBER_TOO_LONG: Why.NUMBER,
    Reason.DATE_IMPOSSIBLE: Why.DATE,
    Reason.LEAVES_BEFORE_ENTERING: Why.ORDER,
    Reason.ENTERED_IN_FUTURE: Why.DATE,
    Reason.BORN_IN_FUTURE: Why.DATE,
    Reason.BORN_TOO_LATE: Why.DATE,
    Reason.DUPLICATE: Why.DUPLICATE,
}


class Warned(TextChoices):
    """What is left out of, or unknown about, an accepted row."""

    NAME_SIGNS = (
        "name_signs",
        _("The name has digits or brackets. Check it: it is printed on papers as it stands."),
    )
    NIK_ZEROS = "nik_zeros", _("The NIK is all zeros; the row is taken without it.")
    NIK_NUMBER = (
        "nik_number",
        _("The NIK is stored as a number, whose last digits are lost; the row is taken without it."),
    )
    NIK_LENGTH = "nik_length", _("The NIK does not have 16 digits; the row is taken without it.")
    NIK_SHARED = "nik_shared", _("Another row has the same NIK; both rows are taken without it.")
    REGISTER_UNKNOWN = (
        "register_unknown",
        _("The register number does not begin with a known register (A.I to A.V, B.I to B.III)."),
    )
    SEX_UNKNOWN = "sex_unknown", _("The sex could not be read and was left blank.")
    EDUCATION_UNKNOWN = "education_unknown", _("The education could not be read and was left blank.")
    HOUSING_UNREADABLE = "housing_unreadable", _("The block or cell could not be read and was left blank.")
    TEXT_TOO_LONG = "text_too_long", _("A called name or place of birth is too long and was left blank.")


@dataclass(frozen=True)
class Rejected:
    """A rejected row: its number as a spreadsheet shows it, and the reason.

    `reason` and `field` describe its first fault, under which it is counted; `more` holds the others.
    """

    row: int
    reason: Reason
    field: Field | None = None
    more: tuple["Rejected", ...] = ()

    @property
    def why(self) -> Why:
        """The ground of rejection."""
        return self.reason.why

    @property
    def faults(self) -> list["Rejected"]:
        """Every fault of the row, the first one first."""
        return [self, *self.more]

    @property
    def sentence(self) -> str:
        """What is wrong in this fault alone, in the active language."""
        text = str(self.reason.label)
        return text % {"field": self.field.label} if self.field else text

    @property
    def message(self) -> str:
        """The user's message about all faults, in the active language."""
        return " ".join(fault.sentence for fault in self.faults)

    def as_values(self) -> dict[str, Any]:
        """The finding as JSON values."""
        values = {"row": self.row, "reason": str(self.reason), "field": str(self.field or "")}
        return {**values, "more": [fault.as_values() for fault in self.more]} if self.more else values

    @classmethod
    def from_values(cls, values: dict[str, Any]) -> "Rejected":
        """Restores a finding from `as_values`."""
        field = Field(values["field"]) if values["field"] else None
        more = tuple(cls.from_values(one) for one in values.get("more", ()))
        return cls(values["row"], Reason(values["reason"]), field, more)


@dataclass(frozen=True)
class RowWarning:
    """A warning about an accepted row."""

    row: int
    code: Warned
