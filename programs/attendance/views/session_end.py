"""Correcting when a closed session actually ended, which recalculates everybody's credit."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import requires
from core.errors import refuse_if
from core.reasons import some_reason
from core.seen_forms import hold_shown
from core.templatetags.dates import day_long, hour, hour_span
from programs.attendance import early_end
from programs.attendance.forms.roll import EndForm
from programs.timetable.visible_sessions import visible_session


@requires("programs.correct_attendance")
@require_http_methods(["GET", "POST"])
def session_end(request: HttpRequest, public_id) -> HttpResponse:
    session = hold_shown(request, lambda: visible_session(request, public_id))
    if request.method == "GET":
        now = {"ended_at": session.ends_at, "reason": some_reason()}
        refuse_if(early_end.blockers(session, by=request.user, **now))
    form = EndForm(request.POST or None, session=session)
    if request.method == "POST" and form.carry_out(lambda data: early_end.correct(session, by=request.user, **data)):
        messages.success(request, _("The end is corrected; everybody is credited with what was taught until then."))
        return redirect("programs:session_roll", session.public_id)
    back = reverse("programs:session_roll", args=[session.public_id])
    note = _("Everybody is credited until this time. Enter %(end)s if the session ended as planned.")
    context = {
        "form": form,
        "title": _("Correct the end of a session"),
        "crumbs": [
            {"label": _("Sessions & attendance"), "url": reverse("programs:session_list")},
            {"label": session.batch.name, "url": back},
        ],
        "facts": [session.batch.name, f"{day_long(session.date)} · {hour_span(session.starts_at, session.ends_at)}"],
        "note": note % {"end": hour(session.ends_at)},
        "button": _("Save the correction"),
        "back": back,
    }
    return render(request, "programs/command_form.html", context, status=form.status)
