"""The list of jobs, to which each of them leads back."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.page_links import PageLink, above_jobs


@above_jobs.register
def all_jobs() -> PageLink:
    """The jobs that the user may see."""
    return PageLink(_("Background work"), reverse("reports:job_list"), "core.view_job")
