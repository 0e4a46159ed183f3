"""What training led to: on screen, as files, and kept as dated reports."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.access import requires
from core import access, clock
from core.errors import RuleViolation
from core.exporting import file_response
from core.http import pdf_answer
from outcomes.effect import effect_file, outcome_reports, report_paper
from outcomes.effect.cohort import M6
from outcomes.effect.comparison import compare
from outcomes.effect.comparison_page import comparison_sides, difference_words
from outcomes.effect.effect_cohorts import BY_CODE, EffectCohort, closed_years_counted, usual, years_of
from outcomes.effect.effect_page import page_parts, table_rows, year_rows
from outcomes.effect.figure_words import WAVES, cohort_words
from outcomes.effect.forms import CohortForm, WaveForm
from outcomes.effect.heard_candidates import candidates_of
from outcomes.effect.models import OutcomeReport
from outcomes.effect.released_lives import Scope


def _form(request: HttpRequest) -> CohortForm:
    today = clock.today(request.user.time_zone)
    year, wave = usual(today)
    data = request.GET.copy()
    data.setdefault("tahun", str(year))
    data.setdefault("saat", wave.code)
    label = _("Released in") if Scope.of(request.user).has_custody else _("Followed since")
    return CohortForm(data, years=years_of(today), year_label=label)


def _cohort(request: HttpRequest, form: CohortForm) -> EffectCohort:
    year, wave = usual(clock.today(request.user.time_zone))
    chosen = BY_CODE[form.chosen("saat", wave.code)]
    return EffectCohort.as_counted(request.user, form.chosen("tahun", year), chosen, request.GET.get("kelompok", ""))


@requires("outcomes.view_effect")
@require_GET
def effect(request: HttpRequest) -> HttpResponse:
    form = _form(request)
    cohort = _cohort(request, form)
    reports = OutcomeReport.objects.visible_to(request.user).defer("figures", "counts", "differences")
    context = {"form": form, "cohort": cohort, "reports": reports[:20], "reasons": cohort.blockers()}
    context["whose"] = cohort_words(cohort.year, has_custody=cohort.scope.has_custody)
    closed = None if context["reasons"] else outcome_reports.closed_report(cohort)
    context["day"] = closed.day if closed else cohort.day
    # Groups of today beside figures of the day of closing would tell what single people did since.
    form.offer_groups([] if context["reasons"] or closed else cohort.open_groups)
    if closed:
        tables, asked = closed.figures["tables"], request.GET.get("menurut", "")
        table = next((one for one in tables if one["dimension"] == asked), next(iter(tables), None))
        context |= {"table": table, "rows": table_rows(table) if table else [], "closed": closed}
        context["parts"] = page_parts(closed.figures["page"], has_custody=cohort.scope.has_custody)
        cohort.group = ""
    elif not context["reasons"]:
        table = cohort.table(request.GET.get("menurut", ""))
        rows = table_rows(table) if table else []
        context |= {"table": table, "rows": rows, "group_reasons": cohort.group_blockers()}
        context["parts"] = page_parts(cohort.figures(), has_custody=cohort.scope.has_custody)
        context["complete"] = outcome_reports.complete_report(cohort, request.user)
    return render(request, "outcomes/effect/effect.html", context)


@requires("outcomes.view_effect")
@require_GET
def effect_years(request: HttpRequest) -> HttpResponse:
    """One row for each year whose wave has closed."""
    scope, today = Scope.of(request.user), clock.today(request.user.time_zone)
    form = WaveForm(request.GET or None)
    wave = BY_CODE[form.chosen("saat", M6.code)]
    found, day = closed_years_counted(scope, wave, today)
    context = {"form": form, "rows": year_rows(found), "wave": WAVES[wave.code], "day": day or today}
    context |= {"has_custody": scope.has_custody, "is_counted": day is not None}
    return render(request, "outcomes/effect/effect_years.html", context)


@requires("outcomes.view_effect")
@require_GET
def effect_xlsx(request: HttpRequest) -> HttpResponse:
    return _file(request, "xlsx")


@requires("outcomes.view_effect")
@require_GET
def effect_csv(request: HttpRequest) -> HttpResponse:
    return _file(request, "csv")


def _file(request: HttpRequest, kind: str) -> HttpResponse:
    cohort = _cohort(request, _form(request))
    if cohort.blockers():
        raise RuleViolation(cohort.blockers())
    access.log(access.Kind.EXPORT, "effect", by=request.user, what=f"effect as {kind}")
    closed = outcome_reports.closed_report(cohort)
    name = f"dampak-{cohort.year}-{cohort.wave.code}-{closed.day if closed else cohort.day}"
    if closed:
        rows = effect_file.rows(closed.figures["page"], closed.figures["tables"])
    else:
        rows = effect_file.rows(cohort.figures(), [] if cohort.group else cohort.tables)
    return file_response(kind, name, effect_file.heads(), rows)


@requires("outcomes.make_effect_report")
@require_POST
def outcome_report_make(request: HttpRequest) -> HttpResponse:
    cohort = _cohort(
        request, CohortForm(request.POST, years=years_of(clock.today(request.user.time_zone)), year_label="")
    )
    report = outcome_reports.make_report(by=request.user, year=cohort.year, wave=cohort.wave)
    messages.success(request, _("The figures are kept as a report. They will not change any more."))
    return redirect("outcomes:outcome_report", report.public_id)


@requires("outcomes.view_effect")
@require_GET
def outcome_report(request: HttpRequest, public_id) -> HttpResponse:
    report = get_object_or_404(
        OutcomeReport.objects.visible_to(request.user).select_related("made_by"), public_id=public_id
    )
    has_custody = report.figures["has_custody"]
    context = {"report": report, "whose": cohort_words(report.year, has_custody=has_custody)}
    context["parts"] = page_parts(report.figures, has_custody=has_custody)
    context["changes"] = outcome_reports.difference_rows(report)
    context["deletion"] = outcome_reports.deletion_of(report)
    context["tables"] = effect_file.named_tables(report.figures["tables"])
    return render(request, "outcomes/effect/outcome_report.html", context)


@requires("outcomes.view_effect")
@require_GET
def outcome_report_pdf(request: HttpRequest, public_id) -> HttpResponse:
    report = get_object_or_404(
        OutcomeReport.objects.visible_to(request.user).select_related("made_by"), public_id=public_id
    )
    content = report_paper.paper(report, by=request.user)
    access.log(access.Kind.PRINT, report, by=request.user, what="outcome report")
    return pdf_answer(content, f"dampak-{report.year}-{report.wave}-{report.day}.pdf")


@requires("outcomes.view_effect")
@require_GET
def outcome_report_xlsx(request: HttpRequest, public_id) -> HttpResponse:
    report = get_object_or_404(OutcomeReport.objects.visible_to(request.user), public_id=public_id)
    access.log(access.Kind.EXPORT, report, by=request.user, what="outcome report as xlsx")
    rows = effect_file.rows(report.figures, report.figures["tables"])
    return file_response("xlsx", f"dampak-{report.year}-{report.wave}-{report.day}", effect_file.heads(), rows)


@requires("outcomes.view_comparison")
@require_GET
def comparison(request: HttpRequest) -> HttpResponse:
    found = compare(candidates_of(request.user, clock.today(request.user.time_zone)))
    context = {"found": found, "sides": comparison_sides(found), "difference": difference_words(found)}
    return render(request, "outcomes/effect/comparison.html", context)
