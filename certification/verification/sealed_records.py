"""Records of the exported register, each readable only by whoever has the certificate's code.

Whoever gets hold of the whole file learns how many certificates there are, and nothing about any: neither names nor how
many share a program and a day. The code has 130 random bits; the key and the place in the file follow from it.
"""

import json
import secrets
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

# Records are of one length up to here, and longer by whole steps.
STEP = 4096
_NONCE, _TAG = 12, 16


def place_of(code: str) -> str:
    """The lookup key of a code, from which neither code nor key can be recovered."""
    return sha256(code.encode()).hexdigest()


def sealed(code: str, record: Mapping[str, Any]) -> bytes:
    """The record for whoever has the code; other bytes each time, so that exports do not tell what has changed."""
    content = json.dumps(record, ensure_ascii=False).encode()
    # Blanks after JSON mean nothing.
    content += b" " * (-(len(content) + _NONCE + _TAG) % STEP)
    nonce = secrets.token_bytes(_NONCE)
    return nonce + AESGCM(_key(code)).encrypt(nonce, content, None)


def opened(code: str, content: bytes) -> dict[str, Any]:
    """The record sealed for this code. Raises ValueError if it was sealed for another one, or changed."""
    try:
        found: dict[str, Any] = json.loads(AESGCM(_key(code)).decrypt(content[:_NONCE], content[_NONCE:], None))
    except (InvalidTag, ValueError):
        raise ValueError("not the record of this code") from None
    return found


def _key(code: str) -> bytes:
    return sha256(b"record of the register\n" + code.encode()).digest()
