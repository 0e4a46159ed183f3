"""Faults in the rows of a page, as its error summary tells them: whose row it is, what is wrong, where it is mended."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.forms import BaseForm, BaseFormSet, BoundField


@dataclass(frozen=True)
class RowError:
    """A sentence of an error summary; `target` is the id of the control to which it leads, if there is one.

    `code` names the refusal of a form that several of these tell row by row: the summary leaves that one out.
    """

    sentence: str
    target: str = ""
    code: str = ""

    def __str__(self) -> str:
        return self.sentence


def target_of(field: BoundField) -> str:
    """The id to which an error of the field leads: the control, or the first of a group of choices."""
    return field.id_for_label or f"{field.auto_id}_0"


def formset_errors(formset: BaseFormSet, name_of: Callable[[int, BaseForm], str]) -> list[RowError]:
    """What is wrong with the rows of a formset that was sent, taken together and one by one.

    `name_of` gives the words for a row, by its number from 1 and its form. What belongs to no field leads to the first.
    """
    if not formset.is_bound:
        return []
    together = [RowError(str(error)) for error in formset.non_form_errors()]
    numbered = enumerate(formset.forms, start=1)
    return together + [error for number, form in numbered for error in _of_form(form, name_of(number, form))]


def _of_form(form: BaseForm, name: str) -> Iterator[RowError]:
    seen = form.visible_fields()
    for error in form.non_field_errors():
        yield RowError(f"{name}: {error}", target_of(seen[0]))
    for field in seen:
        for error in field.errors:
            yield RowError(f"{name}, {field.label}: {error}", target_of(field))


def told_in_summary(form: BaseForm | None, rows: list[RowError]) -> list[RowError]:
    """All that an error summary says: of the rows, of the form as a whole, and of its fields.

    Refusals of a command lead to the control that the form names for their code in `error_targets`.
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
