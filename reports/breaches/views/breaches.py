"""Breaches: the list, a new one, what was found out, and closing by two."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import requires
from accounts.confirming import confirmed, confirmed_if_file
from core import clock
from core.listing import asks_for_file
from core.paging import keyset_page
from core.seen_forms import hold_shown
from core.shown_acts import refuse_other
from reports.breaches import breach_recording, closing, giving_up, telling
from reports.breaches.breach_list import BREACHES
from reports.breaches.breach_recording import PERMISSION
from reports.breaches.forms import BreachForm, CloseForm, CorrectForm, SendBackForm, StepForm
from reports.breaches.models import AffectedRemoval, Breach, BreachScope
from reports.breaches.telling_apart import with_marks
from reports.breaches.untold_parts import UntoldPart

FORM = "programs/command_form.html"


def breach_of(request: HttpRequest, public_id) -> Breach:
    """A breach of the user's own office."""
    found = Breach.objects.visible_to(request.user)
    people = ("recorded_by", "authority_told_by", "closing_asked_by", "closed_by")
    return get_object_or_404(found.select_related(*people), public_id=public_id)


def ask(request: HttpRequest, found: Breach | None, form: Any, title: str, button: str, **more: Any) -> HttpResponse:
    """The page of one form about a breach."""
    crumbs = [{"url": reverse("reports:breach_list"), "label": _("Breaches of data")}]
    back = reverse("reports:breach_list")
    if found:
        back = reverse("reports:breach_detail", args=[found.public_id])
        crumbs.append({"url": back, "label": found.get_kind_display()})
    context = {"form": form, "title": title, "crumbs": crumbs, "back": back, "button": button, **more}
    return render(request, FORM, context, status=form.status)


def to(found: Breach) -> HttpResponse:
    """Back to the page of the breach."""
    return redirect("reports:breach_detail", found.public_id)


@requires(PERMISSION)
@require_GET
@confirmed_if_file
def breach_list(request: HttpRequest) -> HttpResponse:
    """All breaches; the work list opens those that wait for something alone."""
    rows, state = Breach.objects.visible_to(request.user), request.GET.get("state", "")
    states = {
        "open": rows.open(),
        "untold": rows.untold(),
        "told": rows.to_close(),
        "giving_up": rows.to_give_up(request.user),
        "closing": rows.to_confirm(request.user),
    }
    shown = states.get(state, rows)
    tabs = [
        {"label": _("All"), "url": "?", "current": state not in states},
        {"label": _("Open"), "url": "?state=open", "current": state in states},
    ]
    if asks_for_file(request):
        return BREACHES.file(request, shown)
    page = BREACHES.page(request, shown)
    return render(request, "reports/breaches/breach_list.html", {"page": page, "tabs": tabs, "now": clock.now()})


@requires(PERMISSION)
@require_http_methods(["GET", "POST"])
def breach_new(request: HttpRequest) -> HttpResponse:
    now = clock.local(clock.now(), request.user.time_zone)
    form = BreachForm(request.POST or None, initial={"found_on": now.date(), "found_hour": now.time()})
    if form.carry_out(lambda _data: breach_recording.record(by=request.user, **form.said(request.user.time_zone))):
        messages.success(request, _("The breach is recorded. Find out now whose data it is about."))
        return to(form.result)
    return ask(request, None, form, _("Record a breach"), _("Record it"))


@requires(PERMISSION)
@require_GET
def breach_detail(request: HttpRequest, public_id) -> HttpResponse:
    """What happened, whose data, who was told, and how it ended."""
    found = breach_of(request, public_id)
    affected = found.affected.counting().select_related("person", "told_by", "giving_up_asked_by")
    affected = affected.prefetch_related("attempts__recorded_by")
    page, part = keyset_page(request, affected, keys=("person__name_sort", "pk")), UntoldPart(found)
    with_marks(page.rows, request.user)
    scopes = list(found.scopes.all())
    removals = AffectedRemoval.objects.filter(affected__breach=found, affected__is_removed=True)
    context = {
        "found": found,
        "page": page,
        "tally": telling.tally(found),
        "removals": removals.select_related("affected__person", "recorded_by").order_by("-pk"),
        "versions": found.versions.select_related("replaced_by").order_by("-pk"),
        "steps": found.steps.select_related("recorded_by"),
        "scopes": [scope for scope in scopes if scope.kind != BreachScope.Kind.PERSON],
        "added_singly": sum(scope.people for scope in scopes if scope.kind == BreachScope.Kind.PERSON),
        "untold": part.total,
        "given_up": giving_up.asked_and_possible(found),
        "parts": part.spans(),
        "now": clock.now(),
        "may_change": not breach_recording.change_blockers(found, by=request.user),
        "blockers": closing.confirm_blockers(found, by=request.user) if found.closing_asked_at else [],
    }
    return render(request, "reports/breaches/breach_detail.html", context)


@requires(PERMISSION)
@require_http_methods(["GET", "POST"])
def breach_correct(request: HttpRequest, public_id) -> HttpResponse:
    found = hold_shown(request, lambda: breach_of(request, public_id))
    at = clock.local(found.found_at, request.user.time_zone)
    names = ("kind", "what", "data", "found_by")
    stands = {name: getattr(found, name) for name in names} | {"found_on": at.date(), "found_hour": at.time()}
    form = CorrectForm(request.POST or None, initial=stands)
    if form.carry_out(
        lambda _data: breach_recording.correct(found, by=request.user, **form.said(request.user.time_zone))
    ):
        messages.success(request, _("It is corrected. What stood before is kept below."))
        return to(found)
    note = _("Letters printed from now on say it as corrected; those printed before do not.")
    return ask(request, found, form, _("Correct what is recorded"), _("Save"), note=note)


@requires(PERMISSION)
@require_http_methods(["GET", "POST"])
def breach_step(request: HttpRequest, public_id) -> HttpResponse:
    found, form = breach_of(request, public_id), StepForm(request.POST or None)
    if form.carry_out(lambda data: breach_recording.add_step(found, by=request.user, **data)):
        messages.success(request, _("It is written down."))
        return to(found)
    return ask(request, found, form, _("Write down a step"), _("Save"))


@requires(PERMISSION)
@require_http_methods(["GET", "POST"])
def breach_close(request: HttpRequest, public_id) -> HttpResponse:
    found, form = breach_of(request, public_id), CloseForm(request.POST or None)
    if form.carry_out(lambda data: closing.ask(found, by=request.user, **data)):
        messages.success(request, _("Another person has to confirm the closing."))
        return to(found)
    facts = [str(one) for one in closing.ask_blockers(found, by=request.user, outcome=Breach.Outcome.HANDLED)]
    return ask(request, found, form, _("Ask for the closing"), _("Ask for the closing"), facts=facts)


@requires(PERMISSION)
@require_POST
@confirmed
def breach_confirm(request: HttpRequest, public_id) -> HttpResponse:
    found = breach_of(request, public_id)
    refuse_other(request, found.closing_asked_at)
    found = closing.confirm(found, by=request.user)
    messages.success(request, _("The breach is closed."))
    return to(found)


@requires(PERMISSION)
@require_http_methods(["GET", "POST"])
def breach_send_back(request: HttpRequest, public_id) -> HttpResponse:
    found, form = breach_of(request, public_id), SendBackForm(request.POST or None)
    if form.carry_out(lambda data: closing.send_back(found, by=request.user, **data)):
        messages.success(request, _("The breach stays open."))
        return to(found)
    return ask(request, found, form, _("Do not close it"), _("Send back"))
