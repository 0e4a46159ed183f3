"""A paper roll typed in line by line, with the scan of the sheet."""

from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from core.command_forms import CommandForm, ReasonField
from core.forms import ScanField
from core.http import typed
from programs.attendance.forms.roll import LONGEST_NOTE, number
from programs.attendance.paper_entry import read_line
from programs.attendance.roll_rows import Choice, Row

LONGEST_LINE = LONGEST_NOTE + 12


class PaperForm(CommandForm):
    """The fields beside the lines of a paper roll."""

    scan = ScanField(label=_("Scan of the signed sheet"), required=False)
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


def take_lines(rows: list[Row], data: QueryDict, choices: list[Choice]) -> dict[UUID, int]:
    """Reads the typed line of each row and keeps its text on the row; returns the versions that the page showed."""
    versions = {}
    for row in rows:
        row.line = typed(data, f"line-{row.person}", most=LONGEST_LINE)
        versions[row.person] = number(data.get(f"version-{row.person}", ""))
        read_line(row.line, row, choices)
    return versions
