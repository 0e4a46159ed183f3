"""Head counts: open and past ones, and the page of one session with its alarms."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from accounts.access import requires
from accounts.models import User
from core import access, clock
from core.paging import keyset_page
from core.templatetags.dates import hour
from programs.attendance import session_closing
from programs.count_alarms import (
    alarm_hearers,
    alarm_notices,
    count_alarms,
    count_chain,
    count_sheet,
    missing_people,
    open_counts,
    overdue_counts,
)
from programs.count_alarms.forms import ExplainForm, HeadCountForm, SeenForm
from programs.count_alarms.models import CountAlarm
from programs.count_alarms.recorded_since import recorded_since
from programs.head_counts import count_records
from programs.head_counts.models import HeadCount
from programs.movements.movement_list import MovementList
from programs.movements.whereabouts import walks_at
from programs.places.models import Enrollment
from programs.timetable.closing_checks import Check
from programs.timetable.models.sessions import Session
from programs.timetable.visible_sessions import visible_session
from programs.tools.closing_tool_checks import checks_of

COUNTERS = count_alarms.COUNTERS
PAST, COUNT = "past", "count"
ROWS = {"": open_counts.unsettled_sessions, COUNT: open_counts.open_sessions, PAST: open_counts.past_sessions}


@requires(*count_alarms.HEARERS)
@require_GET
def count_list(request: HttpRequest) -> HttpResponse:
    view = request.GET.get("view", "")
    view = view if view in ROWS else ""
    is_past = view == PAST
    rows = ROWS[view](request.user).select_related("batch__facility").prefetch_related("head_counts", "count_alarms")
    page = keyset_page(request, rows, keys=("-starts_at", "-pk") if is_past else ("starts_at", "pk"))
    alarm_notices.with_names(alarm for session in page.rows for alarm in session.count_alarms.all())
    for session in page.rows:
        session.missing = open_counts.missing_points(session, request.user)
        if open_counts.is_behind(session):
            overdue_counts.reawaken(session.count_alarms.all())
        session.is_unexplained = any(alarm.is_open for alarm in session.count_alarms.all())
        session.figures = open_counts.figures_known(session, request.user, waits=session.is_unexplained)
    context = {"page": page, "now": clock.now(), "tabs": _tabs(view), "is_past": is_past}
    return render(request, "programs/count_alarms/count_list.html", context)


def _tabs(view: str) -> list[dict[str, Any]]:
    labels = {"": _("Open counts"), PAST: _("Past counts")}
    if view == COUNT:
        # The home page counts these and links here, so they need a tab.
        labels[COUNT] = _("To be counted")
    return [
        {"label": label, "url": f"?view={name}" if name else "?", "current": name == view}
        for name, label in labels.items()
    ]


@requires(*count_alarms.HEARERS)
@require_GET
def count_session(request: HttpRequest, public_id) -> HttpResponse:
    return _page(request, visible_session(request, public_id))


def _page(request: HttpRequest, session: Session, refused: HeadCountForm | ExplainForm | None = None) -> HttpResponse:
    user = request.user
    lines = open_counts.lines(session, user)
    for line in lines:
        line.form = _form(session, line, refused) if line.is_open else None
    awaited = count_sheet.awaited_of(session, user)
    # Before the first count, the list is the current one.
    movements = MovementList(session.date, [] if awaited else walks_at(user, [session]), user.facility_id is not None)
    access.log(access.Kind.VIEW, session, by=user, what="head counts")
    history = _history(session)
    waiting = count_alarms.open_alarms(session, history, {line.point for line in lines if line.standing})
    context = {
        "session": session,
        "refused": refused,
        "lines": lines,
        "chain": count_chain.chain(lines, waiting),
        "movements": movements,
        "awaited": awaited,
        "alarms": history,
        "has_history": history or any(line.replaced for line in lines),
        "now": clock.now(),
        "tool_checks": _tool_checks(session) if user.has_perm("programs.view_tools") else [],
    }
    if waiting:
        context |= _alarm_context(session, user, lines, waiting, refused)
        context["search"] = count_sheet.search(session, user, waiting[0], awaited)
    elif session.state == Session.State.FINALIZED:
        context["differing"] = [check for check in session_closing.people_checks(session) if check.state != "ok"]
    return render(request, "programs/count_alarms/count_session.html", context, status=422 if refused else 200)


def _history(session: Session) -> list[CountAlarm]:
    """All alarms of the session, the latest first, with names and steps."""
    rows = session.count_alarms.select_related("raised_by", "explained_by").order_by("-raised_at", "-pk")
    history = alarm_notices.with_names(rows)
    steps = count_sheet.steps_of(session, history)
    for one in history:
        one.steps = steps[one.pk]
    return history


def _alarm_context(
    session: Session,
    user: User,
    lines: list[open_counts.Line],
    waiting: list[CountAlarm],
    refused: HeadCountForm | ExplainForm | None,
) -> dict[str, Any]:
    """Context for the page while something waits to be explained."""
    heaviest, notices = waiting[0], [alarm_notices.notice_of(session, alarm) for alarm in waiting]
    explain_form = refused if isinstance(refused, ExplainForm) else ExplainForm(notices=notices)
    standing = [line.standing for line in lines]
    explain_form.shows(count_alarms.version_of(standing, waiting))
    return {
        "version": count_alarms.search_version_of(standing, waiting),
        "notice": notices[0],
        "others": count_sheet.panels_of(notices[1:], user),
        "differs_since": count_sheet.since(heaviest.steps) if heaviest.pk else None,
        "told": alarm_hearers.told(session, heaviest.raised_at if heaviest.pk else session.ends_at),
        # There is an alarm, so this depends on the reader alone.
        "may_say": count_alarms.may_say(session, user, is_visible=True),
        "explain_form": explain_form,
        "own_counts": count_alarms.own_count_blockers(has_counted=any(line.has_readers for line in lines)),
        "may_explain": count_alarms.may_explain(session, user, is_visible=True),
    }


def _tool_checks(session: Session) -> list[Check]:
    """Checks on returned tools, so that people counting at the door see what is still out."""
    issues = list(session.tool_issues.select_related("tool").order_by("tool__number_key"))
    return checks_of(session, issues, []) if issues else []


def _form(session: Session, line: open_counts.Line, refused: HeadCountForm | ExplainForm | None) -> HeadCountForm:
    if isinstance(refused, HeadCountForm) and refused.point == line.point:
        return refused
    return HeadCountForm(session=session, point=line.point, count=line.count, kept=line.hour)


@requires(*COUNTERS)
@require_POST
def count_save(request: HttpRequest, public_id, point) -> HttpResponse:
    session = visible_session(request, public_id)
    if point not in HeadCount.Point.values:
        raise Http404
    count = count_records.standing_counts(session).get(point)
    form = HeadCountForm(request.POST, session=session, point=point, count=count)
    made: list[HeadCount] = []
    if not form.carry_out(lambda data: made.extend(count_records.record(session, by=request.user, **form.values()))):
        return _page(request, session, form)
    # A differing count is no success; the red notice on the page says what to do.
    level = messages.SUCCESS if made and not session.count_alarms.open().exists() else messages.INFO
    messages.add_message(request, level, _count_words(point, form, made))
    return redirect("programs:count_session", session.public_id)


def _count_words(point: str, form: HeadCountForm, made: list[HeadCount]) -> str:
    words = {"point": HeadCount.Point(point).label, "people": form.cleaned_data["people"]}
    if not made:
        sentence = _("%(point)s: %(people)s is already recorded. If you counted again, enter the time as well.")
    elif form.cleaned_data["counted_at"]:
        sentence = _("%(point)s: %(people)s written down, counted at %(hour)s.")
        words["hour"] = hour(made[0].counted_at)
    else:
        sentence = _("%(point)s: %(people)s written down.")
    return sentence % words


@requires(*COUNTERS, count_alarms.EXPLAIN)
@require_POST
def count_search(request: HttpRequest, public_id) -> HttpResponse:
    """Records who was seen and who was not."""
    session = visible_session(request, public_id)
    waiting = count_alarms.open_alarms(session)
    form = SeenForm(request.POST, people=missing_people.may_be_named(session, waiting))
    form.carry_out(lambda data: count_alarms.say(session, by=request.user, seen=form.seen(), version=data["version"]))
    _tell_of_search(request, form, form.result)
    _tell_contradictions(request, session, form.result.here if form.result else [])
    return redirect("programs:count_session", session.public_id)


def _tell_of_search(request: HttpRequest, form: SeenForm, said: count_alarms.Said | None) -> None:
    """Messages about the answers, including those that were not taken."""
    not_taken = list(_not_taken(form, said))
    for level, sentence in not_taken:
        messages.add_message(request, level, sentence)
    if said and said.taken:
        messages.success(request, _("Saved."))
    elif not not_taken:
        messages.info(request, _("Nothing was changed, so nothing was saved."))


def _not_taken(form: SeenForm, said: count_alarms.Said | None) -> Iterator[tuple[int, str]]:
    """Level and sentence of each message about answers that were not taken."""
    if form.errors:
        yield messages.ERROR, " ".join(str(error) for errors in form.errors.values() for error in errors)
    if said and said.stale:
        sentence = _("Not marked as here, because the counts have changed since you opened this page: %(names)s.")
        yield messages.ERROR, sentence % {"names": ", ".join(one.person.full_name for one in said.stale)}
    if form.not_taken:
        sentence = ngettext(
            "%(count)s answer was not taken: it is about nobody of this session. Look at the names again.",
            "%(count)s answers were not taken: they are about nobody of this session. Look at the names again.",
            form.not_taken,
        )
        yield messages.WARNING, sentence % {"count": form.not_taken}


def _tell_contradictions(request: HttpRequest, session: Session, seen: list[Enrollment]) -> None:
    """Warns about people marked as here although the records say otherwise."""
    statuses = recorded_since(session, seen, request.user)
    words = [f"{place.person.full_name} ({statuses[place.pk]})" for place in seen if place.pk in statuses]
    if words:
        sentence = _("Marked as here, but the records say otherwise: %(names)s. Check it with registration.")
        messages.warning(request, sentence % {"names": ", ".join(words)})


def _tell_what_waits(request: HttpRequest, session: Session) -> None:
    """Confirms the explanation, and says whether anything else of the session waits."""
    left = len(count_alarms.open_alarms(session))
    if not left:
        messages.success(request, _("Explained. This difference is gone from all pages."))
        return
    sentence = ngettext(
        "Explained. %(count)s other alarm of this session still waits for an explanation.",
        "Explained. %(count)s other alarms of this session still wait for an explanation.",
        left,
    )
    messages.info(request, sentence % {"count": left})


@requires(count_alarms.EXPLAIN)
@require_POST
def count_explain(request: HttpRequest, public_id) -> HttpResponse:
    session = visible_session(request, public_id)
    waiting = alarm_notices.with_names(count_alarms.open_alarms(session))
    form = ExplainForm(request.POST, notices=[alarm_notices.notice_of(session, alarm) for alarm in waiting])
    if not form.carry_out(lambda data: count_alarms.explain(session, by=request.user, **data)):
        return _page(request, session, form)
    _tell_what_waits(request, session)
    return redirect("programs:count_session", session.public_id)
