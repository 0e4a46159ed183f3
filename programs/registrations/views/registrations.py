"""Who registered for a public class: list, registering, and completing."""

from functools import partial

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import requires
from accounts.confirming import confirmed_if_file
from core import access, clock
from core.command_forms import CommandForm
from core.idempotency import outcome_of, reads_first
from core.listing import asks_for_file
from core.seen_forms import hold_shown
from inmates.consents.codes import ConsentKind
from inmates.consents.consent_texts import text_on
from inmates.people.photos import Portrait, portrait
from programs.batches.models import Batch
from programs.entry_rules.course_parts import part_of
from programs.entry_rules.rule_parts import Answer
from programs.entry_rules.verdicts import unmet_first, verdict_of
from programs.registrations import correcting, registered_blocks, registering, registration_decisions
from programs.registrations.entry_answers import answers_of
from programs.registrations.forms import (
    IdentityForm,
    ParticipantForm,
    RegisterForm,
    RegistrationFilterForm,
)
from programs.registrations.late_entry import missed
from programs.registrations.models import Registration
from programs.registrations.registering import FIELDS
from programs.registrations.registration_list import REGISTRATIONS, prepare

MAY = "programs.register_participants"
State = Registration.State


def _class(request: HttpRequest, public_id) -> Batch:
    batches = Batch.objects.public().visible_to(request.user).select_related("training_center", "version__program")
    return get_object_or_404(batches, public_id=public_id)


def visible_registration(request: HttpRequest, public_id) -> Registration:
    related = ("person", "known_as", "batch__training_center", "batch__version__program", "rule_set")
    rows = Registration.objects.visible_to(request.user).select_related(*related)
    return get_object_or_404(rows, public_id=public_id)


def _portrait(request: HttpRequest, **_arguments) -> Portrait | None:
    photo = request.FILES.get("photo")
    return portrait(photo.read(), whose=request.user.pk) if photo else None


@requires(MAY)
@require_GET
@confirmed_if_file
def registration_list(request: HttpRequest, public_id) -> HttpResponse:
    batch = _class(request, public_id)
    form = RegistrationFilterForm(request.GET)
    rows = form.apply(batch.registrations.select_related("person", "known_as"))
    told = partial(prepare, batch=batch)
    if asks_for_file(request):
        return REGISTRATIONS.file(request, rows, prepare=told)
    page = REGISTRATIONS.page(request, rows, prepare=told)
    counts = batch.registrations.aggregate(waiting=Count("pk", filter=Q(state=State.NEW)))
    free = registration_decisions.free_places(batch)
    context = {"batch": batch, "page": page, "form": form, "free": free, "taken": batch.capacity - free, **counts}
    context["closed"] = registering.class_blockers(batch, request.user)
    return render(request, "programs/registrations/registration_list.html", context)


@requires(MAY)
@require_http_methods(["GET", "POST"])
@reads_first(_portrait)
def registration_new(request: HttpRequest, public_id) -> HttpResponse:
    batch = _class(request, public_id)
    is_late, offered = registered_blocks.has_begun(part_of(batch, ())), registered_blocks.choice_of(batch)
    usual = {"center": batch.training_center, "is_late": is_late, **offered}
    form = RegisterForm(request.POST or None, request.FILES or None, **usual)
    if form.carry_out(
        lambda data: registering.register(
            batch,
            by=request.user,
            who=form.who(),
            photo=outcome_of(request),
            contact=form.contact(),
            late_reason=data.get("late_reason", ""),
            blocks=data.get("blocks", ()),
            again=data.get("again", ""),
            **_came(data),
            **form.answer,
        )
    ):
        messages.success(request, _("%(name)s is registered.") % {"name": form.result.person.full_name})
        return redirect("programs:registration_list", batch.public_id)
    context = {"batch": batch, "form": form, "is_late": is_late, "texts": _texts(batch)}
    return render(request, "programs/registrations/registration_new.html", context, status=form.status)


def _texts(batch: Batch) -> list[dict[str, object]]:
    """What is handed over before somebody signs."""
    today = clock.today(batch.time_zone)
    kinds = (ConsentKind.TRAINING, ConsentKind.CONTACT)
    return [{"about": kind.label, "read": text_on(batch.training_center, kind, today)} for kind in kinds]


def _came(data: dict) -> dict:
    return {"way": data["way"], "consent_on": data["consent_on"]}


@requires(MAY)
@require_http_methods(["GET", "POST"])
@reads_first(_portrait)
def registration_detail(request: HttpRequest, public_id) -> HttpResponse:
    """One registration: correcting it, and the buttons that decide on it."""
    registration = visible_registration(request, public_id)
    access.log(access.Kind.VIEW, registration, by=request.user, what="registration")
    offered = registered_blocks.choice_of(registration.batch, registered_blocks.records_of(registration))
    # Of somebody registered for blocks, who may be changed to what has begun.
    is_late = bool(registration.blocks and offered["blocks"] and not registration.late_reason)
    offered["is_late"] = is_late and registered_blocks.has_begun(part_of(registration.batch, ()))
    form = IdentityForm(request.POST or None, request.FILES or None, initial=_initial(registration), **offered)
    if form.carry_out(
        lambda data: registering.correct(
            registration,
            by=request.user,
            who=form.who(),
            photo=outcome_of(request),
            contact=form.contact(),
            blocks=data.get("blocks"),
            again=data.get("again"),
            late_reason=data.get("late_reason", ""),
            **_came(data),
        )
    ):
        messages.success(request, _("The registration was changed."))
        return redirect("programs:registration_detail", registration.public_id)
    is_open = registration.state == State.NEW
    against = registration_decisions.accept_blockers(registration, by=request.user) if is_open else []
    context = {"registration": registration, "batch": registration.batch, "form": form, "against": against}
    context |= _told(registration, is_open=is_open)
    context["may_amend"] = not is_open and not correcting.offer_blockers(registration, by=request.user)
    context["may_reopen"] = not registration_decisions.reopen_blockers(registration, by=request.user)
    return render(
        request, "programs/registrations/registration_detail.html", {**context, "is_open": is_open}, status=form.status
    )


def _told(registration: Registration, *, is_open: bool) -> dict:
    """What the entry rules answer, now or at the decision, and what a late entry misses."""
    kept = [Answer.from_row(row) for row in registration.answers]
    answers = answers_of(registration.batch, [registration]).get(registration.pk, []) if is_open else kept
    course = part_of(registration.batch, registration.blocks)
    is_late = is_open and registered_blocks.has_begun(course)
    return {
        "answers": unmet_first(answers),
        "verdict": verdict_of(answers),
        "missed": missed(registration.batch, registration.blocks).sentences if is_late else [],
    }


def _initial(registration: Registration) -> dict:
    told = {name: getattr(registration.person, name) for name in ("full_name", *FIELDS)}
    contact = registration.contact
    reached = {"address": contact.address, "telephone": contact.telephone, "contact_consent_on": contact.consent_on}
    told["blocks"], told["again_reason"] = registration.blocks, registration.again_reason
    return {**told, **reached, "way": registration.way, "consent_on": registration.consent_on}


def asked(
    request: HttpRequest, registration: Registration, form: CommandForm, status: int = 0, **context
) -> HttpResponse:
    """The page that asks for a reason before it decides on the registration."""
    batch, back = registration.batch, reverse("programs:registration_detail", args=[registration.public_id])
    crumbs = [
        {"url": reverse("programs:registration_list", args=[batch.public_id]), "label": _("Registration")},
        {"url": back, "label": registration.person.full_name},
    ]
    usual = {"form": form, "crumbs": crumbs, "back": back, "facts": [batch.name]}
    return render(request, "programs/command_form.html", {**usual, **context}, status=status or form.status)


@requires(MAY)
@require_http_methods(["GET", "POST"])
def registration_amend(request: HttpRequest, public_id) -> HttpResponse:
    """Corrects who the participant is, also once a place is given."""
    registration = hold_shown(request, lambda: visible_registration(request, public_id), under="person")
    access.log(access.Kind.VIEW, registration, by=request.user, what="registration")
    facts = [registration.batch.name, *map(str, correcting.offer_blockers(registration, by=request.user))]
    form = ParticipantForm(request.POST or None, person=registration.person)
    if form.carry_out(
        lambda data: correcting.correct_person(
            registration, by=request.user, values=form.values(), reason=data["reason"]
        )
    ):
        messages.success(request, _("%(name)s is corrected.") % {"name": form.result.full_name})
        registration.person = form.result
        for sentence in correcting.told_after(registration):
            messages.warning(request, sentence)
        return redirect("programs:registration_detail", registration.public_id)
    title = _("Correct the participant")
    return asked(request, registration, form, title=title, button=_("Save the correction"), facts=facts)
