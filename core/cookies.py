"""Cookies that only this very host gets back: over HTTPS their names bear `__Host-`, which browsers enforce."""

from typing import Literal

from django.conf import settings
from django.http import HttpRequest, HttpResponse


def cookie(request: HttpRequest, name: str) -> str:
    """The value of one of our cookies; empty without it."""
    return request.COOKIES.get(_full(name), "")


def keep_cookie(
    response: HttpResponse,
    name: str,
    value: str,
    *,
    seconds: int | None = None,
    samesite: Literal["Strict", "Lax"] = "Strict",
) -> None:
    """Gives the browser a cookie that no script reads and no page of another site sends; for the given time, or until
    the browser is closed. "Lax" is for what a link in a message should bring along.
    """
    secure = {"secure": settings.HTTPS, "httponly": True, "samesite": samesite}
    response.set_cookie(_full(name), value, max_age=seconds, path="/", **secure)


def drop_cookie(response: HttpResponse, name: str) -> None:
    """Takes the cookie back."""
    response.delete_cookie(_full(name), path="/", samesite="Strict")


def _full(name: str) -> str:
    # `__Host-` asks for HTTPS, the whole host and the path "/".
    return f"__Host-{name}" if settings.HTTPS else name
