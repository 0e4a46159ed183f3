"""What training led to: on screen, as files, and kept as dated reports."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.access import requires
from core import access, clock
from core.errors import Blocker, refuse_if
from core.exporting import file_response
from core.http import pdf_answer
from outcomes.effect import effect_file, outcome_reports, report_paper
from outcomes.effect.cohort import M6, Wave
from outcomes.effect.comparison import compare
from outcomes.effect.comparison_page import comparison_sides, difference_words, needed_words
from outcomes.effect.effect_cohorts import BY_CODE, usual, years_of
from outcomes.effect.effect_page import page_parts, table_rows, year_rows
from outcomes.effect.figure_words import WAVES, cohort_words
from outcomes.effect.forms import CohortForm, WaveForm
from outcomes.effect.group_tables import DIMENSIONS, group_hidden
from outcomes.effect.heard_candidates import candidates_of
from outcomes.effect.models import OutcomeReport
from outcomes.effect.released_lives import Scope
from outcomes.effect.shown_shares import Shown
from outcomes.effect.told_figures import Told, groups_told, page_figures, told_by_wave, years_told


def _form(request: HttpRequest) -> CohortForm:
    today = clock.today(request.user.time_zone)
    year, wave = usual(today)
    data = request.GET.copy()
    data.setdefault("tahun", str(year))
    data.setdefault("saat", wave.code)
    label = _("Released in") if Scope.of(request.user).has_custody else _("Followed since")
    return CohortForm(data, years=years_of(today), year_label=label)


@dataclass(frozen=True)
class Chosen:
    """What is told of the chosen year and time, and of the chosen group if it is told by itself."""

    form: CohortForm
    year: int
    wave: Wave
    told: dict[str, Told]
    group: str

    @classmethod
    def of(cls, request: HttpRequest, form: CohortForm) -> "Chosen":
        """By what the form says."""
        year, wave = usual(clock.today(request.user.time_zone))
        year, wave = form.chosen("tahun", year), BY_CODE[form.chosen("saat", wave.code)]
        told = told_by_wave(request.user.office_code, year)
        return cls(form, year, wave, told, request.GET.get("kelompok", ""))

    @property
    def here(self) -> Told | None:
        """What is told at that time."""
        return self.told.get(self.wave.code)

    @property
    def groups(self) -> list[tuple[str, str, str]]:
        """The groups that can be chosen."""
        return groups_told(self.here) if self.here else []

    @property
    def is_group(self) -> bool:
        """Whether one of them was."""
        return any(value == self.group for value, _feature, _label in self.groups)

    def reasons(self, request: HttpRequest) -> list[Blocker]:
        """Why there is nothing to show."""
        today = clock.today(request.user.time_zone)
        has_custody = Scope.of(request.user).has_custody
        return outcome_reports.told_blockers(self.here, self.year, self.wave, today=today, has_custody=has_custody)

    def figures(self) -> Shown:
        """What is shown."""
        return page_figures(self.told, self.wave.code, self.group)


@requires("outcomes.view_effect")
@require_GET
def effect(request: HttpRequest) -> HttpResponse:
    chosen = Chosen.of(request, _form(request))
    has_custody = Scope.of(request.user).has_custody
    reports = OutcomeReport.objects.visible_to(request.user).defer("figures", "counts", "differences")
    context = {"chosen": chosen, "form": chosen.form, "reports": reports[:20], "reasons": chosen.reasons(request)}
    context |= {"whose": cohort_words(chosen.year, has_custody=has_custody), "has_custody": has_custody}
    chosen.form.offer_groups([] if context["reasons"] else chosen.groups)
    if chosen.here and not context["reasons"]:
        context |= _told_context(request, chosen, chosen.here)
        context["parts"] = page_parts(chosen.figures(), has_custody=has_custody)
    return render(request, "outcomes/effect/effect.html", context)


def _told_context(request: HttpRequest, chosen: Chosen, told: Told) -> dict[str, Any]:
    tables, asked = told.figures["tables"], request.GET.get("menurut", "")
    table = next((one for one in tables if one["dimension"] == asked), next(iter(tables), None))
    is_closed = isinstance(told, OutcomeReport)
    return {
        "day": told.day,
        "is_closed": is_closed,
        "features": {one["dimension"]: DIMENSIONS[one["dimension"]] for one in tables},
        "table": table,
        "rows": table_rows(table) if table else [],
        "group_reasons": group_hidden() if chosen.group and not chosen.is_group else [],
        "complete": None if is_closed else outcome_reports.complete_report(told, request.user),
        "deletion": "" if is_closed else outcome_reports.deletion_of(told),
    }


@requires("outcomes.view_effect")
@require_GET
def effect_years(request: HttpRequest) -> HttpResponse:
    """One row for each year whose wave has closed, as the page of that year."""
    scope, today = Scope.of(request.user), clock.today(request.user.time_zone)
    form = WaveForm(request.GET or None)
    wave = BY_CODE[form.chosen("saat", M6.code)]
    rows = year_rows(years_told(scope.office, wave, today))
    context = {"form": form, "rows": rows, "wave": WAVES[wave.code], "has_custody": scope.has_custody}
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
    chosen = Chosen.of(request, _form(request))
    refuse_if(chosen.reasons(request))
    told = chosen.told[chosen.wave.code]
    access.log(access.Kind.EXPORT, "effect", by=request.user, what=f"effect as {kind}")
    rows = effect_file.rows(chosen.figures(), [] if chosen.is_group else told.figures["tables"])
    return file_response(kind, f"dampak-{told.year}-{told.wave}-{told.day}", effect_file.heads(), rows)


@requires("outcomes.make_effect_report")
@require_POST
def outcome_report_make(request: HttpRequest) -> HttpResponse:
    years = years_of(clock.today(request.user.time_zone))
    chosen = Chosen.of(request, CohortForm(request.POST, years=years, year_label=""))
    report = outcome_reports.make_report(by=request.user, year=chosen.year, wave=chosen.wave)
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
    context["needed"] = needed_words()
    return render(request, "outcomes/effect/comparison.html", context)
