"""The inbox: tasks for the reader's roles, and recording the outcome of each."""

from django.contrib import messages
from django.db.models import Count, Q
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import requires
from core import clock
from core.paging import keyset_page
from inmates.inbox import inbox_tasks
from inmates.inbox.forms import AcknowledgeForm, AnswerManyForm, TaskFilterForm
from inmates.inbox.models import InboxTask

CLOSED, LATE = "closed", "late"


@requires("inmates.view_inbox")
@require_GET
def task_list(request: HttpRequest) -> HttpResponse:
    tasks = InboxTask.objects.visible_to(request.user).select_related("person", "acknowledged_by")
    view = request.GET.get("view", "")
    context = {"view": view, "tabs": _tabs(view)}
    if view == CLOSED:
        ended = tasks.annotate(closed_at=Coalesce("acknowledged_at", "settled_at"))
        page = keyset_page(request, ended.filter(closed_at__isnull=False), keys=("-closed_at", "-pk"))
    elif view == LATE:
        page = keyset_page(request, tasks.overdue(clock.today(request.user.time_zone)), keys=("due_on", "pk"))
    else:
        form = TaskFilterForm(request.GET, tasks=tasks.open())
        found = form.narrowed(tasks.open())
        page = keyset_page(request, found, keys=("opened_at", "pk"))
        answerable = Count("pk", filter=Q(kind__in=inbox_tasks.bulk_kinds()))
        context |= found.order_by().aggregate(found=Count("pk"), answerable=answerable)
        context |= {"form": form, "is_all_ticked": request.GET.get("tick") == "all"}
    # In place: the page keeps its cursors, which were computed from the tasks.
    page.rows[:] = [inbox_tasks.line_of(task) for task in page.rows]
    return render(request, "inmates/inbox/task_list.html", {**context, "page": page})


def _tabs(view: str) -> list[dict]:
    return [
        {"label": _("Open tasks"), "url": "?", "current": view not in (CLOSED, LATE)},
        {"label": _("Overdue"), "url": f"?view={LATE}", "current": view == LATE},
        {"label": _("Done"), "url": f"?view={CLOSED}", "current": view == CLOSED},
    ]


@requires("inmates.view_inbox")
@require_POST
def task_answer(request: HttpRequest) -> HttpResponse:
    """One answer for many tasks; the list's filters are in the URL, as on the list itself."""
    tasks = InboxTask.objects.visible_to(request.user).open()
    filters = TaskFilterForm(request.GET, tasks=tasks)
    form = AnswerManyForm(request.POST, found=filters.narrowed(tasks), is_narrowed=filters.is_valid())
    if form.carry_out(lambda data: inbox_tasks.acknowledge_many(data["tasks"], by=request.user, note=data["note"])):
        sentence = ngettext("%(count)s task was answered.", "%(count)s tasks were answered.", form.result)
        messages.success(request, sentence % {"count": form.result})
        return redirect("inmates:task_list")
    for errors in form.errors.values():
        messages.error(request, " ".join(errors))
    kept = {name: request.GET[name] for name in ("q", "kind") if request.GET.get(name)}
    return redirect(reverse("inmates:task_list", query=kept))


@requires("inmates.view_inbox")
@require_http_methods(["GET", "POST"])
def task_acknowledge(request: HttpRequest, public_id) -> HttpResponse:
    tasks = InboxTask.objects.visible_to(request.user).select_related("person", "acknowledged_by")
    task = get_object_or_404(tasks, public_id=public_id)
    line = inbox_tasks.line_of(task)
    for_facility = request.user.facility_id is not None
    form = AcknowledgeForm(request.POST or None, for_facility=for_facility, example=line.example)
    if request.method == "POST" and form.carry_out(lambda data: inbox_tasks.acknowledge(task, by=request.user, **data)):
        messages.success(request, _("Acknowledged."))
        return redirect("inmates:task_list")
    context = {"line": line, "form": form, "reasons": inbox_tasks.acknowledge_blockers(task)}
    return render(request, "inmates/inbox/task_acknowledge.html", context, status=form.status)
