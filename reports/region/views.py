"""The region that a regional office oversees, and each of its facilities: figures, no names."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.access import requires
from core import access, clock
from core.exporting import file_response
from core.slicing import slice_page
from reports.region import facility_list, region_words
from reports.region.batch_figures import batches_of
from reports.region.forms import RegionForm
from reports.region.region_figures import Part, Region, counted_until, facilities_of, region_figures

# As many as any region of the country has.
ROWS = 60


@requires("reports.view_region")
@require_GET
def region_overview(request: HttpRequest) -> HttpResponse:
    form, region = _asked(request, facilities_of(request.user))
    facilities = facility_list.facility_list(request, region.facilities)
    page = slice_page(request, facilities.rows, key=lambda one: one.facility.code, size=ROWS)
    sparks = [(one, region_words.facility_spark(one)) for one in page.rows]
    context = {"facilities": facilities, "page": page, "rows": sparks, "using": _using(region)}
    return render(request, "reports/region/region_overview.html", {**_shown(form, region), **context})


@requires("reports.view_region")
@require_GET
def region_facility(request: HttpRequest, code: str) -> HttpResponse:
    facility = get_object_or_404(facilities_of(request.user), code=code)
    form, region = _asked(request, [facility])
    context = {"one": region.facilities[0], "batches": batches_of(facility, region.choice)}
    return render(request, "reports/region/region_facility.html", {**_shown(form, region), **context})


@requires("reports.view_region")
@require_GET
def region_xlsx(request: HttpRequest) -> HttpResponse:
    return _file(request, "xlsx")


@requires("reports.view_region")
@require_GET
def region_csv(request: HttpRequest) -> HttpResponse:
    return _file(request, "csv")


def _file(request: HttpRequest, kind: str) -> HttpResponse:
    _form, region = _asked(request, facilities_of(request.user))
    rows = facility_list.facility_list(request, region.facilities).rows
    access.log(access.Kind.EXPORT, "region", by=request.user, what=f"region as {kind}")
    first, last = region.choice.first, region.choice.last
    name = f"{slugify(request.user.region)}-{first:%Y-%m}-{last:%Y-%m}{'-sebagian' if region.choice.parts else ''}"
    return file_response(kind, name, facility_list.file_heads(), facility_list.file_rows(rows))


def _asked(request: HttpRequest, facilities: Any) -> tuple[RegionForm, Region]:
    """The form as it was sent, and the figures that it asks for."""
    asked = any(name in request.GET for name in RegionForm.base_fields)
    form = RegionForm(request.GET if asked else None)
    today, found = clock.today(request.user.time_zone), list(facilities)
    return form, region_figures(found, form.choice(counted_until(found, today)), today)


def _shown(form: RegionForm, region: Region) -> dict[str, Any]:
    return {
        "form": form,
        "region": region,
        "trend": {
            "finding": region_words.trend_finding(region),
            "wide": region_words.trend_chart(region),
            "narrow": region_words.trend_chart(region, is_narrow=True),
        },
        "parts": {
            "beside": _parts((_("Sexes"), region.sexes)),
            "aside": _parts((_("Vocations"), region.vocations), (_("Funds"), region.funds)),
        },
    }


def _parts(*named: tuple[str, list[Part]]) -> list[dict[str, Any]]:
    return [{"title": title, "rows": rows, "finding": region_words.part_finding(rows)} for title, rows in named if rows]


def _using(region: Region) -> int:
    """How many facilities have people in the system."""
    return sum(one.people.value != 0 for one in region.facilities)
