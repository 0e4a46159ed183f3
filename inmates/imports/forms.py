from django import forms
from django.utils.translation import gettext_lazy as _

from core.command_forms import CommandForm
from inmates.imports.models import KeptFile
from inmates.imports.reading import RefusalCode
from inmates.imports.reading.lists import ListKind
from inmates.imports.strange_lists import Strangeness

SPREADSHEETS = {"accept": ".xlsx,.xls,.ods,.csv,.txt"}


class UploadForm(CommandForm):
    """Uploads the spreadsheet, which is read in memory and not kept."""

    refused_at = "file"

    file = forms.FileField(
        label=_("Spreadsheet"),
        help_text=_("xlsx, xls, ods or csv, at most 10 MB and 20,000 rows. The file itself is not kept."),
        widget=forms.ClearableFileInput(attrs=SPREADSHEETS),
    )

    @classmethod
    def sent(cls, request):
        """The form as the request fills it in; unbound unless it was sent."""
        # Check the method: if a file-only upload is cut off, the body has neither fields nor files.
        is_sent = request.method == "POST"
        form = cls(request.POST if is_sent else None, request.FILES if is_sent else None)
        form.is_cut_off = getattr(request, "upload_too_large", False)
        return form

    def clean(self):
        if self.is_cut_off:
            # The form's own error, a missing file, would mislead.
            self.errors.pop("file", None)
            self.add_error("file", RefusalCode.TOO_LARGE.label)

    def content(self) -> bytes:
        return self.cleaned_data["file"].read()


class ListUploadForm(UploadForm):
    """Uploads a list of a training center, which is read in memory and not kept."""

    file = forms.FileField(
        label=_("Spreadsheet"),
        help_text=_("xlsx, xls, ods or csv, at most 10 MB. The file itself is not kept."),
        widget=forms.FileInput(attrs=SPREADSHEETS),
    )


class AcceptListForm(CommandForm):
    """`seen` is the digest of what was shown; which rows are chosen stands in the page."""

    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)


class AcceptForm(forms.Form):
    """For a list that seems to be another office's, asks for the number of missing people; otherwise has no fields."""

    confirmed = forms.IntegerField(
        label=_("How many people are not in the file?"),
        help_text=_("Type the number, so that one click cannot accept the wrong file."),
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
        widget=forms.ClearableFileInput(attrs=SPREADSHEETS),
    )

    def __init__(self, *args, found: KeptFile, kind: ListKind, **kwargs):
        super().__init__(*args, **kwargs)
        self.found, self.kind = found, kind
        # Sample cells of each kept column by index, set by the page that shows them.
        self.samples: dict[int, list[str]] = {}
        columns = {}
        for head in found.headers:
            columns[f"column_{head['index']}"] = forms.ChoiceField(
                label=head["text"] or _("Column %(number)s, without a head") % {"number": head["index"] + 1},
                required=False,
                initial=head["field"],
                choices=[("", _("Not read, not kept")), *kind.fields.choices],
            )
        # The order in which the page shows the columns.
        self.fields = {**columns, **self.fields}

    def rows(self):
        """Each column: its select, sample cells (None: not kept), and whether no list goes without its field."""
        for head in self.found.headers:
            select = self[f"column_{head['index']}"]
            is_kept = head["index"] in self.found.kept_columns
            shown = self.samples.get(head["index"], []) if is_kept else None
            yield {"select": select, "samples": shown, "is_needed": select.value() in self.kind.needed}

    def missing(self) -> list[str]:
        """A sentence for each column that the list lacks as it is read now."""
        chosen = {self[name].value() for name in self.fields if name.startswith("column_")}
        return [str(reason) for reason in self.kind.lacking(chosen)]

    def mapping(self) -> dict:
        """Maps each column index to the chosen field."""
        return {
            int(name.removeprefix("column_")): self.kind.fields(value)
            for name, value in self.cleaned_data.items()
            if name.startswith("column_") and value
        }

    def content(self) -> bytes | None:
        file = self.cleaned_data.get("file")
        return file.read() if file else None
