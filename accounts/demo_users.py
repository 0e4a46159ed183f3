"""Demo users have a password that everybody may read: they enter on the machine itself, and nowhere else."""

import socket
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.http.request import split_domain_port

from accounts.models import User
from core import http


def reachable_by() -> str:
    """The first setting by which others than this machine can reach the site, as `NAME=value`; empty for none."""
    found = [
        *([] if is_loopback(settings.BIND) else [f"BIND={settings.BIND}"]),
        *(["HTTPS=true"] if settings.HTTPS else []),
        *([f"TRUSTED_PROXIES={settings.TRUSTED_PROXIES}"] if settings.TRUSTED_PROXIES else []),
        *[f"ALLOWED_HOSTS={host}" for host in settings.ALLOWED_HOSTS if not _names_this_machine(host)],
        # A form that a proxy under another name passes on is refused unless that name stands here.
        *[
            f"CSRF_TRUSTED_ORIGINS={origin}"
            for origin in settings.CSRF_TRUSTED_ORIGINS
            if not _names_this_machine(urlsplit(origin).netloc)
        ],
    ]
    return next(iter(found), "")


def may_enter(user: User, request: HttpRequest) -> bool:
    """Whether this request may act for this user: for demo users only one that never left the machine.

    Asked at each request, the settings too: a server started by hand (gunicorn alone) asks nothing before it serves.
    """
    return not user.is_demo or (not reachable_by() and _is_from_here(request))


def _is_from_here(request: HttpRequest) -> bool:
    """Whether a browser of this machine asks, as far as a request can tell."""
    # A proxy that tells nothing of itself often speaks 1.0 to the site, as nginx does unless told otherwise.
    is_of_today = request.META.get("SERVER_PROTOCOL", "") != "HTTP/1.0"
    return is_of_today and http.never_left_the_machine(request) and _names_this_machine(request.get_host())


def is_loopback(host: str) -> bool:
    """A name counts only when each of its addresses is on this machine itself."""
    try:
        found = socket.getaddrinfo(host, None)
    except OSError:
        return False
    return all(http.is_local(str(address[4][0])) for address in found)


def _names_this_machine(host: str) -> bool:
    # Without asking a name server: what a name means there may change at any time.
    name = split_domain_port(host)[0].strip("[]")
    # A pattern such as `*` names every machine and has no host name in it.
    return bool(name) and (name == "localhost" or name.endswith(".localhost") or http.is_local(name))
