"""Security keys and passkeys (W3C WebAuthn, level 2), checked by python-fido2.

A challenge stands in the session until it is answered; it is answered once.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _
from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from accounts import notices, sign_in_events
from accounts.factor_marks import mark
from accounts.models import Notice, SecurityKey, User
from core import clock
from core.errors import Blocker, RuleViolation
from core.templatetags.dates import moment

# Two, since registering a key may have to wait until another one was asked.
REGISTRATION = "webauthn_registration"
CHALLENGE = "webauthn_challenge"
MOST_KEYS = 5
# The password comes first, so that a touch is enough; keys that ask for a PIN or finger may do so.
VERIFICATION = UserVerificationRequirement.PREFERRED


def registration_options(request: HttpRequest, user: User) -> str:
    """What the browser needs to register a key of the user, as JSON; begins a new challenge."""
    options, state = _server(request).register_begin(
        PublicKeyCredentialUserEntity(
            id=user.public_id.bytes, name=user.get_username(), display_name=user.get_full_name()
        ),
        credentials=_credentials(user),
        resident_key_requirement=ResidentKeyRequirement.DISCOURAGED,
        user_verification=VERIFICATION,
    )
    request.session[REGISTRATION] = state
    return json.dumps(dict(options)["publicKey"])


@transaction.atomic
def register(request: HttpRequest, *, by: User, name: str, answer: str) -> SecurityKey:
    """Keeps the key that answered the challenge. Raises RuleViolation."""
    state = request.session.pop(REGISTRATION, None)
    if SecurityKey.objects.filter(user=by).count() >= MOST_KEYS:
        raise RuleViolation(Blocker("most", _("You have five keys already. Remove one that you no longer use.")))
    try:
        made = _server(request).register_complete(state, _parsed(answer)).credential_data
    except (AttributeError, KeyError, TypeError, ValueError):
        made = None
    if made is None or SecurityKey.objects.filter(credential_id=_digest(made.credential_id)).exists():
        text = _("The key was not registered. Try again, or with another key.")
        raise RuleViolation(Blocker("not_registered", text))
    key = SecurityKey.objects.create(
        user=by, name=name, credential_id=_digest(made.credential_id), credential=bytes(made)
    )
    sign_in_events.note(sign_in_events.FACTOR_ADDED, request, by=by, kind="key", mark=mark(bytes(key.credential)))
    notices.tell(by, Notice.Kind.FACTOR_ADDED, name=name, at=moment(clock.now()))
    return key


def sign_in_options(request: HttpRequest, user: User) -> str:
    """What the browser needs to ask one of the user's keys, as JSON; begins a new challenge. Empty without keys."""
    if not (known := _credentials(user)):
        return ""
    options, state = _server(request).authenticate_begin(known, user_verification=VERIFICATION)
    request.session[CHALLENGE] = state
    return json.dumps(dict(options)["publicKey"])


@transaction.atomic
def is_answered(request: HttpRequest, user: User, answer: str) -> bool:
    """True if a key of the user answered the challenge, which is used up either way.

    A counter that does not grow means a copy of the key (WebAuthn, section 7.2 step 22), and is refused.
    """
    state = request.session.pop(CHALLENGE, None)
    try:
        told = _parsed(answer)
        found = _server(request).authenticate_complete(state, _credentials(user), told)
        count = AuthenticationResponse.from_dict(told).response.authenticator_data.counter
    except (AttributeError, KeyError, TypeError, ValueError):
        return False
    key = SecurityKey.objects.select_for_update(no_key=True).get(credential_id=_digest(found.credential_id))
    if key.user_id != user.pk or ((count or key.sign_count) and count <= key.sign_count):
        return False
    key.sign_count, key.used_at = count, clock.now()
    key.save(update_fields=["sign_count", "used_at"])
    return True


@transaction.atomic
def remove(request: HttpRequest, key: SecurityKey, *, by: User) -> None:
    """Forgets a key of the user."""
    key.delete()
    sign_in_events.note(sign_in_events.FACTOR_REMOVED, request, by=by, kind="key")


def _server(request: HttpRequest) -> Fido2Server:
    # The browser itself refuses other origins of the same name; a port or plain HTTP must not differ either.
    origin = f"{request.scheme}://{request.get_host()}"
    name = request.get_host().partition(":")[0]
    return Fido2Server(PublicKeyCredentialRpEntity(id=name, name="Terampil"), verify_origin=origin.__eq__)


def _credentials(user: User) -> list[AttestedCredentialData]:
    keys = SecurityKey.objects.filter(user=user).values_list("credential", flat=True)
    return [AttestedCredentialData(bytes(credential)) for credential in keys]


def _digest(credential_id: bytes) -> str:
    return hashlib.sha256(credential_id).hexdigest()


def _parsed(answer: str) -> Mapping[str, Any]:
    found = json.loads(answer)
    if not isinstance(found, dict):
        raise ValueError("no answer of a key")
    return found
