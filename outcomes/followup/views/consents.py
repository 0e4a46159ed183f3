"""Asking participants for their agreement, and one person's agreement with contacts, times and answers."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import requires
from core import access, clock
from core.forms import MOST_SOUGHT
from core.http import pdf_answer, typed
from core.page_links import shown
from core.paging import keyset_page
from core.templatetags.dates import day_full
from inmates.people.models import Person
from outcomes.followup import (
    asked_people,
    consent_paper,
    consents,
    contacts,
    deaths,
    hearsay,
    holder_pins,
    holder_tries,
    withdrawal,
)
from outcomes.followup.agreement_links import agreement_links
from outcomes.followup.forms.agreements import (
    BoxesForm,
    ConsentForm,
    ContactForm,
    DeathForm,
    HearsayForm,
    WithdrawalForm,
)
from outcomes.followup.models.consents import Consent
from outcomes.followup.models.outcomes import ContactAttempt
from outcomes.followup.texts import consent_text, withdrawal_text
from outcomes.followup.work_papers import papers_of


def visible_consent(request: HttpRequest, public_id) -> Consent:
    """An agreement of the reader's center, with its person."""
    found = Consent.objects.visible_to(request.user).select_related("person", "training_center")
    return get_object_or_404(found, public_id=public_id)


def ended_answer(request: HttpRequest) -> HttpResponse:
    """What an old page gets after the agreement has ended: nothing was written."""
    return render(request, "outcomes/followup/agreement_ended.html", status=409)


_LISTS = {
    "": asked_people.to_ask,
    "ada": lambda user, _today: asked_people.answered(user),
    "nomor": lambda user, _today: asked_people.with_new_numbers(user),
}


@requires("outcomes.follow_up")
@require_GET
def consent_list(request: HttpRequest) -> HttpResponse:
    shown_list, words = request.GET.get("jawaban", ""), typed(request.GET, "q", most=MOST_SOUGHT)
    shown_list = shown_list if shown_list in _LISTS else ""
    places = _LISTS[shown_list](request.user, clock.today(request.user.time_zone))
    if words:
        places = places.filter(person__in=Person.objects.named_like(words))
    page = keyset_page(request, places, keys=("-batch__ends_on", "person__name_sort", "pk"))
    tabs = [
        {"label": _("Not asked yet"), "url": "?", "current": shown_list == ""},
        {"label": _("Answered"), "url": "?jawaban=ada", "current": shown_list == "ada"},
        {"label": _("New numbers"), "url": "?jawaban=nomor", "current": shown_list == "nomor"},
    ]
    context = {"page": page, "answered": shown_list != "", "list": shown_list, "tabs": tabs, "words": words}
    return render(request, "outcomes/followup/consent_list.html", context)


@requires("outcomes.follow_up")
@require_http_methods(["GET", "POST"])
def consent_ask(request: HttpRequest, public_id) -> HttpResponse:
    place = _place(request, public_id)
    person, center = place.person, request.user.training_center
    read = consent_text(center, officer=request.user.get_short_name())
    initial = {"asked_on": clock.today(center.time_zone), "seen": consents.last_seen(person, center)}
    initial["text_version"] = read.name
    form = ConsentForm(request.POST or None, initial=initial)
    if form.carry_out(lambda data: consents.record_consent(person, center=center, by=request.user, terms=form.terms())):
        messages.success(request, _("The answer is kept."))
        return redirect("outcomes:consent_list")
    context = {"form": form, "place": place, "text": read.text}
    return render(request, "outcomes/followup/consent_ask.html", context, status=form.status)


def _place(request: HttpRequest, public_id):
    places = asked_people.places_of(request.user).select_related("person", "batch__version__program")
    return get_object_or_404(places, public_id=public_id)


@requires("outcomes.follow_up")
@require_GET
def consent_print(request: HttpRequest, public_id) -> HttpResponse:
    place = _place(request, public_id)
    access.log(access.Kind.PRINT, place.person, by=request.user, what="form of the agreement")
    return pdf_answer(consent_paper.sheet(place.person, by=request.user), "persetujuan.pdf")


@requires("outcomes.follow_up")
@require_GET
def consent_detail(request: HttpRequest, public_id) -> HttpResponse:
    consent = visible_consent(request, public_id)
    if consent.person is None:
        return redirect("outcomes:consent_proof", consent.public_id)
    access.log(access.Kind.VIEW, consent, by=request.user, what="agreement of a graduate")
    waves = list(consent.follow_ups.shown_on(clock.today(request.user.time_zone)))
    context = {
        "consent": consent,
        "contacts": consent.contacts.usable(),
        "numbers": consent.contacts.waiting(),
        "locked": holder_tries.locked(holder_pins.certificates_of(consent)),
        "waves": waves,
        "papers": papers_of(consent, waves),
        "links": shown(filter(None, agreement_links.ask(consent)), may=request.user.has_perm),
        "outcomes": consent.outcomes.order_by("-told_on", "-pk"),
        "has_died": deaths.has_died(consent),
        "attempts": ContactAttempt.objects.filter(follow_up__consent=consent)
        .select_related("by")
        .order_by("-at", "-pk"),
    }
    return render(request, "outcomes/followup/consent_detail.html", context)


@requires("outcomes.follow_up")
@require_http_methods(["GET", "POST"])
def consent_boxes(request: HttpRequest, public_id) -> HttpResponse:
    consent = visible_consent(request, public_id)
    form = BoxesForm(
        request.POST or None, initial={"boxes": [name for name in consents.BOXES if getattr(consent, name)]}
    )
    if form.carry_out(lambda data: consents.change_boxes(consent, by=request.user, boxes=frozenset(data["boxes"]))):
        messages.success(request, _("What is allowed was changed."))
        return redirect("outcomes:consent_detail", consent.public_id)
    return agreement_form(request, consent, form, title=_("What is allowed"), button=_("Save"))


@requires("outcomes.follow_up")
@require_http_methods(["GET", "POST"])
def contact_add(request: HttpRequest, public_id) -> HttpResponse:
    consent = visible_consent(request, public_id)
    form = ContactForm(request.POST or None)
    if form.carry_out(lambda data: contacts.add_contact(consent, by=request.user, contact=form.contact())):
        messages.success(request, _("The contact is kept."))
        return redirect("outcomes:consent_detail", consent.public_id)
    return agreement_form(request, consent, form, title=_("Add a contact"), button=_("Save"))


@requires("outcomes.follow_up")
@require_http_methods(["GET", "POST"])
def consent_withdraw(request: HttpRequest, public_id) -> HttpResponse:
    consent = visible_consent(request, public_id)
    form = WithdrawalForm(request.POST or None)
    if form.carry_out(lambda data: withdrawal.withdraw(consent, by=request.user, channel=data["channel"])):
        return redirect("outcomes:consent_proof", consent.public_id)
    note = _("Number, address and all answers are deleted at once. A reason is asked of nobody.")
    return agreement_form(
        request, consent, form, title=_("Stop being asked"), button=_("Delete everything now"), note=note
    )


@requires("outcomes.follow_up")
@require_http_methods(["GET", "POST"])
def consent_death(request: HttpRequest, public_id) -> HttpResponse:
    consent = visible_consent(request, public_id)
    form = DeathForm(request.POST or None, initial={"told_on": clock.today(request.user.time_zone)})
    if form.carry_out(lambda data: deaths.note_death(consent, by=request.user, told_on=data["told_on"])):
        messages.success(request, _("It is noted. Nobody calls there any more."))
        return redirect("outcomes:consent_detail", consent.public_id)
    note = _("As family or neighbors told. All times to come end, and the person stays in every figure.")
    return agreement_form(request, consent, form, title=_("Has died"), button=_("Save"), note=note)


@requires("outcomes.follow_up")
@require_http_methods(["GET", "POST"])
def consent_hearsay(request: HttpRequest, public_id) -> HttpResponse:
    consent = visible_consent(request, public_id)
    form = HearsayForm(request.POST or None, initial={"told_on": clock.today(request.user.time_zone)})
    if form.carry_out(lambda data: hearsay.note_hearsay(consent, by=request.user, **data)):
        messages.success(request, _("It is noted as told by others."))
        return redirect("outcomes:consent_detail", consent.public_id)
    note = _(
        "As family, neighbors or others told unasked; who it was is not kept. It answers no time and counts in no "
        "figure. That somebody works is noted only when the person says so."
    )
    return agreement_form(request, consent, form, title=_("Told by others"), button=_("Save"), note=note)


def agreement_form(request: HttpRequest, consent: Consent, form, **words) -> HttpResponse:
    """A form about a living agreement; 409 where it has ended."""
    if consent.person is None or form.status == 409:
        return ended_answer(request)
    context = {"consent": consent, "form": form, **words}
    return render(request, "outcomes/followup/agreement_form.html", context, status=form.status)


@requires("outcomes.follow_up")
@require_GET
def consent_proof(request: HttpRequest, public_id) -> HttpResponse:
    ended = Consent.objects.visible_to(request.user).exclude(proof_code="").select_related("training_center")
    consent = get_object_or_404(ended, public_id=public_id)
    center = consent.training_center
    moment = clock.local(consent.withdrawn_at, center.time_zone)
    words = {"day": day_full(moment.date()), "hour": f"{moment:%H.%M}", "center": center.name}
    text = withdrawal_text(proof=consent.proof_code, **words)
    return render(request, "outcomes/followup/consent_proof.html", {"consent": consent, "text": text})
