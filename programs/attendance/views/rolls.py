"""The attendance sheet of one session: viewing, saving as a whole, closing. `live_roll` serves its JavaScript."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from accounts.access import requires
from accounts.models import User
from core.errors import RuleViolation
from core.http import as_uuid
from programs.attendance import (
    held_places,
    held_roll,
    mark_changes,
    mark_rules,
    proposed_marks,
    roll_rows,
    row_faults,
    session_closing,
)
from programs.attendance.forms.roll import ClosingForm, take_choices
from programs.attendance.rest_check import rest_check
from programs.head_counts import count_records
from programs.head_counts.models import HeadCount
from programs.places.models import Enrollment
from programs.timetable.closing_checks import further_checks
from programs.timetable.models.sessions import Session
from programs.timetable.unexplained import is_unexplained
from programs.timetable.visible_sessions import held_session, visible_session

# Sent by the button that records the rest as present although they do not fit the head counts.
SURE = "sure"
ASKED_AGAIN = frozenset({"said_missing", "more_than_arrived"})


@requires("programs.view_attendance")
@require_GET
def session_roll(request: HttpRequest, public_id) -> HttpResponse:
    session = visible_session(request, public_id)
    rows, form = roll_rows.rows_of(session, request.user), ClosingForm(session=session, by=request.user)
    return _page(request, session, rows, form, asks_rest=request.GET.get("rest") == SURE)


def _page(
    request: HttpRequest,
    session: Session,
    rows: list[roll_rows.Row],
    form: ClosingForm,
    *,
    status: int = 200,
    some_saved: bool = False,
    asks_rest: bool = False,
) -> HttpResponse:
    """`asks_rest`: the question stands on top whether the rest is present although they do not fit the head counts."""
    user = request.user
    choices, rights = roll_rows.choices_for(user), _rights(session, user)
    waits = session.state == Session.State.FINALIZED and is_unexplained(session)
    unmarked = row_faults.unmarked(rows, choices) if "unmarked" in form.refused_for else []
    context = {
        "session": session,
        "rows": rows,
        "form": form,
        "choices": choices,
        "tally": roll_rows.tally(rows, user, choices),
        "checks": session_closing.people_checks(session, form.figures),
        "further_checks": further_checks(session),
        "heads": _heads(session, user, form.figures, waits=waits),
        "errors": row_faults.of_roll(rows, choices) + unmarked,
        "is_unexplained": waits,
        "stopped": roll_rows.stopped(rows),
        "undone": form.errors and roll_rows.unsaved(rows),
        "some_saved": some_saved,
        "proposed": len(roll_rows.proposed(rows)),
        "rest": rest_check(session, user) if asks_rest and rights["is_open"] else None,
        **rights,
    }
    return render(request, "programs/attendance/session_roll.html", context, status=status)


def _rights(session: Session, user: User) -> dict:
    """What the user may do with the roll; `reasons` say why it is closed to somebody who marks rolls."""
    may_correct = user.has_perm("programs.correct_attendance")
    may_mark = user.has_perm("programs.mark_attendance") or may_correct
    # The session was fetched as one that the user may see.
    may_reach = session.is_recordable_by(user)
    reasons = mark_rules.blockers(session, by=user, may_reach=may_reach) if may_mark else []
    return {
        "reasons": reasons,
        "is_open": may_mark and not reasons,
        "may_correct": may_correct and mark_rules.needs_correction(session),
        "may_override": may_correct,
    }


def _heads(session: Session, reader: User, figures: dict[str, int], *, waits: bool) -> str:
    """The head counts in words. While the way back is still counted, the other side's figure stays hidden here too."""
    taken = count_records.taken_points(session, waits=waits) if len(figures) < len(HeadCount.Point) else ()
    return count_records.in_words(count_records.figures_for(session, reader, figures, taken))


@requires("programs.mark_attendance", "programs.correct_attendance")
@require_POST
def roll_save(request: HttpRequest, public_id) -> HttpResponse:
    """Saves the whole sheet, as sent without JavaScript. Rows in doubt stay on the page; the others are saved."""
    session = held_session(request, public_id)
    if "rest" in request.POST or "confirm" in request.POST:
        held_roll.hold_places(session)
    rows, form, saved = _take(request, session)
    asks_rest = False
    if not form.errors:
        more, asks_rest = _acts(request, session, but={row.enrollment.pk for row in roll_rows.in_doubt(rows)})
        saved += more
        _say_saved(request, saved)
    if roll_rows.stopped(rows) or form.errors:
        return _doubtful_page(request, session, rows, form, saved, asks_rest=asks_rest)
    if asks_rest:
        return redirect(reverse("programs:session_roll", args=[session.public_id], query={"rest": SURE}))
    if not saved:
        messages.info(request, _("Nothing was changed, so nothing was saved."))
    return redirect("programs:session_roll", session.public_id)


def _say_saved(request: HttpRequest, saved: int) -> None:
    if saved:
        messages.success(request, ngettext("%(count)s mark saved.", "%(count)s marks saved.", saved) % {"count": saved})


def _doubtful_page(
    request: HttpRequest,
    session: Session,
    rows: list[roll_rows.Row],
    form: ClosingForm,
    saved: int,
    *,
    asks_rest: bool = False,
) -> HttpResponse:
    """The sheet with its problems. If anything was saved, the status is 200: an error response would roll it back."""
    if form.errors or not saved:
        roll_rows.propose(rows, session, request.user)
        return _page(request, session, rows, form, status=refusal(rows), asks_rest=asks_rest)
    doubtful = {row.person: row for row in roll_rows.in_doubt(rows)}
    fresh = [doubtful.get(row.person, row) for row in roll_rows.rows_of(session, request.user)]
    # The counts are already saved, so a fresh form must show them as seen.
    again = ClosingForm(session=session, by=request.user, initial={"reason": form.cleaned_data.get("reason", "")})
    return _page(request, session, fresh, again, some_saved=True, asks_rest=asks_rest)


def _acts(request: HttpRequest, session: Session, *, but: set[int]) -> tuple[int, bool]:
    """Runs what the button asks for besides saving rows, except for places in `but`.

    Returns the number of marks, and whether the page must ask before it records the rest as present.
    """
    if "rest" in request.POST:
        made = _mark_rest(request, session, but)
        _say_what_waits(request, len(proposed_marks.waiting(session)))
        return made or 0, made is None
    asked = request.POST.get("confirm", "")
    if not asked:
        return 0, False
    person = None if asked == "all" else visible_person(request, session, as_uuid(asked))
    return len(proposed_marks.confirm_known(session, by=request.user, only=person, but=but)), False


def _mark_rest(request: HttpRequest, session: Session, but: set[int]) -> int | None:
    """The number of people marked present; None if they do not fit the head counts and nobody has said to be sure."""
    is_sure = request.POST["rest"] == SURE
    try:
        return len(mark_changes.mark_rest_present(session, by=request.user, but=but, is_sure=is_sure))
    except RuleViolation as violation:
        # The rows sent along stay saved.
        if {reason.code for reason in violation.reasons} <= ASKED_AGAIN:
            return None
        raise


def _say_what_waits(request: HttpRequest, count: int) -> None:
    if count:
        sentence = ngettext(
            "%(count)s announced absence waits to be confirmed.",
            "%(count)s announced absences wait to be confirmed.",
            count,
        )
        messages.info(request, sentence % {"count": count})


def visible_person(request: HttpRequest, session: Session, public_id) -> Enrollment:
    people = Enrollment.objects.of_roll(session, request.user)
    return get_object_or_404(people, public_id=public_id)


@requires("programs.finalize_session")
@require_POST
def session_finalize(request: HttpRequest, public_id) -> HttpResponse:
    """Saves the sheet, then closes the session; if it cannot be closed, the page says why."""
    session = held_session(request, public_id)
    rows, form, saved = _take(request, session)
    if roll_rows.stopped(rows) or form.errors:
        return _doubtful_page(request, session, rows, form, saved)
    is_written = bool(saved or form.changed_counts()["people"])
    if form.carry_out(
        lambda data: session_closing.finalize(
            session, by=request.user, reason=data["reason"], ended_at=data["ended_at"]
        )
    ):
        messages.success(request, _("The session is closed."))
        return redirect("programs:session_roll", session.public_id)
    # The refused attempt may have changed the object; the page shows what is stored.
    session.refresh_from_db()
    _say_saved(request, saved)
    # Status 200 if anything was saved, because an error response would roll it back.
    again = roll_rows.rows_of(session, request.user)
    return _page(request, session, again, form, status=200 if is_written else 422)


def _take(request: HttpRequest, session: Session) -> tuple[list[roll_rows.Row], ClosingForm, int]:
    """Saves the rows of the sheet and the counts on it. The caller holds the session."""
    places = held_places.of_sheet(session, by=request.user)
    rows = roll_rows.rows_held(places, request.user)
    versions = take_choices(rows, request.POST)
    saved = roll_rows.save_rows(session, rows, by=request.user, versions=versions, places=places)
    form = ClosingForm(request.POST, session=session, by=request.user, figures=places.heads)
    form.carry_out(lambda data: count_records.record(session, by=request.user, **form.changed_counts()))
    return rows, form, saved


def refusal(rows: list[roll_rows.Row]) -> int:
    """The status code for a sheet that was refused."""
    # 409 tells the page's JavaScript that somebody else was faster, which is no error in the form.
    return 409 if any(row.other for row in rows) else 422
