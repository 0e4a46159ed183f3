"""Errors in the rows of a page, for its error summary: which row, what is wrong, and the control to fix it in."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.forms import BaseForm, BaseFormSet, BoundField


@dataclass(frozen=True)
class RowError:
    """One line of an error summary; `target` is the id of the control it links to, if any.

    `code` names a form-level refusal that these errors report row by row: the summary leaves that one out.
    """

    sentence: str
    target: str = ""
    code: str = ""

    def __str__(self) -> str:
        return self.sentence


def target_of(field: BoundField) -> str:
    """The id that an error of the field links to: the control, or the first of a group of choices."""
    return field.id_for_label or f"{field.auto_id}_0"


def formset_errors(formset: BaseFormSet, name_of: Callable[[int, BaseForm], str]) -> list[RowError]:
    """The errors of a submitted formset: of the rows together, then row by row.

    `name_of` names a row, given its number from 1 and its form. Errors of no field link to the row's first field.
    """
    if not formset.is_bound:
        return []
    together = [RowError(str(error)) for error in formset.non_form_errors()]
    numbered = enumerate(formset.forms, start=1)
    return together + [error for number, form in numbered for error in form_errors(form, name_of(number, form))]


def form_errors(form: BaseForm, name: str) -> Iterator[RowError]:
    """The errors of the form of one row, which `name` names."""
    seen = form.visible_fields()
    for error in form.non_field_errors():
        yield RowError(f"{name}: {error}", target_of(seen[0]))
    for field in seen:
        for error in field.errors:
            yield RowError(f"{name}, {field.label}: {error}", target_of(field))


def told_in_summary(form: BaseForm | None, rows: list[RowError]) -> list[RowError]:
    """Everything an error summary reports: errors of the rows, of the form as a whole, and of its fields.

    Refusals of a command link to the control that the form's `error_targets` gives for their code.
    """
    if form is None:
        return rows
    codes, targets = {row.code for row in rows if row.code}, getattr(form, "error_targets", {})
    whole = [
        RowError(str(message), targets.get(error.code, ""))
        for error in form.non_field_errors().as_data()
        if error.code not in codes
        for message in error
    ]
    fields = [
        RowError(
            str(error) if field.is_hidden else f"{field.label}: {error}", "" if field.is_hidden else target_of(field)
        )
        for field in form
        for error in field.errors
    ]
    return [*rows, *whole, *fields]
