"""The office's long-running jobs: running, done, or in need of attention."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.access import requires
from core.listing import asks_for_file
from core.models import Job
from reports.job_list.job_columns import JOBS


@requires("core.view_job")
@require_GET
def job_list(request: HttpRequest) -> HttpResponse:
    """Titles and counts only: the items' names are visible only to the job's creator."""
    jobs = Job.objects.visible_to(request.user).select_related("created_by")
    if asks_for_file(request):
        return JOBS.file(request, jobs)
    page = JOBS.page(request, jobs)
    return render(request, "reports/job_list/job_list.html", {"page": page})
