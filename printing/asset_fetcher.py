"""The only files a printed document may use, and the fetcher that serves nothing else.

A PDF library that follows URLs is a way into the server and its network (WeasyPrint had CVE-2024-28184, CVE-2025-68616
and CVE-2026-55073), so no URL is ever followed: a name is on the list below, or was passed with the document, or
printing stops.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from weasyprint.urls import URLFetcher, URLFetcherResponse

ROOT = Path(__file__).resolve().parent / "assets"
SCHEME = "asset:"
DOCUMENT_SCHEME = "document:"

_FONT, _SVG = "font/ttf", "image/svg+xml"
_FILES: Mapping[str, tuple[str, str]] = {
    "EBGaramond-Medium.ttf": ("fonts/EBGaramond-Medium.ttf", _FONT),
    "EBGaramond-MediumItalic.ttf": ("fonts/EBGaramond-MediumItalic.ttf", _FONT),
    "EBGaramond-SemiBold.ttf": ("fonts/EBGaramond-SemiBold.ttf", _FONT),
    "PublicSans-Regular.ttf": ("fonts/PublicSans-Regular.ttf", _FONT),
    "PublicSans-SemiBold.ttf": ("fonts/PublicSans-SemiBold.ttf", _FONT),
    "emblem.svg": ("ornament/emblem.svg", _SVG),
    "front.svg": ("ornament/front.svg", _SVG),
    "back.svg": ("ornament/back.svg", _SVG),
    "portrait.svg": ("ornament/portrait.svg", _SVG),
    "fonts.css": ("fonts.css", "text/css"),
    "certificate.css": ("certificate.css", "text/css"),
    "papers.css": ("papers.css", "text/css"),
    "needs.css": ("needs.css", "text/css"),
    "retention.css": ("retention.css", "text/css"),
    "processing.css": ("processing.css", "text/css"),
    "letters.css": ("letters.css", "text/css"),
    "help.css": ("help.css", "text/css"),
    "followup.css": ("followup.css", "text/css"),
}


class RefusedAddress(ValueError):
    """A document requested something that is neither one of our assets nor passed with it."""


@cache
def asset(name: str) -> bytes:
    """The bytes of the named asset; raises `RefusedAddress` if it is not on the list."""
    if name not in _FILES:
        raise RefusedAddress(f"not an asset: {name}")
    return (ROOT / _FILES[name][0]).read_bytes()


class AssetFetcher(URLFetcher):
    """Serves `asset:<name>` from the list above and `document:<name>` from `images`.

    Everything else (http, file, data, relative, unknown names) raises `RefusedAddress`; because of `fail_on_errors`
    that stops the document instead of leaving a gap in it. Where the library swallows the error (pictures inside SVG),
    `refused` records it. `images` are PNG or JPEG bytes by name; they belong to one document and die with the fetcher.
    """

    def __init__(self, images: Mapping[str, bytes] | None = None) -> None:
        super().__init__(
            allowed_protocols=(SCHEME[:-1], DOCUMENT_SCHEME[:-1]), allow_redirects=False, fail_on_errors=True
        )
        self._images = dict(images or {})
        self.refused: list[str] = []

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        """Never calls the parent, because its openers are what this class exists to avoid."""
        name = url.removeprefix(SCHEME)
        if url.startswith(SCHEME) and name in _FILES:
            return URLFetcherResponse(url, asset(name), {"Content-Type": _FILES[name][1]})
        name = url.removeprefix(DOCUMENT_SCHEME)
        if url.startswith(DOCUMENT_SCHEME) and name in self._images:
            return URLFetcherResponse(url, self._images[name])
        self.refused.append(url[:200])
        raise RefusedAddress(f"not an asset: {url[:200]}")
