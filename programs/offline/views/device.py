"""The offline roll: page, service worker and manifest, the pack, and the replay of marks."""

import hashlib
import json
from dataclasses import asdict

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.access import requires
from core import clock
from core.errors import RuleViolation
from core.idempotency import without_token
from programs.offline import mark_replay, packs
from programs.offline.forms import MOST_AT_ONCE, read
from programs.offline.models import OfflinePack

# Everything the page needs; the service worker caches these files and nothing else.
FILES = (
    "vendor/bootstrap/5.3.8/bootstrap.min.css",
    "css/tokens.css",
    "css/components.css",
    "fonts/plus-jakarta-sans-400-700.woff2",
    "ui/icons.svg",
    "ui/icon-192.png",
    "js/offline/app.js",
    "js/offline/connection.js",
    "js/offline/dom.js",
    "js/offline/queue.js",
    "js/offline/roll.js",
    "js/offline/server.js",
    "js/offline/store.js",
    "js/offline/vault.js",
)


def _page(request: HttpRequest) -> str:
    """The same page for everybody with this language and theme: it is cached, so it contains no personal data."""
    return render_to_string("programs/offline/offline_roll.html", {"theme": _theme(request)})


def _theme(request: HttpRequest) -> str:
    theme = request.COOKIES.get("theme")
    return theme if theme in ("light", "dark") else "auto"


@requires("programs.take_offline")
@require_GET
def offline_page(request: HttpRequest) -> HttpResponse:
    return HttpResponse(_page(request))


@requires("programs.take_offline")
@require_GET
def offline_worker(request: HttpRequest) -> HttpResponse:
    """The service worker. Its text changes with every cached file, which is how browsers notice a new version."""
    page = reverse("programs:offline_page")
    files = [page, reverse("programs:offline_manifest"), *map(static, FILES)]
    version = hashlib.sha256(_page(request).encode() + json.dumps(files).encode()).hexdigest()[:16]
    values = json.dumps({"version": version, "page": page, "files": files})
    script = f"self.KEPT = {values};\nimportScripts({json.dumps(static('js/offline/worker.js'))});\n"
    return HttpResponse(script, content_type="text/javascript; charset=utf-8")


@requires("programs.take_offline")
@require_GET
def offline_manifest(request: HttpRequest) -> HttpResponse:
    page = reverse("programs:offline_page")
    manifest = {
        "name": _("Terampil – offline roll"),
        "short_name": _("Offline roll"),
        "lang": request.LANGUAGE_CODE,
        "id": page,
        "start_url": page,
        "scope": page,
        "display": "standalone",
        "background_color": "#f6f5f1",
        "theme_color": "#0d3532",
        "icons": [
            {"src": static(f"ui/icon-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png"}
            for size in (192, 512)
        ],
    }
    return JsonResponse(manifest, content_type="application/manifest+json")


@requires("programs.take_offline")
@require_GET
def offline_state(request: HttpRequest) -> HttpResponse:
    """Tells a cached page that the server is reachable, who is signed in, and the CSRF token to use."""
    state = {
        "user": str(request.user.public_id),
        "csrf": get_token(request),
        "now": clock.now().isoformat(),
    }
    # Somebody may sign in at the same time: sending the old cookie would overwrite the new one.
    if settings.CSRF_COOKIE_NAME in request.COOKIES:
        request.META["CSRF_COOKIE_NEEDS_UPDATE"] = False
    return JsonResponse(state)


@requires("programs.take_offline")
@require_POST
def offline_pack(request: HttpRequest) -> HttpResponse:
    """The user's sessions with their people. Generated anew on each request, so the answer is not stored here."""
    try:
        made = packs.pack(by=request.user)
    except RuleViolation as violation:
        return JsonResponse({"message": str(violation)}, status=422)
    response = JsonResponse(packs.contents(made))
    response.is_secret = True
    return response


@requires("programs.take_offline")
@without_token
@require_POST
def offline_replay(request: HttpRequest) -> HttpResponse:
    """Results of the replay. Exempt from idempotency tokens, since each mark has an id and counts once."""
    try:
        # A form body has already been consumed by then, and is not a queue anyway.
        sent = read(request.body if request.content_type == "application/json" else b"", most=MOST_AT_ONCE)
    except ValidationError as error:
        return JsonResponse({"message": " ".join(error.messages)}, status=422)
    pack = get_object_or_404(OfflinePack.objects.filter(user=request.user), public_id=sent.pack)
    answers = [asdict(answer) for answer in mark_replay.replay(pack, sent.operations, by=request.user)]
    unread = _("This mark could not be read. Record it on the roll of the session.")
    answers += [
        {"id": number, "answer": "rejected", "outcome": "rejected", "message": unread} for number in sent.unread
    ]
    return JsonResponse({"answers": answers})
