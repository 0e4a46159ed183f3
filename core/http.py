"""Reads requests safely (way back, caller's address) and answers with papers."""

import hmac
import ipaddress
from collections.abc import Mapping
from datetime import date, timedelta
from typing import TypeVar
from urllib.parse import unquote, urlsplit
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.urls import Resolver404, resolve
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.middleware import HtmxDetails

from core import crypto

Row = TypeVar("Row")


class HtmxHttpRequest(HttpRequest):
    """A request as views see it, with the details that django-htmx's middleware adds."""

    htmx: HtmxDetails


def safe_next(request: HttpRequest, default: str) -> str:
    """The page named by `next` in the form or URL if it is on this site, else `default` (URL or view name)."""
    return asked_page(request) or resolve_url(default)


def asked_page(request: HttpRequest, name: str = "next") -> str:
    """The page of this site that the field or parameter `name` holds; empty for anything else. Always a path: never
    another host or a view name.
    """
    target = request.POST.get(name) or request.GET.get(name) or ""
    # Django accepts targets without a leading slash: a browser would resolve one against the current page, and
    # `redirect` as a view name.
    if not target.startswith("/") or not url_has_allowed_host_and_scheme(target, allowed_hosts=None):
        return ""
    try:
        resolve(unquote(urlsplit(target).path))
    except Resolver404:
        return ""
    return target


def typed(data: Mapping[str, str], name: str, *, most: int) -> str:
    """The value of `name` outside any form: at most `most` characters, without those no database stores."""
    return data.get(name, "").replace("\0", "").strip()[:most]


def asked_day(request: HttpRequest, *, near: date) -> date | None:
    """The day given as `pekan` in the URL, if it is within ten years of `near`."""
    try:
        asked = date.fromisoformat(request.GET.get("pekan", ""))
    except ValueError:
        return None
    # A URL may name any day; a week further away would require holidays that nobody knows yet.
    return asked if abs(asked - near) < timedelta(days=3660) else None


def as_uuid(text: str) -> UUID | None:
    """The public id in a field or URL; None if it is malformed, which finds nothing."""
    try:
        return UUID(text)
    except ValueError:
        return None


def or_404(row: Row | None) -> Row:
    """The row; raises Http404 if there is none."""
    if row is None:
        raise Http404
    return row


def pdf_answer(content: bytes, name: str) -> HttpResponse:
    """A PDF shown in the browser; `name` must not reveal people or places."""
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


def client_address(request: HttpRequest) -> str:
    """The client's address. Only `X-Forwarded-For` entries written by our own proxies are trusted."""
    hops = settings.TRUSTED_PROXIES
    forwarded = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    # Entries further left were written by the client, who may write anything.
    if hops and len(forwarded) >= hops:
        return forwarded[-hops]
    return request.META.get("REMOTE_ADDR", "")


def session_mark(request: HttpRequest) -> str:
    """A short digest of the session's key, which tells sign-ins apart and lets nobody in; empty without a session."""
    key = request.session.session_key
    return crypto.blind_index(key, purpose="session")[:16] if key else ""


# Headers added by proxies; programs on this machine send none of them.
FORWARDED = (
    "X-Forwarded-For",
    "X-Forwarded-Host",
    "X-Forwarded-Port",
    "X-Forwarded-Proto",
    "X-Forwarded-Server",
    "X-Real-Ip",
    "X-Client-Ip",
    "X-Cluster-Client-Ip",
    "Cf-Connecting-Ip",
    "True-Client-Ip",
    "Forwarded",
    "Via",
)


def never_left_the_machine(request: HttpRequest) -> bool:
    """True if the client is on this machine: a loopback address and no trace of a proxy."""
    came_through = settings.TRUSTED_PROXIES or any(name in request.headers for name in FORWARDED)
    return is_local(request.META.get("REMOTE_ADDR", "")) and not came_through


def is_local(address: str) -> bool:
    """True if the address, given without a port, is a loopback one. Unix sockets have no address."""
    try:
        return not address or ipaddress.ip_address(address.partition("%")[0]).is_loopback
    except ValueError:
        return False


def came_in_clear(request: HttpRequest) -> bool:
    """True if the request was not encrypted although the site is: what it carries is known to the network."""
    return settings.HTTPS and not request.is_secure()


def is_keeper(request: HttpRequest) -> bool:
    """True if a monitor is asking: from this machine, or with the token from the settings, which comes encrypted where
    the site is.
    """
    given = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
    known = settings.HEALTH_TOKEN
    if never_left_the_machine(request):
        return True
    return bool(known and not came_in_clear(request) and hmac.compare_digest(given.encode(), known.encode()))
