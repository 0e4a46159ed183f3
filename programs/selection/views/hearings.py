"""Hearings of the placement board: opening, deciding, closing."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import requires
from accounts.confirming import confirmed
from core import access, clock
from core.errors import Blocker, RuleViolation, refuse_if
from core.http import pdf_answer
from core.slicing import slice_page
from programs.entry_rules.findings import Verdict
from programs.entry_rules.ranking_parts import Part
from programs.entry_rules.verdicts import verdict_of
from programs.selection import (
    agenda_paper,
    application_decisions,
    chosen_blocks,
    hearing_decisions,
    hearing_quorum,
    kept_apart,
    selection_stages,
    tpp_hearings,
)
from programs.selection import hearing_minutes as minutes
from programs.selection.forms import CloseHearingForm, CommonReasonsForm, DecisionForm, HearingForm
from programs.selection.models import Application, Hearing
from programs.selection.views import hearing_table
from programs.selection.views.applications import application_page, visible_application
from programs.selection.views.candidates import DECIDED, place_in_list, read_cells, selecting_batch

RELATED_TO_HEARING = ("batch__facility", "batch__version__program", "chair")


@requires("programs.hold_hearing")
@require_http_methods(["GET", "POST"])
def hearing_new(request: HttpRequest, public_id) -> HttpResponse:
    batch = selecting_batch(request, public_id)
    initial = {"held_on": clock.today(batch.time_zone)}
    form = HearingForm(request.POST or None, batch=batch, initial=initial)
    if request.method == "POST" and form.carry_out(
        lambda data: tpp_hearings.open_hearing(by=request.user, batch=batch, **data)
    ):
        messages.success(request, _("The hearing is open. Note who came; then the chair decides."))
        return redirect("programs:hearing_presence", form.result.public_id)
    context = {"batch": batch, "form": form, "reasons": [] if form.is_bound else tpp_hearings.batch_blockers(batch)}
    return render(request, "programs/selection/hearing_new.html", context, status=form.status)


@requires("programs.decide_application")
@require_POST
def application_decide(request: HttpRequest, public_id) -> HttpResponse:
    """Records a decision. Answers 409, with their change, if somebody else changed the application meanwhile."""
    application = visible_application(request, public_id)
    batch, person = application.batch, application.person
    choice = chosen_blocks.choice_of(batch, person)
    # Whether an override is needed follows from what is being decided, not from what was applied for.
    signs = request.POST.getlist("blocks") if choice["blocks"] else application.blocks
    meets = verdict_of(application_decisions.answers_now(batch, person, signs)) == Verdict.MEETS
    form = DecisionForm(request.POST, meets_rules=meets, **choice)
    try:
        is_decided = form.carry_out(lambda data: application_decisions.decide(application, by=request.user, **data))
    except application_decisions.StaleDecision as stale:
        return _overtaken(request, stale.application, form)
    if not is_decided:
        return application_page(request, application, form)
    words = {"name": application.person.full_name, "before": application.get_state_display()}
    sentence = _("The decision on %(name)s is recorded.")
    if application.state in application_decisions.OUTCOMES and form.result.state != application.state:
        sentence = _("The decision on %(name)s is changed from “%(before)s” to “%(after)s”.")
    messages.success(request, sentence % {**words, "after": form.result.get_state_display()})
    selection = reverse("programs:selection_detail", args=[application.batch.public_id])
    return redirect(f"{selection}?{DECIDED}={application.public_id}#putusan-berikutnya")


def _overtaken(request: HttpRequest, application: Application, form: DecisionForm) -> HttpResponse:
    """The current page; what was typed stays in the form and can be sent again."""
    form.add_error(None, hearing_decisions.changed_meanwhile(application))
    # Only the revision is replaced, so sending again builds on what the page shows now.
    form.data = form.data.copy()
    form.data["seen"] = application.revision
    return application_page(request, application, form, status=409)


@requires("programs.decide_application")
@require_http_methods(["GET", "POST"])
@confirmed
def hearing_close(request: HttpRequest, public_id) -> HttpResponse:
    """Shows the decisions for a final check; a POST closes the hearing, which locks them."""
    hearing = visible_hearing(request, public_id)
    form = CloseHearingForm(request.POST or None)
    if request.method == "POST" and form.carry_out(
        lambda data: tpp_hearings.close_hearing(hearing, by=request.user, **data)
    ):
        messages.success(request, _("The hearing is closed; its decisions are locked. The minutes can be printed."))
        return redirect("programs:selection_detail", hearing.batch.public_id)
    members = hearing_quorum.members_of(hearing)
    reasons = tpp_hearings.closing_blockers(hearing, by=request.user)
    decisions = sorted(minutes.candidates(hearing), key=lambda row: row.state != Application.State.SUBMITTED)
    form.showing(tpp_hearings.mark(hearing, decisions))
    kept_apart.note_exceptions(hearing.batch, decisions)
    context = {
        "hearing": hearing,
        "decisions": decisions,
        "members": members,
        "reasons": reasons,
        "form": form,
    }
    context["decidable"] = application_decisions.DECIDABLE
    return render(request, "programs/selection/hearing_close.html", context, status=form.status)


def visible_hearing(request: HttpRequest, public_id) -> Hearing:
    """A hearing at the user's own facility, with its batch and chair."""
    hearings = Hearing.objects.filter(batch__facility=request.user.facility_id)
    return get_object_or_404(hearings.select_related(*RELATED_TO_HEARING), public_id=public_id)


@requires("programs.view_application")
@require_GET
def hearing_minutes(request: HttpRequest, public_id) -> HttpResponse:
    """The minutes of a closed hearing, from the text stored when it was closed."""
    hearing = visible_hearing(request, public_id)
    if not hearing.minutes:
        refuse_if([Blocker("not_closed", _("The minutes can be printed once the hearing is closed."))])
    access.log(access.Kind.PRINT, hearing.batch, by=request.user, what="minutes of the hearing")
    access.shown(*(row.person_id for row in minutes.candidates(hearing)))
    return pdf_answer(minutes.render(hearing.minutes), "berita-acara-sidang.pdf")


@requires("programs.view_application")
@require_GET
def hearing_agenda(request: HttpRequest, public_id) -> HttpResponse:
    """The ranked list on paper, for the board's meeting."""
    batch = selecting_batch(request, public_id)
    access.log(access.Kind.PRINT, batch, by=request.user, what="agenda of the hearing")
    return pdf_answer(agenda_paper.agenda_sheet(batch), "bahan-sidang.pdf")


@requires("programs.decide_application")
@require_http_methods(["GET", "POST"])
def hearing_decide(request: HttpRequest, public_id) -> HttpResponse:
    """The table of an open hearing. A POST records every decision chosen in it, or none: 409 tells what others did."""
    hearing = visible_hearing(request, public_id)
    if request.method == "GET":
        refuse_if(tpp_hearings.open_blockers(hearing))
        access.log(access.Kind.VIEW, hearing.batch, by=request.user, what="ranking of candidates")
        return _table(request, hearing)
    sent = hearing_table.typed(request.POST)
    if not sent.is_valid():
        return _table(request, hearing, sent, status=422)
    try:
        changed = hearing_decisions.decide_all(hearing, sent.choices(), by=request.user)
    except RuleViolation as refused:
        status = 409 if isinstance(refused, hearing_decisions.StaleDecisions) else 422
        return _table(request, hearing, sent, refused.reasons, status)
    count = len(changed)
    sentence = ngettext("%(n)s decision is recorded.", "%(n)s decisions are recorded.", count) % {"n": count}
    messages.success(request, sentence if count else _("Nothing was changed: choose a decision first."))
    return redirect("programs:hearing_decide", hearing.public_id)


def _table(
    request: HttpRequest,
    hearing: Hearing,
    sent: hearing_table.Typed | None = None,
    reasons: Sequence[Blocker] = (),
    status: int = 200,
) -> HttpResponse:
    batch = hearing.batch
    standing = selection_stages.standing_of(batch)
    page = slice_page(request, hearing_table.decidable(standing, hearing), key=place_in_list)
    rows = hearing_table.rows_of(page.rows, sent, reasons, stale=status == 409)
    read_cells(batch, [row.application.person for row in rows])
    kept_apart.note_exceptions(batch, [row.application for row in rows])
    members = hearing_quorum.members_of(hearing)
    context = {
        "hearing": hearing,
        "members": members,
        "no_quorum": hearing_quorum.presence_blockers(hearing, members) if hearing.quorum else [],
        "batch": batch,
        "page": page,
        "rows": rows,
        "common": sent.common if sent else CommonReasonsForm(prefix="common"),
        "errors": hearing_table.errors_of(rows, sent, reasons),
        "outcomes": hearing_table.WORDS,
        "parts": [(Part(part).label, points) for part, points in standing.weights.items()],
        "room": hearing_table.room_of(standing, hearing),
        **standing.groups,
    }
    return render(request, "programs/selection/hearing_decide.html", context, status=status)
