"""A paper roll typed in line by line, with the scan of the sheet."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from core.command_forms import CommandForm, ReasonField
from core.http import typed
from core.scans import MOST_SCAN_BYTES
from programs.attendance.forms.roll import LONGEST_NOTE, number
from programs.attendance.paper_entry import read_line
from programs.attendance.roll_rows import Choice, Row

LONGEST_LINE = LONGEST_NOTE + 12


class PaperForm(CommandForm):
    """The fields beside the lines of a paper roll."""

    scan = forms.FileField(
        label=_("Scan of the signed sheet"),
        required=False,
        help_text=_("PDF, JPEG or PNG, up to 10 MB."),
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}),
    )
    reason = ReasonField(
        label=_("Reason for the correction"),
        help_text=_("At least %(count)s characters. Shown in the history."),
        max_length=LONGEST_NOTE,
        rows=2,
        required=False,
    )

    def __init__(self, *args: Any, needs_reason: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not needs_reason:
            del self.fields["reason"]

    def content(self) -> bytes | None:
        """The scan, read up to one byte over the limit so that the command can tell that it is too large."""
        scan = self.cleaned_data["scan"]
        return scan.read(MOST_SCAN_BYTES + 1) if scan else None


def take_lines(rows: list[Row], data: QueryDict, choices: list[Choice]) -> dict[UUID, int]:
    """Reads the typed line of each row and keeps its text on the row; returns the versions that the page showed."""
    versions = {}
    for row in rows:
        row.line = typed(data, f"line-{row.person}", most=LONGEST_LINE)
        versions[row.person] = number(data.get(f"version-{row.person}", ""))
        read_line(row.line, row, choices)
    return versions
