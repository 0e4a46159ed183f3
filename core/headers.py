"""Headers of every answer and the length of every address, on the public side too: nothing here needs a database."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

# Signs of an address with its parameters. No page of ours makes a longer one.
LONGEST_ADDRESS = 4000


class PoliciesMiddleware:
    """Says which of a browser's abilities our pages use and that no other site embeds ours; it refuses the others."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.policy = ", ".join(f"{ability}={who}" for ability, who in settings.PERMISSIONS_POLICY.items())

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response["Permissions-Policy"] = self.policy
        response["Cross-Origin-Resource-Policy"] = "same-origin"
        return response


class AddressLengthMiddleware:
    """Refuses an address that is too long with a page that says what to do, before anything reads it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if len(request.get_full_path()) > LONGEST_ADDRESS:
            return render(request, "414.html", status=414)
        return self.get_response(request)
