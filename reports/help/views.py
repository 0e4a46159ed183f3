from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from core.forms import MOST_SOUGHT
from core.http import typed
from reports.help import help_texts
from reports.help.help_markup import Reader, parts_of


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
    opening, parts = parts_of(shown, Reader.of(request.user))
    context = {
        "text": shown,
        "opening": opening,
        "parts": parts,
        "readers": shown.readers(request.user.side),
        "group": help_texts.GROUPS[shown.group],
        "beside": [one for one in mine if one.group == shown.group],
    }
    return render(request, "reports/help/help_text.html", context)
