"""Generating the schedule of a batch from its weeks, with a preview."""

from collections.abc import Iterable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.access import requires
from core import clock
from programs.batches.visible_batches import visible_batch
from programs.timetable import schedule_generation
from programs.timetable.clashes import MOST_NAMED, grouped
from programs.timetable.models.sessions import Session
from programs.timetable.unit_hours import hours_by_unit


@requires("programs.change_schedule")
@require_http_methods(["GET", "POST"])
def batch_generate(request: HttpRequest, public_id) -> HttpResponse:
    """GET shows what generating would do; POST does it."""
    batch = visible_batch(request, public_id)
    if request.method == "POST":
        made = schedule_generation.generate(batch, by=request.user).counts()["made"]
        done = ngettext(
            "The schedule was made: %(made)d new session.", "The schedule was made: %(made)d new sessions.", made
        )
        messages.success(request, done % {"made": made})
        return redirect("programs:batch_detail", batch.public_id)
    draft = schedule_generation.preview(batch)
    with_local_hours((*draft.made, *draft.changed, *draft.removed, *draft.kept), batch.time_zone)
    against = [reason for reason in draft.blockers if reason.code != "more_clashes"]
    context = {
        "batch": batch,
        "draft": draft,
        "units": hours_by_unit(batch, draft.standing),
        "against": against,
        "clashes": grouped(draft.clashes) if len(draft.clashes) > MOST_NAMED else [],
        "is_late": batch.has_assessment and draft.ends_on is not None and draft.ends_on > batch.assessment_on,
    }
    return render(request, "programs/timetable/batch_generate.html", context)


def with_local_hours(sessions: Iterable[Session], zone: str) -> None:
    """Adds to each its times in the facility's time zone, which may differ from the reader's."""
    for session in sessions:
        session.starts = clock.local(session.starts_at, zone).time()
        session.ends = clock.local(session.ends_at, zone).time()
