"""Whoever is not reached: given up by two people, or told again."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.access import requires
from accounts.confirming import confirmed
from reports.breaches import giving_up, telling
from reports.breaches.breach_recording import PERMISSION
from reports.breaches.forms import AgainForm, GiveUpDecisionForm, GiveUpForm
from reports.breaches.telling_apart import with_marks
from reports.breaches.views.breaches import ask, breach_of, to


@requires(PERMISSION)
@require_http_methods(["GET", "POST"])
def breach_tell_again(request: HttpRequest, public_id, person) -> HttpResponse:
    found, form = breach_of(request, public_id), AgainForm(request.POST or None)
    rows = found.affected.select_related("person", "breach").counting()
    row = get_object_or_404(rows, person__public_id=person)
    if form.carry_out(lambda data: telling.tell_again(row, by=request.user, **data)):
        messages.success(request, _("%(name)s is to be told again.") % {"name": row.person.full_name})
        return to(found)
    (row,) = with_marks([row], request.user)
    facts = [row.person.full_name, row.marks, *map(str, telling.again_blockers(row, by=request.user))]
    note = _("If the letter came back, or somebody given up can be reached. What was recorded stays among the tries.")
    return ask(request, found, form, _("Tell again"), _("Tell again"), facts=filter(None, facts), note=note)


def _choose(request: HttpRequest, found: Any, form: Any, title: str, note: str) -> HttpResponse:
    context = {"found": found, "form": form, "title": title, "note": note}
    return render(request, "reports/breaches/breach_give_up.html", context, status=form.status)


@requires(PERMISSION)
@require_http_methods(["GET", "POST"])
def breach_give_up(request: HttpRequest, public_id) -> HttpResponse:
    found = breach_of(request, public_id)
    rows = giving_up.may_be_given_up(found).select_related("person").by_name()
    form = GiveUpForm(request.POST or None, affected=with_marks(rows, request.user))
    if form.carry_out(lambda data: giving_up.ask(found, by=request.user, **data)):
        messages.success(request, _("Another person decides whether further tries are owed."))
        return to(found)
    note = _("Only whom somebody tried to reach. Another person has to agree; until then they count as not told.")
    return _choose(request, found, form, _("Give people up"), note)


@requires(PERMISSION)
@require_http_methods(["GET", "POST"])
@confirmed
def breach_give_up_decide(request: HttpRequest, public_id) -> HttpResponse:
    found = breach_of(request, public_id)
    rows = found.affected.counting().giving_up().select_related("person", "giving_up_asked_by").by_name()
    form = GiveUpDecisionForm(request.POST or None, affected=with_marks(rows, request.user))
    if form.carry_out(lambda data: _decide(found, data, request.user)):
        if form.cleaned_data["decision"] == "agree":
            text = ngettext("%(count)d person is given up.", "%(count)d people are given up.", form.result)
        else:
            text = ngettext("%(count)d person is to be told.", "%(count)d people are to be told.", form.result)
        messages.success(request, text % {"count": form.result})
        return to(found)
    note = _("Read how it was tried. Whoever is given up learns nothing of the breach by a letter.")
    return _choose(request, found, form, _("Decide on those given up"), note)


def _decide(found: Any, data: dict[str, Any], by: Any) -> int:
    if data["decision"] == "agree":
        return giving_up.agree(found, data["people"], by=by)
    return giving_up.try_on(found, data["people"], by=by, reason=data["reason"])
