"""Base 45 (RFC 9285): bytes in the characters that QR codes encode most compactly."""

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_VALUES = {letter: value for value, letter in enumerate(_ALPHABET)}


def encode(content: bytes) -> str:
    """Three characters for two bytes, two for a final single byte."""
    found = []
    for at in range(0, len(content), 2):
        pair = content[at : at + 2]
        rest, third = int.from_bytes(pair, "big"), ""
        if len(pair) == 2:
            rest, high = rest % 2025, rest // 2025
            third = _ALPHABET[high]
        found.append(_ALPHABET[rest % 45] + _ALPHABET[rest // 45] + third)
    return "".join(found)


def decode(text: str) -> bytes:
    """Decodes. Raises ValueError for anything `encode` never writes."""
    found = bytearray()
    for at in range(0, len(text), 3):
        letters = text[at : at + 3]
        if len(letters) == 1 or not set(letters) <= _VALUES.keys():
            raise ValueError("not base 45")
        value = sum(_VALUES[letter] * 45**place for place, letter in enumerate(letters))
        try:
            found += value.to_bytes(len(letters) - 1, "big")
        except OverflowError:
            raise ValueError("not base 45") from None
    return bytes(found)
