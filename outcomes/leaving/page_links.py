"""Pages of leaving to which pages of earlier subjects lead."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.page_links import PageLink
from inmates.custody.profile_links import further_tabs
from inmates.people.models import Person


@further_tabs.register
def ready_to_leave(person: Person) -> PageLink:
    """What the person still needs before leaving."""
    url = reverse("outcomes:readiness_detail", args=[person.public_id])
    return PageLink(_("Ready to leave"), url, "outcomes.view_readiness")
