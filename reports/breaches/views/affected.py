"""Whose data a breach is about: from the access log, by an account in a span of time, or one person."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import requires
from accounts.models import User
from core import access
from core.paging import keyset_page
from reports.audit_pages.filters import AccessLogFilter
from reports.breaches import affected_people
from reports.breaches.breach_recording import PERMISSION
from reports.breaches.forms import AccountForm, RemoveForm
from reports.breaches.models import BreachScope
from reports.breaches.telling_apart import with_marks
from reports.breaches.views.breaches import ask, breach_of, to
from reports.data_subjects.forms import PersonSearchForm
from reports.data_subjects.people_of_office import found_by, people_of


def _tell(request: HttpRequest, scope: BreachScope) -> None:
    text = ngettext("%(count)d person is affected by it.", "%(count)d people are affected by it.", scope.people)
    messages.success(request, text % {"count": scope.people})


@requires(PERMISSION)
@require_GET
def breach_entries(request: HttpRequest, public_id) -> HttpResponse:
    """What staff of the office saw, to choose the answer that got into wrong hands."""
    found = breach_of(request, public_id)
    access.log(access.Kind.LIST, found, by=request.user, what="access log of a breach")
    entries = AccessLogFilter(request.GET, affected_people.entries_of(found, by=request.user))
    page = keyset_page(request, entries.qs, keys=("-id",))
    there = set(found.scopes.filter(kind=BreachScope.Kind.ENTRY).values_list("entry_id", flat=True))
    context = {"found": found, "page": page, "filter": entries, "there": there}
    return render(request, "reports/breaches/breach_entries.html", context)


@requires(PERMISSION)
@require_POST
def breach_entry_add(request: HttpRequest, public_id, entry: int) -> HttpResponse:
    found = breach_of(request, public_id)
    row = get_object_or_404(affected_people.entries_of(found, by=request.user), pk=entry)
    _tell(request, affected_people.add_entry(found, row, by=request.user))
    return to(found)


@requires(PERMISSION)
@require_http_methods(["GET", "POST"])
def breach_account(request: HttpRequest, public_id) -> HttpResponse:
    found = breach_of(request, public_id)
    accounts = User.objects.visible_to(request.user).order_by("full_name")
    form = AccountForm(request.POST or None, accounts=accounts)
    if form.carry_out(
        lambda _data: affected_people.add_account(found, by=request.user, **form.said(request.user.time_zone))
    ):
        _tell(request, form.result)
        return to(found)
    note = _("Everybody whom the account was shown from then until then: misused, or its password known to others.")
    return ask(request, found, form, _("By an account"), _("Add these people"), note=note)


@requires(PERMISSION)
@require_GET
def breach_people(request: HttpRequest, public_id) -> HttpResponse:
    """Looks for one person."""
    found = breach_of(request, public_id)
    form, people = PersonSearchForm(request.GET or None, by_number=bool(request.user.facility_id)), None
    if words := form.words():
        people = found_by(request.user, words)
        access.log(access.Kind.VIEW, "inmates.person", by=request.user, what="search for a breach")
    return render(request, "reports/breaches/breach_people.html", {"found": found, "form": form, "people": people})


@requires(PERMISSION)
@require_POST
def breach_person_add(request: HttpRequest, public_id, person) -> HttpResponse:
    found = breach_of(request, public_id)
    row = get_object_or_404(people_of(request.user), public_id=person)
    _tell(request, affected_people.add_person(found, row, by=request.user))
    return to(found)


@requires(PERMISSION)
@require_http_methods(["GET", "POST"])
def breach_person_remove(request: HttpRequest, public_id, person) -> HttpResponse:
    found, form = breach_of(request, public_id), RemoveForm(request.POST or None)
    rows = found.affected.select_related("person", "breach").counting()
    row = get_object_or_404(rows, person__public_id=person)
    if form.carry_out(lambda data: affected_people.remove(row, by=request.user, **data)):
        messages.success(request, _("%(name)s is off the list.") % {"name": row.person.full_name})
        return to(found)
    (row,) = with_marks([row], request.user)
    facts = [row.person.full_name, row.marks]
    facts += map(str, affected_people.removal_blockers(found, by=request.user))
    note = _("Only if the person was added by mistake. No letter is printed any more; the list keeps the reason.")
    title = _("Take off the list")
    return ask(request, found, form, title, title, facts=filter(None, facts), note=note)
