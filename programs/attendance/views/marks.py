"""A single mark: its history and a supervisor's correction; also the printable roll."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import requires
from core import access
from core.http import pdf_answer
from core.seen_forms import hold_shown
from programs.attendance import mark_changes, roll_rows, roll_sheets
from programs.attendance.forms.roll import CorrectionForm
from programs.attendance.models.marks import Mark
from programs.places.models import Enrollment
from programs.timetable.models.sessions import Session
from programs.timetable.visible_sessions import visible_session


def _visible_person(request: HttpRequest, session: Session, person) -> Enrollment:
    people = Enrollment.objects.of_roll(session, request.user).select_related("person")
    return get_object_or_404(people, public_id=person)


@requires("programs.view_attendance")
@require_GET
def mark_history(request: HttpRequest, public_id, person) -> HttpResponse:
    session = visible_session(request, public_id)
    enrollment = _visible_person(request, session, person)
    mark = get_object_or_404(Mark.with_taken_back, session=session, enrollment=enrollment)
    context = {"session": session, "enrollment": enrollment, "history": roll_rows.history_of(mark, request.user)}
    return render(request, "programs/attendance/mark_history.html", context)


@requires("programs.correct_attendance")
@require_http_methods(["GET", "POST"])
def mark_correct(request: HttpRequest, public_id, person) -> HttpResponse:
    session = hold_shown(request, lambda: visible_session(request, public_id))
    enrollment = _visible_person(request, session, person)
    rows = Mark.with_taken_back.select_related("status")
    mark = rows.filter(session=session, enrollment=enrollment).first()
    form = _correction_form(request, mark)
    if request.method == "POST" and form.carry_out(lambda data: _correct(request, session, enrollment, data)):
        messages.success(request, _("The mark is corrected; what it said before stays in its history."))
        return redirect("programs:session_roll", session.public_id)
    history = roll_rows.history_of(mark, request.user) if mark else []
    context = {"session": session, "enrollment": enrollment, "form": form, "history": history}
    return render(request, "programs/attendance/mark_correct.html", context, status=form.status)


def _correction_form(request: HttpRequest, mark: Mark | None) -> CorrectionForm:
    standing = roll_rows.standing_choice(mark, request.user)
    offered = [*roll_rows.choices_for(request.user), *([standing] if standing else [])]
    choices = [(choice.code, choice.label) for choice in offered]
    seen = roll_rows.entry_of(mark, request.user) if mark else roll_rows.Entry()
    initial = {"status": seen.status, "minutes_late": seen.minutes_late or None, "note": seen.note}
    return CorrectionForm(request.POST or None, choices=choices, initial=initial)


def _correct(request: HttpRequest, session: Session, enrollment: Enrollment, data: dict) -> Mark:
    values = {**data, "minutes_late": data["minutes_late"] or 0}
    return mark_changes.mark(session, enrollment, by=request.user, **values)


@requires("programs.view_attendance")
@require_GET
def roll_print(request: HttpRequest, public_id) -> HttpResponse:
    session = visible_session(request, public_id)
    content = roll_sheets.session_sheet(session, by=request.user)
    return _paper(request, session, content, f"daftar-hadir-{session.date}.pdf")


@requires("programs.view_attendance")
@require_GET
def roll_print_week(request: HttpRequest, public_id) -> HttpResponse:
    session = visible_session(request, public_id)
    content = roll_sheets.week_sheet(session, by=request.user)
    return _paper(request, session, content, f"daftar-hadir-pekan-{session.date}.pdf")


def _paper(request: HttpRequest, session: Session, content: bytes, name: str) -> HttpResponse:
    access.log(access.Kind.PRINT, session, by=request.user, what="attendance roll")
    return pdf_answer(content, name)
