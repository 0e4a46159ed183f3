"""The office's long-running jobs: running, done, or in need of attention."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.access import requires
from core.models import Job
from core.paging import keyset_page


@requires("core.view_job")
@require_GET
def job_list(request: HttpRequest) -> HttpResponse:
    """Titles and counts only: the items' names are visible only to the job's creator."""
    jobs = Job.objects.visible_to(request.user).select_related("created_by")
    page = keyset_page(request, jobs, keys=("-created_at", "-pk"))
    return render(request, "reports/job_list/job_list.html", {"page": page})
