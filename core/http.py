"""What requests are asked about (a safe way back, who is calling), and the answer that is a paper."""

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

Row = TypeVar("Row")


class HtmxHttpRequest(HttpRequest):
    """A request as views get it: the middleware of django-htmx adds whether a script of the page asks."""

    htmx: HtmxDetails


def safe_next(request: HttpRequest, default: str) -> str:
    """The page named by `next` in the form or the address if it is one of ours, else `default` (URL or view name)."""
    return asked_page(request) or resolve_url(default)


def asked_page(request: HttpRequest) -> str:
    """The page of this site that `next` names; empty for anything else. A path, so no other host, and never a name."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    # Django lets pass what begins without a slash: a browser would take it for the neighbor of the current page,
    # `redirect` for the name of a view.
    if not target.startswith("/") or not url_has_allowed_host_and_scheme(target, allowed_hosts=None):
        return ""
    try:
        resolve(unquote(urlsplit(target).path))
    except Resolver404:
        return ""
    return target


def typed(data: Mapping[str, str], name: str, *, most: int) -> str:
    """What stands under `name` where no form reads it: at most so long, without what no database keeps."""
    return data.get(name, "").replace("\0", "").strip()[:most]


def asked_day(request: HttpRequest, *, near: date) -> date | None:
    """The day in `pekan` of the address, if it is one within ten years of `near`."""
    try:
        asked = date.fromisoformat(request.GET.get("pekan", ""))
    except ValueError:
        return None
    # An address may name any day; a week further off would ask for holidays that nobody knows.
    return asked if abs(asked - near) < timedelta(days=3660) else None


def as_uuid(text: str) -> UUID | None:
    """The public id in a field or an address; None for what is none, which finds nobody."""
    try:
        return UUID(text)
    except ValueError:
        return None


def or_404(row: Row | None) -> Row:
    """The row; where none was found, neither is the page: Http404."""
    if row is None:
        raise Http404
    return row


def pdf_answer(content: bytes, name: str) -> HttpResponse:
    """A PDF that the browser shows; `name` says nothing about people or places."""
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


def client_address(request: HttpRequest) -> str:
    """The caller's address. `X-Forwarded-For` counts only as far as proxies of our own wrote it."""
    hops = settings.TRUSTED_PROXIES
    forwarded = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    # What stands further left was written by the caller, who may write anything.
    if hops and len(forwarded) >= hops:
        return forwarded[-hops]
    return request.META.get("REMOTE_ADDR", "")


# What a proxy adds on the way; a program on this machine sends none of them.
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
    """Whether whoever asks sits on this machine: a loopback address, and no trace of a proxy."""
    came_through = settings.TRUSTED_PROXIES or any(name in request.headers for name in FORWARDED)
    return is_local(request.META.get("REMOTE_ADDR", "")) and not came_through


def is_local(address: str) -> bool:
    """Whether an address, without a port, is a loopback one. A socket of the operating system has none at all."""
    try:
        return not address or ipaddress.ip_address(address.partition("%")[0]).is_loopback
    except ValueError:
        return False


def is_keeper(request: HttpRequest) -> bool:
    """Whether a program that watches over the site asks: from the machine itself, or with the token of the settings."""
    given = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
    known = settings.HEALTH_TOKEN
    return never_left_the_machine(request) or bool(known and hmac.compare_digest(given.encode(), known.encode()))
