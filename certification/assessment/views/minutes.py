"""Minutes of a batch or of one person who leaves early, and supplements."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import requires
from accounts.confirming import confirmed
from certification.assessment import batch_sign_off, certificate_gate, early_sign_off, minutes_words
from certification.assessment.forms.results import SignOffForm
from certification.assessment.models.minutes import Addendum, PersonSignOff
from certification.assessment.models.results import SignOff
from certification.assessment.views.grid import ASSESSED_PLACES, assessed_batch
from core import access
from core.http import pdf_answer
from programs.batches.models import Batch
from programs.places.models import Enrollment

RELATED = ("person", "batch__training_center", "batch__version__program", "batch__facility")


def visible_place(request: HttpRequest, public_id) -> Enrollment:
    found = Enrollment.objects.visible_to(request.user).filter(**ASSESSED_PLACES).select_related(*RELATED)
    return get_object_or_404(found, public_id=public_id)


@requires("certification.sign_off")
@require_http_methods(["GET", "POST"])
@confirmed
def sign_off(request: HttpRequest, public_id) -> HttpResponse:
    batch = assessed_batch(request, public_id)
    form = SignOffForm(request.POST or None)
    if form.carry_out(lambda data: batch_sign_off.sign_off(batch, by=request.user, **data)):
        messages.success(request, _("The results are signed off and locked. The minutes can be printed."))
        return redirect("certification:assessment_grid", batch.public_id)
    standings = certificate_gate.standings(batch)
    form.showing(batch_sign_off.mark(standings))
    blockers = batch_sign_off.blockers(batch, standings, by=request.user)
    context = {"batch": batch, "form": form, "standings": standings, "blockers": blockers}
    # Nobody who is over waits for the rest of the batch.
    context["alone"] = [one for one in standings if one.may_be_signed_alone]
    return render(request, "certification/assessment/sign_off.html", context, status=form.status)


@requires("certification.view_result")
@require_GET
def minutes(request: HttpRequest, public_id) -> HttpResponse:
    batches = Batch.objects.visible_to(request.user)
    signed = get_object_or_404(SignOff.objects.filter(batch__in=batches), batch__public_id=public_id)
    access.log(access.Kind.PRINT, signed.batch, by=request.user, what="minutes of the results")
    access.shown(*signed.batch.enrollments.values_list("person", flat=True))
    return pdf_answer(minutes_words.minutes_pdf(signed.minutes, signed.batch.training_center), "berita-acara.pdf")


@requires("certification.sign_off")
@require_http_methods(["GET", "POST"])
@confirmed
def person_sign_off(request: HttpRequest, public_id) -> HttpResponse:
    place, form = visible_place(request, public_id), SignOffForm(request.POST or None)
    if form.carry_out(lambda data: early_sign_off.sign_off(place, by=request.user, **data)):
        messages.success(request, _("The results of this person are signed off. The statement can be prepared now."))
        return redirect("certification:batch_certificates", place.batch.public_id)
    access.log(access.Kind.VIEW, place, by=request.user, what="results")
    standing = certificate_gate.standing_of(place)
    form.showing(batch_sign_off.mark([standing]))
    context = {
        "place": place,
        "form": form,
        "standing": standing,
        "blockers": early_sign_off.blockers(standing, place.batch, by=request.user),
        "signed": PersonSignOff.objects.standing().filter(enrollment=place).first(),
    }
    return render(request, "certification/assessment/person_sign_off.html", context, status=form.status)


@requires("certification.view_result")
@require_GET
def person_minutes(request: HttpRequest, public_id) -> HttpResponse:
    signed = PersonSignOff.objects.filter(enrollment__in=Enrollment.objects.visible_to(request.user))
    signed = get_object_or_404(signed.select_related("enrollment"), public_id=public_id)
    access.log(access.Kind.PRINT, signed.enrollment, by=request.user, what="minutes of the results")
    access.shown(signed.enrollment.person_id)
    center = signed.enrollment.batch.training_center
    return pdf_answer(minutes_words.minutes_pdf(signed.minutes, center), "berita-acara.pdf")


@requires("certification.view_result")
@require_GET
def addendum(request: HttpRequest, public_id) -> HttpResponse:
    seen = Addendum.objects.filter(enrollment__in=Enrollment.objects.visible_to(request.user))
    found = get_object_or_404(seen.select_related("enrollment"), public_id=public_id)
    access.log(access.Kind.PRINT, found.enrollment, by=request.user, what="supplement to minutes")
    access.shown(found.enrollment.person_id)
    center = found.enrollment.batch.training_center
    return pdf_answer(minutes_words.minutes_pdf(found.words, center), "berita-acara-tambahan.pdf")
