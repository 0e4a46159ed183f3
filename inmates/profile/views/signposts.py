"""Redirects for records that were merged or people who were released."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from accounts.models import User
from inmates.people.models import Person
from inmates.profile.released_people import released_by


def record_now(user: User, public_id: Any) -> Person:
    """The record that absorbed the requested one, if the user may see it; otherwise raises `Http404`."""
    return get_object_or_404(Person.objects.visible_to(user), merged_from__public_id=public_id)


def follows_merges(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Redirects a page of a merged record to the same page of the remaining one."""

    @wraps(view)
    def answer(request: HttpRequest, public_id: Any) -> HttpResponse:
        try:
            return view(request, public_id)
        # Checked only if nothing was found: pages of existing records cost no extra query.
        except Http404:
            return redirect(request.resolver_match.view_name, record_now(request.user, public_id).public_id)

    return answer


def leads_to_released(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Redirects a page about a person released from here to the page that stays readable."""

    @wraps(view)
    def answer(request: HttpRequest, public_id: Any) -> HttpResponse:
        try:
            return view(request, public_id)
        except Http404:
            return redirect(
                "inmates:released", get_object_or_404(released_by(request.user), public_id=public_id).public_id
            )

    return answer
