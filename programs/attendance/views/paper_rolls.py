"""Rolls kept on paper: copying them line by line, and scans of the signed sheets."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import requires
from core import access, clock
from core.reasons import some_reason
from core.scan_answers import stored_answer
from programs.attendance import mark_rules, paper_entry, roll_rows, row_faults
from programs.attendance.forms.paper_entry import PaperForm, take_lines
from programs.attendance.models.marks import Mark
from programs.attendance.models.session_day import RollScan
from programs.attendance.views.rolls import refusal
from programs.timetable.models.sessions import Session
from programs.timetable.visible_sessions import visible_session


@requires("programs.mark_attendance", "programs.correct_attendance")
@require_http_methods(["GET", "POST"])
def roll_paper(request: HttpRequest, public_id) -> HttpResponse:
    session = visible_session(request, public_id)
    rows, choices = roll_rows.rows_of(session, request.user), roll_rows.choices_for(request.user)
    form = PaperForm(request.POST or None, request.FILES or None, needs_reason=mark_rules.needs_correction(session))
    if request.method == "POST":
        versions = take_lines(rows, request.POST, choices)
        unread = any(row.reasons for row in rows)
        saved = form.carry_out(lambda data: _save(request, session, rows, versions, form)) and not unread
        if saved and not roll_rows.stopped(rows):
            _say(request, *form.result)
            return redirect("programs:session_roll", session.public_id)
    context = {
        "session": session,
        "rows": rows,
        "choices": choices,
        "form": form,
        "scans": session.scans.select_related("added_by"),
        "reasons": mark_rules.blockers(session, by=request.user, reason=some_reason()),
        "now": clock.now(),
        "errors": row_faults.of_paper(rows),
        "stopped": roll_rows.stopped(rows) or form.errors,
    }
    return render(
        request, "programs/attendance/roll_paper.html", context, status=refusal(rows) if form.is_bound else 200
    )


def _save(
    request: HttpRequest, session: Session, rows: list[roll_rows.Row], versions: dict, form: PaperForm
) -> tuple[int, bool]:
    """Saves the rows and the scan. Returns how many marks were accepted, and whether a scan was sent. If any row is in
    doubt, the error response rolls everything back.
    """
    reason, content = form.cleaned_data.get("reason", ""), form.cleaned_data["scan"]
    entered: dict[str, Any] = {"versions": versions, "entry": Mark.Entry.PAPER, "reason": reason}
    saved = roll_rows.save_rows(session, rows, by=request.user, **entered)
    if content and not roll_rows.stopped(rows):
        paper_entry.attach_scan(session, by=request.user, content=content, reason=reason)
    return saved, bool(content)


def _say(request: HttpRequest, saved: int, has_scan: bool) -> None:
    if saved:
        sentence = ngettext("%(count)s mark saved.", "%(count)s marks saved.", saved)
        messages.success(request, sentence % {"count": saved})
    if has_scan:
        messages.success(request, _("The scan is kept with the session."))
    if not saved and not has_scan:
        messages.info(request, _("Nothing was changed, so nothing was saved."))


@requires("programs.view_roll_scan")
@require_GET
def roll_scan(request: HttpRequest, public_id, scan) -> HttpResponse:
    """One scan, for users who see the whole roll; scans have no public media address."""
    session = visible_session(request, public_id)
    found = get_object_or_404(RollScan, session=session, public_id=scan)
    answer = stored_answer(found.file, name=_("roll-%(day)s") % {"day": session.date})
    access.log(access.Kind.EXPORT, session, by=request.user, what="scan of the roll")
    access.shown(*session.batch.enrollments.values_list("person", flat=True))
    return answer
