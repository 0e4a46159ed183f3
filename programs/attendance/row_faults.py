"""What the error summary of a roll says of its rows, each sentence with the control that mends it."""

from django.utils.translation import gettext as _

from core.row_errors import RowError
from programs.attendance.roll_rows import Choice, Row

# The field beside the choice that a refusal speaks of; any other is mended by choosing anew.
FIELDS = {"minutes_late": "minutes", "note_missing": "note"}


def of_roll(rows: list[Row], choices: list[Choice]) -> list[RowError]:
    """The rows that could not be saved."""
    errors = []
    for row in rows:
        radio = row.chosen.status if row.chosen.status in {choice.code for choice in choices} else "unmarked"
        if row.other:
            words = _("To check: somebody else recorded %(word)s. Choose and save.") % {"word": row.other}
            errors.append(_error(row, words, radio))
        errors += [_error(row, reason, FIELDS.get(reason.code, radio)) for reason in row.reasons]
    return errors


def of_paper(rows: list[Row]) -> list[RowError]:
    """The lines of a paper roll that could not be copied."""
    taken = _("%(name)s has recorded %(word)s in the meantime.")
    others = [
        _error(row, taken % {"name": row.mark.recorded_by.full_name, "word": row.other}, "line")
        for row in rows
        if row.other and row.mark
    ]
    return [*others, *(_error(row, reason, "line") for row in rows for reason in row.reasons)]


def unmarked(rows: list[Row], choices: list[Choice]) -> list[RowError]:
    """Who is without a mark when the session is to be closed; in place of the sentence that counts them."""
    waiting = [row for row in rows if row.mark is None]
    return [_error(row, _("Not marked yet"), choices[0].code, code="unmarked") for row in waiting]


def _error(row: Row, words: object, control: str, *, code: str = "") -> RowError:
    return RowError(f"{row.enrollment.person.full_name}: {words}", f"{control}-{row.person}", code)
