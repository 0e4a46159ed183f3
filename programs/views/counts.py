"""Head counts: what is still open, and the sheet of one session on which guard and workshop count."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.access import requires
from core import access, clock
from core.paging import keyset_page
from programs.forms.counts import HeadCountForm
from programs.models import HeadCount, Session
from programs.training_day import counting, open_counts
from programs.training_day.movement_list import MovementList
from programs.training_day.whereabouts import walks_at
from programs.views.rolls import visible_session

COUNTERS = ("programs.count_at_block", "programs.count_at_workshop")


@requires(*COUNTERS)
@require_GET
def count_list(request: HttpRequest) -> HttpResponse:
    rows = open_counts.open_sessions(request.user).select_related("batch").prefetch_related("head_counts")
    page = keyset_page(request, rows, keys=("starts_at", "pk"))
    for session in page.rows:
        session.missing = open_counts.missing_points(session, request.user)
    return render(request, "programs/count_list.html", {"page": page, "now": clock.now()})


@requires(*COUNTERS)
@require_GET
def count_session(request: HttpRequest, public_id) -> HttpResponse:
    return _page(request, visible_session(request, public_id))


def _page(request: HttpRequest, session: Session, sent: HeadCountForm | None = None) -> HttpResponse:
    lines = open_counts.lines(session, request.user)
    for line in lines:
        line.form = _form(session, line, sent) if line.is_open else None
    movements = MovementList(session.date, walks_at(request.user, [session]), request.user.facility_id is not None)
    access.log(access.Kind.VIEW, session, by=request.user, what="head counts")
    context = {"session": session, "lines": lines, "movements": movements, "now": clock.now(), "sent": sent}
    return render(request, "programs/count_session.html", context, status=422 if sent else 200)


def _form(session: Session, line: open_counts.Line, sent: HeadCountForm | None) -> HeadCountForm:
    if sent and sent.point == line.point:
        return sent
    return HeadCountForm(session=session, point=line.point, count=line.count)


@requires(*COUNTERS)
@require_POST
def count_save(request: HttpRequest, public_id, point) -> HttpResponse:
    session = visible_session(request, public_id)
    if point not in HeadCount.Point.values:
        raise Http404
    count = counting.standing_counts(session).get(point)
    form = HeadCountForm(request.POST, session=session, point=point, count=count)
    if not form.carry_out(lambda data: counting.record(session, by=request.user, **form.values())):
        return _page(request, session, form)
    words = {"point": HeadCount.Point(point).label, "people": form.cleaned_data["people"]}
    messages.success(request, _("%(point)s: %(people)s written down.") % words)
    return redirect("programs:count_session", session.public_id)
