"""A session's page and its changes: moving, substituting, cancelling, restoring, making up."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import requires
from core import clock
from core.seen_forms import hold_shown
from programs.timetable import cancelled_sessions, moved_sessions, session_change, substitutes
from programs.timetable.forms.sessions import CancelForm, MoveForm, PlaceForm, SubstituteForm
from programs.timetable.models.sessions import Session
from programs.timetable.week import note_times

RELATED = (
    "unit",
    "instructor",
    "substitute_for",
    "cancel_cause",
    "batch__facility",
    "batch__training_center",
    "batch__training_center",
    "batch__version__program__vocation",
)


def _session(request: HttpRequest, public_id) -> Session:
    sessions = Session.objects.visible_to(request.user).select_related(*RELATED)
    session = get_object_or_404(sessions, public_id=public_id)
    note_times(session)
    return session


@requires("programs.view_batch", "programs.view_attendance")
@require_GET
def session_detail(request: HttpRequest, public_id) -> HttpResponse:
    session = _session(request, public_id)
    linked = Session.objects.visible_to(request.user)
    changes = request.user.has_perm("programs.change_schedule")
    context = {
        "session": session,
        "original": linked.filter(pk=session.makes_up_for_id).first(),
        "made_up_by": linked.filter(makes_up_for=session).first(),
        "against": session_change.open_blockers(session) if changes else [],
        "has_begun": session_change.has_begun(session),
        "is_hour_over": session.ends_at <= clock.now(),
        "too_late": cancelled_sessions.late_blockers(session, by=request.user),
        "sees_batch": type(session.batch).objects.visible_to(request.user).filter(pk=session.batch_id).exists(),
    }
    return render(request, "programs/timetable/session_detail.html", context)


@requires("programs.change_schedule")
@require_http_methods(["GET", "POST"])
def session_move(request: HttpRequest, public_id) -> HttpResponse:
    """GET shows what moving would do; POST does it."""
    session = hold_shown(request, lambda: _session(request, public_id), under="office")
    form = MoveForm(request.POST or (request.GET if "day" in request.GET else None), session=session)
    if request.method == "POST" and form.carry_out(
        lambda data: moved_sessions.move_session(session, by=request.user, wish=form.wish())
    ):
        messages.success(request, _("The session was moved."))
        return _back(session)
    effect = moved_sessions.preview(session, form.wish()) if form.is_bound and form.is_valid() else None
    if effect:
        note_times(effect.after)
    context = {"session": session, "form": form, "effect": effect}
    return render(
        request, "programs/timetable/session_move.html", context, status=422 if request.method == "POST" else 200
    )


@requires("programs.change_schedule")
@require_http_methods(["GET", "POST"])
def session_substitute(request: HttpRequest, public_id) -> HttpResponse:
    session = _session(request, public_id)
    people, owner = substitutes.candidates(session), substitutes.owner_of(session)
    form = SubstituteForm(request.POST or None, people=people, owner=owner)
    if form.carry_out(lambda data: substitutes.substitute(session, by=request.user, **data)):
        messages.success(request, _("%(name)s teaches this session now.") % {"name": form.result.instructor})
        return _back(session)
    return render(
        request, "programs/timetable/session_substitute.html", {"form": form, "session": session}, status=form.status
    )


@requires("programs.change_schedule")
@require_http_methods(["GET", "POST"])
def session_cancel(request: HttpRequest, public_id) -> HttpResponse:
    session = _session(request, public_id)
    has_begun = session_change.has_begun(session)
    form = CancelForm(request.POST or None, user=request.user, has_begun=has_begun)
    if form.carry_out(
        lambda data: cancelled_sessions.cancel_session(
            session, by=request.user, cause=data["cause"].code, note=data["note"]
        )
    ):
        messages.success(request, _("The session was cancelled. Its hours have to be made up."))
        return _back(session)
    context = {
        "form": form,
        "session": session,
        "has_begun": has_begun,
        "against": cancelled_sessions.cancelled_now_blockers(session, by=request.user),
    }
    return render(request, "programs/timetable/session_cancel.html", context, status=form.status)


@requires("programs.change_schedule")
@require_POST
def session_restore(request: HttpRequest, public_id) -> HttpResponse:
    session = _session(request, public_id)
    cancelled_sessions.restore_session(session, by=request.user)
    messages.success(request, _("The session was restored."))
    return _back(session)


@requires("programs.change_schedule")
@require_http_methods(["GET", "POST"])
def session_make_up(request: HttpRequest, public_id) -> HttpResponse:
    session = _session(request, public_id)
    form = PlaceForm(request.POST or None, session=session)
    if form.carry_out(lambda data: cancelled_sessions.make_up(session, by=request.user, **data)):
        messages.success(request, _("The make-up session is in the schedule."))
        return _back(form.result)
    return render(
        request, "programs/timetable/session_make_up.html", {"form": form, "session": session}, status=form.status
    )


def _back(session: Session) -> HttpResponse:
    return redirect("programs:session_detail", session.public_id)
