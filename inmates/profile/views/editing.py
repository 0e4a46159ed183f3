"""Pages that change facts unrelated to custody: profile, NIK, photo, case officer."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import requires
from core.idempotency import outcome_of, reads_first
from inmates.custody.views.changing import change_page, person_of
from inmates.people.photos import Portrait, portrait
from inmates.profile import person_records
from inmates.profile.forms import AdmitForm, CaseOfficerForm, NikForm, PhotoForm, ProfileForm


@requires("inmates.change_person")
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    form = AdmitForm(request.POST or None)
    if form.carry_out(lambda values: person_records.admit(request.user.facility, by=request.user, **values)):
        messages.success(request, _("The person was added."))
        return redirect("inmates:detail", form.result.public_id)
    return render(request, "inmates/profile/person_add.html", {"form": form}, status=form.status)


@requires("inmates.change_person")
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, public_id) -> HttpResponse:
    return change_page(request, public_id, ProfileForm, _correct, heading=_("Correct the profile"))


def _correct(person, *, by, **values):
    return person_records.correct_profile(person, by=by, values=values)


@requires("inmates.change_person")
@require_http_methods(["GET", "POST"])
def nik_change(request: HttpRequest, public_id) -> HttpResponse:
    text = _("The NIK is stored encrypted; only its last four digits are shown.")
    return change_page(request, public_id, NikForm, person_records.set_nik, heading=_("Change the NIK"), text=text)


def _portrait(request: HttpRequest, public_id) -> Portrait | None:
    form = PhotoForm(request.POST, request.FILES, person=person_of(request, public_id))
    return portrait(form.cleaned_data["photo"].read(), whose=request.user.pk) if form.is_valid() else None


@requires("inmates.change_person")
@require_http_methods(["GET", "POST"])
@reads_first(_portrait)
def photo_change(request: HttpRequest, public_id) -> HttpResponse:
    def keep(person, *, by, photo):
        return person_records.set_photo(person, by=by, photo=outcome_of(request))

    text = _("The picture is made anew: place and time that the camera wrote into it are not kept.")
    return change_page(request, public_id, PhotoForm, keep, heading=_("Change the photo"), text=text)


@requires("inmates.change_person")
@require_http_methods(["GET", "POST"])
def case_officer_change(request: HttpRequest, public_id) -> HttpResponse:
    heading = _("Change the case officer")
    return change_page(request, public_id, CaseOfficerForm, person_records.assign_case_officer, heading=heading)
