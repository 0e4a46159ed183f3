from collections.abc import Iterable, Mapping

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.command_forms import CommandForm, NumberField
from core.forms import FilterForm, OneField, SearchField
from core.row_errors import RowError, formset_errors
from core.seen_forms import FIELD, SeenMixin, read_seen
from printing.printed_signs import printed_name
from programs.catalog import program_names, program_versions
from programs.catalog.lesson_hours import USUAL_MINUTES_PER_JP
from programs.catalog.models import LONGEST_BLOCK, CompetencyUnit, Program, ProgramVersion, Vocation
from programs.catalog.unit_codes import code_key

# Rows read from one submission. Far more than a version may have units: rows that stand already, and those that others
# have added since, must always fit, or the page could never be saved again.
MOST_ROWS = 400


class UnitFilterForm(FilterForm):
    """Filters the list of competency units."""

    q = SearchField(label=_("Code or title"))
    vocation = forms.ModelChoiceField(
        label=_("Vocation"), required=False, queryset=Vocation.objects.all(), to_field_name="code", empty_label=_("All")
    )

    def apply(self, units: QuerySet[CompetencyUnit]) -> QuerySet[CompetencyUnit]:
        """The matching units."""
        data = self.kept()
        if data.get("q"):
            units = units.filter(Q(code_key__icontains=code_key(data["q"])) | Q(title__icontains=data["q"]))
        if data.get("vocation"):
            units = units.filter(vocation=data["vocation"])
        return units


class FactsForm(SeenMixin, CommandForm):
    """The facts of a version, apart from its units."""

    total_jp = NumberField(label=_("Total JP"), min_value=1, max_value=2000)
    minutes_per_jp = NumberField(label=_("Minutes per JP"), initial=USUAL_MINUTES_PER_JP, help_text=_("45 is usual."))
    class_minimum = NumberField(label=_("Smallest class"), initial=10)
    class_maximum = NumberField(label=_("Largest class"), initial=16, max_value=200)
    attendance_threshold = NumberField(label=_("Attendance needed for the paper, percent"), initial=80)
    scheme_name = forms.CharField(label=_("Scheme"), max_length=200, required=False, validators=[printed_name])
    allows_parallel_batches = forms.BooleanField(label=_("May be taken beside another program"), required=False)
    is_without_assessment = forms.BooleanField(
        label=_("Without assessment"),
        required=False,
        help_text=_(
            "A short course: whoever was present long enough gets a paper of attendance, and nobody is assessed."
        ),
    )
    trainer_may_assess = forms.BooleanField(label=_("The trainer may assess"), required=False)
    late_entry_days = NumberField(
        label=_("Days after the start in which a free place is still offered"), initial=3, min_value=0, max_value=60
    )
    offer_days = NumberField(label=_("Days to answer the offer of a place"), initial=2, min_value=1, max_value=30)
    appeal_days = NumberField(label=_("Days to appeal a result"), initial=7, min_value=1, max_value=60)

    def facts(self) -> program_versions.Facts:
        """The values as the command expects them."""
        return program_versions.Facts(
            **{name: self.cleaned_data[name] for name in program_versions.Facts.__dataclass_fields__}
        )


class NameForm(SeenMixin, CommandForm):
    """The name of a program, as printed."""

    name = forms.CharField(
        label=_("Name"),
        # More than any paper carries: a browser cuts what is longer without a word, and the rule counts the letters.
        max_length=500,
        help_text=_("Printed on the certificate exactly as written here."),
    )

    def clean_name(self) -> str:
        """Reports a name that no paper can print beside the field."""
        name: str = self.cleaned_data["name"]
        if reasons := program_names.name_blockers(name):
            raise forms.ValidationError([str(reason) for reason in reasons])
        return name


class ProgramForm(NameForm, FactsForm):
    """A new program with the facts of its first version."""

    code = forms.CharField(label=_("Code"), max_length=30, help_text=_("Short and unique, such as LAS-DASAR."))
    vocation = OneField(label=_("Vocation"), queryset=Vocation.objects.all())
    level = forms.ChoiceField(label=_("Level"), choices=Program.Level)
    field_order = ["code", "name", "vocation", "level"]

    def program(self) -> dict:
        """The values of the program itself."""
        return {name: self.cleaned_data[name] for name in ("code", "name", "vocation", "level")}


class UnitRowForm(SeenMixin, forms.Form):
    """One unit; rows without a code are ignored."""

    position = NumberField(label=_("Order"), required=False)
    code = forms.CharField(label=_("Unit code"), max_length=40, required=False, validators=[printed_name])
    title = forms.CharField(
        label=_("Unit title"),
        max_length=250,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        validators=[printed_name],
    )
    jp = NumberField(label="JP", required=False, min_value=1, max_value=2000)
    is_core = forms.BooleanField(label=_("Core unit"), required=False, initial=True)
    block = forms.CharField(
        label=pgettext_lazy("units", "Block"),
        max_length=LONGEST_BLOCK,
        validators=[printed_name],
        required=False,
        widget=forms.TextInput(attrs={"size": 5, "class": "w-time"}),
    )
    criteria = forms.CharField(
        label=_("Criteria, one a line"), required=False, max_length=9000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def clean(self):
        data = super().clean()
        if data.get("code"):
            for name in ("title", "jp"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, _("Fill this in, or clear the code to leave the unit out."))
        return data

    def clean_title(self):
        # The field is a two-line textarea because titles are long; a title itself has no line breaks.
        return " ".join(self.cleaned_data["title"].split())


class BaseUnitRows(forms.BaseFormSet):
    """The units of a version, one row each.

    Each row is compared with the unit it originally showed, wherever that unit stands now. Units that others have
    added since become extra rows; the rows of units they removed become empty.
    """

    def __init__(self, data=None, *args, initial=None, prefix=None, **kwargs):
        self.added: list[str] = []
        self.taken_out: list[str] = []
        if data is not None:
            data, initial = self._aligned(data, initial or [], prefix or self.get_default_prefix())
        super().__init__(data, *args, initial=initial, prefix=prefix, **kwargs)

    def _aligned(self, data, standing: list[dict], prefix: str):
        total = data.get(f"{prefix}-TOTAL_FORMS", "")
        places = range(min(int(total), MOST_ROWS)) if total.isdecimal() and len(total) < 4 else ()
        seen = [read_seen(data.get(f"{prefix}-{place}-{FIELD}", "")) for place in places]
        if not any(seen):
            return data, standing
        left = {_code_shown(row): row for row in standing}
        initial = [left.pop(row.get("code"), {}) for row in seen]
        nothing = _code_shown({})
        self.taken_out = [
            data.get(f"{prefix}-{place}-code", "")
            for place in places
            if not initial[place] and seen[place].get("code", nothing) != nothing
        ]
        self.added = [row["code"] for row in left.values()]
        data = data.copy()
        for place, row in enumerate(left.values(), start=len(places)):
            data.update(UnitRowForm(initial=row, prefix=f"{prefix}-{place}").as_sent())
        data[f"{prefix}-TOTAL_FORMS"] = str(len(places) + len(left))
        return data, [*initial, *left.values()]

    def _construct_form(self, i, **kwargs):
        form = super()._construct_form(i, **kwargs)
        # Units added by others occupy spare rows, which must then not count as empty.
        form.empty_permitted = form.empty_permitted and not form.initial
        return form

    def clean(self):
        added = _("Somebody else has added units meanwhile: %(codes)s. Check the rows and save again.")
        taken_out = _("Somebody else has taken units out meanwhile: %(codes)s. Check the rows and save again.")
        pairs = ((added, self.added), (taken_out, self.taken_out))
        told = [text % {"codes": ", ".join(codes)} for text, codes in pairs if codes]
        if told:
            raise forms.ValidationError(told)

    def row_errors(self) -> list[RowError]:
        """Errors in the units, and what others have changed since the page was shown, each with its row."""
        return formset_errors(self, _name_of_row)

    def unit_rows(self, vocation: Vocation) -> list[program_versions.UnitRow]:
        """Rows that have a code, sorted by position; known units of the vocation are linked."""
        rows = [form.cleaned_data for form in self.forms if form.cleaned_data.get("code")]
        # Rows without a number come last, in page order, because the sort is stable.
        rows.sort(key=lambda row: row["position"] if row["position"] is not None else len(rows) + 1)
        known = {unit.code_key: unit for unit in vocation.units.all()}
        return [
            program_versions.UnitRow(
                row["code"],
                row["title"],
                row["jp"],
                row["is_core"],
                unit=known.get(code_key(row["code"])),
                criteria=tuple(line.strip() for line in row["criteria"].splitlines() if line.strip()),
                block=row["block"],
            )
            for row in rows
        ]


def _name_of_row(number: int, form: forms.Form) -> str:
    """The unit code of the row, or its number if it has none."""
    return form["code"].value() or str(_("Row %(number)s") % {"number": number})


def _code_shown(row: dict) -> str:
    """Digest of the code as the row shows it."""
    form = UnitRowForm(initial=row)
    return read_seen(form.as_sent()[FIELD])["code"]


UnitRows = forms.formset_factory(UnitRowForm, formset=BaseUnitRows, extra=4, max_num=MOST_ROWS, absolute_max=MOST_ROWS)


def rows_of(version: ProgramVersion) -> list[dict]:
    """The units of a version as the formset expects them."""
    return [
        {
            "position": unit.position,
            "code": unit.code,
            "title": unit.title,
            "jp": unit.jp,
            "is_core": unit.is_core,
            "block": unit.block,
            "criteria": "\n".join(criterion.text for criterion in unit.criteria.all()),
        }
        for unit in version.units.prefetch_related("criteria")
    ]


# More units than the largest vocation has; a longer list would be unusable.
MOST_OFFERED = 200


class UnitPickForm(CommandForm):
    """Picks units from the catalog for a version: those given JP are added, all others ignored."""

    def __init__(self, *args, units: Iterable[CompetencyUnit], taken: Mapping[str, int], **kwargs):
        """`units` are those left by the filter; `taken` maps the `code_key` of the version's own units to their JP."""
        super().__init__(*args, **kwargs)
        self.units = list(units)
        self.taken = taken
        for unit in self.units:
            if unit.code_key not in taken:
                label = _("JP of %(unit)s") % {"unit": unit.title}
                options = {"label": label, "required": False, "min_value": 1, "max_value": 2000}
                self.fields[f"jp_{unit.pk}"] = NumberField(**options)

    def clean(self):
        data = super().clean()
        if not self.errors and not self.picked():
            self.add_error(None, _("No unit has JP. Fill in the JP of each unit that is taught."))
        return data

    def picked(self) -> list[program_versions.UnitRow]:
        """Units that were given JP, in list order."""
        jp = {unit.pk: self.cleaned_data.get(f"jp_{unit.pk}") for unit in self.units}
        return [
            program_versions.UnitRow(unit.code, unit.title, jp[unit.pk], unit=unit)
            for unit in self.units
            if jp[unit.pk]
        ]

    def rows(self) -> list[dict]:
        """For the page: each unit with its field, or with the JP it already has in the version."""
        return [
            {
                "unit": unit,
                "field": self[f"jp_{unit.pk}"] if unit.code_key not in self.taken else None,
                "jp": self.taken.get(unit.code_key),
            }
            for unit in self.units
        ]
