"""Rows of an import in words, for its page."""

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
    """What a new row brings."""
    return import_page.shown_values(row)


@register.filter
def row_notes(row: ImportRow) -> list[str]:
    """Reasons or warnings as sentences."""
    return import_page.row_notes(row)


@register.filter
def written(row: ImportRow) -> str:
    """What stands in the file where a rejected row has its fault."""
    return rejected_rows.written(row)
