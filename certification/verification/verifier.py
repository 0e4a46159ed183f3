"""The offline verifier: one HTML file with scripts, keys and status lists embedded.

It is downloaded and opened from disk. Its own security policy allows a single script, by hash, and forbids all network
access.
"""

import json
import re
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from core import clock

STATIC = Path(settings.BASE_DIR) / "static"
_ED25519 = "vendor/@noble/ed25519/3.2.0/index.js"
_QR, _DECODE = "vendor/qr/0.7.0/index.js", "vendor/qr/0.7.0/decode.js"
_EXPORTS = re.compile(r"^export \{(.*?)\};?$", re.MULTILINE | re.DOTALL)
_IMPORTS = re.compile(r"^import \{(.*?)\} from '\./index\.js';$", re.MULTILINE | re.DOTALL)
_EXPORTED = re.compile(r"^export (default \w+;|(?=class|const|function|async))", re.MULTILINE)
# Each list is some 8 KB; a file for hundreds of centers would be too large to pass on.
MOST_LISTS = 40


@dataclass(frozen=True)
class Shown:
    """One answer of the page: its words and its style."""

    name: str
    kind: str
    icon: str
    title: str | Promise
    words: str | Promise


VERDICTS = (
    Shown(
        "valid",
        "ok",
        "circle-check",
        _("Signature is valid"),
        _("These facts were signed by the issuer named below and have not been changed since."),
    ),
    Shown(
        "ended",
        "bad",
        "ban",
        _("Certificate is no longer in force"),
        _("The signature is valid, but the issuer has revoked or replaced this certificate."),
    ),
    Shown(
        "expired",
        "warn",
        "clock",
        _("Validity has ended"),
        _("The signature is valid, but the last day of validity has passed."),
    ),
    Shown(
        "distrusted",
        "warn",
        "circle-alert",
        _("This key is no longer trusted"),
        _("Type the code on the front of the certificate at the check page: only that answer counts."),
    ),
    Shown(
        "unknown",
        "quiet",
        "circle-question-mark",
        _("Signed with an unknown key"),
        _("This file may be older than the certificate. Fetch a new one, or use the check page."),
    ),
    Shown(
        "invalid",
        "bad",
        "circle-x",
        _("Signature is not valid"),
        _("Something was changed or misread. Scan once more; if it stays so, do not take the sheet as proof."),
    ),
    Shown(
        "other",
        "quiet",
        "circle-question-mark",
        _("No signed facts"),
        _("The square with signed facts is on the back of the certificate. The one on the front opens the check page."),
    ),
    Shown(
        "unread",
        "quiet",
        "circle-question-mark",
        _("No QR square found"),
        _("Photograph the square alone, straight from above and in good light."),
    ),
    Shown("dark", "quiet", "circle-alert", _("The camera cannot be used"), _("Pick a photograph instead.")),
)


def page(known: Mapping[str, Any], lists: Mapping[str, str]) -> str:
    """The complete file with these published keys and signed status lists, in the active language."""
    carried = dict(lists) if len(lists) <= MOST_LISTS else {}
    content = json.dumps({"keys": known["keys"], "lists": carried}, ensure_ascii=False)
    # A script element ends at the first "</", wherever it occurs.
    data = f'<script type="application/json" id="known">{content.replace("<", chr(92) + "u003c")}</script>'
    base = urlsplit(settings.PUBLIC_BASE_URL)
    return render_to_string(
        "certification/verification/verifier.html",
        {
            "policy": _policy(),
            "style": _safe(f"<style>{_style()}</style>"),
            "icons": _safe(_icons()),
            "script": _safe(f"{data}\n<script>{_script()}</script>"),
            "verdicts": VERDICTS,
            "today": clock.today(settings.TIME_ZONE),
            "address": f"{base.netloc}{base.path}/periksa",
        },
    )


def _safe(markup: str) -> SafeString:
    return mark_safe(markup)  # noqa: S308 - our own files, and JSON without "<"


def _policy() -> str:
    sources = {"script-src": _digest(_script()), "style-src": _digest(_style()), "img-src": "data:"}
    return "; ".join(["default-src 'none'", "base-uri 'none'", "form-action 'none'", *map(" ".join, sources.items())])


def _digest(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def _file(name: str) -> str:
    return (STATIC / name).read_text(encoding="utf-8")


@cache
def _script() -> str:
    """The libraries, each in its own scope, and our script. Modules within one file cannot import each other."""
    parts = [
        f"const ed25519 = (() => {{\n{_scoped(_file(_ED25519))}\n}})();",
        f"const qrCode = (() => {{\n{_scoped(_file(_QR))}\n}})();",
        f"const qr = (() => {{\n{_scoped(_file(_DECODE))}\nreturn {{ decodeQR }};\n}})();",
        _file("js/verifier.js"),
    ]
    return "\n".join(parts).replace("</", "<\\/")


def _scoped(module: str) -> str:
    """The module as a function body: its named exports are returned, its imports come from `qrCode`."""
    module = _IMPORTS.sub(lambda found: f"const {{{found[1].replace(' as ', ': ')}}} = qrCode;", module)
    named = _EXPORTS.search(module)
    module = _EXPORTED.sub("", _EXPORTS.sub("", module))
    return f"{module}\nreturn {{{_members(named[1])}}};" if named else module


def _members(names: str) -> str:
    pairs = (name.strip().split(" as ") for name in names.split(",") if name.strip())
    return ", ".join(f"{pair[-1]}: {pair[0]}" for pair in pairs)


@cache
def _style() -> str:
    """Our style sheets with the system font and the one embedded image."""
    strip = b64encode(_file("ui/strip.svg").encode()).decode()
    text = re.sub(r"@font-face \{.*?\}\n", "", _file("css/tokens.css"), flags=re.DOTALL) + _file("css/public.css")
    return text.replace("../ui/strip.svg", f"data:image/svg+xml;base64,{strip}")


@cache
def _icons() -> str:
    names = {"mark", *(verdict.icon for verdict in VERDICTS)}
    drawn = re.finditer(r'<symbol id="i-([\w-]+)".*?</symbol>', _file("ui/icons.svg"), re.DOTALL)
    symbols = "".join(one[0] for one in drawn if one[1] in names)
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="0" height="0" aria-hidden="true">{symbols}</svg>'
