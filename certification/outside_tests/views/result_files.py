"""Importing result files step by step: upload, columns, comparison, acceptance."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import requires
from certification.outside_tests import result_import, test_outcomes
from certification.outside_tests.forms import AcceptForm, ResultsForm
from certification.outside_tests.models.tests import OutsideImport
from certification.outside_tests.result_columns import Field
from certification.outside_tests.result_comparison import Comparison, Kind
from certification.outside_tests.result_files import RESULTS
from certification.outside_tests.views.held_tests import to_test, visible_test
from core.idempotency import outcome_of, reads_first
from inmates.imports import sheet_choice
from inmates.imports.forms import MappingForm
from inmates.imports.kept_lists import Upload

NAMES = {"result": Field.RESULT, **{name: Field(name) for name in test_outcomes.NAMES if name != "result"}}


def _import(request: HttpRequest, public_id) -> OutsideImport:
    found = OutsideImport.objects.visible_to(request.user).select_related("test__training_center", "created_by")
    return get_object_or_404(found, public_id=public_id)


def _read_new(request: HttpRequest, public_id) -> Upload[Field] | None:
    visible_test(request, public_id)
    form = ResultsForm.sent(request)
    return result_import.read(form.content(), by=request.user) if form.is_valid() else None


@requires("certification.change_outside_test")
@require_http_methods(["GET", "POST"])
@reads_first(_read_new, tells_too_large=True)
def outside_import_new(request: HttpRequest, public_id) -> HttpResponse:
    test, form = visible_test(request, public_id), ResultsForm.sent(request)
    if form.carry_out(lambda data: result_import.receive(outcome_of(request), test=test, by=request.user)):
        return redirect("certification:outside_import_columns", form.result.public_id)
    return render(
        request, "certification/outside_tests/outside_import_new.html", {"test": test, "form": form}, status=form.status
    )


def _read_again(request: HttpRequest, public_id) -> Upload[Field] | None:
    """The file uploaded again for a column that was dropped, if given."""
    found = _import(request, public_id)
    form = MappingForm(request.POST, request.FILES, found=found, kind=RESULTS)
    data = form.content() if form.is_valid() else None
    if data is None:
        return None
    return result_import.read(data, by=request.user, mapping=form.mapping(), sheet=found.sheet)


@requires("certification.change_outside_test")
@require_http_methods(["GET", "POST"])
@reads_first(_read_again)
def outside_import_columns(request: HttpRequest, public_id) -> HttpResponse:
    found, by = _import(request, public_id), request.user
    form = MappingForm(request.POST or None, request.FILES or None, found=found, kind=RESULTS)
    if form.carry_out(
        lambda data: result_import.map_columns(found, by=by, mapping=form.mapping(), file=outcome_of(request))
    ):
        return redirect("certification:outside_import", found.public_id)
    form.samples = result_import.samples(found)
    context = {"import": found, "test": found.test, "form": form, "sheets": sheet_choice.sheets_sentence(found)}
    return render(request, "certification/outside_tests/outside_import_columns.html", context, status=form.status)


@requires("certification.change_outside_test")
@require_POST
def outside_import_sheet(request: HttpRequest, public_id) -> HttpResponse:
    name = request.POST.get("sheet", "")
    found = result_import.choose_sheet(_import(request, public_id), by=request.user, name=name)
    messages.success(request, _("Sheet “%(name)s” is read now. Check its columns.") % {"name": found.sheet})
    return redirect("certification:outside_import_columns", found.public_id)


@requires("certification.change_outside_test")
@require_http_methods(["GET", "POST"])
def outside_import(request: HttpRequest, public_id) -> HttpResponse:
    """GET shows what the file would change; POST accepts it."""
    found, form = _import(request, public_id), AcceptForm(request.POST or None)
    rows = {int(text) for text in request.POST.getlist("row") if text.isdecimal() and len(text) < 7}
    if form.carry_out(lambda data: result_import.accept(found, by=request.user, rows=rows, **data)):
        messages.success(request, _("The results are recorded."))
        return to_test(found.test)
    comparison = (
        result_import.comparison_of(found) if found.state == OutsideImport.State.COMPARED else Comparison((), ())
    )
    context = {
        "import": found,
        "test": found.test,
        "form": form,
        "groups": [(kind, _shown(comparison, kind)) for kind in Kind],
        "missing": comparison.missing,
        "seen": result_import.seal_of(comparison),
        "blockers": result_import.accept_blockers(found, comparison, by=request.user),
        "needs_reason": any(line.overwrites for line in comparison.lines),
        "kept": rows if form.is_bound else {line.row for line in comparison.to_store()},
    }
    return render(request, "certification/outside_tests/outside_import.html", context, status=form.status)


def _shown(comparison: Comparison, kind: Kind) -> list:
    return [(line, [(NAMES[name].label, old, new) for name, old, new in line.changes]) for line in comparison.of(kind)]


@requires("certification.change_outside_test")
@require_POST
def outside_import_discard(request: HttpRequest, public_id) -> HttpResponse:
    found = result_import.discard(_import(request, public_id), by=request.user)
    messages.success(request, _("The import was discarded. Nothing of its file is kept."))
    return to_test(found.test)
