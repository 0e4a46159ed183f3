from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from core.forms import MOST_SOUGHT
from core.http import pdf_answer, typed
from reports.help import help_texts
from reports.help.booklet import booklet_of
from reports.help.help_markup import Reader, parts_of
from reports.help.terms import terms_for


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The help that the reader's roles have; searched by words, only what has them."""
    words = typed(request.GET, "q", most=MOST_SOUGHT)
    found = help_texts.sought(words, request.user) if words else help_texts.texts_for(request.user)
    context = {"words": words, "groups": help_texts.grouped(found), "found": found}
    return render(request, "reports/help/help_index.html", context)


@require_GET
def text(request: HttpRequest, slug: str) -> HttpResponse:
    """One page of help. Pages for other roles are as unknown as those that do not exist."""
    mine = help_texts.texts_for(request.user)
    shown = next((one for one in mine if one.key == slug), None)
    if not shown:
        raise Http404
    reader = Reader.of(request.user)
    opening, parts = parts_of(shown, reader)
    context = {
        "text": shown,
        "opening": opening,
        "parts": parts,
        "version": next((picture.taken.version for part in parts for picture in part.pictures), ""),
        "terms": [term for name, term in reader.terms.items() if name in reader.told],
        "readers": shown.readers(request.user.side),
        "group": help_texts.GROUPS[shown.group],
        "beside": [one for one in mine if one.group == shown.group],
    }
    return render(request, "reports/help/help_text.html", context)


@require_GET
def terms(request: HttpRequest) -> HttpResponse:
    return render(request, "reports/help/help_terms.html", {"terms": terms_for(request.user.side)})


@require_GET
def booklet(request: HttpRequest) -> HttpResponse:
    """The reader's pages of help to print, for everybody who has signed in."""
    return pdf_answer(booklet_of(request.user), "buku-bantuan.pdf")
