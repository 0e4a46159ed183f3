"""Writes JSON whose base 45 has no two consecutive spaces, because QR readers may fold those into one.

Base 45 writes two bytes as three characters, so a pair of letters such as "ed" at an even position yields two spaces,
whatever follows. The same JSON can be written differently: with a space before a value, which shifts the rest by one,
or with a letter as `\u0065`. This module finds the shortest form in one pass.
"""

import json
from collections.abc import Iterator, Sequence

Fact = str | int
# The output so far as a linked list, newest first, so that alternatives share it without copying.
_Written = tuple["_Written", bytes] | None
# By pending odd byte (or None): length and bytes of the shortest way to get there.
_Ways = dict[int | None, tuple[int, _Written]]

# The lower two of three characters are spaces (value 36); the highest never is, since 36 * 2025 > 65535.
_BLANKS = 36 + 36 * 45
PAIRS = frozenset(number.to_bytes(2, "big") for number in range(_BLANKS, 1 << 16, 45 * 45))


def has_pair(content: bytes) -> bool:
    """Whether base 45 of `content` has two consecutive spaces."""
    return any(content[at : at + 2] in PAIRS for at in range(0, len(content) - 1, 2))


def written(facts: Sequence[Fact], *, shift: bool = False, only_ascii: bool = False) -> bytes | None:
    """The list as the shortest JSON without such a pair; None if there is none.

    `shift` puts a space before the first value; `only_ascii` escapes all other characters.
    """
    start = b"[ " if shift else b"["
    plain = start + json.dumps(list(facts), ensure_ascii=only_ascii, separators=(",", ":")).encode()[1:]
    if not has_pair(plain):
        return plain
    ways: _Ways = {None: (0, None)}
    for choices in ([start], *_pieces(facts, only_ascii), [b"]"]):
        ways = _next(ways, choices)
    return min((_joined(way) for _length, way in ways.values()), key=len, default=None)


def _pieces(facts: Sequence[Fact], only_ascii: bool) -> Iterator[list[bytes]]:
    for place, fact in enumerate(facts):
        if place:
            yield [b",", b", "]
        if isinstance(fact, int):
            yield [str(fact).encode()]
            continue
        yield [b'"']
        for letter in fact:
            yield _spellings(letter, only_ascii)
        yield [b'"']


def _spellings(letter: str, only_ascii: bool) -> list[bytes]:
    plain = json.dumps(letter, ensure_ascii=only_ascii)[1:-1].encode()
    escaped = f"\\u{ord(letter):04x}" if letter.isascii() else json.dumps(letter)[1:-1]
    # Hex digits may be capitals too: a lower-case "ed" would be such a pair again.
    return [plain, escaped.encode(), escaped.upper().replace("\\U", "\\u").encode()]


def _next(ways: _Ways, choices: Sequence[bytes]) -> _Ways:
    """The alternatives extended by one piece, keeping the shortest for each pending byte."""
    found: _Ways = {}
    for waiting, (length, way) in ways.items():
        for piece in choices:
            content = piece if waiting is None else bytes([waiting]) + piece
            if has_pair(content):
                continue
            rest = content[-1] if len(content) % 2 else None
            if rest not in found or length + len(piece) < found[rest][0]:
                found[rest] = length + len(piece), (way, piece)
    return found


def _joined(way: _Written) -> bytes:
    pieces = []
    while way is not None:
        way, piece = way
        pieces.append(piece)
    return b"".join(reversed(pieces))
