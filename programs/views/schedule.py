"""The schedule of a batch: its week, the sessions made from it, and single sessions."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import requires
from core import access, clock
from programs.forms.batches import MakeUpForm, PatternForm
from programs.forms.command import ReasonForm
from programs.models import Session
from programs.timetable import holidays, scheduling, week
from programs.views.batches import asked_week, visible_batch


@requires("programs.change_schedule")
@require_http_methods(["GET", "POST"])
def batch_pattern(request: HttpRequest, public_id) -> HttpResponse:
    batch = visible_batch(request, public_id)
    form = PatternForm(request.POST or None, batch=batch)
    if form.carry_out(lambda data: scheduling.set_pattern(batch, by=request.user, slots=form.slots())):
        return redirect("programs:batch_generate", batch.public_id)
    return render(request, "programs/batch_pattern.html", {"form": form, "batch": batch}, status=form.status)


@requires("programs.change_schedule")
@require_http_methods(["GET", "POST"])
def batch_generate(request: HttpRequest, public_id) -> HttpResponse:
    """Shows what generating would do; the POST does it."""
    batch = visible_batch(request, public_id)
    if request.method == "POST":
        made = scheduling.generate(batch, by=request.user).counts()["made"]
        done = ngettext(
            "The schedule stands: %(made)d new session.", "The schedule stands: %(made)d new sessions.", made
        )
        messages.success(request, done % {"made": made})
        return redirect("programs:batch_detail", batch.public_id)
    draft = scheduling.preview(batch)
    for session in (*draft.made, *draft.changed, *draft.removed):
        # Hours by the clock of the facility, which is not always that of the reader.
        session.starts = clock.local(session.starts_at, batch.facility.time_zone).time()
        session.ends = clock.local(session.ends_at, batch.facility.time_zone).time()
    return render(request, "programs/batch_generate.html", {"batch": batch, "draft": draft})


@requires("programs.view_batch")
@require_GET
def batch_schedule_print(request: HttpRequest, public_id) -> HttpResponse:
    """One week on a sheet of A4."""
    batch = visible_batch(request, public_id)
    sessions = list(batch.sessions.select_related("unit", "instructor"))
    today = clock.today(batch.facility.time_zone)
    monday = asked_week(request, batch, today)
    closed = holidays.closed_days(batch.facility, week.years_of(monday))
    access.log(access.Kind.PRINT, batch, by=request.user, what="schedule of a week")
    context = {"batch": batch, "week": week.week_of(batch, sessions, monday, closed, today)}
    return render(request, "programs/batch_schedule_print.html", context)


def _session(request: HttpRequest, public_id) -> Session:
    related = ("unit", "instructor", "batch__facility", "batch__training_center", "batch__version__program__vocation")
    sessions = Session.objects.visible_to(request.user).select_related(*related)
    session = get_object_or_404(sessions, public_id=public_id)
    session.starts = clock.local(session.starts_at, session.batch.facility.time_zone).time()
    session.ends = clock.local(session.ends_at, session.batch.facility.time_zone).time()
    return session


@requires("programs.change_schedule")
@require_http_methods(["GET", "POST"])
def session_cancel(request: HttpRequest, public_id) -> HttpResponse:
    session = _session(request, public_id)
    form = ReasonForm(request.POST or None)
    if form.carry_out(lambda data: scheduling.cancel_session(session, by=request.user, reason=data["reason"])):
        messages.success(request, _("The session was cancelled. Its hours have to be made up."))
        return redirect("programs:batch_detail", session.batch.public_id)
    return render(request, "programs/session_cancel.html", {"form": form, "session": session}, status=form.status)


@requires("programs.change_schedule")
@require_POST
def session_restore(request: HttpRequest, public_id) -> HttpResponse:
    session = _session(request, public_id)
    scheduling.restore_session(session, by=request.user)
    messages.success(request, _("The session stands again."))
    return redirect("programs:batch_detail", session.batch.public_id)


@requires("programs.change_schedule")
@require_http_methods(["GET", "POST"])
def session_make_up(request: HttpRequest, public_id) -> HttpResponse:
    session = _session(request, public_id)
    initial = {"starts_at": session.starts, "instructor": session.instructor_id, "room": session.room}
    form = MakeUpForm(request.POST or None, batch=session.batch, initial=initial)
    if form.carry_out(lambda data: scheduling.make_up(session, by=request.user, **data)):
        messages.success(request, _("The make-up session is in the schedule."))
        return redirect("programs:batch_detail", session.batch.public_id)
    return render(request, "programs/session_make_up.html", {"form": form, "session": session}, status=form.status)
