"""The long work of the office: what runs, what is done, what needs a look."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.access import requires
from core.models import Job
from core.paging import keyset_page


@requires("core.view_job")
@require_GET
def job_list(request: HttpRequest) -> HttpResponse:
    """Titles and counts only: whose names the items carry is seen by whoever started the job."""
    jobs = Job.objects.visible_to(request.user).select_related("created_by")
    page = keyset_page(request, jobs, keys=("-created_at", "-pk"))
    return render(request, "reports/job_list/job_list.html", {"page": page})
