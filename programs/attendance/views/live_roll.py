"""Requests sent by the JavaScript of the attendance sheet: rows as they are marked, counts as they are typed."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import requires
from accounts.models import User
from core.errors import RuleViolation
from core.http import or_404
from core.templatetags.dates import hour
from programs.attendance import held_places, held_roll, roll_rows, roll_standing
from programs.attendance.attendance_figures import look_of
from programs.attendance.forms.roll import CountsForm, MarkForm
from programs.attendance.models.marks import Mark
from programs.head_counts import count_records
from programs.timetable.models.sessions import Session
from programs.timetable.visible_sessions import held_session, visible_session


@requires("programs.mark_attendance", "programs.correct_attendance")
@require_POST
def mark_save(request: HttpRequest, public_id, person) -> HttpResponse:
    """Saves one row. Answers 409 with what somebody else has recorded meanwhile."""
    session, form = held_session(request, public_id), MarkForm(request.POST)
    places = held_places.of_person(session, person, by=request.user)
    key: int = or_404(next(iter(places.places), None))
    if not form.is_valid():
        return JsonResponse({"message": _("This row could not be read. Choose again.")}, status=422)
    choices = roll_rows.choices_for(request.user)
    try:
        version = form.cleaned_data["version"]
        mark = roll_rows.record(session, places, key, form.entry(), by=request.user, version=version)
    except held_roll.StaleMark as stale:
        return JsonResponse(_as_json(stale.mark, request.user, choices), status=409)
    except RuleViolation as violation:
        return JsonResponse({"message": str(violation)}, status=422)
    standing = _as_json(mark, request.user, choices) if mark else NO_MARK
    return JsonResponse({**standing, **_standing(session, request.user, choices, places.heads)})


# The state of a row on the page after its mark was taken back.
NO_MARK = {"version": 0, "status": "", "minutes_late": 0, "note": "", "seen": roll_rows.Entry().as_text()}


def _as_json(mark: Mark, reader: User, choices: list[roll_rows.Choice]) -> dict:
    entry = roll_rows.entry_of(mark, reader)
    return {
        "version": roll_rows.version_of(mark),
        "status": entry.status,
        "minutes_late": entry.minutes_late,
        "note": entry.note,
        "seen": entry.as_text(),
        "word": roll_rows.words_of_mark(mark, reader, choices),
        "look": look_of(mark.status.code) if mark.status else "",
        "by": f"{mark.recorded_by.full_name}, {hour(mark.recorded_at)}",
    }


def _standing(
    session: Session, reader: User, choices: list[roll_rows.Choice], heads: dict[str, int] | None = None
) -> dict:
    """The parts of the page that depend on all marks together."""
    tally, checks = roll_standing.standing(session, reader, choices, heads)
    return {
        "tally": render_to_string("programs/attendance/_roll_tally.html", {"tally": tally}),
        "checks": render_to_string("programs/attendance/_roll_checks.html", {"checks": checks}),
    }


@requires("programs.count_at_workshop")
@require_POST
def session_counts(request: HttpRequest, public_id) -> HttpResponse:
    """Saves the head counts of the user's own side as they are typed."""
    session = visible_session(request, public_id)
    form = CountsForm(request.POST, session=session, by=request.user)
    if form.carry_out(lambda data: count_records.record(session, by=request.user, **form.changed_counts())):
        standing = _standing(session, request.user, roll_rows.choices_for(request.user))
        return JsonResponse({**standing, "counts": count_records.figures_for(session, request.user)})
    words = [str(error) for errors in form.errors.values() for error in errors]
    return JsonResponse({"message": " ".join(words), "asks_sure": form.asks_sure}, status=422)
