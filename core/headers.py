"""Headers of every answer, on the public side too: nothing here needs a database."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse


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
