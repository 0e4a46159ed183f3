"""The facts of a certificate as signed text, short enough for a QR symbol: what proves itself without a network.

The text is "T1:" and in base 45 an Ed25519 signature (64 bytes) followed by JSON: a list of key, list and place of the
status, number, name, program, day of issue and last day (20260918; 0: without end), hours in JP, units with result K,
and a number that means nothing. Signed is "T1:" followed by the JSON. There may be blanks between its values and
letters written as `\\u0065` (see `blankless`); papers of before have neither and are read by the same rules.
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
# No symbol holds more of its letters.
LONGEST = 4296
# One signature in fifty spells blanks or a word by chance; thirty in a row do not.
NUMBERS = 32
Sign = Callable[[bytes], bytes]
# Of a draft, which has no place yet: as long as any real one.
_NO_KEY, _NO_PLACE = "0" * statement_keys.KID_LENGTH, ("0" * 10, 100_000)


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
    """The words with facts that nobody signed, no shorter than the signed ones: to measure, and for the preview.

    Raises `RuleViolation` where no text can be made of them.
    """
    claims = claims_of(words, valid_until="9999-12-31")
    # Where the name comes to stand depends on the place in the list, which nobody knows yet: the longer of both.
    texts = (_text(claims, lambda _content: bytes(_SIGNATURE), shift=shift) for shift in (False, True))
    return _with_text(words, max(texts, key=len))


def unsigned(words: Mapping[str, Any]) -> dict[str, Any]:
    """The words without signed facts, as a center without a key prints them."""
    return {**words, "check": {key: value for key, value in words["check"].items() if key != "signed"}}


def printed_words(snapshot: Mapping[str, Any]) -> Mapping[str, Any]:
    """The words as they are to be printed: with the signature over the facts, if there are any to sign.

    The same words give the same text always: the signature has no random part. Raises `RuleViolation` where the
    secret half of the key cannot be read, or no text can be made of the words.
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
    """The text of the symbol: without a word of custody, and without blanks that a program might take away."""
    facts, hopeless = json.loads(claims), set()
    for number in range(2 * NUMBERS):
        # Another number makes another signature. Facts that spell a word of custody themselves no longer do in ASCII,
        # whose pairs have only some of the letters at every third place.
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
    """The letters that numbers of equal length leave as they are: no pair of digits, commas and blanks is avoided."""
    longest_end = len(f", {2 * NUMBERS - 1}]")
    return base45.encode(content[: (len(content) - longest_end) // 2 * 2])


@lru_cache(maxsize=64)
def _secret(kid: str) -> Ed25519PrivateKey:
    # Read once for all certificates of a process, as long as it lives.
    return statement_keys.secret_of(kid)


def read(text: str, keys: Mapping[str, bytes]) -> dict[str, Any]:
    """The facts in the text of a symbol, if one of the public keys (by kid) signed them. ValueError otherwise.

    The verifier's page does the same; this one is what its tests are compared with.
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
