"""What somebody must look at: the tasks of the reader's roles, and noting what came of each."""

from django.contrib import messages
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import requires
from core.paging import keyset_page
from inmates import inbox
from inmates.models import InboxTask
from programs.forms.inbox import AcknowledgeForm

CLOSED = "closed"


@requires("programs.view_inbox")
@require_GET
def task_list(request: HttpRequest) -> HttpResponse:
    tasks = InboxTask.objects.visible_to(request.user).select_related("inmate", "acknowledged_by")
    is_closed = request.GET.get("view") == CLOSED
    if is_closed:
        ended = tasks.annotate(closed_at=Coalesce("acknowledged_at", "settled_at"))
        page = keyset_page(request, ended.filter(closed_at__isnull=False), keys=("-closed_at", "-pk"))
    else:
        page = keyset_page(request, tasks.open(), keys=("opened_at", "pk"))
    # In place: the page keeps its cursors, which were read from the tasks themselves.
    page.rows[:] = [inbox.line_of(task) for task in page.rows]
    tabs = [
        {"label": _("Open tasks"), "url": "?", "current": not is_closed},
        {"label": _("Done"), "url": f"?view={CLOSED}", "current": is_closed},
    ]
    return render(request, "programs/task_list.html", {"page": page, "tabs": tabs, "is_closed": is_closed})


@requires("programs.view_inbox")
@require_http_methods(["GET", "POST"])
def task_acknowledge(request: HttpRequest, public_id) -> HttpResponse:
    tasks = InboxTask.objects.visible_to(request.user).select_related("inmate", "acknowledged_by")
    task = get_object_or_404(tasks, public_id=public_id)
    line = inbox.line_of(task)
    for_facility = request.user.facility_id is not None
    form = AcknowledgeForm(request.POST or None, for_facility=for_facility, example=line.example)
    if request.method == "POST" and form.carry_out(lambda data: inbox.acknowledge(task, by=request.user, **data)):
        messages.success(request, _("Acknowledged."))
        return redirect("programs:task_list")
    context = {"line": line, "form": form, "reasons": inbox.acknowledge_blockers(task)}
    return render(request, "programs/task_acknowledge.html", context, status=form.status)
