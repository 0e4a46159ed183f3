"""Selection of a batch: its candidates and their ranking, applying and withdrawing."""

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.db.models import Prefetch, prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import requires
from core import access, clock
from core.errors import refuse_if
from core.http import as_uuid
from core.paging import keyset_page
from core.scan_answers import scan_answer
from core.slicing import slice_page
from inmates.custody.models.stays import Housing
from inmates.people.models import Person
from programs.batches.models import Batch
from programs.entry_rules.findings import Verdict
from programs.entry_rules.ranking_parts import Part
from programs.entry_rules.rule_parts import Answer
from programs.entry_rules.verdicts import unmet_first, verdict_of
from programs.selection import (
    admission_appeals,
    application_decisions,
    candidate_ranking,
    decision_table,
    kept_apart,
    kept_ranking,
    place_offers,
    selection_stages,
)
from programs.selection.application_states import can_move, move_blockers
from programs.selection.forms import ApplicationForm, DecisionForm, PersonSearchForm, WithdrawForm
from programs.selection.models import Application

State = Application.State
RELATED = ("version__program", "facility")
MOST_FOUND = 20


def selecting_batch(request: HttpRequest, public_id) -> Batch:
    """A batch of the user's own facility; the training center has no access to selection."""
    batches = Batch.objects.visible_to(request.user).filter(facility=request.user.facility_id)
    return get_object_or_404(batches.select_related(*RELATED), public_id=public_id)


def visible_application(request: HttpRequest, public_id) -> Application:
    related = (
        "batch__version__program",
        "batch__facility",
        "person",
        "hearing",
        "decided_by",
        "submitted_by",
        "closed_by",
        "rule_set",
        "decision_rule_set",
        "appeal__decided_by",
    )
    return get_object_or_404(Application.objects.visible_to(request.user).select_related(*related), public_id=public_id)


@requires("programs.view_application")
@require_GET
def selection_list(request: HttpRequest) -> HttpResponse:
    batches = Batch.objects.visible_to(request.user).filter(facility=request.user.facility_id)
    # Includes batches that no longer select, because late entries and appeals continue for a while.
    shown = batches.filter(state=Batch.State.SELECTING) | batches.filter(applications__isnull=False)
    counted = selection_stages.with_counts(batches.filter(pk__in=shown.values("pk")))
    page = keyset_page(request, counted.select_related(*RELATED), keys=("-starts_on", "-pk"))
    return render(request, "programs/selection/selection_list.html", {"page": page})


def _place_in_list(candidate: candidate_ranking.Candidate) -> UUID:
    return candidate.application.public_id


@requires("programs.view_application")
@require_GET
def selection_detail(request: HttpRequest, public_id) -> HttpResponse:
    batch = selecting_batch(request, public_id)
    applications = selection_stages.with_places(batch.applications.exclude(state=State.WITHDRAWN))
    # Stored answers are long, and the list does not show them.
    applications = applications.select_related("person", "appeal").defer("answers", "decision_answers")
    today = clock.today(batch.facility.time_zone)
    hearing = batch.hearings.select_related("chair").first()
    applications = list(applications)
    weights = kept_ranking.weights_of(batch, applications, on=today)
    is_open = bool(hearing and hearing.is_open)
    candidates = kept_ranking.shown(batch, applications, on=today, weights=weights, is_open=is_open)
    groups = selection_stages.groups_of(candidates)
    if hearing and not hearing.is_open:
        groups["reserve_list"] = selection_stages.without_place(batch, groups) + groups["reserve_list"]
    page = slice_page(request, groups["candidates"], key=_place_in_list)
    excluded_page = slice_page(request, groups["excluded"], key=_place_in_list, prefix="excluded-")
    _read_cells(batch, [one.application.person for one in (*page.rows, *excluded_page.rows)])
    kept_apart.note_exceptions(batch, [one.application for one in page.rows])
    may_offer = request.user.has_perm("programs.enroll") and selection_stages.has_place_to_offer(batch, groups)
    context = {
        "batch": batch,
        "page": page,
        "excluded_page": excluded_page,
        "may_offer": may_offer,
        "may_decide": request.user.has_perm("programs.decide_application") and is_open,
        "decided": application_decisions.OUTCOMES,
        "last_day_of_entry": place_offers.last_day_of_entry(batch),
        "hearing": hearing,
        "parts": [(Part(part).label, points) for part, points in weights.items()],
        # Called by the template only where it is shown, so that other readers cost no query.
        "free": partial(place_offers.free_places, batch),
        "steps": selection_stages.steps_of(batch, candidates, hearing),
        **groups,
    }
    access.log(access.Kind.VIEW, batch, by=request.user, what="ranking of candidates")
    return render(request, "programs/selection/selection_detail.html", context)


def _read_cells(batch: Batch, people: list[Person]) -> None:
    """Sets `housed`. Leaves out cells of people who are elsewhere by now: these do not concern this facility."""
    here = Housing.objects.open().filter(person__facility=batch.facility)
    prefetch_related_objects(people, Prefetch("housings", here, to_attr="housed"))


@requires("programs.add_application")
@require_http_methods(["GET", "POST"])
def application_new(request: HttpRequest, public_id) -> HttpResponse:
    """Search for the person first, then record the application; both steps share one address without JavaScript."""
    batch = selecting_batch(request, public_id)
    if "person" not in request.GET:
        return _person_search(request, batch)
    people = Person.objects.visible_to(request.user)
    person = get_object_or_404(people, public_id=as_uuid(request.GET["person"]))
    form = ApplicationForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.carry_out(
        lambda data: application_decisions.apply(
            by=request.user, batch=batch, person=person, interest=data["interest"], **form.said()
        )
    ):
        messages.success(request, _("%(name)s has applied.") % {"name": person.full_name})
        return redirect("programs:application_detail", form.result.public_id)
    answers = application_decisions.answers_now(batch, person)
    context = {"batch": batch, "person": person, "form": form, "verdict": verdict_of(answers)}
    context["answers"] = unmet_first(answers)
    return render(request, "programs/selection/application_new.html", context, status=form.status)


def _person_search(request: HttpRequest, batch: Batch) -> HttpResponse:
    form = PersonSearchForm(request.GET)
    words = form.cleaned_data["q"].strip() if form.is_valid() else ""
    applied = batch.applications.open().values("person")
    people = Person.objects.visible_to(request.user).named_like(words).exclude(pk__in=applied)
    housed = people.prefetch_related(Prefetch("housings", Housing.objects.open(), to_attr="housed"))
    found = list(housed[:MOST_FOUND]) if words else []
    context = {"batch": batch, "form": form, "words": words, "people": found, "most": MOST_FOUND}
    return render(request, "programs/selection/application_search.html", context)


@requires("programs.view_application")
@require_GET
def application_detail(request: HttpRequest, public_id) -> HttpResponse:
    application = visible_application(request, public_id)
    return application_page(request, application, None)


def application_page(
    request: HttpRequest, application: Application, form: DecisionForm | None, *, status: int | None = None
) -> HttpResponse:
    """The application with its answers then and now and, during an open hearing, the decision form for the chair."""
    can_decide = request.user.has_perm("programs.decide_application") and application_decisions.is_open_to(application)
    table = decision_table.on_the_table(application) if can_decide or form else {}
    # The ranking has already evaluated the rules.
    answers = (
        table["candidate"].answers
        if table
        else application_decisions.answers_now(application.batch, application.person)
    )
    meets = verdict_of(answers) == Verdict.MEETS
    if form is None and can_decide:
        form = DecisionForm(meets_rules=meets, initial=decision_table.decided(application))
    appeal = getattr(application, "appeal", None)
    others = kept_apart.met_in(application.batch, application.person)
    context = {
        "application": application,
        "answers": unmet_first(answers),
        "verdict": verdict_of(answers),
        "is_incomplete": any(answer.missing for answer in answers),
        "kept": _kept_answers(application),
        "form": form,
        "others": others,
        "is_excepted": bool(others) and kept_apart.is_excepted(application, others),
        "can_withdraw": can_move(application.state, State.WITHDRAWN),
        "offer": application.offers.last(),
        "appeal": appeal,
        "can_appeal": admission_appeals.may_be_appealed(application),
        **table,
    }
    access.log(access.Kind.VIEW, application.person, by=request.user, what="application")
    status = status or (form.status if form else 200)
    return render(request, "programs/selection/application_detail.html", context, status=status)


def _kept_answers(application: Application) -> list[dict]:
    """The stored answers of the rules, at the decision (if any) and at the application."""
    moments = (
        (_("At the decision"), application.decided_at, application.decision_rule_set, application.decision_answers),
        (_("At the application"), application.submitted_at, application.rule_set, application.answers),
    )
    found = []
    for title, moment, rules, rows in moments:
        if rows:
            answers = [Answer.from_row(row) for row in rows]
            verdict = verdict_of(answers)
            kept = {"title": title, "moment": moment, "rules": rules, "answers": unmet_first(answers)}
            # An override, or a decision taken on incomplete data, is never collapsed.
            is_open = rows is application.decision_answers and verdict != Verdict.MEETS
            found.append({**kept, "verdict": verdict, "is_open": is_open})
    return found


@requires("programs.add_application")
@require_http_methods(["GET", "POST"])
def application_withdraw(request: HttpRequest, public_id) -> HttpResponse:
    application = visible_application(request, public_id)
    if request.method == "GET":
        refuse_if(move_blockers(application, State.WITHDRAWN, by=request.user))
    name, form = application.person.full_name, WithdrawForm(request.POST or None)
    if request.method == "POST" and form.carry_out(
        lambda data: application_decisions.withdraw(application, by=request.user, **data)
    ):
        messages.success(request, _("The application of %(name)s is withdrawn.") % {"name": name})
        return redirect("programs:selection_detail", application.batch.public_id)
    back = reverse("programs:application_detail", args=[application.public_id])
    context = {
        "form": form,
        "title": _("Withdraw the application"),
        "crumbs": [{"label": name, "url": back}],
        "facts": [name, application.batch.name],
        "note": _("A place that is promised or offered falls free and is offered to the next on the reserve list."),
        "button": _("Withdraw the application"),
        "back": back,
    }
    return render(request, "programs/command_form.html", context, status=form.status)


@requires("programs.view_application")
@require_GET
def application_scan(request: HttpRequest, public_id) -> HttpResponse:
    """The scan of the signed form, for those who may see the application; scans have no public media address."""
    application = visible_application(request, public_id)
    answer = scan_answer(application.scan, name=_("application-form"))
    access.log(access.Kind.EXPORT, application.person, by=request.user, what="scan of the application form")
    return answer
