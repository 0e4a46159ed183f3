"""Import rows in words, for the import's page."""

from django import template

from inmates.imports import import_page, rejected_rows
from inmates.imports.models import ImportRow

register = template.Library()


@register.filter
def shown_changes(row: ImportRow) -> list[dict]:
    """Label, old and new value of each change."""
    return import_page.shown_changes(row)


@register.filter
def shown_values(row: ImportRow) -> dict[str, str]:
    """The values of a new row."""
    return import_page.shown_values(row)


@register.filter
def row_notes(row: ImportRow) -> list[str]:
    """Reasons or warnings as sentences."""
    return import_page.row_notes(row)


@register.filter
def written(row: ImportRow) -> str:
    """The content of a rejected row's faulty cell."""
    return rejected_rows.written(row)
