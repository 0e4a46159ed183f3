"""The register: every number of a series and its use."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import requires
from accounts.confirming import confirmed_file
from certification.register import number_account, number_series, register_paper
from certification.register.forms import SeriesFilter, VoidForm
from certification.register.models import NumberSeries
from core import access, clock
from core.http import pdf_answer

PAGE = 100


def _own_series(request: HttpRequest):
    return NumberSeries.objects.visible_to(request.user).select_related("training_center").order_by("-year", "paper")


@requires("certification.view_register")
@require_GET
def register(request: HttpRequest) -> HttpResponse:
    form = SeriesFilter(request.GET, series=_own_series(request))
    series, after = form.chosen(), form.after()
    access.log(access.Kind.VIEW, "certification.register", by=request.user, what="register of numbers")
    context = {
        "form": form,
        "series": series,
        "entries": list(number_account.account(series, after=after, most=PAGE)) if series else [],
        **(_neighbors(series, after) if series else {}),
    }
    return render(request, "certification/register/register.html", context)


def _neighbors(series: NumberSeries, after: int) -> dict:
    """Numbers after which the adjacent pages begin, and the files of a long register."""
    starts, start = number_account.starts(series, register_paper.MOST_NUMBERS), max(after, series.used_before)
    parts = [(start, max(start, series.used_before) + register_paper.MOST_NUMBERS) for start in starts]
    return {
        "before": (after - PAGE if after - PAGE > series.used_before else 0) if after else None,
        "next": start + PAGE if series.last_number > start + PAGE else None,
        "parts": [{"after": first, "first": first + 1, "last": min(last, series.last_number)} for first, last in parts],
    }


@requires("certification.view_register")
@require_GET
@confirmed_file
def register_print(request: HttpRequest, paper: str, year: int) -> HttpResponse:
    series = get_object_or_404(_own_series(request), paper=paper, year=year)
    after = SeriesFilter(request.GET, series=[]).after()
    access.log(access.Kind.PRINT, "certification.register", by=request.user, what=f"register {series.year}")
    return pdf_answer(register_paper.render(series, after=after), _file_name(series))


@requires("certification.prepare_certificate")
@require_http_methods(["GET", "POST"])
def number_void(request: HttpRequest) -> HttpResponse:
    form, user = VoidForm(request.POST or None), request.user
    if form.carry_out(lambda data: number_series.void_next(user.training_center, by=user, **data)):
        messages.success(request, _("The next number was taken out of use and is listed in the register as void."))
        return redirect("certification:register")
    year = clock.today(user.time_zone).year
    lines = [line for line in number_series.overview(user.training_center) if line.series.year == year]
    return render(
        request, "certification/register/number_void.html", {"form": form, "lines": lines}, status=form.status
    )


def _file_name(series: NumberSeries) -> str:
    is_of_certificates = series.paper == NumberSeries.Paper.CERTIFICATE
    return "buku-sertifikat.pdf" if is_of_certificates else "buku-surat-keterangan.pdf"
