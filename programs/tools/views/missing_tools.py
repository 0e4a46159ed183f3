"""Missing tools: list of cases, steps, outcome, report."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import requires
from accounts.confirming import confirmed_if
from core import access
from core.http import pdf_answer
from core.paging import keyset_page
from programs.tools import tool_search
from programs.tools.forms.missing_tools import MissingForm, OutcomeForm, StepForm
from programs.tools.missing_tool_paper import case_paper
from programs.tools.models import MissingTool, Tool
from programs.tools.search_procedure import course_of

RELATED = ("tool__facility", "tool__program", "session__batch", "reported_by", "closed_by")


def _visible(request: HttpRequest):
    return MissingTool.objects.visible_to(request.user).select_related(*RELATED)


def _case(request: HttpRequest, public_id) -> MissingTool:
    return get_object_or_404(_visible(request), public_id=public_id)


@requires("programs.search_tool")
@require_GET
def missing_tool_list(request: HttpRequest) -> HttpResponse:
    is_closed = request.GET.get("view") == "closed"
    cases = _visible(request)
    cases = cases.exclude(state=MissingTool.State.OPEN) if is_closed else cases.open()
    page = keyset_page(request, cases, keys=("-missed_at", "-pk"))
    address = reverse("programs:missing_tool_list")
    tabs = [
        {"label": _("Being searched"), "url": address, "current": not is_closed},
        {"label": _("Over"), "url": f"{address}?view=closed", "current": is_closed},
    ]
    return render(
        request, "programs/tools/missing_tool_list.html", {"page": page, "tabs": tabs, "is_closed": is_closed}
    )


@requires("programs.search_tool")
@require_GET
def missing_tool(request: HttpRequest, public_id) -> HttpResponse:
    return _page(request, _case(request, public_id))


def _page(request: HttpRequest, case: MissingTool, form: StepForm | None = None) -> HttpResponse:
    context = {
        "case": case,
        "course": course_of(case),
        "form": form or StepForm(zone=case.tool.facility.time_zone),
        "is_open": case.state == MissingTool.State.OPEN,
    }
    return render(request, "programs/tools/missing_tool_detail.html", context, status=422 if form else 200)


@requires("programs.search_tool")
@require_http_methods(["GET", "POST"])
def missing_tool_report(request: HttpRequest, public_id) -> HttpResponse:
    tools = Tool.objects.visible_to(request.user).select_related("facility")
    tool, form = get_object_or_404(tools, public_id=public_id), MissingForm(request.POST or None)
    if form.carry_out(lambda data: tool_search.report(tool, by=request.user, **data)):
        messages.warning(request, _("The search has begun. Record each step as it is taken."))
        return redirect("programs:missing_tool", form.result.public_id)
    back = reverse("programs:tool_detail", args=[tool.public_id])
    note = _("Everybody who can act is told, and the session that had it last cannot be closed without a reason.")
    return _form_page(request, form, title=_("Report as missing"), facts=[str(tool)], note=note, back=back)


@requires("programs.search_tool")
@require_http_methods(["POST"])
def missing_tool_step(request: HttpRequest, public_id, code) -> HttpResponse:
    case = _case(request, public_id)
    form = StepForm(request.POST, zone=case.tool.facility.time_zone)
    if form.carry_out(lambda data: tool_search.take_step(case, code, by=request.user, **form.values())):
        messages.success(request, _("The step is recorded."))
        return redirect("programs:missing_tool", case.public_id)
    return _page(request, case, form)


@requires("programs.search_tool")
@require_http_methods(["GET", "POST"])
def missing_tool_found(request: HttpRequest, public_id) -> HttpResponse:
    case, form = _case(request, public_id), OutcomeForm(request.POST or None)
    if form.carry_out(lambda data: tool_search.close_found(case, by=request.user, **data)):
        messages.success(request, _("The tool is found; the search is over."))
        return redirect("programs:missing_tool", case.public_id)
    return _form_page(request, form, title=_("Found"), facts=[str(case.tool)], back=_url(case))


@requires("programs.write_off_tool")
@require_http_methods(["GET", "POST"])
@confirmed_if(lambda request: OutcomeForm(request.POST).is_valid())
def missing_tool_write_off(request: HttpRequest, public_id) -> HttpResponse:
    case, form = _case(request, public_id), OutcomeForm(request.POST or None)
    if form.carry_out(lambda data: tool_search.write_off(case, by=request.user, **data)):
        messages.success(request, _("The tool is written off and leaves the list."))
        return redirect("programs:missing_tool", case.public_id)
    return _form_page(request, form, title=_("Write off"), facts=[str(case.tool)], back=_url(case))


@requires("programs.search_tool")
@require_GET
def missing_tool_print(request: HttpRequest, public_id) -> HttpResponse:
    case = _case(request, public_id)
    content = case_paper(case)
    access.log(access.Kind.PRINT, case, by=request.user, what="report of a missing tool")
    name = _("missing-tool")
    return pdf_answer(content, f"{name}-{case.pk}.pdf")


def _url(case: MissingTool) -> str:
    return reverse("programs:missing_tool", args=[case.public_id])


def _form_page(request: HttpRequest, form, *, title: str, facts: list[str], back: str, note: str = "") -> HttpResponse:
    crumbs = [
        {"url": reverse("programs:tool_list"), "label": _("Tools")},
        {"url": reverse("programs:missing_tool_list"), "label": _("Missing tools")},
    ]
    context = {"form": form, "title": title, "facts": facts, "back": back, "note": note, "crumbs": crumbs}
    return render(request, "programs/command_form.html", {**context, "button": _("Save")}, status=form.status)
