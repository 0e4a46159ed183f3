"""The check by number, to which the check by code leads."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from certification.verification.check_links import papers_without_code
from core.page_links import PageLink


@papers_without_code.register
def check_by_number() -> PageLink:
    """For papers from before this site."""
    return PageLink(_("An older paper without a code? Check it by its number"), reverse("certification:check_number"))
