"""How long records are kept, what is due to be destroyed, and for whom destruction is on hold."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import requires
from accounts.confirming import confirmed, confirmed_if, confirmed_if_file
from core import access, clock
from core.errors import Blocker, RuleViolation
from core.http import or_404, pdf_answer
from core.listing import asks_for_file
from core.paging import keyset_page
from core.shown_acts import seen_by
from reports.data_subjects.forms import PersonSearchForm
from reports.data_subjects.people_of_office import found_by, people_of
from reports.retention import destruction_minutes, destructions, due_lists, legal_holds, retention_periods
from reports.retention.forms import HoldForm, LiftForm, PeriodForm, RejectForm
from reports.retention.hold_columns import HOLDS
from reports.retention.models import Destruction, LegalHold
from reports.retention.record_kinds import KINDS
from reports.retention.retention_periods import office_of

PERMISSION = "reports.keep_retention"
FORM = "programs/command_form.html"


def _destruction(request: HttpRequest, public_id) -> Destruction:
    rows = Destruction.objects.visible_to(request.user).select_related("proposed_by", "decided_by", "job")
    return get_object_or_404(rows, public_id=public_id)


def _shown(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The lines with the kind that each is about, and days as dates."""
    days = ("before", "oldest")
    return [
        {**line, "kind": KINDS[line["kind"]], "code": line["kind"], "counted": KINDS[line["kind"]].units % line["due"]}
        | {name: date.fromisoformat(line[name]) if line[name] else None for name in days}
        for line in lines
    ]


@requires(PERMISSION)
@require_GET
def retention(request: HttpRequest) -> HttpResponse:
    """Each kind of record with its period and what is due today, and the destructions so far.

    The work list opens what is due, or what waits for the user, alone.
    """
    only = request.GET.get("only", "")
    lines = destructions.dry_run(office_of(request.user), on=clock.today(request.user.time_zone))
    context = {
        "lines": _shown([line for line in lines if only != "due" or line["due"]]),
        "usual_basis": Counter(line["basis"] for line in lines).most_common(1)[0][0],
        "blockers": destructions.propose_blockers(request.user, lines),
        "holds": LegalHold.objects.visible_to(request.user).standing().count(),
        "page": None,
    }
    if only != "due":
        rows = Destruction.objects.visible_to(request.user).select_related("proposed_by", "decided_by")
        rows = rows.waiting().exclude(proposed_by=request.user) if only == "proposed" else rows
        context["page"] = keyset_page(request, rows, keys=("-proposed_at", "-pk"))
    return render(request, "reports/retention/retention.html", context)


@requires(PERMISSION)
@require_http_methods(["GET", "POST"])
def retention_period(request: HttpRequest, code: str) -> HttpResponse:
    period = or_404(next((one for one in retention_periods.periods(office_of(request.user)) if one.code == code), None))
    form = PeriodForm(request.POST or None, initial={"months": period.months, "basis": period.basis})
    if form.carry_out(lambda data: retention_periods.set_period(code, by=request.user, **data)):
        messages.success(request, _("The period is set. It counts from the next destruction on."))
        return redirect("reports:retention")
    facts = [str(period.kind.content), str(period.kind.begins).capitalize()]
    title = _("Period: %(kind)s") % {"kind": period.kind.name}
    return _command(request, form, title, facts=facts, button=_("Save"))


@requires(PERMISSION)
@require_GET
def retention_due(request: HttpRequest, code: str) -> HttpResponse:
    """Which records of a kind are to be destroyed: what each is, and people of the own office by name."""
    period = or_404(next((one for one in retention_periods.periods(office_of(request.user)) if one.code == code), None))
    kind = period.kind
    rows = destructions.listed(code, by=request.user)
    page = keyset_page(request, due_lists.with_told(rows, kind), keys=("since", "pk"))
    listed = due_lists.due_rows(page.rows, kind, by=request.user)
    access.log_each(access.Kind.VIEW, due_lists.people_in(listed), by=request.user, what="records to be destroyed")
    context = {"kind": kind, "page": page, "rows": listed, "total": kind.units % rows.count()}
    return render(request, "reports/retention/due_list.html", context)


def _command(request: HttpRequest, form: Any, title: str, **more: Any) -> HttpResponse:
    back = more.pop("back", reverse("reports:retention"))
    crumbs = [{"url": reverse("reports:retention"), "label": _("Retention and destruction")}, *more.pop("crumbs", [])]
    context = {"form": form, "title": title, "crumbs": crumbs, "back": back, **more}
    return render(request, FORM, context, status=form.status)


@requires(PERMISSION)
@require_POST
@confirmed
def destruction_propose(request: HttpRequest) -> HttpResponse:
    found = destructions.propose(by=request.user)
    messages.success(request, _("The destruction is proposed. Another person has to confirm it."))
    return redirect("reports:destruction", found.public_id)


@requires(PERMISSION)
@require_GET
def destruction(request: HttpRequest, public_id) -> HttpResponse:
    """What was proposed, and what became of it."""
    return _destruction_page(request, public_id)


def _destruction_page(request: HttpRequest, public_id, refused: Sequence[Blocker] = ()) -> HttpResponse:
    found = _destruction(request, public_id)
    lines, is_listed = _shown(found.lines), found.state == Destruction.State.PROPOSED
    for line in lines:
        gone = found.destroyed.get(line["code"], {})
        line["records"] = gone.get("records", 0)
    context = {
        "found": found,
        "lines": lines,
        "is_listed": is_listed,
        "refused": refused,
    }
    if is_listed:
        now = destructions.counted_anew(found, by=request.user)
        context |= {"blockers": destructions.confirm_blockers(found, now, by=request.user), "seen": now.mark}
    return render(request, "reports/retention/destruction.html", context, status=422 if refused else 200)


@requires(PERMISSION)
@require_POST
@confirmed
def destruction_confirm(request: HttpRequest, public_id) -> HttpResponse:
    found = _destruction(request, public_id)
    try:
        destructions.confirm(found, by=request.user, seen=seen_by(request))
    except RuleViolation as violation:
        return _destruction_page(request, public_id, violation.reasons)
    messages.success(request, _("The records are being destroyed. The minutes can be printed afterwards."))
    return redirect("reports:destruction", found.public_id)


@requires(PERMISSION)
@require_http_methods(["GET", "POST"])
def destruction_reject(request: HttpRequest, public_id) -> HttpResponse:
    found, form = _destruction(request, public_id), RejectForm(request.POST or None)
    if form.carry_out(lambda data: destructions.reject(found, by=request.user, **data)):
        messages.success(request, _("Nothing is destroyed."))
        return redirect("reports:retention")
    back = reverse("reports:destruction", args=[found.public_id])
    return _command(request, form, _("Reject the destruction"), back=back, button=_("Reject"))


@requires(PERMISSION)
@require_GET
def destruction_paper(request: HttpRequest, public_id) -> HttpResponse:
    found = get_object_or_404(_done(request), public_id=public_id)
    access.log(access.Kind.EXPORT, found, by=request.user, what="minutes of destruction")
    name = f"berita-acara-pemusnahan-{found.counted_on:%Y-%m-%d}.pdf"
    return pdf_answer(destruction_minutes.paper_of(found, by=request.user), name)


def _done(request: HttpRequest):
    rows = Destruction.objects.visible_to(request.user).filter(state=Destruction.State.DONE)
    return rows.select_related("proposed_by", "decided_by")


@requires(PERMISSION)
@require_GET
@confirmed_if_file
def hold_list(request: HttpRequest) -> HttpResponse:
    """For whom the destruction is on hold, and whom to add."""
    form, people = PersonSearchForm(request.GET or None, by_number=bool(request.user.facility_id)), None
    if words := form.words():
        people = found_by(request.user, words)
        access.log(access.Kind.VIEW, "inmates.person", by=request.user, what="search for a hold")
    rows = LegalHold.objects.visible_to(request.user).select_related("person", "placed_by", "lifted_by")
    if asks_for_file(request):
        return HOLDS.file(request, rows)
    page = HOLDS.page(request, rows)
    for row in page.rows:
        row.may_lift = not legal_holds.lift_blockers(row, by=request.user)
    access.log_each(access.Kind.VIEW, [row.person for row in page.rows], by=request.user, what="holds on destruction")
    return render(request, "reports/retention/hold_list.html", {"form": form, "people": people, "page": page})


@requires(PERMISSION)
@require_http_methods(["GET", "POST"])
def hold_new(request: HttpRequest, public_id) -> HttpResponse:
    person = get_object_or_404(people_of(request.user), public_id=public_id)
    form = HoldForm(request.POST or None)
    if form.carry_out(lambda data: legal_holds.place(person, by=request.user, **data)):
        messages.success(request, _("Nothing about this person is destroyed until another person lifts the hold."))
        return redirect("reports:hold_list")
    back, title = reverse("reports:hold_list"), _("Put destruction on hold")
    crumbs = [{"url": back, "label": _("Holds")}]
    return _command(request, form, title, facts=[person.full_name], back=back, crumbs=crumbs, button=title)


@requires(PERMISSION)
@require_http_methods(["GET", "POST"])
@confirmed_if(lambda request: LiftForm(request.POST).is_valid())
def hold_lift(request: HttpRequest, public_id) -> HttpResponse:
    rows = LegalHold.objects.visible_to(request.user).select_related("person")
    found, form = get_object_or_404(rows, public_id=public_id), LiftForm(request.POST or None)
    if form.carry_out(lambda data: legal_holds.lift(found, by=request.user, **data)):
        messages.success(request, _("The hold is lifted."))
        return redirect("reports:hold_list")
    facts = [found.person.full_name, found.reason]
    facts += map(str, legal_holds.lift_blockers(found, by=request.user))
    back = reverse("reports:hold_list")
    crumbs = [{"url": back, "label": _("Holds")}]
    return _command(request, form, _("Lift the hold"), facts=facts, back=back, crumbs=crumbs, button=_("Lift the hold"))
