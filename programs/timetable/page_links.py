"""Pages of the timetable to which pages of earlier subjects lead."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.account_links import own_pages
from core.page_links import PageLink
from programs.timetable import calendar_links


@own_pages.register
def calendar() -> PageLink:
    """The page of the secret calendar address, for those who teach."""
    return PageLink(_("My calendar"), reverse("programs:calendar_link"), calendar_links.PERMISSION, "calendar-plus")
