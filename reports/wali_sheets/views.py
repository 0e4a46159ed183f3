"""The case officers' monthly sheets: of everybody and of one person, on screen and on paper."""

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from accounts.access import requires
from accounts.confirming import confirmed_file
from core import access
from core.http import pdf_answer
from core.models import Job
from core.slicing import slice_page
from inmates.people.models import SEES_OWN_WARDS_ONLY, Person
from reports.wali_sheets import sheet_files
from reports.wali_sheets.forms import SheetFilterForm
from reports.wali_sheets.monthly_sheet import sheets
from reports.wali_sheets.people_of_month import people_of_month
from reports.wali_sheets.sheet_paper import MOST_AT_ONCE, paper


def _form(request: HttpRequest) -> SheetFilterForm:
    # A bound form shows no initial value, so the effective month is put into the submitted data.
    data = request.GET.copy()
    only_own = request.user.is_narrowed_by(SEES_OWN_WARDS_ONLY, permission="inmates.view_person")
    form = SheetFilterForm(data, user=request.user, chooses_officer=not only_own)
    data.setdefault("bulan", form.this_month.isoformat())
    return form


def _people(request: HttpRequest, form: SheetFilterForm) -> QuerySet[Person]:
    return people_of_month(request.user, form.month(), officer=form.officer())


@requires("reports.view_wali_sheet")
@require_GET
def wali_sheet_list(request: HttpRequest) -> HttpResponse:
    form = _form(request)
    found = sheets(_people(request, form), form.month(), reader=request.user)
    page = slice_page(request, found, key=lambda sheet: sheet.person.public_id)
    access.log_each(access.Kind.VIEW, [sheet.person for sheet in page.rows], by=request.user, what="wali sheet")
    context = {
        "form": form,
        "month": form.month(),
        "page": page,
        "total": len(found),
        "prints_at_once": len(found) <= MOST_AT_ONCE,
        "prints": [(job, sheet_files.month_of(job)) for job in sheet_files.recent(request.user)],
    }
    return render(request, "reports/wali_sheets/wali_sheet_list.html", context)


@requires("reports.view_wali_sheet")
@require_GET
@confirmed_file
def wali_sheets_print(request: HttpRequest) -> HttpResponse:
    form = _form(request)
    found = sheets(_people(request, form), form.month(), reader=request.user)
    content = paper(found, form.month(), by=request.user)
    access.log_each(access.Kind.PRINT, [sheet.person for sheet in found], by=request.user, what="wali sheet")
    return pdf_answer(content, f"lembar-wali-{form.month():%Y-%m}.pdf")


@requires("reports.view_wali_sheet")
@require_POST
def wali_sheets_start(request: HttpRequest) -> HttpResponse:
    form = _form(request)
    found = sheets(_people(request, form), form.month(), reader=request.user)
    return redirect("core:job_detail", sheet_files.start(found, form.month(), by=request.user).public_id)


@requires("reports.view_wali_sheet")
@require_GET
@confirmed_file
def wali_sheets_file(request: HttpRequest, public_id) -> HttpResponse:
    own = Job.objects.visible_to(request.user).filter(kind=sheet_files.JOB, created_by=request.user)
    job = get_object_or_404(own, public_id=public_id)
    people = sheet_files.people_of(job, reader=request.user)
    content = sheet_files.joined(job, people)
    access.log_each(access.Kind.EXPORT, people, by=request.user, what="wali sheet")
    access.shown(*(person.pk for person in people))
    return pdf_answer(content, f"lembar-wali-{sheet_files.month_of(job):%Y-%m}.pdf")


@requires("reports.view_wali_sheet")
@require_GET
def wali_sheet(request: HttpRequest, public_id) -> HttpResponse:
    form = _form(request)
    person = get_object_or_404(people_of_month(request.user, form.month()), public_id=public_id)
    found = sheets(Person.objects.filter(pk=person.pk), form.month(), reader=request.user)
    access.log(access.Kind.VIEW, person, by=request.user, what="wali sheet")
    context = {"form": form, "month": form.month(), "person": person, "sheet": found[0] if found else None}
    context["is_here"] = person.facility_id == request.user.facility_id
    return render(request, "reports/wali_sheets/wali_sheet.html", context)


@requires("reports.view_wali_sheet")
@require_GET
def wali_sheet_print(request: HttpRequest, public_id) -> HttpResponse:
    form = _form(request)
    person = get_object_or_404(people_of_month(request.user, form.month()), public_id=public_id)
    content = paper(
        sheets(Person.objects.filter(pk=person.pk), form.month(), reader=request.user), form.month(), by=request.user
    )
    access.log(access.Kind.PRINT, person, by=request.user, what="wali sheet")
    return pdf_answer(content, f"lembar-wali-{form.month():%Y-%m}.pdf")
