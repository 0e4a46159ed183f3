"""Codes of an app or device that change every thirty seconds (TOTP, RFC 6238; HMAC-SHA-1, six digits)."""

import base64
import hmac
import secrets
from hashlib import sha1
from urllib.parse import quote, urlencode

from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts import notices, sign_in_events
from accounts.factor_marks import mark
from accounts.models import CodeApp, Notice, User
from core import clock, crypto
from core.errors import Blocker, RuleViolation
from core.templatetags.dates import moment

SECONDS = 30
DIGITS = 6
# One step early or late: clocks differ, and typing takes time.
DRIFT = (0, -1, 1)
SECRET_BYTES = 20
DRAWN = "drawn_app_secret"
ISSUER = "Terampil"


def code_at(secret: bytes, step: int) -> str:
    """The code of a step, counted in thirties of seconds since 1970."""
    digest = hmac.new(secret, step.to_bytes(8, "big"), sha1).digest()
    offset = digest[-1] & 0x0F
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**DIGITS:0{DIGITS}}"


def step_of_now() -> int:
    """The present step."""
    return int(clock.now().timestamp()) // SECONDS


def matching_step(secret: bytes, code: str, *, after: int) -> int | None:
    """The step near now whose code this is; None if there is none later than `after`. Always takes the same time."""
    now = step_of_now()
    found = [now + drift for drift in DRIFT if hmac.compare_digest(code_at(secret, now + drift), code)]
    return next((step for step in found if step > after), None)


def drawn_secret(request: HttpRequest, user: User) -> str:
    """The secret that the page shows until a code of it is typed, as base32. Encrypted in the session."""
    sealed = request.session.get(DRAWN)
    if not sealed:
        drawn = base64.b32encode(secrets.token_bytes(SECRET_BYTES)).decode()
        sealed = request.session[DRAWN] = crypto.encrypt(drawn, context=_context(user))
    return crypto.decrypt(sealed, context=_context(user))


def address_of(secret: str, user: User) -> str:
    """The address in the QR symbol that apps read."""
    label = quote(f"{ISSUER}:{user.get_username()}")
    return f"otpauth://totp/{label}?{urlencode({'secret': secret, 'issuer': ISSUER})}"


@transaction.atomic
def register(request: HttpRequest, *, by: User, code: str) -> CodeApp:
    """Keeps the drawn secret once a code of it was typed; it replaces an earlier app. Raises RuleViolation."""
    secret = drawn_secret(request, by)
    step = matching_step(base64.b32decode(secret), code, after=0)
    if step is None:
        text = _("This is not the code that the app shows now. Check that its clock is right, and type the next code.")
        raise RuleViolation(Blocker("code", text))
    sealed = crypto.encrypt(secret, context=_context(by))
    app, _is_new = CodeApp.objects.update_or_create(
        user=by, defaults={"secret": sealed, "last_step": step, "made_at": clock.now(), "used_at": None}
    )
    request.session.pop(DRAWN, None)
    sign_in_events.note(sign_in_events.FACTOR_ADDED, request, by=by, kind="app", mark=mark(sealed))
    notices.tell(by, Notice.Kind.FACTOR_ADDED, name=_("an app"), at=moment(clock.now()))
    return app


@transaction.atomic
def is_right(user: User, code: str) -> bool:
    """True if this is a code of the user's app that was not taken before; it is taken with this answer."""
    app = CodeApp.objects.select_for_update(no_key=True).filter(user=user).first()
    if app is None:
        return False
    secret = base64.b32decode(crypto.decrypt(app.secret, context=_context(user)))
    step = matching_step(secret, code, after=app.last_step)
    if step is None:
        return False
    app.last_step, app.used_at = step, clock.now()
    app.save(update_fields=["last_step", "used_at"])
    return True


@transaction.atomic
def remove(request: HttpRequest, *, by: User) -> None:
    """Forgets the user's app."""
    if CodeApp.objects.filter(user=by).delete()[0]:
        sign_in_events.note(sign_in_events.FACTOR_REMOVED, request, by=by, kind="app")


def _context(user: User) -> str:
    return f"accounts.codeapp:{user.public_id}"


crypto.declare("accounts.CodeApp", "secret", context="accounts.codeapp", ends_with="user__public_id")
