"""One application: applying, what the rules answer, withdrawing."""

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import requires
from core import access, clock
from core.errors import refuse_if
from core.http import as_uuid
from core.scan_answers import scan_answer
from inmates.consents.codes import ConsentKind
from inmates.consents.consent_texts import text_on
from inmates.custody.models.stays import Housing
from inmates.people.models import Person
from programs.batches.models import Batch
from programs.entry_rules.findings import Verdict
from programs.entry_rules.verdicts import unmet_first, verdict_of
from programs.selection import (
    admission_appeals,
    application_decisions,
    chosen_blocks,
    decision_table,
    ended_applications,
    hearing_quorum,
    kept_apart,
)
from programs.selection.application_states import can_move, move_blockers
from programs.selection.forms import ApplicationForm, DecisionForm, PersonSearchForm, WithdrawForm
from programs.selection.models import Application
from programs.selection.views.candidates import selecting_batch

State = Application.State
MOST_FOUND = 20


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


@requires("programs.add_application")
@require_http_methods(["GET", "POST"])
def application_new(request: HttpRequest, public_id) -> HttpResponse:
    """Search for the person first, then record the application; both steps share one address without JavaScript."""
    batch = selecting_batch(request, public_id)
    if "person" not in request.GET:
        return _person_search(request, batch)
    people = Person.objects.visible_to(request.user)
    person = get_object_or_404(people, public_id=as_uuid(request.GET["person"]))
    choice = chosen_blocks.choice_of(batch, person)
    takes_whole = batch.state == Batch.State.SELECTING
    form = ApplicationForm(request.POST or None, request.FILES or None, **choice, takes_whole=takes_whole)
    if request.method == "POST" and form.carry_out(
        lambda data: application_decisions.apply(
            by=request.user,
            batch=batch,
            person=person,
            interest=data["interest"],
            blocks=data.get("blocks", ()),
            again=data.get("again", ""),
            **form.said(),
        )
    ):
        messages.success(request, _("%(name)s has applied.") % {"name": person.full_name})
        return redirect("programs:application_detail", form.result.public_id)
    answers = application_decisions.answers_now(batch, person)
    context = {"batch": batch, "person": person, "form": form, "verdict": verdict_of(answers)}
    context["answers"] = unmet_first(answers)
    context["read"] = text_on(batch.facility, ConsentKind.APPLICATION, clock.today(batch.time_zone))
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
    may_decide = request.user.has_perm("programs.decide_application")
    hearing = application_decisions.deciding_hearing(application) if may_decide else None
    table = decision_table.on_the_table(application, hearing) if hearing or form else {}
    # The ranking has already evaluated the rules.
    answers = (
        table["candidate"].answers
        if table
        else application_decisions.answers_now(application.batch, application.person, application.blocks)
    )
    meets = verdict_of(answers) == Verdict.MEETS
    if form is None and hearing:
        choice = chosen_blocks.choice_of(application.batch, application.person)
        form = DecisionForm(meets_rules=meets, initial=decision_table.decided(application), **choice)
    appeal = getattr(application, "appeal", None)
    others = kept_apart.met_in(application.batch, application.person_id)
    context = {
        "application": application,
        "answers": unmet_first(answers),
        "verdict": verdict_of(answers),
        "is_incomplete": any(answer.missing for answer in answers),
        "kept": decision_table.kept_answers(application),
        "form": form,
        "others": others.values(),
        "is_excepted": bool(others) and kept_apart.is_excepted(application.batch, application.person_id, others),
        "can_withdraw": can_move(application.state, State.WITHDRAWN),
        "offer": application.offers.last(),
        "appeal": appeal,
        "can_appeal": admission_appeals.may_be_appealed(application),
        "hearing": hearing,
        "no_quorum": hearing_quorum.quorum_blockers(hearing) if hearing and not form.is_bound else [],
        **table,
    }
    access.log(access.Kind.VIEW, application.person, by=request.user, what="application")
    status = status or (form.status if form else 200)
    return render(request, "programs/selection/application_detail.html", context, status=status)


@requires("programs.add_application")
@require_http_methods(["GET", "POST"])
def application_withdraw(request: HttpRequest, public_id) -> HttpResponse:
    application = visible_application(request, public_id)
    if request.method == "GET":
        refuse_if(move_blockers(application, State.WITHDRAWN, by=request.user))
    name, form = application.person.full_name, WithdrawForm(request.POST or None)
    if request.method == "POST" and form.carry_out(
        lambda data: ended_applications.withdraw(application, by=request.user, **data)
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
    access.shown(application.person_id)
    return answer
