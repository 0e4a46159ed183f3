"""Entries of a roll's error summary that concern rows, each linked to the control that fixes it."""

from django.utils.translation import gettext as _

from core.row_errors import RowError
from programs.attendance.roll_rows import Choice, Row

# The field that fixes a refusal, where it is not the choice itself.
FIELDS = {"minutes_late": "minutes", "note_missing": "note"}


def of_roll(rows: list[Row], choices: list[Choice]) -> list[RowError]:
    """Rows that could not be saved."""
    errors = []
    for row in rows:
        radio = row.chosen.status if row.chosen.status in {choice.code for choice in choices} else "unmarked"
        if row.other:
            words = _("To check: somebody else recorded %(word)s. Choose and save.") % {"word": row.other}
            errors.append(_error(row, words, radio))
        errors += [_error(row, reason, FIELDS.get(reason.code, radio)) for reason in row.reasons]
    return errors


def of_paper(rows: list[Row]) -> list[RowError]:
    """Lines of a paper roll that could not be copied."""
    taken = _("%(name)s has recorded %(word)s in the meantime.")
    others = [
        _error(row, taken % {"name": row.mark.recorded_by.full_name, "word": row.other}, "line")
        for row in rows
        if row.other and row.mark
    ]
    return [*others, *(_error(row, reason, "line") for row in rows for reason in row.reasons)]


def unmarked(rows: list[Row], choices: list[Choice]) -> list[RowError]:
    """People without a mark when the session is to be closed, listed instead of merely counted."""
    waiting = [row for row in rows if row.mark is None]
    return [_error(row, _("Not marked yet"), choices[0].code, code="unmarked") for row in waiting]


def _error(row: Row, words: object, control: str, *, code: str = "") -> RowError:
    return RowError(f"{row.enrollment.person.full_name}: {words}", f"{control}-{row.person}", code)
