"""The tool sheet of a session: issue, return, statement that nothing is issued, print."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from accounts.access import requires
from core import access
from core.errors import Blocker
from core.http import pdf_answer
from programs.timetable.models.sessions import Session
from programs.timetable.visible_sessions import visible_session
from programs.tools import tool_issue, tool_return
from programs.tools.forms.tool_sheets import HandOutForm, ReturnForm
from programs.tools.session_tools import Sheet, sheet_of
from programs.tools.tool_list_paper import session_paper


@requires("programs.view_tools")
@require_GET
def tool_sheet(request: HttpRequest, public_id) -> HttpResponse:
    return _page(request, sheet_of(visible_session(request, public_id)))


def _page(
    request: HttpRequest, sheet: Sheet, *, out: HandOutForm | None = None, back: ReturnForm | None = None
) -> HttpResponse:
    session, user = sheet.session, request.user
    reasons = tool_issue.blockers(session, by=user)
    context = {
        "sheet": sheet,
        "session": session,
        "out_form": out or HandOutForm(sheet=sheet),
        "back_form": back or ReturnForm(sheet=sheet),
        "reasons": reasons,
        "may_out": not reasons,
        "may_back": user.has_perm("programs.issue_tools"),
        "checks": sheet.checks,
    }
    return render(request, "programs/tools/tool_sheet.html", context, status=422 if out or back else 200)


@requires("programs.issue_tools")
@require_POST
def tool_out(request: HttpRequest, public_id) -> HttpResponse:
    """Hands out the ticked tools, or with the other button everything on the list that can be."""
    session = visible_session(request, public_id)
    form = HandOutForm(request.POST, sheet=sheet_of(session))
    if not form.carry_out(lambda data: _hand_out(request, session, form)):
        return _page(request, form.sheet, out=form)
    made, stayed = form.result
    words = ngettext("%(count)s tool handed out.", "%(count)s tools handed out.", made) % {"count": made}
    messages.success(request, words if made else _("Saved."))
    for reason in stayed:
        messages.warning(request, str(reason))
    return redirect("programs:tool_sheet", session.public_id)


def _hand_out(request: HttpRequest, session: Session, form: HandOutForm) -> tuple[int, list[Blocker]]:
    user, tools, amounts = request.user, form.cleaned_data["tools"], form.amounts()
    everything = "all" in request.POST
    made = tool_issue.hand_out(session, by=user, tools=tools, amounts=amounts) if amounts or not everything else []
    more, stayed = tool_issue.hand_out_all(session, by=user) if everything else ([], [])
    return len(made) + len(more), stayed


@requires("programs.issue_tools")
@require_POST
def tool_back(request: HttpRequest, public_id) -> HttpResponse:
    """Records the entered returns; with the other button, the remaining tools count as returned in order."""
    session = visible_session(request, public_id)
    form = ReturnForm(request.POST, sheet=sheet_of(session))
    if not form.carry_out(lambda data: _take_back(request, session, form)):
        return _page(request, form.sheet, back=form)
    ended = form.result
    words = ngettext("%(count)s tool came back.", "%(count)s tools came back.", ended) % {"count": ended}
    messages.success(request, words if ended else _("Saved."))
    return redirect("programs:tool_sheet", session.public_id)


def _take_back(request: HttpRequest, session: Session, form: ReturnForm) -> int:
    user, ways, amounts = request.user, form.ways(), form.amounts()
    rest = "rest" in request.POST
    ended = tool_return.take_back(session, by=user, tools=ways, amounts=amounts) if ways or amounts or not rest else []
    more = tool_return.take_back_rest(session, by=user) if rest else []
    return len(ended) + len(more)


@requires("programs.issue_tools")
@require_POST
def tool_none(request: HttpRequest, public_id) -> HttpResponse:
    session = visible_session(request, public_id)
    tool_issue.say_nothing_out(session, by=request.user)
    messages.success(request, _("Noted: no tool is handed out at this session."))
    return redirect("programs:tool_sheet", session.public_id)


@requires("programs.view_tools")
@require_GET
def tool_sheet_print(request: HttpRequest, public_id) -> HttpResponse:
    session = visible_session(request, public_id)
    content = session_paper(sheet_of(session), by=request.user)
    access.log(access.Kind.PRINT, session, by=request.user, what="tool list")
    name = _("tool-list")
    return pdf_answer(content, f"{name}-{session.date}.pdf")
