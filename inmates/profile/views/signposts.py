"""Addresses of records that were merged into another one."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from accounts.models import User
from inmates.people.models import Person
from inmates.profile.released_people import released_by


def record_now(user: User, public_id: Any) -> Person:
    """The record that has taken over the one of that address, for whoever may see it; else `Http404`."""
    return get_object_or_404(Person.objects.visible_to(user), merged_from__public_id=public_id)


def follows_merges(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page about one person: asked for a record that was merged, it leads to the same page of the one that stayed."""

    @wraps(view)
    def answer(request: HttpRequest, public_id: Any) -> HttpResponse:
        try:
            return view(request, public_id)
        # Asked only where nothing was found: a page of a record that stands costs no query more.
        except Http404:
            return redirect(request.resolver_match.view_name, record_now(request.user, public_id).public_id)

    return answer


def leads_to_released(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page about somebody in custody: of a person who was let go from here it leads to what is kept to be read."""

    @wraps(view)
    def answer(request: HttpRequest, public_id: Any) -> HttpResponse:
        try:
            return view(request, public_id)
        except Http404:
            return redirect(
                "inmates:released", get_object_or_404(released_by(request.user), public_id=public_id).public_id
            )

    return answer
