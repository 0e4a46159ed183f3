"""Applies a signed-in user's account settings to each request."""

from collections.abc import Callable
from datetime import timedelta

from django.contrib.auth import logout
from django.contrib.auth.middleware import get_user
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone, translation
from django.utils.dateparse import parse_datetime

from accounts import demo_users, factors, own_sessions, sign_in_events
from core import clock

# Saving the session on every request would turn every page view into a write.
PRECISION = timedelta(minutes=1)
# Sent with each question that nobody clicked.
UNATTENDED = "Unattended"
OPEN_WITHOUT_FACTOR = {
    "accounts:app_add",
    "accounts:factor_list",
    "accounts:identity_confirm",
    "accounts:key_add",
    "accounts:password_change",
    "accounts:sign_out",
    "core:theme_change",
}
OPEN_WITH_ONE_TIME_PASSWORD = {"accounts:password_change", "accounts:sign_out", "core:theme_change"}


class PreferencesMiddleware:
    """Sets the user's language (otherwise Indonesian, whatever the browser prefers) and the office's time zone."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Django loads the user when it is first needed, behind an object that passes on every attribute. It is needed
        # here, so that everything after this reads the user itself.
        user = request.user = get_user(request)
        language = user.language if user.is_authenticated else "id"
        request.LANGUAGE_CODE = language
        zone = user.time_zone if user.is_authenticated else None
        # Overridden rather than activated: this thread's next request may be another user's.
        with translation.override(language), timezone.override(zone):
            return self.get_response(request)


class SignInPolicyMiddleware:
    """Ends idle and long sessions, and demo users' sessions from elsewhere; holds users with a one-time password until
    they change it, and users whose role needs a second factor until they have one.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and self._must_end(request):
            logout(request)
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict) -> HttpResponse | None:
        must_change = request.user.is_authenticated and request.user.must_change_password
        # In `process_view`, because the requested view is not known before.
        if must_change and request.resolver_match.view_name not in OPEN_WITH_ONE_TIME_PASSWORD:
            return redirect("accounts:password_change")
        if request.user.is_authenticated:
            factors.note_new_role(request)
        # Known since the sign-in or the role, so that no page has to ask for factors.
        if factors.LACKS in request.session and request.resolver_match.view_name not in OPEN_WITHOUT_FACTOR:
            return redirect("accounts:factor_list")
        return None

    def _must_end(self, request: HttpRequest) -> bool:
        is_barred = not demo_users.may_enter(request.user, request)
        return is_barred or own_sessions.is_over(request) or self._has_been_idle(request)

    def _has_been_idle(self, request: HttpRequest) -> bool:
        now = clock.now()
        seen = parse_datetime(request.session.get(own_sessions.SEEN, "")) or now
        if now - seen > timedelta(minutes=own_sessions.idle_minutes(request.user)):
            return True
        # A page that asks by itself shows that it is open, not that somebody is there.
        if own_sessions.SEEN in request.session and UNATTENDED in request.headers:
            return False
        # Only the page that renews the session writes; another page loaded within the same minute stays read-only.
        if own_sessions.SEEN not in request.session or now - seen > PRECISION:
            own_sessions.note_use(request, now)
        return False


class DeniedMiddleware:
    """Records in the audit each page that was refused to a signed-in user."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_refused = response.status_code == 403 and not getattr(response, "is_expired_form", False)
        if is_refused and request.user.is_authenticated:
            sign_in_events.note(sign_in_events.DENIED, request, by=request.user)
        return response
