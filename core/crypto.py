"""Encryption of single fields: AES-256-GCM for the value, HMAC-SHA-256 to look it up (blind index).

Both keys derive from `FIELD_KEY`, which is kept outside the database and its backups.
"""

import hashlib
import hmac
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings


def _key(purpose: str) -> bytes:
    # A separate key per purpose: a leaked index key decrypts no value.
    return hmac.new(settings.FIELD_KEY.encode(), purpose.encode(), hashlib.sha256).digest()


def encrypt(value: str, *, context: str) -> str:
    """Encrypts `value` for one place, named by `context` ("inmates.person.nik:<public id>"); it decrypts
    nowhere else.
    """
    # GCM needs a fresh 96-bit nonce per value; it also makes equal values look different.
    nonce = os.urandom(12)
    sealed = AESGCM(_key("encrypt")).encrypt(nonce, value.encode(), context.encode())
    # The version allows a later change of key or method without losing old values.
    return "1:" + urlsafe_b64encode(nonce + sealed).decode()


def decrypt(sealed: str, *, context: str) -> str:
    """Decrypts a value encrypted for `context`. Raises ValueError for another context or key, or a changed value."""
    version, _, body = sealed.partition(":")
    if version != "1":
        raise ValueError("sealed by an unknown version")
    raw = urlsafe_b64decode(body)
    try:
        return AESGCM(_key("encrypt")).decrypt(raw[:12], raw[12:], context.encode()).decode()
    except InvalidTag:
        # Suppress the cause: a traceback must not reveal what was tried.
        raise ValueError("the sealed value does not open here") from None


def blind_index(value: str, *, purpose: str) -> str:
    """A keyed digest, equal for equal values, that does not reveal the value."""
    return hmac.new(_key(f"index:{purpose}"), value.encode(), hashlib.sha256).hexdigest()
