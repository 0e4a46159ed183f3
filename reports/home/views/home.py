from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from core import clock, health_watch
from programs.count_alarms import alarm_notices
from programs.movements.movement_list import movements_on
from reports.home import first_steps, home_counts, work_list
from reports.home.work import count_work
from reports.reconcile import findings
from reports.region.region_figures import region_today
from reports.upkeep import upkeep_state


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    user = request.user
    now = clock.now()
    alarm_notices.keep_notices(user)
    # Each block checks its own permission, so roles without it cost no query and see no count.
    context = {"tasks": work_list.tasks_for(user), "now": now, "hour": clock.local(now, user.time_zone).hour}
    context["alarms"] = count_work.panels_for(user)
    context["first_step"] = None if context["alarms"] else first_steps.first_step_beside(context["tasks"], user)
    if user.has_perm("programs.view_attendance"):
        context["sessions"] = home_counts.sessions_today(user)
    elif user.has_perm("programs.view_movement"):
        context["movements"] = movements_on(user, clock.today(user.time_zone))
    if user.has_perm("programs.view_batch"):
        context["seats"] = home_counts.seats(user)
    if user.has_perm("certification.view_certificate"):
        context["certificate_counts"] = home_counts.certificate_counts(user)
    if user.has_perm("inmates.view_person"):
        context["people"] = home_counts.people_line(user)
    if user.has_perm("reports.view_region"):
        context["region"] = region_today(user)
    if user.has_perm("reports.view_reconcile"):
        context["reconcile"] = findings.summary_for(user)
        context["contradiction_counts"] = findings.counts_of(context["reconcile"])
        # Upkeep has a panel of its own.
        context["site"] = health_watch.SiteState.now(without=frozenset({"upkeep"}))
        context["upkeep"] = upkeep_state.Standing.of_all()
        context["all_is_well"] = not any(one.needs_a_look for one in context["upkeep"]) and not context["site"].warnings
    return render(request, "reports/home/home.html", context)
