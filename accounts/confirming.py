"""Re-authentication before irreversible actions, so an unattended PC cannot sign anything."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.contrib.auth import authenticate
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils.dateparse import parse_datetime
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from accounts import factors, sign_in_events
from core import clock
from core.errors import Blocker, RuleViolation
from core.idempotency import may_call
from core.listing import asks_for_file
from core.ports import Port
from core.two_person_decision import new_password_blockers

KEY = "confirmed_at"
# Of the fields that ask over a held form, which has fields of its own.
PREFIX = "confirm"
FRESH = timedelta(minutes=5)

act_names: Port[[str], str] = Port()
"""What the act of a view is called, by the view's name; empty if it is no act. Asked when the password is asked for."""


@receiver(user_logged_in)
def note(request: HttpRequest, **kwargs: Any) -> None:
    """Records in the session that the password was just given; signing in counts too."""
    request.session[KEY] = clock.now().isoformat()


def is_fresh(request: HttpRequest) -> bool:
    """True if the password was given in this session within the last five minutes."""
    given = parse_datetime(request.session.get(KEY, ""))
    # If the clock is set back, an old confirmation must not become fresh.
    return given is not None and timedelta(0) <= clock.now() - given <= FRESH


def confirm(request: HttpRequest, password: str, *, code: str = "", answer: str = "") -> None:
    """Checks the signed-in user's password again, and the second factor of whoever has one. Raises `RuleViolation`
    when either is wrong.

    Failures count together with failed sign-ins; too many lock both.
    """
    user = request.user
    if authenticate(request, username=user.get_username(), password=password) != user:
        raise RuleViolation(Blocker("password", _("The password is wrong. Check capital and small letters.")))
    if factors.kinds_of(user).any:
        factors.check(request, user, code=code, answer=answer)
    note(request)
    sign_in_events.note(sign_in_events.CONFIRMED, request, by=user)


def field_of(refused: RuleViolation) -> str:
    """The field of the form at which a refused confirmation is told."""
    return "password" if refused.reasons[0].code == "password" else "code"


def confirmed(view: Callable) -> Callable:
    """Requires a password confirmation within the last five minutes before a form is carried out.

    Otherwise the form waits in the browser and goes on by itself (`views.identity.ConfirmationMiddleware`); one that
    brings a file is sent anew from its page. Refused with a `RuleViolation` for a day after somebody else gave the user
    a password. Place it below the method decorator.
    """
    return _asking(view, method="POST", way_back=lambda request: "")


def confirmed_if(is_valid: Callable[[HttpRequest], bool]) -> Callable:
    """`confirmed` for a view that refuses a form without looking further unless `is_valid` is true of its request:
    such a form is refused before anybody is asked for the password.
    """

    def mark(view: Callable) -> Callable:
        asked = confirmed(view)

        @wraps(view)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            is_refused = request.method == "POST" and not is_valid(request)
            return view(request, *args, **kwargs) if is_refused else asked(request, *args, **kwargs)

        checked.asks_identity = is_valid  # type: ignore[attr-defined]  # a mark that the middleware reads
        return checked

    return mark


def confirmed_file(view: Callable) -> Callable:
    """`confirmed` for a view that answers a GET with names in a file; the page before offers it again."""
    return _asking(view, method="GET", way_back=page_before)


def confirmed_if_file(view: Callable) -> Callable:
    """`confirmed_file` for the page of a list that also answers with its file (`core.listing`)."""
    as_file = confirmed_file(view)

    @wraps(view)
    def chosen(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return (as_file if asks_for_file(request) else view)(request, *args, **kwargs)

    return chosen


def _asking(view: Callable, *, method: str, way_back: Callable[[HttpRequest], str]) -> Callable:
    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != method:
            return view(request, *args, **kwargs)
        if blockers := new_password_blockers(request.user):
            raise RuleViolation(blockers)
        may_pass = is_fresh(request) and not is_sent_from_elsewhere(request)
        return view(request, *args, **kwargs) if may_pass else _to_password(request, back=way_back(request))

    asked.asks_identity = method == "POST"  # type: ignore[attr-defined]  # a mark that the middleware reads
    return asked


def is_sent_from_elsewhere(request: HttpRequest) -> bool:
    """True if a page of another site led here: it could make anybody's browser fetch a file of names, which the access
    log would tell of its user. Forms of other sites are refused before.
    """
    return request.headers.get("Sec-Fetch-Site", "") in ("cross-site", "same-site")


def holds_step(request: HttpRequest, view: Any) -> bool:
    """True if the form that was sent waits in the browser until its sender has confirmed who it is."""
    asks = getattr(view, "asks_identity", False)
    is_asked = request.method == "POST" and asks and may_call(request, view)
    # A form that is refused anyway needs nobody's password.
    if is_asked and callable(asks) and not asks(request):
        return False
    # A browser cannot be handed a file to send again.
    return is_asked and not (request.FILES or is_fresh(request) or new_password_blockers(request.user))


def act_name(view_name: str) -> str:
    """What is confirmed, in words."""
    return next(filter(None, act_names.ask(view_name)), "") or _("Open a page or file that names people")


def page_before(request: HttpRequest) -> str:
    """The page of this site that the user comes from; empty if it is not known."""
    page = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(page, allowed_hosts={request.get_host()}):
        return ""
    # With its filter, so that the way back leads to the same rows.
    found = urlsplit(page)
    return f"{found.path}?{found.query}" if found.query else found.path


def _to_password(request: HttpRequest, *, back: str) -> HttpResponse:
    # The form's own address takes no GET, but the page that showed the form does.
    page = request.get_full_path() if request.method == "GET" else page_before(request)
    query = {"next": page or "/"} | ({"back": back} if back else {})
    return redirect(f"{resolve_url('accounts:identity_confirm')}?{urlencode(query)}")
