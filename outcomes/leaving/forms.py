from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.catalog_rows import CatalogRows
from core.command_forms import CommandForm
from core.forms import LocalDateField, LocalTimeField
from core.seen_forms import SeenMixin
from outcomes.leaving.models import Readiness, ReadinessNote
from outcomes.leaving.readiness import Line, Progress, is_offered
from outcomes.leaving.readiness_records import Mark
from outcomes.leaving.work_assignments import WorkTerms
from programs.timetable.models.sessions import PatternSlot

all_notes = CatalogRows(ReadinessNote.objects.all)


class ReadinessForm(SeenMixin, CommandForm):
    """All things to settle for one person, saved together."""

    unseen = ("on",)

    on = LocalDateField(label=_("Day of the changes"))

    def __init__(self, *args: Any, progress: Progress, **kwargs: Any) -> None:
        super().__init__(*args, initial={"on": progress.today}, **kwargs)
        self.progress = progress
        self.fields["on"].widget.attrs["class"] = "form-control w-date"
        for line in self._recorded_here():
            code = line.item.code.lower()
            self.fields[f"state_{code}"] = forms.ChoiceField(
                label=_("%(item)s: state") % {"item": line.item.word},
                choices=Readiness.State.choices,
                initial=line.state,
                widget=forms.Select(attrs={"class": "form-select form-select-sm"}),
            )
            self.fields[f"note_{code}"] = forms.ChoiceField(
                label=_("%(item)s: note") % {"item": line.item.word},
                choices=[("", _("No note")), *_notes_of(line)],
                initial=line.row.note.code if line.row and line.row.note else "",
                required=False,
                widget=forms.Select(attrs={"class": "form-select form-select-sm"}),
            )

    def marks(self) -> dict[str, Mark]:
        """What was chosen, by code of the item."""
        notes = {note.code: note for note in all_notes()}
        data = self.cleaned_data
        return {
            line.item.code: Mark(
                data[f"state_{line.item.code.lower()}"], notes.get(data[f"note_{line.item.code.lower()}"])
            )
            for line in self._recorded_here()
        }

    def parts(self) -> Iterator["Part"]:
        """The lines with their controls, under the headings of the catalog."""
        for key, label in self.progress.lines[0].item.Part.choices if self.progress.lines else ():
            rows = [self._row(line) for line in self.progress.lines if line.item.part == key]
            if rows:
                yield Part(label, rows)

    def _row(self, line: Line) -> "Row":
        code, today = line.item.code.lower(), self.progress.today
        if f"state_{code}" not in self.fields:
            return Row(line, today)
        return Row(line, today, self[f"state_{code}"], self[f"note_{code}"])

    def _recorded_here(self) -> list[Line]:
        return [line for line in self.progress.lines if not line.is_answered_elsewhere]


@dataclass(frozen=True)
class Row:
    """A line with its controls; without them it is only read."""

    line: Line
    today: date
    state: forms.BoundField | None = None
    note: forms.BoundField | None = None

    @property
    def kind(self) -> str:
        """How urgent it is: ok, bad (overdue), warn (can be begun), quiet (later)."""
        if self.line.is_settled:
            return "ok"
        if self.line.is_late(self.today):
            return "bad"
        return "warn" if self.line.has_begun(self.today) else "quiet"

    @property
    def days_left(self) -> int:
        """Days until it is due; negative once that has passed."""
        return (self.line.due_on - self.today).days


@dataclass(frozen=True)
class Part:
    """The rows under one heading."""

    label: Any
    rows: list[Row]

    @property
    def settled(self) -> int:
        return sum(row.line.is_settled for row in self.rows)


def _notes_of(line: Line) -> list[tuple[str, str]]:
    """The notes of the item first, then those of any."""
    # What was recorded stays to be chosen, or saving another line would take it away.
    kept = line.row.note_id if line.row else None
    notes = [note for note in all_notes() if is_offered(note, line.item) or note.pk == kept]
    notes.sort(key=lambda note: note.item_id is None)
    return [(note.code, note.word) for note in notes]


class ReadinessFilterForm(forms.Form):
    """Narrows the list of people who leave soon."""

    LATE, SOON, PASSED = "late", "soon", "passed"

    which = forms.ChoiceField(
        label=_("Show"),
        required=False,
        choices=[
            ("", _("Everybody who leaves soon")),
            (LATE, _("Something is overdue")),
            (SOON, _("Leaves within 30 days")),
            (PASSED, _("The day has passed")),
        ],
    )


def _lines(label: Any, *, most: int, help_text: Any = "") -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(label=label, required=False, max_length=most, widget=widget, help_text=help_text)


class CvForm(CommandForm):
    """The words of a CV, to be corrected before printing."""

    schooling = _lines(_("Education"), most=300)
    courses = _lines(_("Courses and certificates"), most=600, help_text=_("One on each line."))
    experience = _lines(
        _("Work experience"),
        most=600,
        help_text=_("One on each line: work, place, years. Nothing that tells where the person was."),
    )
    skills = _lines(_("Skills"), most=300)
    languages = forms.CharField(label=_("Languages"), required=False, max_length=100)
    wanted = forms.CharField(label=_("Work sought"), required=False, max_length=200)


class WorkForm(CommandForm):
    """Work inside, by days of the week and hours."""

    kind = forms.CharField(
        label=_("Kind of work"), max_length=80, help_text=_("As it may stand on a CV, such as “Tukang kayu mebel”.")
    )
    place = forms.CharField(
        label=_("Place"), max_length=80, help_text=_("As it may stand on a CV, such as “Bengkel kayu, Rantau”.")
    )
    weekdays = forms.TypedMultipleChoiceField(
        label=_("Days"), choices=PatternSlot.Weekday, coerce=int, widget=forms.CheckboxSelectMultiple
    )
    starts_at = LocalTimeField(label=_("Starts at"))
    ends_at = LocalTimeField(label=_("Ends at"))
    from_date = LocalDateField(label=_("From"))
    until = LocalDateField(label=_("Until"), required=False)
    is_sure = forms.BooleanField(
        label=_("The days are right"),
        required=False,
        help_text=_("Needed where the work begins in the future or began before the first training."),
    )

    def terms(self) -> WorkTerms:
        """The terms as the command expects them."""
        return WorkTerms(**{**self.cleaned_data, "weekdays": tuple(self.cleaned_data["weekdays"])})


class WorkEndForm(CommandForm):
    """The last day of work inside."""

    on = LocalDateField(label=_("Last day"))
