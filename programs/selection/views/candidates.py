"""The selection of a batch: its candidates and their ranking."""

from functools import partial
from uuid import UUID

from django.db.models import Prefetch, prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from accounts.access import requires
from core import access
from core.listing import asks_for_file
from core.slicing import slice_page
from inmates.custody.models.stays import Housing
from inmates.people.models import Person
from programs.batches.models import Batch
from programs.entry_rules.ranking_parts import Part
from programs.selection import (
    application_decisions,
    candidate_ranking,
    chosen_blocks,
    kept_apart,
    place_offers,
    selection_stages,
)
from programs.selection.models import Application
from programs.selection.selection_list import SELECTIONS

State = Application.State
RELATED = ("version__program", "facility")
# Names the application just decided on; the page then goes on with the next one.
DECIDED = "setelah"


def selecting_batch(request: HttpRequest, public_id) -> Batch:
    """A batch of the user's own facility; the training center has no access to selection."""
    batches = Batch.objects.visible_to(request.user).filter(facility=request.user.facility_id)
    return get_object_or_404(batches.select_related(*RELATED), public_id=public_id)


@requires("programs.view_application")
@require_GET
def selection_list(request: HttpRequest) -> HttpResponse:
    batches = Batch.objects.visible_to(request.user).filter(facility=request.user.facility_id)
    # Includes batches that no longer select, because late entries and appeals continue for a while.
    shown = batches.filter(state=Batch.State.SELECTING) | batches.filter(applications__isnull=False)
    counted = selection_stages.with_counts(batches.filter(pk__in=shown.values("pk")))
    rows = counted.select_related(*RELATED)
    if asks_for_file(request):
        return SELECTIONS.file(request, rows)
    page = SELECTIONS.page(request, rows)
    return render(request, "programs/selection/selection_list.html", {"page": page})


def place_in_list(candidate: candidate_ranking.Candidate) -> UUID:
    return candidate.application.public_id


@requires("programs.view_application")
@require_GET
def selection_detail(request: HttpRequest, public_id) -> HttpResponse:
    batch = selecting_batch(request, public_id)
    standing = selection_stages.standing_of(batch)
    groups = standing.groups
    may_decide = request.user.has_perm("programs.decide_application") and standing.is_decided_on
    decided = request.GET.get(DECIDED, "")
    next_one = selection_stages.next_undecided(groups, after=decided) if may_decide else None
    paged = partial(slice_page, request, key=place_in_list, around=next_one.public_id if decided and next_one else "")
    page, excluded_page = paged(groups["candidates"]), paged(groups["excluded"], prefix="excluded-")
    read_cells(batch, [one.application.person for one in (*page.rows, *excluded_page.rows)])
    kept_apart.note_exceptions(batch, [one.application for one in page.rows])
    may_offer = request.user.has_perm("programs.enroll") and selection_stages.has_place_to_offer(batch, groups)
    context = {
        "batch": batch,
        "page": page,
        "excluded_page": excluded_page,
        "may_offer": may_offer,
        "takes_applications": chosen_blocks.takes_applications(batch),
        "may_decide": may_decide,
        "next_one": next_one,
        "decided": application_decisions.OUTCOMES,
        "last_day_of_entry": place_offers.last_day_of_entry(batch),
        "hearing": standing.hearing,
        "parts": [(Part(part).label, points) for part, points in standing.weights.items()],
        # Called by the template only where it is shown, so that other readers cost no query.
        "free": partial(place_offers.free_places, batch),
        "steps": selection_stages.steps_of(batch, standing.candidates, standing.hearing),
        **groups,
    }
    access.log(access.Kind.VIEW, batch, by=request.user, what="ranking of candidates")
    return render(request, "programs/selection/selection_detail.html", context)


def read_cells(batch: Batch, people: list[Person]) -> None:
    """Sets `housed`. Leaves out cells of people who are elsewhere by now: these do not concern this facility."""
    here = Housing.objects.open().filter(person__facility=batch.facility)
    prefetch_related_objects(people, Prefetch("housings", here, to_attr="housed"))
