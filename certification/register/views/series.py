"""Number series: pattern, next number, series of a new year."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import requires
from certification.register import number_series
from certification.register.forms import SeriesForm
from certification.register.models import NumberSeries
from core.errors import refuse_if
from core.seen_forms import hold_shown


@requires("certification.view_register")
@require_GET
def series_list(request: HttpRequest) -> HttpResponse:
    center = request.user.training_center
    context = {"rows": number_series.overview(center), "closed": number_series.series_to_open(center)}
    return render(request, "certification/register/series_list.html", context)


@requires("certification.change_series")
@require_http_methods(["GET", "POST"])
def series_open(request: HttpRequest, paper: str, year: int) -> HttpResponse:
    if paper not in NumberSeries.Paper:
        raise Http404
    center = request.user.training_center
    refuse_if(number_series.year_blockers(center, paper, year))
    pattern, months = number_series.pattern_for(center, paper, year)
    initial = {"pattern": pattern, "used_before": 0, "validity_months": months}
    form = SeriesForm(request.POST or None, center=center, paper=paper, year=year, initial=initial)
    # One form with two buttons; "preview" only shows the next numbers.
    if "preview" not in request.POST and form.carry_out(
        lambda data: number_series.open_year(center, by=request.user, paper=paper, year=year, **data)
    ):
        messages.success(request, _("The series of %(year)s is open.") % {"year": year})
        return redirect("certification:series_list")
    return _form_page(request, form, NumberSeries(training_center=center, paper=paper, year=year))


@requires("certification.change_series")
@require_http_methods(["GET", "POST"])
def series_change(request: HttpRequest, paper: str, year: int) -> HttpResponse:
    known = NumberSeries.objects.visible_to(request.user)
    series = hold_shown(request, lambda: get_object_or_404(known, paper=paper, year=year))
    center = request.user.training_center
    refuse_if(number_series.change_blockers(series, request.user))
    initial = {name: getattr(series, name) for name in ("pattern", "used_before", "validity_months")}
    form = SeriesForm(request.POST or None, center=center, paper=paper, year=year, initial=initial)
    if "preview" not in request.POST and form.carry_out(
        lambda data: number_series.change_series(series, by=request.user, **data)
    ):
        messages.success(request, _("The series was changed."))
        return redirect("certification:series_list")
    return _form_page(request, form, series)


def _form_page(request: HttpRequest, form: SeriesForm, series: NumberSeries) -> HttpResponse:
    """The form with the next numbers; a preview is not an error."""
    upcoming = form.next_numbers()
    status = 422 if form.is_bound and form.errors else 200
    return render(
        request,
        "certification/register/series_form.html",
        {"form": form, "series": series, "upcoming": upcoming},
        status=status,
    )
