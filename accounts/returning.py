"""Where users continue after signing in again."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme


class SignInRequiredMiddleware(LoginRequiredMiddleware):
    """Sends a form submitted after the session ended back to the page that showed it. The form's own address takes no
    GET, so after signing in the user would find an error there.

    What a script asks for is a part of the page: it would look for that part in the sign-in page, find none and show
    an empty list. The browser is told to go there instead.
    """

    def handle_no_permission(self, request: HttpRequest, view_func: Callable) -> HttpResponseRedirect:
        answer = self._to_sign_in(request, view_func)
        if "HX-Request" in request.headers:
            answer.status_code, answer["HX-Redirect"] = 200, answer.url
            del answer["Location"]
        return answer

    def _to_sign_in(self, request: HttpRequest, view_func: Callable) -> HttpResponseRedirect:
        page = request.headers.get("Referer", "")
        if request.method == "GET" or not url_has_allowed_host_and_scheme(page, allowed_hosts={request.get_host()}):
            return super().handle_no_permission(request, view_func)
        # Only the path: it stays on this site, and the query may contain a name that was searched for.
        return redirect_to_login(urlsplit(page).path, resolve_url(settings.LOGIN_URL))
