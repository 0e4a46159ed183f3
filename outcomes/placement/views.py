"""Vacancies, who fits them, and introductions, for the placement officer."""

from typing import Any

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import requires
from core import access, clock
from core.errors import refuse_if
from core.http import as_uuid, or_404, pdf_answer
from core.listing import asks_for_file
from core.seen_forms import hold_shown
from outcomes.followup.models.consents import Consent
from outcomes.followup.views.consents import ended_answer
from outcomes.needs.models import Employer
from outcomes.placement import introduction_letter as letters
from outcomes.placement import introductions, job_matches, vacancies
from outcomes.placement.codes import Step
from outcomes.placement.forms import StepForm, VacancyChangeForm, VacancyEndForm, VacancyForm, WishForm, shown_offer
from outcomes.placement.introduction_list import INTRODUCTIONS
from outcomes.placement.models import Introduction, Vacancy
from outcomes.placement.stages import STAGES, of_stage
from outcomes.placement.vacancy_list import VACANCIES, with_counts


def _vacancy(request: HttpRequest, public_id) -> Vacancy:
    related = ("employer__training_center", "vocation", "training_center", "need")
    return get_object_or_404(Vacancy.objects.visible_to(request.user).select_related(*related), public_id=public_id)


@requires("outcomes.view_needs")
@require_GET
def vacancy_list(request: HttpRequest) -> HttpResponse:
    today, shows_all = clock.today(request.user.time_zone), request.GET.get("state") == "all"
    found = Vacancy.objects.visible_to(request.user)
    rows = with_counts(found if shows_all else found.open_on(today))

    def tell(vacancies: list) -> None:
        for vacancy in vacancies:
            vacancy.told_on = today

    if asks_for_file(request):
        return VACANCIES.file(request, rows, prepare=tell)
    page = VACANCIES.page(request, rows)
    tabs = [
        {"label": _("Open"), "url": "?", "current": not shows_all},
        {"label": _("All"), "url": "?state=all", "current": shows_all},
    ]
    return render(request, "outcomes/placement/vacancy_list.html", {"page": page, "tabs": tabs, "today": today})


@requires("outcomes.introduce")
@require_http_methods(["GET", "POST"])
def vacancy_new(request: HttpRequest, public_id) -> HttpResponse:
    employers = Employer.objects.visible_to(request.user).select_related("training_center")
    employer = get_object_or_404(employers, public_id=public_id)
    form = VacancyForm(request.POST or None, employer=employer)
    if form.carry_out(lambda data: vacancies.open_vacancy(employer, by=request.user, offer=form.offer())):
        messages.success(request, _("The vacancy is open."))
        return redirect("outcomes:vacancy_detail", form.result.public_id)
    context = {"form": form, "employer": employer}
    return render(request, "outcomes/placement/vacancy_form.html", context, status=form.status)


@requires("outcomes.view_needs")
@require_GET
def vacancy_detail(request: HttpRequest, public_id) -> HttpResponse:
    vacancy = _vacancy(request, public_id)
    prefetch_related_objects([vacancy], "units")
    context: dict[str, Any] = {"vacancy": vacancy, "today": clock.today(request.user.time_zone)}
    if request.user.has_perm("outcomes.introduce"):
        context["matches"] = job_matches.matches_of(vacancy)
        context["needed"] = sum(unit.is_must for unit in vacancy.units.all())
        access.log(access.Kind.VIEW, vacancy, by=request.user, what="matches of a vacancy")
    return render(request, "outcomes/placement/vacancy_detail.html", context)


@requires("outcomes.introduce")
@require_http_methods(["GET", "POST"])
def vacancy_edit(request: HttpRequest, public_id) -> HttpResponse:
    vacancy = hold_shown(request, lambda: _vacancy(request, public_id))
    form = VacancyChangeForm(request.POST or None, employer=vacancy.employer, initial=shown_offer(vacancy))
    if form.carry_out(lambda data: vacancies.change_vacancy(vacancy, by=request.user, offer=form.offer())):
        messages.success(request, _("The vacancy was changed."))
        return redirect("outcomes:vacancy_detail", vacancy.public_id)
    context = {"form": form, "employer": vacancy.employer, "vacancy": vacancy}
    return render(request, "outcomes/placement/vacancy_form.html", context, status=form.status)


@requires("outcomes.introduce")
@require_http_methods(["GET", "POST"])
def vacancy_end(request: HttpRequest, public_id) -> HttpResponse:
    vacancy = _vacancy(request, public_id)
    form = VacancyEndForm(request.POST or None)
    if form.carry_out(lambda data: vacancies.end_vacancy(vacancy, by=request.user, **data)):
        messages.success(request, _("The vacancy is closed."))
        return redirect("outcomes:vacancy_list")
    return _form_page(request, form, title=_("Close the vacancy"), crumbs=_crumbs(vacancy))


@requires("outcomes.introduce")
@require_POST
def introduction_new(request: HttpRequest, public_id, consent) -> HttpResponse:
    vacancy = _vacancy(request, public_id)
    agreed = get_object_or_404(Consent.objects.visible_to(request.user), public_id=consent)
    made = introductions.propose(vacancy, agreed, by=request.user)
    messages.success(request, _("Proposed. Ask the person before anybody else hears of it."))
    return redirect("outcomes:introduction_detail", made.public_id)


@requires("outcomes.introduce")
@require_GET
def introduction_list(request: HttpRequest) -> HttpResponse:
    asked, today = request.GET.get("state", ""), clock.today(request.user.time_zone)
    stage = asked if asked in STAGES else "open"
    page = INTRODUCTIONS.page(request, of_stage(request.user, stage, today))
    tabs = [{"label": label, "url": f"?state={key}", "current": key == stage} for key, label in STAGES.items()]
    return render(request, "outcomes/placement/introduction_list.html", {"page": page, "tabs": tabs})


def _introduction(request: HttpRequest, public_id) -> Introduction:
    related = ("vacancy__employer", "vacancy__training_center", "consent__person", "consent__training_center")
    found = Introduction.objects.visible_to(request.user).select_related(*related)
    return get_object_or_404(found, public_id=public_id)


@requires("outcomes.introduce")
@require_GET
def introduction_detail(request: HttpRequest, public_id) -> HttpResponse:
    introduction = _introduction(request, public_id)
    form = StepForm(introduction=introduction, initial={"on": clock.today(request.user.time_zone)})
    return _introduction_page(request, introduction, form)


@requires("outcomes.introduce")
@require_POST
def introduction_step(request: HttpRequest, public_id) -> HttpResponse:
    introduction = _introduction(request, public_id)
    form = StepForm(request.POST, introduction=introduction)
    if form.carry_out(lambda data: introductions.take_step(introduction, by=request.user, taken=form.taken())):
        messages.success(request, _("The step is noted."))
        return redirect("outcomes:introduction_detail", introduction.public_id)
    return _introduction_page(request, introduction, form)


def _introduction_page(request: HttpRequest, introduction: Introduction, form: StepForm) -> HttpResponse:
    if form.status == 409:
        return ended_answer(request)
    context = {
        "introduction": introduction,
        "form": form,
        "prints": not letters.print_blockers(introduction, day=clock.today(request.user.time_zone)),
        "following": introductions.NEXT[introduction.step],
        "words": None if introduction.step == Step.WITHDREW else introduction.letter or letters.words_for(introduction),
        "due": introductions.answer_due(introduction),
        "works_since": introductions.works_since(introduction),
        "steps": introduction.steps.select_related("by"),
    }
    return render(request, "outcomes/placement/introduction_detail.html", context, status=form.status)


@requires("outcomes.introduce")
@require_GET
def introduction_letter(request: HttpRequest, public_id) -> HttpResponse:
    introduction = _introduction(request, public_id)
    or_404(introduction.letter)
    today = clock.today(request.user.time_zone)
    refuse_if(letters.print_blockers(introduction, day=today))
    content = letters.letter(introduction, day=today)
    access.log(access.Kind.PRINT, introduction, by=request.user, what="letter of introduction")
    access.shown(introduction.consent.person_id)
    return pdf_answer(content, "surat-pengantar.pdf")


@requires("outcomes.introduce")
@require_http_methods(["GET", "POST"])
def wish_edit(request: HttpRequest, public_id) -> HttpResponse:
    found = Consent.objects.visible_to(request.user).agreed().select_related("person", "training_center", "job_wish")
    consent = get_object_or_404(found, public_id=public_id)
    wish = getattr(consent, "job_wish", None)
    initial = {"told_on": clock.today(request.user.time_zone)}
    if wish:
        initial |= {"wants": wish.wants, "places": wish.places, "is_unavailable": wish.is_unavailable}
    asked_on = (
        Vacancy.objects.visible_to(request.user).filter(public_id=as_uuid(request.GET.get("lowongan", ""))).first()
    )
    form = WishForm(request.POST or None, initial=initial)
    if form.carry_out(lambda data: introductions.set_wish(consent, by=request.user, **data)):
        messages.success(request, _("The wish is kept."))
        return redirect(_crumbs(asked_on)[-1][1])
    if form.status == 409:
        return ended_answer(request)
    crumbs = [*_crumbs(asked_on), (consent.person.full_name, "")]
    return _form_page(request, form, title=_("What work %(name)s wants") % {"name": consent.person}, crumbs=crumbs)


def _crumbs(vacancy: Vacancy | None) -> list[tuple[str, str]]:
    crumbs = [(_("Vacancies"), reverse("outcomes:vacancy_list"))]
    return [*crumbs, (vacancy.job, reverse("outcomes:vacancy_detail", args=[vacancy.public_id]))] if vacancy else crumbs


def _form_page(request: HttpRequest, form, *, title: str, crumbs: list[tuple[str, str]]) -> HttpResponse:
    shown = [{"label": label, "url": url} for label, url in crumbs]
    back = next((url for _label, url in reversed(crumbs) if url), "")
    context = {"form": form, "title": title, "back": back, "crumbs": shown, "button": _("Save")}
    return render(request, "programs/command_form.html", context, status=form.status)
