"""What a signed-in person's account decides about each request."""

from collections.abc import Callable
from datetime import timedelta

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone, translation
from django.utils.dateparse import parse_datetime

from accounts import demo_users
from core import clock

SEEN = "last_seen"
# Writing the session at every request would make each page a write.
PRECISION = timedelta(minutes=1)
OPEN_WITH_ONE_TIME_PASSWORD = {"accounts:password_change", "accounts:sign_out", "core:theme_change"}


class PreferencesMiddleware:
    """Language of the user (Indonesian for everybody else, whatever the browser asks) and time zone of the office."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        language = user.language if user.is_authenticated else "id"
        request.LANGUAGE_CODE = language
        zone = user.time_zone if user.is_authenticated else None
        # Overridden and not activated: the next request of this thread may be somebody else's.
        with translation.override(language), timezone.override(zone):
            return self.get_response(request)


class SignInPolicyMiddleware:
    """Ends an idle sign-in, and one of a demo user from elsewhere; lets nobody go on with a one-time password."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and self._must_end(request):
            logout(request)
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict) -> HttpResponse | None:
        must_change = request.user.is_authenticated and request.user.must_change_password
        # In the view phase, since only there it is known which page is asked for.
        if must_change and request.resolver_match.view_name not in OPEN_WITH_ONE_TIME_PASSWORD:
            return redirect("accounts:password_change")
        return None

    def _must_end(self, request: HttpRequest) -> bool:
        return not demo_users.may_enter(request.user, request) or self._has_been_idle(request)

    def _has_been_idle(self, request: HttpRequest) -> bool:
        now = clock.now()
        seen = parse_datetime(request.session.get(SEEN, "")) or now
        office = request.user.office
        if now - seen > timedelta(minutes=office.idle_minutes if office else 30):
            return True
        # The page that renews it is the only one that writes; a page loaded in the same minute stays a read.
        if SEEN not in request.session or now - seen > PRECISION:
            request.session[SEEN] = now.isoformat()
        return False
