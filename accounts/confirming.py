"""Asking once more who is there before something that cannot be taken back: a PC left open signs nothing."""

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

from core import audit, clock
from core.errors import Blocker, RuleViolation

KEY = "confirmed_at"
FRESH = timedelta(minutes=5)


@receiver(user_logged_in)
def note(request: HttpRequest, **kwargs: Any) -> None:
    """Keeps in the sign-in that its person has just given the password; signing in itself counts too."""
    request.session[KEY] = clock.now().isoformat()


def is_fresh(request: HttpRequest) -> bool:
    """Whether the password of this sign-in was given within the last five minutes."""
    given = parse_datetime(request.session.get(KEY, ""))
    # A clock that was set back must not make an old answer fresh.
    return given is not None and timedelta(0) <= clock.now() - given <= FRESH


def confirm(request: HttpRequest, password: str) -> None:
    """Takes the password of whoever is signed in once more. Raises `RuleViolation` when it is wrong.

    Failures count with those of signing in, and too many of them lock both.
    """
    user = request.user
    if authenticate(request, username=user.get_username(), password=password) != user:
        raise RuleViolation(Blocker("password", _("The password is wrong. Check capital and small letters.")))
    note(request)
    audit.record("user.confirm_identity", by=user, target=user)


def confirmed(view: Callable) -> Callable:
    """Lets a view be called only within five minutes after the password was given; others are asked for it first.

    Belongs below the method decorator. What was sent is not kept: the reader comes back to the page with the button.
    """

    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return view(request, *args, **kwargs) if is_fresh(request) else _to_password(request)

    return asked


def _to_password(request: HttpRequest) -> HttpResponse:
    # A form's own address takes no GET; the page that it stood on does. The path alone, as it stays on this site.
    page = request.path if request.method == "GET" else request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(page, allowed_hosts={request.get_host()}):
        page = ""
    query = urlencode({"next": urlsplit(page).path or "/"})
    return redirect(f"{resolve_url('accounts:identity_confirm')}?{query}")
