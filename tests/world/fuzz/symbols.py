"""Texts of symbols as scanners, thieves and chance change them: of a known one, or made up."""

import json
import random

from certification.verification import base45

LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
STRANGE = "aß\0\n\t/?#%_\u2013\u2014\u0663\uff21\uff11\u0130\u0131\u202e\u200b\U0001f600e\u0301\ufffe"
MEGABYTE = 1024 * 1024
# What stands in place of the facts: JSON of other kinds, what only looks like it, and what takes a reader long.
NO_FACTS = (
    b"",
    b"null",
    b"5",
    b'"x"',
    b"{}",
    b"[]",
    b"[[]]",
    b"[{}]",
    b"[null]",
    b'{"kid":1}',
    b"NaN",
    b"\xff\xfe[\0]\0",
    b"[" * 900,
    b"[" * 1900,
    b'{"a":' * 400,
    b"9" * 1900,
    b"[1e999]",
    b'["\\ud800"]',
    b'["\0"]',
    b"\xef\xbb\xbf[]",
)


def mutated_bytes(dice: random.Random, content: bytes) -> bytes:
    """The content with a few bytes changed, lost, doubled or moved."""
    found = bytearray(content)
    for _ in range(dice.choice([1, 1, 2, 8])):
        at = dice.randrange(len(found) or 1)
        match dice.randrange(5):
            case 0:
                found[at : at + 1] = bytes([dice.randrange(256)])
            case 1:
                del found[at : at + dice.choice([1, 2, 60])]
            case 2:
                found[at:at] = dice.randbytes(dice.choice([1, 2, 60]))
            case 3:
                found[at:at] = found[at : at + 60]
            case _:
                found = found[at:] + found[:at]
    return bytes(found)


def mutated_letters(dice: random.Random, text: str) -> str:
    """The text with a few letters of the symbol's or any other alphabet changed, or far longer than usual."""
    for _ in range(dice.choice([1, 1, 2, 8])):
        at = dice.randrange(len(text) + 1)
        letter = dice.choice(dice.choice([LETTERS, STRANGE]))
        text = dice.choice(
            [
                text[:at] + letter + text[at + 1 :],
                text[:at] + letter + text[at:],
                text[:at] + text[at + 1 :],
                text[:at],
                text[at:],
                text.lower(),
                text + text[at:],
            ]
        )
    return text


def long(dice: random.Random, text: str, most: int = MEGABYTE) -> str:
    """Up to a megabyte of it, or of one letter."""
    length = min(dice.choice([5_000, 100_000, MEGABYTE]), most)
    return ((dice.choice([text, dice.choice(LETTERS), dice.choice(STRANGE)]) or "0") * length)[:length]


def mutated_facts(dice: random.Random, text: str, prefix: str) -> str:
    """A symbol whose bytes are changed below the letters, under the old signature or a made-up one."""
    content = base45.decode(text.removeprefix(prefix))
    signature, facts = content[:64], content[64:]
    match dice.randrange(4):
        case 0:
            content = mutated_bytes(dice, content)
        case 1:
            content = signature + mutated_bytes(dice, facts)
        case 2:
            content = dice.choice([signature, dice.randbytes(64)]) + dice.choice(NO_FACTS)
        case _:
            values = json.loads(facts)
            values[dice.randrange(len(values))] = dice.choice([None, [], {}, "", -1, 1.5, 2**70, "x" * 900, True])
            content = signature + json.dumps(values).encode()
    return prefix + base45.encode(content)


def mutated_symbol(dice: random.Random, text: str, prefix: str) -> str:
    """A text that somebody might hold up in place of `text`, which begins with `prefix`."""
    return dice.choice(
        [
            lambda: mutated_facts(dice, text, prefix),
            lambda: mutated_facts(dice, text, prefix),
            lambda: mutated_letters(dice, text),
            lambda: prefix + long(dice, text.removeprefix(prefix)),
        ]
    )()


def mutated_code(dice: random.Random, code: str, most: int = MEGABYTE) -> str:
    """A code of the check page, mistyped, mangled or not one at all."""
    return dice.choice(
        [
            lambda: mutated_letters(dice, code),
            lambda: mutated_letters(dice, code),
            lambda: dice.choice(["-", " ", "\u2011", "_", "%20"]).join(code),
            lambda: f"https://example.go.id/c/{mutated_letters(dice, code)}/",
            lambda: long(dice, code, most),
        ]
    )()
