"""The pages on which a list of registrations for a public class is taken in."""

from typing import Any

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inmates.imports.views.office_lists import Place, Words, pages_of
from programs.batches.models import Batch
from programs.registrations.list_import import KIND
from programs.registrations.registering import PERMISSION


def _place(request: HttpRequest, about: Any) -> Place:
    if about is None:
        raise Http404
    rows = Batch.objects.public().visible_to(request.user).select_related("version__program")
    batch = get_object_or_404(rows, public_id=about)
    back = reverse("programs:registration_list", args=[batch.public_id])
    crumbs = (
        {"url": reverse("programs:batch_list"), "label": _("Batches")},
        {"url": reverse("programs:batch_detail", args=[batch.public_id]), "label": batch.name},
        {"url": back, "label": _("Registration")},
    )
    return Place(crumbs, back, (f"{batch.name} · {batch.version.program}",))


PAGES = pages_of(
    KIND,
    name="programs:registration_import",
    permission=PERMISSION,
    words=Words(
        title=gettext_lazy("Take in a list of registrations"),
        lead=gettext_lazy(
            "One row for each person: full name, NIK, place and date of birth, sex, last education; address and "
            "telephone with the day of the consent to be called; the class wished for, the blocks of units if not the "
            "whole course, the day of the signed consent, and how it came."
        ),
        needed=gettext_lazy("Needed: the name, and the NIK or the date of birth."),
        stored=gettext_lazy("The chosen rows are registered."),
        after=gettext_lazy("Registered people get a place once their data are complete and somebody accepts them."),
    ),
    place_of=_place,
)
