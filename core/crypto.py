"""Encryption of single fields: AES-256-GCM for the value, HMAC-SHA-256 to look it up (blind index).

Both keys derive from `FIELD_KEY`, which is kept outside the database and its backups.
"""

import hashlib
import hmac
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.apps import apps

from core import key_ring
from core.key_ring import FieldKey


@dataclass(frozen=True)
class SealedField:
    """A column of encrypted values: of which model, and with which field each value's context ends."""

    model: str
    field: str
    context: str
    ends_with: str = "public_id"

    def rows(self, *, after_exchange: str = "") -> Iterator[tuple[int, str, str]]:
        """Key, context and encrypted text of every row that has one, oldest first; with a prefix only of those that
        do not begin so.
        """
        rows = apps.get_model(self.model)._default_manager.exclude(**{self.field: ""}).order_by("pk")
        if after_exchange:
            rows = rows.exclude(**{f"{self.field}__startswith": after_exchange})
        for pk, end, sealed in rows.values_list("pk", self.ends_with, self.field).iterator(2000):
            yield pk, f"{self.context}:{end}", sealed

    def replace(self, pk: int, sealed: str, anew: str) -> bool:
        """Puts the value encrypted anew in the place of that one; False if somebody has written meanwhile."""
        rows = apps.get_model(self.model)._default_manager.filter(pk=pk, **{self.field: sealed})
        return bool(rows.update(**{self.field: anew}))


sealed_fields: list[SealedField] = []
# Columns, by model, of values that are gone within days: they are not encrypted anew, an exchange waits for them.
passing_fields: list[tuple[str, str]] = []


def declare(model: str, field: str, *, context: str, ends_with: str = "public_id") -> None:
    """Makes a column of encrypted values known to those who prove that the key at hand opens them."""
    sealed_fields.append(SealedField(model, field, context, ends_with))


def declare_passing(model: str, field: str) -> None:
    """Makes a column known whose encrypted values are gone within days; `__` leads into JSON."""
    passing_fields.append((model, field))


def waiting_for_old_keys() -> int:
    """How many passing values a key of before has encrypted."""
    prefix, waiting = current_prefix(), 0
    for model, field in passing_fields:
        rows = apps.get_model(model)._default_manager.filter(**{f"{field}__regex": "^[12]:"})
        waiting += rows.exclude(**{f"{field}__startswith": prefix}).count()
    return waiting


def _keyed(secret: str, purpose: str) -> bytes:
    # A separate key per purpose: a leaked index key decrypts no value.
    return hmac.new(secret.encode(), purpose.encode(), hashlib.sha256).digest()


def key_id(key: FieldKey) -> str:
    """Says in front of a value which key opens it, and reveals nothing of the key."""
    return _keyed(key.secret, "id").hex()[:8]


def key_mark(key: FieldKey) -> str:
    """Tells keys apart and reveals nothing of them."""
    return hmac.new(_keyed(key.secret, "index:mark"), b"field key", hashlib.sha256).hexdigest()


def current_prefix() -> str:
    """With what every value begins that the key of today has encrypted."""
    return f"2:{key_id(key_ring.current())}:"


def encrypt(value: str, *, context: str) -> str:
    """Encrypts `value` for one place, named by `context` ("inmates.person.nik:<public id>"); it decrypts
    nowhere else.
    """
    # GCM needs a fresh 96-bit nonce per value; it also makes equal values look different.
    nonce, key = os.urandom(12), key_ring.current()
    sealed = AESGCM(_keyed(key.secret, "encrypt")).encrypt(nonce, value.encode(), context.encode())
    # The version allows a later change of method without losing old values.
    return f"2:{key_id(key)}:{urlsafe_b64encode(nonce + sealed).decode()}"


def decrypt(sealed: str, *, context: str) -> str:
    """Decrypts a value encrypted for `context`. Raises ValueError for another context or key, or a changed value."""
    version, _, rest = sealed.partition(":")
    if version not in ("1", "2"):
        raise ValueError("sealed by an unknown version")
    name, _, body = rest.rpartition(":")
    raw = urlsafe_b64decode(body)
    # Values of version 1 do not say by which key they open.
    for key in key_ring.ring():
        if version == "1" or key_id(key) == name:
            with suppress(InvalidTag):
                return AESGCM(_keyed(key.secret, "encrypt")).decrypt(raw[:12], raw[12:], context.encode()).decode()
    raise ValueError("the sealed value does not open here")


def derived(purpose: str, key: FieldKey | None = None) -> str:
    """A secret that follows from the field key and leads back neither to it nor to one for another purpose."""
    return _keyed((key or key_ring.current()).secret, f"secret:{purpose}").hex()


def blind_index(value: str, *, purpose: str) -> str:
    """A keyed digest, equal for equal values, that does not reveal the value. It outlives an exchange of the key."""
    return hmac.new(_keyed(key_ring.current().index, f"index:{purpose}"), value.encode(), hashlib.sha256).hexdigest()
