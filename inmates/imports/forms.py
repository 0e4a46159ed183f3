from django import forms
from django.utils.translation import gettext_lazy as _

from core.command_forms import CommandForm
from inmates.imports.reading import REQUIRED, Field
from inmates.imports.strange_lists import Strangeness


class UploadForm(forms.Form):
    """Uploads the spreadsheet, which is read in memory and not kept."""

    file = forms.FileField(
        label=_("Spreadsheet"),
        help_text=_("xlsx, xls, ods or csv, at most 10 MB and 20,000 rows. The file itself is not kept."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv,.txt"}),
    )


class AcceptForm(forms.Form):
    """For a list that seems to be another office's, asks for the number of missing people; otherwise has no fields."""

    confirmed = forms.IntegerField(
        label=_("How many people are not in the file?"),
        help_text=_("Type the number, so that nobody takes the wrong file by one click."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "w-date"}),
    )

    def __init__(self, *args, strange: Strangeness | None, **kwargs):
        super().__init__(*args, **kwargs)
        self.strange = strange
        if strange is None:
            del self.fields["confirmed"]

    def clean_confirmed(self):
        typed = self.cleaned_data["confirmed"]
        if self.strange and typed != self.strange.missing:
            text = _("That is not the number of people who are missing. Look at them, then type it.")
            raise forms.ValidationError(text)
        return typed


class MappingForm(CommandForm):
    """One choice per column of the file, named `column_<index>`."""

    file = forms.FileField(
        label=_("The same file once more"),
        required=False,
        help_text=_("Needed only when you choose a column whose content was not kept."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv,.txt"}),
    )

    def __init__(self, *args, headers, **kwargs):
        super().__init__(*args, **kwargs)
        self.headers = headers
        # Sample cells of each kept column by index, set by the page that shows them.
        self.samples: dict[int, list[str]] = {}
        columns = {}
        for head in headers:
            columns[f"column_{head['index']}"] = forms.ChoiceField(
                label=head["text"] or _("Column %(number)s, without a head") % {"number": head["index"] + 1},
                required=False,
                initial=head["field"],
                choices=[("", _("Not read, not kept")), *Field.choices],
            )
        # The order in which the page shows the columns.
        self.fields = {**columns, **self.fields}

    def rows(self):
        """Each column: its select, sample cells (None: not kept), and whether the import needs it."""
        for head in self.headers:
            select = self[f"column_{head['index']}"]
            shown = self.samples.get(head["index"], []) if head["field"] else None
            yield {"select": select, "samples": shown, "is_needed": select.value() in REQUIRED}

    def missing(self):
        """Labels of the required fields that no column is mapped to."""
        chosen = {self[name].value() for name in self.fields if name.startswith("column_")}
        return [field.label for field in REQUIRED if field not in chosen]

    def mapping(self) -> dict[int, Field]:
        """Maps each column index to the chosen field."""
        return {
            int(name.removeprefix("column_")): Field(value)
            for name, value in self.cleaned_data.items()
            if name.startswith("column_") and value
        }

    def content(self) -> bytes | None:
        file = self.cleaned_data.get("file")
        return file.read() if file else None
