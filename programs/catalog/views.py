"""Programs, their versions, and the competency units that they are made of."""

from django.contrib import messages
from django.db.models import Count, Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import requires
from core.listing import asks_for_file
from core.seen_forms import hold_shown
from programs.catalog import program_names, program_versions
from programs.catalog.catalog_lists import PROGRAMS, UNITS, show_version
from programs.catalog.forms import (
    MOST_OFFERED,
    FactsForm,
    NameForm,
    ProgramForm,
    UnitFilterForm,
    UnitPickForm,
    UnitRows,
    rows_of,
)
from programs.catalog.models import CompetencyUnit, Program, ProgramVersion
from programs.catalog.unit_codes import code_key


@requires("programs.view_program")
@require_GET
def program_list(request: HttpRequest) -> HttpResponse:
    versions = ProgramVersion.objects.annotate(units_count=Count("units")).order_by("-number")
    related = ("vocation", "training_center")
    programs = Program.objects.visible_to(request.user).select_related(*related)
    rows = programs.prefetch_related(Prefetch("versions", versions))
    if asks_for_file(request):
        return PROGRAMS.file(request, rows, prepare=show_version)
    page = PROGRAMS.page(request, rows, prepare=show_version)
    return render(request, "programs/catalog/program_list.html", {"page": page})


@requires("programs.change_program")
@require_http_methods(["GET", "POST"])
def program_new(request: HttpRequest) -> HttpResponse:
    form, user = ProgramForm(request.POST or None), request.user
    if form.carry_out(
        lambda data: program_versions.create_program(
            by=user, training_center=user.training_center, facts=form.facts(), **form.program()
        )
    ):
        messages.success(request, _("The program was drafted. Add its units, then open it."))
        return redirect("programs:program_version_edit", form.result.public_id)
    return render(request, "programs/catalog/program_form.html", {"form": form}, status=form.status)


@requires("programs.change_program")
@require_http_methods(["GET", "POST"])
def program_rename(request: HttpRequest, public_id) -> HttpResponse:
    user = request.user
    programs = Program.objects.visible_to(user)
    program = hold_shown(request, lambda: get_object_or_404(programs, public_id=public_id))
    form = NameForm(request.POST or None, initial={"name": program.name})
    if form.carry_out(lambda data: program_names.rename(program, by=user, **data)):
        messages.success(request, _("The program has its new name."))
        return redirect("programs:program_detail", program.public_id)
    context = {"program": program, "form": form, "blockers": program_names.rename_blockers(program, by=user)}
    return render(request, "programs/catalog/program_rename.html", context, status=form.status)


def _version(request: HttpRequest, public_id) -> ProgramVersion:
    versions = ProgramVersion.objects.visible_to(request.user).select_related("program__vocation")
    return get_object_or_404(versions, public_id=public_id)


@requires("programs.change_program")
@require_http_methods(["GET", "POST"])
def program_version_edit(request: HttpRequest, public_id) -> HttpResponse:
    version = hold_shown(request, lambda: _version(request, public_id), under="program")
    form = FactsForm(request.POST or None, initial=vars(program_versions.facts_of(version)))
    rows = UnitRows(request.POST or None, initial=rows_of(version), prefix="units")
    if (not rows.is_bound or rows.is_valid()) and form.carry_out(lambda data: _change(request, version, form, rows)):
        messages.success(request, _("Version %(number)d was saved.") % {"number": form.result.number})
        return redirect(f"{_address(version)}?versi={form.result.number}")
    context = {
        "version": version,
        "form": form,
        "rows": rows,
        "row_errors": rows.row_errors(),
        "sum": sum(unit.jp for unit in version.units.all()),
        "is_frozen": program_versions.is_frozen(version),
    }
    return render(request, "programs/catalog/program_version_edit.html", context, status=form.status)


def _address(version: ProgramVersion) -> str:
    return reverse("programs:program_detail", args=[version.program.public_id])


def _change(request, version, form, rows) -> ProgramVersion:
    units = rows.unit_rows(version.program.vocation)
    return program_versions.change_version(version, by=request.user, facts=form.facts(), rows=units)


@requires("programs.change_program")
@require_http_methods(["GET", "POST"])
def program_version_units(request: HttpRequest, public_id) -> HttpResponse:
    """Adds many catalog units to a version at once; unfiltered, it lists the units of the version's vocation."""
    version = _version(request, public_id)
    units_filter = UnitFilterForm(request.GET or {"vocation": version.program.vocation.code})
    found = units_filter.apply(CompetencyUnit.objects.select_related("vocation"))
    own = list(version.units.select_related("unit").prefetch_related("criteria"))
    taken = {code_key(unit.code): unit.jp for unit in own}
    form = UnitPickForm(request.POST or None, units=found[:MOST_OFFERED], taken=taken)
    if form.carry_out(lambda data: program_versions.add_units(version, by=request.user, rows=form.picked())):
        added = len(form.picked())
        done = ngettext("%(n)d unit was added.", "%(n)d units were added.", added) % {"n": added}
        messages.success(request, done)
        return redirect("programs:program_version_edit", form.result.public_id)
    context = {
        "version": version,
        "form": form,
        "filter": units_filter,
        "sum": sum(taken.values()),
        "is_frozen": program_versions.is_frozen(version),
    }
    return render(request, "programs/catalog/program_version_units.html", context, status=form.status)


@requires("programs.change_program")
@require_POST
def program_version_open(request: HttpRequest, public_id) -> HttpResponse:
    version = program_versions.open_version(_version(request, public_id), by=request.user)
    messages.success(request, _("Version %(number)d is open for new batches.") % {"number": version.number})
    return redirect(_address(version))


@requires("programs.view_program")
@require_GET
def unit_list(request: HttpRequest) -> HttpResponse:
    """Competency units known to this installation; the same for every office."""
    form = UnitFilterForm(request.GET)
    units = form.apply(CompetencyUnit.objects.select_related("vocation"))
    if asks_for_file(request):
        return UNITS.file(request, units)
    page = UNITS.page(request, units)
    return render(request, "programs/catalog/unit_list.html", {"page": page, "form": form})
