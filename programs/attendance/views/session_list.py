"""The list of sessions: today's, those not closed, and those to come."""

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.access import requires
from core import clock
from core.listing import asks_for_file
from core.paging import keyset_page
from programs.attendance import mark_rules
from programs.attendance.missing_rolls import described, missing_rolls, rolls_begun
from programs.attendance.models.marks import counts_of_roll
from programs.attendance.session_columns import SESSIONS
from programs.batches.models import Batch
from programs.timetable.forms.sessions import SessionFilterForm
from programs.timetable.models.sessions import Session
from programs.timetable.unexplained import unexplained

RELATED = ("batch__facility", "batch__training_center", "unit", "instructor", "substitute_for")
VIEWS = ("today", "open", "begun", "upcoming", "closed")


@requires("programs.view_attendance")
@require_GET
def session_list(request: HttpRequest) -> HttpResponse:
    form = SessionFilterForm(request.GET, user=request.user)
    sessions = form.apply(Session.objects.visible_to(request.user))
    view = request.GET.get("view", "")
    view = view if view in VIEWS else VIEWS[0]
    rows = _with_marks(_of(view, sessions, request)).select_related(*RELATED)
    usual = "-when" if view == "closed" else "when"
    if asks_for_file(request):
        return SESSIONS.file(request, rows, usual=usual)
    context = {
        "form": form,
        "view": view,
        "now": clock.now(),
        "tabs": _tabs(view, sessions, request),
        "page": SESSIONS.page(request, rows, usual=usual),
    }
    return render(request, "programs/attendance/session_list.html", context)


@requires("programs.view_attendance")
@require_GET
def missing_roll_list(request: HttpRequest) -> HttpResponse:
    sessions = missing_rolls(request.user).select_related(*RELATED)
    page = keyset_page(request, sessions, keys=("starts_at", "pk"))
    rows = described(page.rows, request.user)
    context = {"page": page, "rows": rows, "total": sessions.count(), "days": mark_rules.edit_window().days}
    return render(request, "programs/attendance/missing_roll_list.html", context)


def _of(view: str, sessions: QuerySet[Session], request: HttpRequest) -> QuerySet[Session]:
    now, today = clock.now(), clock.today(request.user.time_zone)
    return {
        "today": sessions.filter(date=today),
        "open": sessions.recordable_by(request.user).filter(
            state=Session.State.PLANNED, ends_at__lt=now, batch__state__in=(Batch.State.RUNNING, Batch.State.CANCELLED)
        ),
        "begun": rolls_begun(request.user).filter(pk__in=sessions),
        "upcoming": sessions.filter(state=Session.State.PLANNED, starts_at__gt=now),
        "closed": sessions.exclude(state=Session.State.PLANNED),
    }[view]


def _tabs(view: str, sessions: QuerySet[Session], request: HttpRequest) -> list[dict]:
    labels = {"today": _("Today"), "open": _("Not closed"), "upcoming": _("To come"), "closed": _("Closed")}
    query = request.GET.copy()
    tabs = []
    if view == "begun":
        # The home page counts these and links here, so they get a tab of their own.
        labels["begun"] = _("To be closed")
    for name, label in labels.items():
        query["view"] = name
        # A paging cursor is valid only within its own tab.
        query.pop("after", None)
        query.pop("before", None)
        count = f" ({_of(name, sessions, request).count()})" if name in ("today", "open", "begun") else ""
        tabs.append({"label": f"{label}{count}", "url": f"?{query.urlencode()}", "current": name == view})
    return tabs


def _with_marks(sessions: QuerySet[Session]) -> QuerySet[Session]:
    return sessions.annotate(**counts_of_roll(), is_unexplained=unexplained())
