"""The page that gives many people a case officer with one save."""

import re
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.access import requires
from core.paging import keyset_page, without_place
from inmates.custody.custody_facts import with_custody
from inmates.people.models import Person
from inmates.profile.case_officers import assign_all, officers_of
from inmates.profile.filters import WardFilter
from inmates.profile.forms import OfficerForm

SIZE = 60
# More than a page of the list holds; whatever comes beyond was not sent by it.
MOST_ROWS = 200
_SEEN = re.compile(r"seen-([0-9a-f]{32})", re.ASCII)
_KEY = re.compile(r"[0-9]{1,18}", re.ASCII)


@requires("inmates.change_person")
@require_http_methods(["GET", "POST"])
def case_officer_assign(request: HttpRequest) -> HttpResponse:
    officers = officers_of(request.user)
    form = OfficerForm(request.POST or None, officers=officers)
    seen = seen_in(request.POST)
    picked = [key for key in seen if form.data.get("everybody") or f"pick-{key.hex}" in request.POST]
    if form.carry_out(lambda data: assign_all(picked, by=request.user, case_officer=data["case_officer"], seen=seen)):
        _tell(request, len(form.result))
        return redirect(without_place(request))
    found = WardFilter(
        request.GET, with_custody(Person.objects.visible_to(request.user)), request=request, officers=officers
    )
    people = found.qs.select_related("case_officer")
    page = keyset_page(request, people, keys=("name_sort", "pk"), size=SIZE)
    for person in page.rows:
        person.is_picked = person.public_id in picked
    context = {"filter": found, "page": page, "form": form, "officers": officers}
    return render(request, "inmates/profile/case_officer_assign.html", context, status=form.status)


def seen_in(data: QueryDict) -> dict[UUID, int]:
    """The case officer (key, 0 for none) that the page showed for each of its people."""
    rows = [(found[1], data[name]) for name in data if (found := _SEEN.fullmatch(name))][:MOST_ROWS]
    return {UUID(key): int(value) if _KEY.fullmatch(value) else 0 for key, value in rows}


def _tell(request: HttpRequest, count: int) -> None:
    sentence = ngettext(
        "%(n)s person has another case officer now.", "%(n)s people have another case officer now.", count
    )
    messages.success(request, sentence % {"n": count} if count else _("Nothing was changed."))
