"""The page on which one search finds people, batches, certificates, tools, employers, programs and pages."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from core.forms import MOST_SOUGHT
from core.http import session_mark, typed
from reports.search import finding


@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """What was found, kind by kind; each kind checks its own permission."""
    words = typed(request.GET, "q", most=MOST_SOUGHT)
    groups = finding.find(words, by=request.user, mark=session_mark(request))
    context = {"words": words, "groups": groups, "is_enough": finding.is_enough(words)}
    return render(request, "reports/search/search.html", context)
