"""Marks in place of words: two rare letters per text, to be found again in the layout."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import reduce
from operator import getitem
from typing import Any

from certification.stamping.errors import Unstampable

Path = tuple[str | int, ...]

# Letters that every font of the papers has, that form no ligatures, and that no certificate has side by side.
ALPHABET = "ĀĂĄĆĈĊČĎĐĒĔĖĘĚĜĞĠĢĤĪĬĮİĶĹĻĽŃ"
_WHITE = re.compile(r"[ \t\r\n\f]+")
_MARK = re.compile(f"([{ALPHABET}]{{2}})")

# Values that control the layout and are not words of the snapshot.
SIZES = ("step", "back_step")
_STEERING = ("no", "sheet", "sheets", "density", *SIZES)
# Never part of the page text: pictures, and the file's date.
_UNPRINTED = ("photo", "emblem", "url", "claims", "signed", "issued_on")

# Pictures shared by all certificates of a class, and so part of the skeleton.
_DRAWN = ("emblem",)


def leaves(words: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every value that is not a list or dictionary, with its path."""
    if isinstance(words, dict):
        for key, part in words.items():
            yield from leaves(part, (*path, key))
    elif isinstance(words, list):
        for number, part in enumerate(words):
            yield from leaves(part, (*path, number))
    else:
        yield path, words


def value_at(words: Any, path: Path) -> Any:
    """The value at the path."""
    return reduce(getitem, path, words)


def is_text(path: Path, value: Any) -> bool:
    """Whether the value is printed text and can become a slot."""
    return isinstance(value, str) and path[-1] not in _STEERING and path[-1] not in _UNPRINTED


def shape_and_texts(words: Mapping[str, Any]) -> tuple[frozenset[tuple[Path, Any]], str]:
    """What the layout depends on, and all printed texts in sequence.

    The layout depends on which texts exist, which rows are tall and which page is last, but not on the texts.
    """
    shape, texts = [], []
    for path, value in leaves(words):
        key = path[-1]
        if key in SIZES:
            continue
        if key in _STEERING or key in _DRAWN or not isinstance(value, str):
            shape.append((path, value))
            continue
        shape.append((path, bool(value)))
        if key not in _UNPRINTED:
            texts.append(value)
    return frozenset(shape), "".join(texts)


class Marks:
    """A mark for each text, assigned in order of the words."""

    def __init__(self, words: Mapping[str, Any]) -> None:
        paths = [path for path, value in leaves(words) if is_text(path, value) and value]
        if len(paths) > len(ALPHABET) ** 2:
            raise Unstampable("shape", f"{len(paths)} texts, more than there are marks")
        letters = len(ALPHABET)
        self._path_of = {ALPHABET[n // letters] + ALPHABET[n % letters]: path for n, path in enumerate(paths)}
        self._mark_of = {path: mark for mark, path in self._path_of.items()}

    def marked(self, words: Any, path: Path = ()) -> Any:
        """A copy of the words with a mark in place of each text."""
        if isinstance(words, Mapping):
            return {key: self.marked(part, (*path, key)) for key, part in words.items()}
        if isinstance(words, list):
            return [self.marked(part, (*path, number)) for number, part in enumerate(words)]
        return self._mark_of.get(path, words)

    def parts(self, text: str) -> tuple[str | Path, ...]:
        """The text split at its marks: literals as text, marks as the path to their word."""
        return tuple(self._path_of.get(part, part) for part in _MARK.split(text) if part)


def has_mark(text: str) -> bool:
    """Whether the text contains a mark."""
    return bool(_MARK.search(text))


def resized(words: Any, sizes: Mapping[str, str]) -> Any:
    """A copy of the words with the size steps given by `sizes`."""
    if isinstance(words, Mapping):
        return {key: sizes[key] if key in sizes else resized(part, sizes) for key, part in words.items()}
    return [resized(part, sizes) for part in words] if isinstance(words, list) else words


def filled(parts: Sequence[str | Path], words: Any) -> str:
    """The text of a slot with white space collapsed, as in a browser."""
    text = "".join([part if isinstance(part, str) else value_at(words, part) for part in parts])
    if not text.isprintable() or "  " in text:
        # Only these; a no-break space is kept.
        text = _WHITE.sub(" ", text)
    return text.strip(" ")
