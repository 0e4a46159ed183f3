"""The content of an import's page in words: tabs, rows and changes."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from inmates.custody.housing_words import housing_words
from inmates.imports.list_comparison import HIDDEN, HOUSING, Doubt, warning_text
from inmates.imports.models import ImportRow, SpreadsheetImport
from inmates.imports.reading import Field
from inmates.imports.reading.fields import DATES
from inmates.imports.rejected_rows import others, rejection
from inmates.people.codes import Education, Sex

Kind = ImportRow.Kind
TABS = (Kind.NEW, Kind.CHANGED, Kind.UNCHANGED, Kind.REJECTED, Kind.MISSING)


class Tabs:
    """The rows of an import by kind, of which one is shown."""

    def __init__(self, spreadsheet_import: SpreadsheetImport, wanted: str) -> None:
        self.spreadsheet_import = spreadsheet_import
        self.counts = spreadsheet_import.counts
        first = next((kind for kind in TABS if self.counts.get(kind)), Kind.NEW)
        self.current = Kind(wanted) if wanted in TABS else first
        # Missing people have no row in the file to sort by.
        self.keys = ("name", "pk") if self.current is Kind.MISSING else ("sheet_row", "pk")

    @property
    def may_choose(self) -> bool:
        is_open = self.spreadsheet_import.state == SpreadsheetImport.State.COMPARED
        return is_open and self.current in (Kind.NEW, Kind.CHANGED)

    def rows(self) -> QuerySet[ImportRow]:
        """The rows of the selected tab."""
        return self.spreadsheet_import.rows.filter(kind=self.current).select_related("person")

    def links(self) -> list[dict]:
        """The tabs with their counts."""
        return [
            {
                "label": f"{kind.label} ({self.counts.get(kind, 0)})",
                "url": f"?tab={kind.value}",
                "current": kind is self.current,
            }
            for kind in TABS
        ]

    def warnings(self) -> list[dict]:
        """Each kind of warning with its number of rows."""
        found = [
            {
                "kind": "bad" if one["code"] == Doubt.SENTENCE_OVER else "warn",
                "text": warning_text(one["code"]),
                "count": one["count"],
            }
            for one in self.spreadsheet_import.warnings
        ]
        return sorted(found, key=lambda warning: warning["kind"] != "bad")

    def chosen(self) -> int:
        """The number of new and changed rows that would be stored."""
        return self.spreadsheet_import.rows.filter(kind__in=(Kind.NEW, Kind.CHANGED), is_chosen=True).count()


def shown_changes(row: ImportRow) -> list[dict]:
    """Label, old and new value of each change in a row."""
    return [
        {"label": _label(name), "old": _shown(name, old), "new": _shown(name, new)}
        for name, (old, new) in row.changes.items()
    ]


def shown_values(row: ImportRow) -> dict[str, str]:
    """Number, birth, housing and end of sentence of a new row."""
    values = row.values
    return {
        "number": values.get("register_number", ""),
        "born": _shown("born", values.get("born") or ""),
        "housing": housing_words(values.get("block"), values.get("cell")),
        "sentence_end": _shown("sentence_end", values.get("sentence_end") or ""),
    }


def row_notes(row: ImportRow) -> list[str]:
    """Why a row is rejected, or what is left out of an accepted one."""
    if row.kind == Kind.REJECTED:
        return [*(fault.sentence for fault in rejection(row).faults), *filter(None, [others(row)])]
    return [warning_text(code) for code in row.warnings]


def _label(name: str) -> str:
    return _("Block and cell") if name == HOUSING else str(Field(name).label)


def _shown(name: str, value: str) -> str:
    if not value:
        return ""
    if name == Field.NIK:
        return HIDDEN * 4
    if name in DATES:
        return date_format(date.fromisoformat(value), _("j M Y"))
    labels: dict[str, Any] = {Field.SEX.value: Sex, Field.EDUCATION.value: Education}
    return str(labels[name](value).label) if name in labels else value
