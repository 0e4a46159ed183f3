"""A certificate's facts as signed text short enough for a QR code, verifiable without a network.

The text is "T1:" followed by base 45 of an Ed25519 signature (64 bytes) and JSON: a list of key, status list and
place, number, name, program, day of issue and last day (20260918; 0: unlimited), hours in JP, units with result K, and
a meaningless number. The signature covers "T1:" and the JSON. The JSON may contain spaces between values and letters
written as `\u0065` (see `blankless`); earlier papers have neither and are read by the same rules.
"""

import json
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.utils.translation import gettext as _

from certification.verification import base45, blankless, statement_keys
from core.errors import Blocker, RuleViolation
from inmates.custody.custody_words import custody_words

PREFIX = "T1:"
FIELDS = ("kid", "list", "index", "number", "name", "program", "issued_on", "valid_until", "hours", "competent")
_SIGNATURE = 64
# The capacity of the largest symbol.
LONGEST = 4296
# One signature in fifty contains double spaces or a word by chance; thirty in a row do not.
NUMBERS = 32
Sign = Callable[[bytes], bytes]
# Placeholders for drafts, as long as real values.
_NO_KEY, _NO_PLACE = "0" * statement_keys.KID_LENGTH, ("0" * 10, 100_000)


def claims_of(
    words: Mapping[str, Any], *, kid: str = _NO_KEY, place: tuple[str, int] = _NO_PLACE, valid_until: str = ""
) -> str:
    """The facts of a certificate of training as JSON to be signed, from its printed words."""
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
    """The words with unsigned facts at least as long as signed ones, for measuring and previews.

    Raises `RuleViolation` if they cannot be encoded.
    """
    claims = claims_of(words, valid_until="9999-12-31")
    # The encoding of the name depends on the still unknown place in the list: takes the longer result.
    texts = (_text(claims, lambda _content: bytes(_SIGNATURE), shift=shift) for shift in (False, True))
    return _with_text(words, max(texts, key=len))


def unsigned(words: Mapping[str, Any]) -> dict[str, Any]:
    """The words without signed facts, as printed by a center without a key."""
    return {**words, "check": {key: value for key, value in words["check"].items() if key != "signed"}}


def printed_words(snapshot: Mapping[str, Any]) -> Mapping[str, Any]:
    """The words to print, with the signature over the facts if there are any.

    Deterministic. Raises `RuleViolation` if the secret key cannot be read or the words cannot be encoded.
    """
    claims = snapshot["check"].get("claims")
    if not claims:
        return snapshot
    secret = _secret(json.loads(claims)[0])
    return _with_text(snapshot, _text(claims, secret.sign))


def _with_text(words: Mapping[str, Any], text: str) -> dict[str, Any]:
    check = {key: value for key, value in words["check"].items() if key != "claims"}
    return {**words, "check": {**check, "signed": text}}


def _text(claims: str, sign: Sign, *, shift: bool = False) -> str:
    """The text of the symbol, without custody words or spaces that a program might drop."""
    facts, hopeless = json.loads(claims), set()
    for number in range(2 * NUMBERS):
        # Another number yields another signature. Facts that contain a custody word themselves no longer do in ASCII,
        # where every third character is limited to some letters.
        only_ascii = number >= NUMBERS
        kind = only_ascii, len(str(number))
        if kind in hopeless or not (content := blankless.written([*facts, number], shift=shift, only_ascii=only_ascii)):
            continue
        text = PREFIX + base45.encode(sign(PREFIX.encode() + content) + content)
        if text == " ".join(text.split()) and not custody_words(text):
            return text
        if custody_words(_before_the_number(content)):
            hopeless.add(kind)
    sentence = _(
        "The signed facts cannot be written for the QR symbol. Check the spelling of the name and of the program, and "
        "report it to the administrator if both are right."
    )
    raise RuleViolation(Blocker("facts_text", sentence))


def _before_the_number(content: bytes) -> str:
    """The part unaffected by numbers of equal length: no pair of digits, commas and spaces is escaped."""
    longest_end = len(f", {2 * NUMBERS - 1}]")
    return base45.encode(content[: (len(content) - longest_end) // 2 * 2])


@lru_cache(maxsize=64)
def _secret(kid: str) -> Ed25519PrivateKey:
    # Read once and cached for the lifetime of the process.
    return statement_keys.secret_of(kid)


def read(text: str, keys: Mapping[str, bytes]) -> dict[str, Any]:
    """The facts in a symbol's text, if signed by one of the public keys (by kid). Raises ValueError otherwise.

    The verifier page does the same; its tests compare it with this function.
    """
    if not text.startswith(PREFIX) or len(text) > LONGEST:
        raise ValueError("not signed facts")
    content = base45.decode(text.removeprefix(PREFIX))
    signature, claims = content[:_SIGNATURE], content[_SIGNATURE:]
    facts = dict(zip(FIELDS, _values(claims), strict=False))
    public = keys.get(str(facts.get("kid")))
    if public is None:
        raise ValueError("signed by an unknown key")
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, PREFIX.encode() + claims)
    except InvalidSignature:
        raise ValueError("changed, or not signed by this key") from None
    return facts


def _values(claims: bytes) -> list[Any]:
    try:
        found = json.loads(claims.decode())
    except RecursionError:
        raise ValueError("not signed facts") from None
    if not isinstance(found, list):
        raise ValueError("not signed facts")
    return found
