from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from reports.home.office_path import path_of


@require_GET
def office_path(request: HttpRequest) -> HttpResponse:
    """The steps of the user's office to its first batch; each page they lead to checks its own permission."""
    return render(request, "reports/home/office_path.html", {"path": path_of(request.user)})
