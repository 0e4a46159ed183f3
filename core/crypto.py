"""Encryption of single fields: AES-256-GCM for the value, HMAC-SHA-256 to look it up (blind index).

Both keys come from `FIELD_KEY`, which lives outside the database and outside its backup.
"""

import hashlib
import hmac
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings


def _key(purpose: str) -> bytes:
    # A key of its own for each purpose: an index that becomes known opens no value.
    return hmac.new(settings.FIELD_KEY.encode(), purpose.encode(), hashlib.sha256).digest()


def encrypt(value: str, *, context: str) -> str:
    """`value` sealed for one place, named by `context` ("inmates.person.nik:<public id>"); it opens nowhere else."""
    # 96 random bits for each value, as GCM wants them: the same value sealed twice looks different.
    nonce = os.urandom(12)
    sealed = AESGCM(_key("encrypt")).encrypt(nonce, value.encode(), context.encode())
    # The version lets a later key or method open what was sealed before it.
    return "1:" + urlsafe_b64encode(nonce + sealed).decode()


def decrypt(sealed: str, *, context: str) -> str:
    """The value that `encrypt` sealed for `context`; ValueError if sealed elsewhere or by another key, or changed."""
    version, _, body = sealed.partition(":")
    if version != "1":
        raise ValueError("sealed by an unknown version")
    raw = urlsafe_b64decode(body)
    try:
        return AESGCM(_key("encrypt")).decrypt(raw[:12], raw[12:], context.encode()).decode()
    except InvalidTag:
        # Without the cause: a traceback must not carry what was tried.
        raise ValueError("the sealed value does not open here") from None


def blind_index(value: str, *, purpose: str) -> str:
    """A keyed digest, equal for equal values, from which the value cannot be found."""
    return hmac.new(_key(f"index:{purpose}"), value.encode(), hashlib.sha256).hexdigest()
