from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _

from core.command_forms import CommandForm, ReasonField
from programs.journal import journal_entries
from programs.journal.models import JournalEntry
from programs.timetable.models.sessions import Session

FIELDS = JournalEntry._meta


class JournalForm(CommandForm):
    """One page of the journal. `other` is what somebody else has written since the page was loaded."""

    other: JournalEntry | None = None

    material = forms.CharField(
        label=_("Material"),
        max_length=FIELDS.get_field("material").max_length,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What was taught and practiced. Write no name of a participant and nothing about their cases."),
    )
    method = forms.CharField(
        label=_("Method"),
        required=False,
        max_length=FIELDS.get_field("method").max_length,
        help_text=_("Such as demonstration, practice, discussion."),
    )
    notes = forms.CharField(
        label=_("Notes"),
        required=False,
        max_length=FIELDS.get_field("notes").max_length,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "Such as material used, what was left over for the next session, damaged tools. No names here either."
        ),
    )
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    reason = ReasonField(
        label=_("Reason for writing it that late"),
        help_text=_("At least %(count)s characters. Kept in the audit log."),
        rows=2,
    )

    def __init__(self, *args, session: Session, entry: JournalEntry | None, **kwargs):
        initial = {name: getattr(entry, name) for name in journal_entries.FIELDS} if entry else {}
        super().__init__(*args, initial={**initial, "version": entry.version if entry else 0}, **kwargs)
        if not journal_entries.is_late(session):
            del self.fields["reason"]

    def carry_out(self, command: Callable[[dict[str, Any]], Any]) -> bool:
        """Saves as usual.

        If somebody else was faster, the form shows their version, and submitting again overwrites it.
        """

        def noting(data: dict[str, Any]) -> Any:
            try:
                return command(data)
            except journal_entries.StaleEntry as stale:
                self.other = stale.entry
                raise

        done = super().carry_out(noting)
        if self.other:
            self.data = self.data.copy()
            self.data["version"] = self.other.version
        return done

    @property
    def status(self) -> int:
        return 409 if self.other else super().status


class MonthForm(forms.Form):
    """A month in which the batch has sessions. Empty means all; if omitted, the latest month that has begun."""

    bulan = forms.TypedChoiceField(label=_("Month"), required=False, coerce=date.fromisoformat, empty_value=None)

    def __init__(self, data: QueryDict, *, months: list[date], today: date):
        begun = [month for month in months if month <= today] or months[:1]
        data = data.copy()
        # Bound forms ignore initial values, so the default month is added to the submitted data.
        data.setdefault("bulan", begun[-1].isoformat() if begun else "")
        super().__init__(data)
        self.has_months = bool(months)
        named = [(month.isoformat(), f"{MONTHS[month.month]} {month.year}") for month in months]
        self.fields["bulan"].choices = [("", _("All")), *named]

    def month(self) -> date | None:
        """First day of the requested month; None for all."""
        return self.cleaned_data["bulan"] if self.is_valid() else None
