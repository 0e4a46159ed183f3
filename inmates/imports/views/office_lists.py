"""The pages on which a list of a training center is taken in, made for each kind by the subject that owns it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import requires
from accounts.confirming import confirmed, confirmed_file
from core import access
from core.exporting import file_response
from core.idempotency import outcome_of, reads_first
from inmates.imports import list_imports, rows_left_out, sheet_choice
from inmates.imports.forms import AcceptListForm, ListUploadForm, MappingForm
from inmates.imports.kept_lists import Upload
from inmates.imports.list_kinds import Effect, Line
from inmates.imports.models import ListImport

View = Callable[..., HttpResponse]
MOST_DIGITS = 6
MOST_UPLOADS = 10
STEPS = ("new", "columns", "sheet", "rejected", "discard", "undo")


@dataclass(frozen=True)
class Place:
    """Where the pages stand: the steps before them, the page to return to, and what the list is about."""

    crumbs: tuple[dict[str, str], ...]
    back: str
    facts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Words:
    """What the pages of one kind say."""

    title: str | Promise
    lead: str | Promise
    needed: str | Promise
    stored: str | Promise
    # What follows once rows are accepted.
    after: str | Promise = ""


@dataclass(frozen=True)
class ListPages:
    """The views of one kind, as its addresses name them."""

    new: View
    columns: View
    sheet: View
    detail: View
    rejected: View
    discard: View
    undo: View


def pages_of(
    code: str, *, name: str, permission: str, words: Words, place_of: Callable[[HttpRequest, Any], Place]
) -> ListPages:
    """The views; `name` is that of the address of one import, to which those of its steps add theirs.

    `place_of` is asked with the key of the record that a list is about, and answers 404 where the reader has none.
    """
    steps = _Steps(code, name, words, place_of)
    guard, both = requires(permission), require_http_methods(["GET", "POST"])
    return ListPages(
        new=reads_first(steps.read_new, tells_too_large=True)(guard(both(steps.new))),
        columns=reads_first(steps.read_again)(guard(both(steps.columns))),
        sheet=guard(require_POST(steps.sheet)),
        detail=guard(both(steps.detail)),
        rejected=guard(require_GET(confirmed_file(steps.rejected))),
        discard=guard(require_POST(steps.discard)),
        undo=guard(require_POST(confirmed(steps.undo))),
    )


@dataclass(frozen=True)
class _Steps:
    code: str
    name: str
    words: Words
    place_of: Callable[[HttpRequest, Any], Place]

    def _visible(self, request: HttpRequest, public_id: Any) -> ListImport:
        found = ListImport.objects.visible_to(request.user).filter(kind=self.code)
        return get_object_or_404(found.select_related("training_center", "created_by"), public_id=public_id)

    def _to(self, step: str, found: ListImport) -> HttpResponse:
        return redirect(f"{self.name}_{step}" if step else self.name, found.public_id)

    def _context(self, request: HttpRequest, found: ListImport) -> dict[str, Any]:
        urls = {step: reverse(f"{self.name}_{step}", args=[found.public_id]) for step in STEPS[1:]}
        return {"import": found, "words": self.words, "place": self.place_of(request, found.about), "urls": urls}

    def read_new(self, request: HttpRequest, public_id: Any = None) -> Upload[Any] | None:
        self.place_of(request, public_id)
        form = ListUploadForm.sent(request)
        return list_imports.read(form.content(), kind=self.code, by=request.user) if form.is_valid() else None

    def new(self, request: HttpRequest, public_id: Any = None) -> HttpResponse:
        place, form = self.place_of(request, public_id), ListUploadForm.sent(request)
        if form.carry_out(
            lambda _values: list_imports.receive(outcome_of(request), kind=self.code, by=request.user, about=public_id)
        ):
            return self._to("columns", form.result)
        context = {"words": self.words, "place": place, "form": form, "uploads": self._uploads(request, public_id)}
        return render(request, "inmates/imports/list_new.html", context, status=form.status)

    def _uploads(self, request: HttpRequest, about: Any) -> list[tuple[ListImport, str]]:
        """The last uploads about the same, each with its page; one of them may have to be finished or undone."""
        found = ListImport.objects.visible_to(request.user).filter(kind=self.code, about=about)
        rows = found.select_related("created_by").order_by("-created_at", "-pk")[:MOST_UPLOADS]
        return [
            (
                row,
                reverse(f"{self.name}_columns" if row.state == row.State.MAPPING else self.name, args=[row.public_id]),
            )
            for row in rows
        ]

    def _mapping_form(self, request: HttpRequest, found: ListImport) -> MappingForm:
        kind = list_imports.kind_of(found).table
        return MappingForm(request.POST or None, request.FILES or None, found=found, kind=kind)

    def read_again(self, request: HttpRequest, public_id: Any) -> Upload[Any] | None:
        """The file uploaded again for a column that was dropped, if given."""
        found = self._visible(request, public_id)
        form = self._mapping_form(request, found)
        data = form.content() if form.is_valid() else None
        if data is None:
            return None
        return list_imports.read(data, kind=self.code, by=request.user, mapping=form.mapping(), sheet=found.sheet)

    def columns(self, request: HttpRequest, public_id: Any) -> HttpResponse:
        found, by = self._visible(request, public_id), request.user
        form = self._mapping_form(request, found)
        if form.carry_out(
            lambda _values: list_imports.map_columns(found, by=by, mapping=form.mapping(), file=outcome_of(request))
        ):
            return self._to("", found)
        form.samples = list_imports.samples(found)
        context = {**self._context(request, found), "form": form, "sheets": sheet_choice.lists_sentence(found)}
        return render(request, "inmates/imports/list_columns.html", context, status=form.status)

    def sheet(self, request: HttpRequest, public_id: Any) -> HttpResponse:
        name = request.POST.get("sheet", "")
        found = list_imports.choose_sheet(self._visible(request, public_id), by=request.user, name=name)
        messages.success(request, _("Sheet “%(name)s” is read now. Check its columns.") % {"name": found.sheet})
        return self._to("columns", found)

    def detail(self, request: HttpRequest, public_id: Any) -> HttpResponse:
        """GET shows what the file would change; POST accepts it."""
        found, form, by = self._visible(request, public_id), AcceptListForm(request.POST or None), request.user
        rows, answers = _chosen(request), _answers(request)
        if form.carry_out(lambda data: list_imports.accept(found, by=by, rows=rows, answers=answers, **data)):
            messages.success(request, str(self.words.stored))
            return self._to("", found)
        lines = list_imports.lines_of(found, by=by)
        context = {
            **self._context(request, found),
            "form": form,
            "groups": [(effect, _shown(lines, effect, answers)) for effect in Effect],
            "seen": list_imports.seal_of(lines),
            "blockers": list_imports.accept_blockers(found, lines, by=by),
            "undo_blockers": list_imports.undo_blockers(found, by=by),
            "rejected": rows_left_out.rejected(found),
            "kept": rows if form.is_bound else {line.row for line in list_imports.to_store(lines)},
        }
        return render(request, "inmates/imports/list_detail.html", context, status=form.status)

    def rejected(self, request: HttpRequest, public_id: Any) -> HttpResponse:
        """The rows that were not stored, as a file to be mended."""
        found = self._visible(request, public_id)
        access.log(access.Kind.EXPORT, found, by=request.user, what="rejected rows of a list")
        rows = [[one.row, one.name, one.written, " ".join(one.reasons)] for one in rows_left_out.rejected(found)]
        return file_response("xlsx", "baris-ditolak", [_("Row"), _("Name"), _("Written"), _("Reason")], rows)

    def discard(self, request: HttpRequest, public_id: Any) -> HttpResponse:
        found = list_imports.discard(self._visible(request, public_id), by=request.user)
        messages.success(request, _("The import was discarded. Nothing of its file is kept."))
        return redirect(self.place_of(request, found.about).back)

    def undo(self, request: HttpRequest, public_id: Any) -> HttpResponse:
        found = list_imports.undo(self._visible(request, public_id), by=request.user)
        messages.success(request, _("The import is undone."))
        return self._to("", found)


def _shown(lines: list[Line], effect: Effect, answers: dict[int, str]) -> list[tuple[Line, str]]:
    """The lines of this effect, each with the answer given so far."""
    return [(line, answers.get(line.row, "")) for line in lines if line.effect == effect]


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and text.isascii() and len(text) <= MOST_DIGITS else None


def _chosen(request: HttpRequest) -> set[int]:
    numbers = map(_number, request.POST.getlist("row"))
    return {number for number in numbers if number is not None}


def _answers(request: HttpRequest) -> dict[int, str]:
    """The answers to the questions of rows, from fields named `answer_<row>`."""
    found = {_number(name.removeprefix("answer_")): name for name in request.POST if name.startswith("answer_")}
    return {row: request.POST[name] for row, name in found.items() if row is not None}
