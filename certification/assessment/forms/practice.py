"""Practice marks of a class in one unit: a level and a note per person."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Q

from certification.assessment import practice_marks
from certification.assessment.forms.results import PracticeForm
from certification.assessment.models.evidence import PracticeMark
from certification.assessment.practice_marks import Seen
from core.row_errors import RowError, form_errors
from programs.batches.models import Batch
from programs.catalog.models import ProgramUnit
from programs.places.models import Enrollment


@dataclass(frozen=True)
class PracticeRow:
    """A participant with the latest mark and the controls for the next one."""

    enrollment: Enrollment
    newest: PracticeMark | None
    form: PracticeForm


def rows_of(batch: Batch, unit: ProgramUnit, data: Mapping[str, str] | None) -> list[PracticeRow]:
    """One row per participant, preselecting the latest level so that a change takes one key."""
    newest = practice_marks.newest(batch)
    places = (
        batch.enrollments.exclude(state=Enrollment.State.ENDED)
        .filter(Q(is_partial=False) | Q(units_taken__unit=unit))
        .select_related("person")
        .order_by("person__name_sort", "pk")
    )
    return [_row(place, newest.get((place.pk, unit.pk)), data) for place in places]


def _row(place: Enrollment, newest: PracticeMark | None, data: Mapping[str, str] | None) -> PracticeRow:
    stands = {"level": newest.level, "note": newest.note} if newest else {}
    return PracticeRow(place, newest, PracticeForm(data, initial=stands, prefix=place.public_id.hex))


def are_valid(rows: list[PracticeRow]) -> bool:
    """Whether all rows are valid; each form keeps its own errors."""
    found = [row.form.is_valid() for row in rows]
    return all(found)


def row_errors(rows: list[PracticeRow]) -> list[RowError]:
    """Errors in the rows, each with the name of its participant."""
    return [error for row in rows for error in form_errors(row.form, row.enrollment.person.full_name)]


def seen(rows: list[PracticeRow]) -> list[Seen]:
    """The marks chosen; rows without a level are ignored."""
    return [
        Seen(row.enrollment, row.form.cleaned_data["level"], row.form.cleaned_data["note"])
        for row in rows
        if row.form.cleaned_data["level"]
    ]
