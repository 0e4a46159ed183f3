"""The pages on which a list of certificates from before is taken in."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from certification.earlier_certificates.earlier_import import KIND, PERMISSION
from inmates.imports.views.office_lists import Place, Words, pages_of


def _place(request: HttpRequest, about: Any) -> Place:
    back = reverse("certification:earlier_list")
    crumbs = (
        {"url": reverse("certification:certificate_list"), "label": _("Certificates")},
        {"url": back, "label": _("Certificates from before")},
    )
    return Place(crumbs, back)


PAGES = pages_of(
    KIND,
    name="certification:earlier_import",
    permission=PERMISSION,
    words=Words(
        title=gettext_lazy("Take in certificates from before"),
        lead=gettext_lazy(
            "The center's own certificates that were given before this site, or beside it. One row for each: number, "
            "holder, program, day of issue; as far as known date of birth, end of validity, units and SHA-256 of the "
            "file."
        ),
        needed=gettext_lazy("Needed: number, name, program and day of issue."),
        stored=gettext_lazy("The chosen rows are recorded. Another person has to confirm them."),
        after=gettext_lazy(
            "The head of the training center confirms the rows; only then does the public check answer for them."
        ),
    ),
    place_of=_place,
)
