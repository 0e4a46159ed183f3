"""The fixed day of issue: what waits for it, what would stand out, and which days the center has."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import requires
from certification.certificates import issue_calendar, issue_day
from certification.certificates.forms.issue_days import IssueDaysForm
from certification.certificates.models import IssueDays
from core import clock
from core.http import typed


@requires("certification.view_register")
@require_GET
def issue_day_page(request: HttpRequest) -> HttpResponse:
    center = request.user.training_center
    day = issue_day.day_of(center)
    may_issue = request.user.has_perm(issue_day.MAY)
    context = {
        "day": day,
        "blockers": issue_day.run_blockers(center, day, by=request.user) if may_issue else [],
        "may_issue": may_issue,
        "rules": IssueDays.objects.filter(training_center=center),
        "usual": ", ".join(map(str, issue_calendar.DEFAULT)),
        "today": clock.today(center.time_zone),
    }
    return render(request, "certification/certificates/issue_day.html", context)


@requires(issue_day.MAY)
@require_POST
def issue_day_run(request: HttpRequest) -> HttpResponse:
    job = issue_day.issue_all(request.user.training_center, by=request.user)
    return redirect("core:job_detail", job.public_id)


@requires(issue_day.MAY)
@require_POST
def issue_day_wait(request: HttpRequest) -> HttpResponse:
    key, waits = typed(request.POST, "group", most=36), "waits" in request.POST
    group = issue_day.keep_waiting(request.user.training_center, key, by=request.user, waits=waits)
    if waits:
        text = ngettext(
            "%(program)s: %(count)s certificate waits for the next day.",
            "%(program)s: %(count)s certificates wait for the next day.",
            len(group.standing_out),
        )
    else:
        text = _("%(program)s is issued on this day.")
    messages.success(request, text % {"program": group.program, "count": len(group.standing_out)})
    return redirect("certification:issue_day")


@requires("certification.change_series")
@require_http_methods(["GET", "POST"])
def issue_days_change(request: HttpRequest) -> HttpResponse:
    center, form = request.user.training_center, IssueDaysForm(request.POST or None)
    if form.carry_out(lambda data: issue_day.set_days(center, by=request.user, **data)):
        messages.success(request, _("The days of issue were changed."))
        return redirect("certification:issue_day")
    return render(request, "certification/certificates/issue_days_change.html", {"form": form}, status=form.status)
