"""The common page for changing something about a person."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from core.seen_forms import SeenMixin, hold_shown
from inmates.custody.custody_facts import with_custody
from inmates.people.models import Person


def person_of(request: HttpRequest, public_id: Any) -> Person:
    """The person within the user's scope, with the facts for the page head."""
    people = with_custody(Person.objects.visible_to(request.user)).select_related("facility")
    return get_object_or_404(people, public_id=public_id)


def change_page(
    request: HttpRequest,
    public_id: Any,
    form_class: type,
    command: Callable[..., Any],
    *,
    heading: str,
    text: str = "",
    initial: dict | Callable[[Person], dict] | None = None,
    back: str = "inmates:detail",
    tabs: list[dict] | None = None,
) -> HttpResponse:
    """Shows the form; passes valid input to `command(person, by=..., **values)` and shows its refusal on the form.

    `initial` may be a function of the person, called once the person can no longer be changed by others. `back` names
    the page of the person to return to; `tabs` are variants of the form.
    """
    person = person_of(request, public_id)
    if issubclass(form_class, SeenMixin):
        person = hold_shown(request, lambda: person_of(request, public_id))
    name = person.full_name
    values = initial(person) if callable(initial) else initial or {}
    form = form_class(request.POST or None, request.FILES or None, person=person, initial=values)
    if form.carry_out(lambda data: command(person, by=request.user, **data)):
        messages.success(request, _("The change was saved."))
        return redirect(back, person.public_id)
    context = {"form": form, "person": person, "name": name, "heading": heading, "text": text}
    context |= {"tabs": tabs, "back": reverse(back, args=[person.public_id])}
    return render(request, "inmates/custody/person_change.html", context, status=form.status)
