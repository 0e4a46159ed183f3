"""Correcting when a closed session actually ended, which recalculates everybody's credit."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import requires
from core import clock
from programs.attendance import early_end
from programs.attendance.forms.roll import EndForm
from programs.attendance.views.rolls import visible_session
from programs.timetable.models.sessions import Session


@requires("programs.correct_attendance")
@require_http_methods(["GET", "POST"])
def session_end(request: HttpRequest, public_id) -> HttpResponse:
    session = visible_session(request, public_id)
    zone = session.batch.facility.time_zone
    ended = clock.local(session.ended_at or session.ends_at, zone).time()
    form = EndForm(request.POST or None, initial={"ended": ended})
    if request.method == "POST" and form.carry_out(lambda data: _correct(request, session, data)):
        messages.success(request, _("The end is corrected; everybody is credited with what was taught until then."))
        return redirect("programs:session_roll", session.public_id)
    context = {"session": session, "form": form}
    return render(request, "programs/attendance/session_end.html", context, status=form.status)


def _correct(request: HttpRequest, session: Session, data: dict) -> Session:
    moment = early_end.moment_of(session, data["ended"])
    return early_end.correct(session, by=request.user, ended_at=moment, reason=data["reason"])
