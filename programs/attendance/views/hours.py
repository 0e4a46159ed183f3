"""Hours by unit and person for a batch, on screen and as files."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.access import requires
from accounts.confirming import confirmed_file
from core import access
from core.exporting import file_response
from programs.attendance import hours_table
from programs.batches.visible_batches import visible_batch


@requires("programs.view_attendance")
@require_GET
def batch_hours(request: HttpRequest, public_id) -> HttpResponse:
    batch = visible_batch(request, public_id)
    table = hours_table.of_batch(batch, reader=request.user)
    access.log(access.Kind.VIEW, batch, by=request.user, what="hours per unit and person")
    return render(request, "programs/attendance/batch_hours.html", {"batch": batch, "table": table})


@requires("programs.view_attendance")
@require_GET
@confirmed_file
def batch_hours_xlsx(request: HttpRequest, public_id) -> HttpResponse:
    return _file(request, public_id, "xlsx")


@requires("programs.view_attendance")
@require_GET
@confirmed_file
def batch_hours_csv(request: HttpRequest, public_id) -> HttpResponse:
    return _file(request, public_id, "csv")


def _file(request: HttpRequest, public_id, kind: str) -> HttpResponse:
    batch = visible_batch(request, public_id)
    table = hours_table.of_batch(batch, reader=request.user)
    access.log(access.Kind.EXPORT, batch, by=request.user, what=f"hours per unit and person as {kind}")
    return file_response(
        kind, f"jam-pelatihan-{batch.starts_on}", hours_table.export_heads(table), hours_table.export_rows(table)
    )
