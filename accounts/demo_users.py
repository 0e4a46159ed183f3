"""Demo users have a published password, so they may sign in only from the machine itself."""

import socket
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.http.request import split_domain_port

from accounts.models import User
from core import http


def reachable_by() -> str:
    """The first setting that makes the site reachable from other machines, as `NAME=value`; empty if none does."""
    found = [
        *([] if is_loopback(settings.BIND) else [f"BIND={settings.BIND}"]),
        *(["HTTPS=true"] if settings.HTTPS else []),
        *([f"TRUSTED_PROXIES={settings.TRUSTED_PROXIES}"] if settings.TRUSTED_PROXIES else []),
        *[f"ALLOWED_HOSTS={host}" for host in settings.ALLOWED_HOSTS if not _names_this_machine(host)],
        # Forms forwarded by a proxy under another name are refused unless that name is listed here.
        *[
            f"CSRF_TRUSTED_ORIGINS={origin}"
            for origin in settings.CSRF_TRUSTED_ORIGINS
            if not _names_this_machine(urlsplit(origin).netloc)
        ],
    ]
    return next(iter(found), "")


def may_enter(user: User, request: HttpRequest) -> bool:
    """True if this request may act as this user. Demo users need a request that never left the machine.

    The check, including the settings, runs on each request: a server started by hand (plain gunicorn) checks nothing at
    startup.
    """
    return not user.is_demo or (not reachable_by() and _is_from_here(request))


def _is_from_here(request: HttpRequest) -> bool:
    """True if, as far as a request can tell, it comes from a browser on this machine."""
    # A proxy that leaves no trace often speaks HTTP/1.0 to the site, as nginx does by default.
    is_of_today = request.META.get("SERVER_PROTOCOL", "") != "HTTP/1.0"
    return is_of_today and http.never_left_the_machine(request) and _names_this_machine(request.get_host())


def is_loopback(host: str) -> bool:
    """True if every address of the name belongs to this machine."""
    try:
        found = socket.getaddrinfo(host, None)
    except OSError:
        return False
    return all(http.is_local(str(address[4][0])) for address in found)


def _names_this_machine(host: str) -> bool:
    # No DNS lookup: what a name server answers may change at any time.
    name = split_domain_port(host)[0].strip("[]")
    # A pattern such as `*` matches every machine and contains no host name.
    return bool(name) and (name == "localhost" or name.endswith(".localhost") or http.is_local(name))
