"""Attendance of a whole batch, session by session: on pages and as a file."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.access import requires
from accounts.confirming import confirmed_file
from core import access
from core.exporting import file_response
from core.slicing import slice_page
from core.templatetags.dates import hour, written
from programs.attendance import attendance_figures
from programs.attendance.attendance_figures import Matrix
from programs.batches.models import Batch
from programs.batches.visible_batches import visible_batch
from programs.timetable.models.sessions import Session

# The number of columns that fit beside the names on a wide screen.
COLUMNS = 24


def _matrix(request: HttpRequest, batch: Batch, sessions: list[Session]) -> Matrix:
    reader = request.user
    return attendance_figures.presence_matrix(
        batch, for_facility=reader.facility_id is not None, sessions=sessions, reader=reader
    )


@requires("programs.view_attendance")
@require_GET
def batch_presence(request: HttpRequest, public_id) -> HttpResponse:
    batch = visible_batch(request, public_id)
    sessions = attendance_figures.marked_sessions(batch)
    page = slice_page(request, sessions, key=lambda session: session.pk, size=COLUMNS)
    context = {"batch": batch, "matrix": _matrix(request, batch, page.rows), "page": page, "total": len(sessions)}
    return render(request, "programs/attendance/batch_presence.html", context)


@requires("programs.view_attendance")
@require_GET
@confirmed_file
def batch_presence_xlsx(request: HttpRequest, public_id) -> HttpResponse:
    return _file(request, public_id, "xlsx")


@requires("programs.view_attendance")
@require_GET
@confirmed_file
def batch_presence_csv(request: HttpRequest, public_id) -> HttpResponse:
    return _file(request, public_id, "csv")


def _file(request: HttpRequest, public_id: Any, kind: str) -> HttpResponse:
    """All sessions with the status of each participant as a word, and the resulting hours."""
    batch = visible_batch(request, public_id)
    matrix = _matrix(request, batch, attendance_figures.marked_sessions(batch))
    minutes = batch.version.minutes_per_jp
    heads = [
        _("Participant"),
        *(_head(column.session) for column in matrix.columns),
        _("JP present"),
        _("JP possible"),
        _("Attendance (%)"),
    ]
    rows = [
        [
            row.enrollment.person.full_name,
            *(cell.word if cell else "" for _column, cell in row.cells),
            row.attendance.hours(minutes),
            row.attendance.possible_hours(minutes),
            row.percent,
        ]
        for row in matrix.rows
    ]
    access.log(access.Kind.EXPORT, batch, by=request.user, what="presence of a batch")
    name = _("presence")
    return file_response(kind, f"{name}-{slugify(batch.name.replace('/', '-'))}", heads, rows)


def _head(session: Session) -> str:
    return f"{written(session.date, 'd/m/Y')} {hour(session.starts_at)}"
