"""Marks sent by a device, over the network or in a file, and the choice between two marks."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.command_forms import CommandForm, ReasonField
from core.forms import YEARS
from core.http import as_uuid
from core.text import visible
from programs.attendance.forms.roll import LONGEST_NOTE
from programs.offline.mark_replay import Operation
from programs.offline.models import MarkOperation

MOST_AT_ONCE = 200
MOST_IN_A_FILE = 5000
# Enough for the maximum number of operations with notes of full length.
MOST_BYTES = 5 * 1024 * 1024
# Limit of the database columns.
LARGEST = 2**31 - 1
FIRST, LAST = (datetime(year, 1, 1, tzinfo=UTC) for year in YEARS)


class OperationForm(forms.Form):
    """Validates the shape of one operation; the rules decide what it may do."""

    id = forms.UUIDField()
    device = forms.UUIDField()
    sequence = forms.IntegerField(min_value=1, max_value=LARGEST)
    session = forms.UUIDField()
    person = forms.UUIDField()
    status = forms.CharField(max_length=20)
    base_version = forms.IntegerField(min_value=0, max_value=LARGEST)
    # Near the limits of the calendar a time cannot be converted to every time zone and cannot be stored.
    made_at = forms.DateTimeField(validators=[MinValueValidator(FIRST), MaxValueValidator(LAST)])
    minutes_late = forms.IntegerField(required=False, min_value=0, max_value=600)
    note = forms.CharField(required=False, max_length=LONGEST_NOTE)

    def operation(self) -> Operation:
        """The operation; absent minutes become 0."""
        return Operation(**{**self.cleaned_data, "minutes_late": self.cleaned_data["minutes_late"] or 0})


@dataclass(frozen=True)
class Sent:
    """The public id of a pack, its operations, and the ids of unreadable ones."""

    pack: UUID
    operations: list[Operation]
    unread: list[str]


def read(content: bytes, *, most: int) -> Sent:
    """Parses what a device sent or exported. Raises `ValidationError` if it has the wrong format altogether."""
    try:
        data = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise ValidationError(_not_ours()) from error
    if not isinstance(data, dict):
        raise ValidationError(_not_ours())
    pack, rows = as_uuid(str(data.get("pack"))), data.get("operations")
    if pack is None or not isinstance(rows, list):
        raise ValidationError(_not_ours())
    if len(rows) > most:
        raise ValidationError(_("At most %(most)s marks can be taken at once.") % {"most": most})
    forms_of_rows = [OperationForm(_typed(row) if isinstance(row, dict) else {}) for row in rows]
    operations = [form.operation() for form in forms_of_rows if form.is_valid()]
    return Sent(pack, operations, [_id_of(form.data) for form in forms_of_rows if not form.is_valid()])


def _typed(row: Mapping[str, Any]) -> dict[str, str]:
    """Values as form strings: JSON has other types, and unpaired surrogates, which cannot be stored."""
    return {name: visible(str(value)) for name, value in row.items() if isinstance(value, str | int | float)}


def _id_of(data: Mapping[str, Any]) -> str:
    return str(data.get("id", ""))[:36]


def _not_ours() -> str:
    return _("This is no queue of the offline roll. Choose the file that the device has saved.")


class QueueFileForm(CommandForm):
    """A queue file exported by a device."""

    file = forms.FileField(
        label=gettext_lazy("File of the device"),
        help_text=gettext_lazy("The file “presensi-luring-….json” that the offline roll has saved."),
        widget=forms.FileInput(attrs={"accept": ".json,application/json"}),
    )

    def clean_file(self) -> Sent:
        """The parsed content of the file."""
        content = self.cleaned_data["file"].read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES:
            raise ValidationError(_not_ours())
        return read(content, most=MOST_IN_A_FILE)


class ResolveForm(CommandForm):
    """The decision about one mark, and the version of the recorded mark on which it is based."""

    choice = forms.ChoiceField(choices=MarkOperation.Resolution.choices)
    version = forms.IntegerField(min_value=0, max_value=LARGEST)
    reason = ReasonField(
        help_text=gettext_lazy("At least %(count)s characters. Shown in the history."),
        max_length=LONGEST_NOTE,
        required=False,
    )
