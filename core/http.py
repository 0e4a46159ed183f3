"""What requests are asked about (a safe way back, who is calling), and the answer that is a paper."""

from collections.abc import Mapping
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.middleware import HtmxDetails


class HtmxHttpRequest(HttpRequest):
    """A request as views get it: the middleware of django-htmx adds whether a script of the page asks."""

    htmx: HtmxDetails


def safe_next(request: HttpRequest, default: str) -> str:
    """The page named by `next` in the form or the address if it is one of ours, else `default` (URL or view name)."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        return target
    return resolve_url(default)


def typed(data: Mapping[str, str], name: str, *, most: int) -> str:
    """What stands under `name` where no form reads it: at most so long, without what no database keeps."""
    return data.get(name, "").replace("\0", "").strip()[:most]


def as_uuid(text: str) -> UUID | None:
    """The public id in a field or an address; None for what is none, which finds nobody."""
    try:
        return UUID(text)
    except ValueError:
        return None


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
