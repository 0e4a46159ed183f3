"""The facts of a certificate as signed text, short enough for a QR symbol: what proves itself without a network.

The text is "T1:" and in base 45 an Ed25519 signature (64 bytes) followed by JSON: a list of key, list and place of the
status, number, name, program, day of issue and last day (20260918; 0: without end), hours in JP, units with result K,
and a number that means nothing. Signed is "T1:" with the JSON behind it.
"""

import json
from collections.abc import Mapping
from functools import lru_cache
from itertools import count
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from certification.verification import base45, key_holding
from inmates.neutrality import custody_words

PREFIX = "T1:"
FIELDS = ("kid", "list", "index", "number", "name", "program", "issued_on", "valid_until", "hours", "competent")
_SIGNATURE = 64
# Of a draft, which has no place yet: as long as any real one.
_NO_KEY, _NO_PLACE = "0" * key_holding.KID_LENGTH, ("0" * 10, 100_000)


def claims_of(
    words: Mapping[str, Any], *, kid: str = _NO_KEY, place: tuple[str, int] = _NO_PLACE, valid_until: str = ""
) -> str:
    """The facts of a certificate of training from its printed words, as they will be signed: JSON."""
    facts = [
        kid,
        *place,
        words["number"],
        words["holder"]["name"],
        words["program"]["name"],
        _day(words["issued_on"]),
        _day(valid_until),
        int(words["total_hours"]),
        len(words["units"]),
    ]
    return json.dumps(facts, ensure_ascii=False, separators=(",", ":"))


def _day(iso: str) -> int:
    return int(iso.replace("-", "") or 0)


def draft(words: Mapping[str, Any]) -> dict[str, Any]:
    """The words with facts that nobody signed, as long as the signed ones: to measure, and for the preview."""
    return _with_text(words, _text(claims_of(words, valid_until="9999-12-31"), lambda _content: bytes(_SIGNATURE)))


def unsigned(words: Mapping[str, Any]) -> dict[str, Any]:
    """The words without signed facts, as a center without a key prints them."""
    return {**words, "check": {key: value for key, value in words["check"].items() if key != "signed"}}


def printed_words(snapshot: Mapping[str, Any]) -> Mapping[str, Any]:
    """The words as they are to be printed: with the signature over the facts, if there are any to sign.

    The same words give the same text always: the signature has no random part. Raises `RuleViolation` where the
    secret half of the key cannot be read.
    """
    claims = snapshot["check"].get("claims")
    if not claims:
        return snapshot
    secret = _secret(json.loads(claims)[0])
    return _with_text(snapshot, _text(claims, secret.sign))


def _with_text(words: Mapping[str, Any], text: str) -> dict[str, Any]:
    check = {key: value for key, value in words["check"].items() if key != "claims"}
    return {**words, "check": {**check, "signed": text}}


def _text(claims: str, sign: Any) -> str:
    # Another number goes in when a word of custody comes about by chance, or blanks that a program which reads the
    # symbol might take away.
    contents = ((claims[:-1] + f",{number}]").encode() for number in count())
    texts = (PREFIX + base45.encode(sign(PREFIX.encode() + content) + content) for content in contents)
    return next(text for text in texts if text == " ".join(text.split()) and not custody_words(text))


@lru_cache(maxsize=64)
def _secret(kid: str) -> Ed25519PrivateKey:
    # Read once for all certificates of a process, as long as it lives.
    return key_holding.secret_of(kid)


def read(text: str, keys: Mapping[str, bytes]) -> dict[str, Any]:
    """The facts in the text of a symbol, if one of the public keys (by kid) signed them. ValueError otherwise.

    The verifier's page does the same; this one is what its tests are compared with.
    """
    if not text.startswith(PREFIX):
        raise ValueError("not signed facts")
    content = base45.decode(text.removeprefix(PREFIX))
    signature, claims = content[:_SIGNATURE], content[_SIGNATURE:]
    facts = dict(zip(FIELDS, json.loads(claims), strict=False))
    public = keys.get(facts.get("kid", ""))
    if public is None:
        raise ValueError("signed by an unknown key")
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, PREFIX.encode() + claims)
    except InvalidSignature:
        raise ValueError("changed, or not signed by this key") from None
    return facts
