from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from core import clock
from reports import work_list


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    context = {"tasks": work_list.tasks_for(request.user), "now": clock.now()}
    return render(request, "reports/home.html", context)
