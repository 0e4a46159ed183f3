"""The register of tools and consumables: list, export, history of a tool, changes."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import requires
from core import access
from core.http import pdf_answer
from core.listing import asks_for_file
from core.paging import keyset_page
from core.seen_forms import hold_shown
from programs.tools import consumable_register, tool_register
from programs.tools.forms.register import ConsumableForm, ToolFilterForm, ToolForm, ToolMoveForm
from programs.tools.models import Consumable, MissingTool, Tool
from programs.tools.session_tools import sessions_at
from programs.tools.shadow_board import board_paper
from programs.tools.tool_list import CONSUMABLES, TOOLS

TOOL_FIELDS = ("program", "number", "name", "board", "place", "is_dangerous")
STUFF_FIELDS = ("program", "name", "unit", "tolerance", "is_active")


def visible_tools(request: HttpRequest):
    return Tool.objects.visible_to(request.user).with_whereabouts().select_related("program", "facility")


@requires("programs.view_tools")
@require_GET
def tool_list(request: HttpRequest) -> HttpResponse:
    form = ToolFilterForm(request.GET, user=request.user)
    if asks_for_file(request):
        return TOOLS.file(request, form.apply(visible_tools(request)))
    page = TOOLS.page(request, form.apply(visible_tools(request)))
    acts = request.user.has_perm("programs.issue_tools") or request.user.has_perm("programs.search_tool")
    context = {"form": form, "page": page, "sessions": sessions_at(request.user) if acts else []}
    return render(request, "programs/tools/tool_list.html", context)


@requires("programs.view_tools")
@require_GET
def tool_board_print(request: HttpRequest) -> HttpResponse:
    """Shadow board labels for the tools in the list."""
    tools = ToolFilterForm(request.GET, user=request.user).apply(visible_tools(request))
    content = board_paper(request.user, list(tools.exclude(state=Tool.State.RETIRED)))
    access.log(access.Kind.PRINT, "programs.tool", by=request.user, what="labels of the shadow board")
    name = _("shadow-board")
    return pdf_answer(content, f"{name}.pdf")


@requires("programs.view_tools")
@require_GET
def tool_detail(request: HttpRequest, public_id) -> HttpResponse:
    tool = get_object_or_404(visible_tools(request), public_id=public_id)
    issues = tool.issues.select_related("session__batch", "out_by", "back_by")
    page = keyset_page(request, issues, keys=("-out_at", "-pk"), size=10)
    cases = tool.cases.all()
    stopped = tool_register.out_blockers(tool)
    context = {
        "tool": tool,
        "page": page,
        "cases": cases,
        "stopped": stopped,
        "moves": tool_register.TRANSITIONS[tool.state],
    }
    context["is_searchable"] = tool.state not in (Tool.State.MISSING, Tool.State.RETIRED)
    context["open_case"] = next((case for case in cases if case.state == MissingTool.State.OPEN), None)
    return render(request, "programs/tools/tool_detail.html", context)


@requires("programs.change_tools")
@require_http_methods(["GET", "POST"])
def tool_new(request: HttpRequest) -> HttpResponse:
    form, user = ToolForm(request.POST or None, user=request.user), request.user
    if form.carry_out(lambda data: tool_register.add_tool(form.details(), by=user, facility=user.facility)):
        messages.success(request, _("The tool is in the register."))
        return redirect("programs:tool_detail", form.result.public_id)
    return _form_page(request, form, title=_("Add a tool"), back=reverse("programs:tool_list"))


@requires("programs.change_tools")
@require_http_methods(["GET", "POST"])
def tool_edit(request: HttpRequest, public_id) -> HttpResponse:
    tools = visible_tools(request)
    tool = hold_shown(request, lambda: get_object_or_404(tools, public_id=public_id), under="facility")
    initial = {name: getattr(tool, name) for name in TOOL_FIELDS}
    form = ToolForm(request.POST or None, user=request.user, initial=initial)
    if form.carry_out(lambda data: tool_register.change_tool(tool, by=request.user, details=form.details())):
        messages.success(request, _("The tool was changed."))
        return redirect("programs:tool_detail", tool.public_id)
    return _form_page(request, form, title=_("Change the tool"), back=_url(tool), facts=[str(tool)])


@requires("programs.change_tools")
@require_http_methods(["GET", "POST"])
def tool_move(request: HttpRequest, public_id) -> HttpResponse:
    tool = get_object_or_404(visible_tools(request), public_id=public_id)
    form = ToolMoveForm(request.POST or None, tool=tool)
    if form.carry_out(lambda data: tool_register.move(tool, by=request.user, **data)):
        messages.success(request, _("The state of the tool was changed."))
        return redirect("programs:tool_detail", tool.public_id)
    facts = [str(tool), tool.get_state_display()]
    return _form_page(request, form, title=_("Change the state"), back=_url(tool), facts=facts)


@requires("programs.view_tools")
@require_GET
def consumable_list(request: HttpRequest) -> HttpResponse:
    rows = Consumable.objects.visible_to(request.user).select_related("program")
    if asks_for_file(request):
        return CONSUMABLES.file(request, rows)
    page = CONSUMABLES.page(request, rows)
    return render(request, "programs/tools/tool_consumables.html", {"page": page})


@requires("programs.change_tools")
@require_http_methods(["GET", "POST"])
def consumable_new(request: HttpRequest) -> HttpResponse:
    form, user = ConsumableForm(request.POST or None, user=request.user), request.user
    if form.carry_out(lambda data: consumable_register.add_consumable(form.stuff(), by=user, facility=user.facility)):
        messages.success(request, _("The consumable is in the register."))
        return redirect("programs:consumable_list")
    return _form_page(request, form, title=_("Add a consumable"), back=reverse("programs:consumable_list"))


@requires("programs.change_tools")
@require_http_methods(["GET", "POST"])
def consumable_edit(request: HttpRequest, public_id) -> HttpResponse:
    stuffs = Consumable.objects.visible_to(request.user)
    consumable = hold_shown(request, lambda: get_object_or_404(stuffs, public_id=public_id), under="facility")
    initial = {name: getattr(consumable, name) for name in STUFF_FIELDS}
    form = ConsumableForm(request.POST or None, user=request.user, initial=initial)
    if form.carry_out(
        lambda data: consumable_register.change_consumable(consumable, by=request.user, stuff=form.stuff())
    ):
        messages.success(request, _("The consumable was changed."))
        return redirect("programs:consumable_list")
    back = reverse("programs:consumable_list")
    return _form_page(request, form, title=_("Change the consumable"), back=back, facts=[consumable.name])


def _url(tool: Tool) -> str:
    return reverse("programs:tool_detail", args=[tool.public_id])


def _form_page(request: HttpRequest, form, *, title: str, back: str, facts: list[str] | None = None) -> HttpResponse:
    crumbs = [{"url": reverse("programs:tool_list"), "label": _("Tools")}]
    context = {"form": form, "title": title, "back": back, "facts": facts, "button": _("Save"), "crumbs": crumbs}
    return render(request, "programs/command_form.html", context, status=form.status)
