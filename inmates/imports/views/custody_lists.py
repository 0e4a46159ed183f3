"""Takes a spreadsheet from upload to acceptance, step by step."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import requires
from accounts.confirming import confirmed, confirmed_file
from core import access
from core.exporting import file_response
from core.forms import LONGEST_KEY
from core.idempotency import outcome_of, reads_first
from core.listing import asks_for_file
from core.paging import keyset_page
from inmates.imports import acceptance, sheet_choice, uploads
from inmates.imports.forms import AcceptForm, MappingForm, UploadForm
from inmates.imports.import_columns import IMPORTS
from inmates.imports.import_page import Tabs
from inmates.imports.kept_lists import Upload
from inmates.imports.models import ImportRow, SpreadsheetImport
from inmates.imports.reading import CUSTODY, Field
from inmates.imports.rejected_rows import exported_rows
from inmates.imports.strange_lists import strangeness

ROWS = 50


def _import(request: HttpRequest, public_id) -> SpreadsheetImport:
    visible = SpreadsheetImport.objects.visible_to(request.user)
    return get_object_or_404(
        visible.select_related("facility", "job", "created_by", "accepted_by"), public_id=public_id
    )


@requires("inmates.import_people")
@require_GET
def import_list(request: HttpRequest) -> HttpResponse:
    imports = SpreadsheetImport.objects.visible_to(request.user).select_related("created_by").defer("sealed_table")
    if asks_for_file(request):
        return IMPORTS.file(request, imports)
    page = IMPORTS.page(request, imports)
    return render(request, "inmates/imports/import_list.html", {"page": page})


def _read_new(request: HttpRequest) -> Upload[Field] | None:
    form = UploadForm.sent(request)
    return uploads.read(form.content(), facility=request.user.facility, by=request.user) if form.is_valid() else None


@requires("inmates.import_people")
@require_http_methods(["GET", "POST"])
@reads_first(_read_new, tells_too_large=True)
def import_new(request: HttpRequest) -> HttpResponse:
    form, by = UploadForm.sent(request), request.user
    if form.carry_out(lambda _values: uploads.receive(outcome_of(request), facility=by.facility, by=by)):
        return redirect("inmates:import_mapping", form.result.public_id)
    return render(request, "inmates/imports/import_new.html", {"form": form}, status=form.status)


def _read_again(request: HttpRequest, public_id) -> Upload[Field] | None:
    """The file uploaded again for a column that was not kept, if given."""
    found = _import(request, public_id)
    form = MappingForm(request.POST, request.FILES, found=found, kind=CUSTODY)
    data = form.content() if form.is_valid() else None
    if data is None:
        return None
    return uploads.read(data, facility=found.facility, by=request.user, mapping=form.mapping(), sheet=found.sheet)


@requires("inmates.import_people")
@require_http_methods(["GET", "POST"])
@reads_first(_read_again)
def import_mapping(request: HttpRequest, public_id) -> HttpResponse:
    found = _import(request, public_id)
    form = MappingForm(request.POST or None, request.FILES or None, found=found, kind=CUSTODY)
    if form.carry_out(lambda _values: _map_columns(request, found, form)):
        return _progress(form.result)
    # Decrypting the table costs most of this page, so only pages that show its cells do it.
    form.samples = uploads.samples(found)
    context = {
        "import": found,
        "form": form,
        "is_open": found.state in uploads.UNSETTLED,
        "sheets": sheet_choice.sheets_sentence(found),
    }
    return render(request, "inmates/imports/import_mapping.html", context, status=form.status)


def _map_columns(request: HttpRequest, found: SpreadsheetImport, form: MappingForm) -> SpreadsheetImport:
    return uploads.map_columns(found, by=request.user, mapping=form.mapping(), file=outcome_of(request))


@requires("inmates.import_people")
@require_POST
def import_sheet(request: HttpRequest, public_id) -> HttpResponse:
    found = sheet_choice.choose_sheet(_import(request, public_id), by=request.user, name=request.POST.get("sheet", ""))
    messages.success(request, _("Sheet “%(name)s” is read now. Check its columns.") % {"name": found.sheet})
    return redirect("inmates:import_mapping", found.public_id)


def _progress(found: SpreadsheetImport) -> HttpResponse:
    """Redirects to the job's progress if one is running, else to the result."""
    if found.job and not found.job.is_finished:
        return redirect("core:job_detail", found.job.public_id)
    return redirect("inmates:import_detail", found.public_id)


@requires("inmates.import_people")
@require_GET
def import_detail(request: HttpRequest, public_id) -> HttpResponse:
    found = _import(request, public_id)
    tabs = Tabs(found, request.GET.get("tab", ""))
    page = keyset_page(request, tabs.rows(), keys=tabs.keys, size=ROWS)
    access.shown(*(row.person_id for row in page.rows))
    strange = strangeness(found) if found.state == SpreadsheetImport.State.COMPARED else None
    context = {
        "import": found,
        "tabs": tabs,
        "page": page,
        "accept_reasons": acceptance.blockers(found),
        "undo_reasons": acceptance.undo_blockers(found),
        "may_discard": not acceptance.discard_blockers(found),
        "chosen": tabs.chosen(),
        "strange": strange,
        "accept_form": AcceptForm(strange=strange),
        "sheets": sheet_choice.sheets_sentence(found),
    }
    return render(request, "inmates/imports/import_detail.html", context)


def _is_key(text: str) -> bool:
    return text.isdecimal() and len(text) <= LONGEST_KEY


@requires("inmates.import_people")
@require_POST
def import_choose(request: HttpRequest, public_id) -> HttpResponse:
    found = _import(request, public_id)
    shown, chosen = ([int(pk) for pk in request.POST.getlist(name) if _is_key(pk)] for name in ("shown", "row"))
    count = acceptance.choose(found, by=request.user, shown=shown, chosen=chosen)
    messages.success(request, _("Your choice was saved: %(count)s rows are to be accepted.") % {"count": count})
    return redirect("inmates:import_detail", found.public_id)


@requires("inmates.import_people")
@require_POST
def import_accept(request: HttpRequest, public_id) -> HttpResponse:
    found = _import(request, public_id)
    form = AcceptForm(request.POST, strange=strangeness(found))
    # The command reports any other obstacle.
    if not form.is_valid() and not acceptance.blockers(found):
        return render(request, "inmates/imports/import_confirm.html", {"import": found, "form": form}, status=422)
    found = acceptance.start(found, by=request.user, **form.cleaned_data)
    if found.state == SpreadsheetImport.State.ACCEPTED:
        messages.success(request, _("The import was accepted."))
    return _progress(found)


@requires("inmates.import_people")
@require_GET
@confirmed_file
def import_rejected(request: HttpRequest, public_id) -> HttpResponse:
    found = _import(request, public_id)
    rows = found.rows.filter(kind=ImportRow.Kind.REJECTED).order_by("sheet_row", "pk")
    access.log(access.Kind.EXPORT, found, by=request.user, what="rejected rows as xlsx")
    heads, cells = exported_rows(rows)
    return file_response("xlsx", _("rejected rows"), heads, cells)


@requires("inmates.import_people")
@require_POST
@confirmed
def import_undo(request: HttpRequest, public_id) -> HttpResponse:
    found = acceptance.undo(_import(request, public_id), by=request.user)
    messages.success(request, _("The import was undone. Everything is as it was before."))
    return redirect("inmates:import_detail", found.public_id)


@requires("inmates.import_people")
@require_POST
def import_discard(request: HttpRequest, public_id) -> HttpResponse:
    acceptance.discard(_import(request, public_id), by=request.user)
    messages.success(request, _("The import was discarded. Nothing of its file is kept."))
    return redirect("inmates:import_list")
