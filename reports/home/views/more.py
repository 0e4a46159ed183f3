from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from reports.home import menu


@require_GET
def more(request: HttpRequest) -> HttpResponse:
    """The pages left out of a menu that would be too long; each checks its own permission."""
    return render(request, "reports/home/more.html", {"entries": menu.rare_entries(request.user)})
