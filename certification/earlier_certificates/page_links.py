"""The check by number, to which the check by code leads."""

from django.urls import reverse

from certification.earlier_certificates.link_words import BY_NUMBER
from certification.verification.check_links import papers_without_code
from core.page_links import PageLink


@papers_without_code.register
def check_by_number() -> PageLink:
    """For papers from before this site."""
    return PageLink(BY_NUMBER, reverse("certification:check_number"))
