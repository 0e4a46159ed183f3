"""How verifications, backups and drills of this site stand, for its administrators."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.access import requires
from reports.upkeep import upkeep_state


@requires("reports.view_reconcile")
@require_GET
def upkeep(request: HttpRequest) -> HttpResponse:
    """Concerns the whole site; names no record and no person."""
    context = {
        "standing": upkeep_state.Standing.of_all(),
        "runs": upkeep_state.last_runs(),
        "are_halves_printed": upkeep_state.are_halves_printed(),
    }
    return render(request, "reports/upkeep/upkeep.html", context)
