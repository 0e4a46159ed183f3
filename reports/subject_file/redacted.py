"""Redacts free texts: other people become "one other person", staff their role and office."""

import re
from collections.abc import Iterable
from typing import Any

from inmates.people.names import name_key

# An apostrophe is part of a name (Ma'ruf), whichever character was typed.
WORD = re.compile(r"[^\W_]+(?:['’‘ʼ`´][^\W_]+)*")
# Titles before a name, which a text may omit.
TITLES = {"h", "hj", "kh", "dr", "drs", "dra", "ir"}
SHORTEST_ALONE = 3


def _keys(text: str) -> list[str]:
    return [name_key(word[0]) or word[0].casefold() for word in WORD.finditer(text)]


class Redactor:
    """Replaces every known name, however spelled, except the person's own.

    A single word counts as a name only if capitalized. Names not on record are not found, so free texts must be read
    before the file is handed over.
    """

    def __init__(self, own: Iterable[str], others: Iterable[tuple[str, str]]) -> None:
        self._names: dict[str, list[tuple[list[str], str]]] = {}
        # Of equally long names the first wins: the person's own, even if somebody else shares it.
        for name in own:
            # Single words too, because texts often use only one name.
            for part in (name, *name.split()):
                self._learn(part, "")
        for name, stand_in in others:
            self._learn(name, stand_in)
        for known in self._names.values():
            known.sort(key=lambda entry: -len(entry[0]))

    def _learn(self, name: str, stand_in: str) -> None:
        keys = _keys(name)
        while keys:
            if len(keys) > 1 or len(keys[0]) >= SHORTEST_ALONE:
                self._names.setdefault(keys[0], []).append((keys, stand_in))
            if keys[0] not in TITLES:
                return
            keys = keys[1:]

    def text(self, text: str) -> str:
        """The text without other people."""
        words = list(WORD.finditer(text))
        keys = [name_key(word[0]) or word[0].casefold() for word in words]
        parts, end, place = [], 0, 0
        while place < len(words):
            length, stand_in = self._name_at(words, keys, place)
            if stand_in:
                parts += [text[end : words[place].start()], stand_in]
                end = words[place + length - 1].end()
            place += max(length, 1)
        return "".join([*parts, text[end:]])

    def _name_at(self, words: list[re.Match[str]], keys: list[str], place: int) -> tuple[int, str]:
        for name, stand_in in self._names.get(keys[place], []):
            is_there = keys[place : place + len(name)] == name
            if is_there and (len(name) > 1 or words[place][0][0].isupper()):
                return len(name), stand_in
        return 0, ""

    def value(self, value: Any) -> Any:
        """The same for every text in a JSON value."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, dict):
            return {name: self.value(part) for name, part in value.items()}
        return [self.value(part) for part in value] if isinstance(value, list) else value
