"""Applies to every request: private answers are not cached, refusals become sentences, forms count once."""

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import is_valid_path
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

from core import access, idempotency, scans
from core.errors import Blocker, RuleViolation
from core.text import visible
from core.views import form_expired, refusal


class PrivateAnswersMiddleware:
    """Keeps what signed-in users see out of caches, and out of the browser's history after signing out."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Checked before the view too: a user who signs out is anonymous afterwards but has seen private content.
        was_signed_in = request.user.is_authenticated
        response = self.get_response(request)
        if (was_signed_in or request.user.is_authenticated) and "Cache-Control" not in response:
            add_never_cache_headers(response)
            response["Cache-Control"] = "no-store, private"
        return response


class AccessLogMiddleware:
    """Writes into the access log whom the answer shows, before it leaves.

    Outside of the transaction of a form: an answer that was refused shows people too.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return self.get_response(request)
        with access.watching(waits=request.method in ("GET", "HEAD")) as watched:
            response = self.get_response(request)
        access.keep(watched, request, response)
        return response


class RefusalMiddleware:
    """Answers a refused rule with a page of its reasons instead of a 500."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return refusal(request, exception) if isinstance(exception, RuleViolation) else None


class VisibleTextMiddleware:
    """Removes invisible characters from every form and tells the user; passwords stay as typed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict) -> None:
        if request.method != "POST":
            return
        seen = request.POST.copy()
        for name, values in request.POST.lists():
            if "password" not in name:
                seen.setlist(name, [visible(value) for value in values])
        if seen != request.POST:
            request.POST = seen  # type: ignore[assignment]  # the setter of Django takes any
            messages.warning(
                request, _("Invisible characters were taken out of what you entered. Check that it still reads right.")
            )


class FormAddressMiddleware:
    """Redirects a GET of a form-only URL to the page above it.

    A refused form leaves its user at such a URL; reloading it, going back in the history or signing in again sends a
    GET. Scripts, which do not ask for HTML, still get the 405.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        asks_for_page = request.method == "GET" and "text/html" in request.headers.get("Accept", "")
        return redirect(_page_above(request.path)) if response.status_code == 405 and asks_for_page else response


def _page_above(path: str) -> str:
    """The nearest existing URL above `path`; it may redirect further up itself."""
    parts = path.strip("/").split("/")
    for length in range(len(parts) - 1, 0, -1):
        above = f"/{'/'.join(parts[:length])}/"
        if is_valid_path(above):
            return above
    return "/"


class IdempotencyMiddleware:
    """Runs each form of a signed-in user in one transaction, and at most once per token.

    An answer below 400 is committed and stored under the token: the same form sent again (a double click, a retry after
    a lost connection) gets that answer and writes nothing. An answer of 400 or above rolls back everything, and the
    token may be used again with corrected values.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict) -> HttpResponse | None:
        # Anonymous forms (signing in, the theme) write nothing that could be duplicated.
        if request.method != "POST" or not request.user.is_authenticated or getattr(view, "without_token", False):
            return None
        if getattr(request, "upload_too_large", False) and not getattr(view, "tells_too_large", False):
            # Reading ended at the file, so what stood after it in the form is missing too.
            text = _(
                "The file is larger than 10 MB. Nothing was saved: go back, choose a smaller one and send it again."
            )
            return refusal(request, RuleViolation(Blocker("too_large", text)))
        try:
            # Scripts send the token as a header, so that one page may send many small forms.
            token = uuid.UUID(request.headers.get("X-Idempotency-Token") or request.POST.get(idempotency.FIELD, ""))
        except ValueError:
            return form_expired(request)
        if not idempotency.may_call(request, view):
            # The view will refuse. Until then no file is read for this user, and no earlier answer is replayed.
            return None
        idempotency.read_first(request, view, kwargs)
        scans.read_ahead(request.FILES)
        try:
            return self._answer_once(request, token, lambda: view(request, *args, **kwargs))
        # Django calls `process_exception` only for views it calls itself, and this one was called here.
        except RuleViolation as violation:
            return refusal(request, violation)

    def _answer_once(self, request: HttpRequest, token: uuid.UUID, answer: Callable[[], HttpResponse]) -> HttpResponse:
        with transaction.atomic():
            form, is_first = idempotency.claim(token, user=request.user, path=request.path)
            if not is_first:
                # The same token at another URL is not a double click but a mistake or an attack.
                return idempotency.replay(form) if form.path == request.path else form_expired(request)
            response = answer()
            if response.status_code < 400:
                idempotency.keep(form, response)
            else:
                # The token's row is rolled back too: after correction the same form counts as new.
                transaction.set_rollback(True)
            return response
