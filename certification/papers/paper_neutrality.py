"""Papers that leave the office must not reveal where their holder was trained.

Holders hide certificates that name a prison (interviews in Criminology, 2022), and the issuer is the training center;
so these words may not appear in any field. Within a person's own name they may be part of a word: Rutanto is a name.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from certification.papers.paper_facts import NAME
from inmates.custody.custody_words import custody_words, texts_of
from inmates.custody.telltale_words import telltale_words, words_across, words_in_name

# Base64 data rather than text.
PICTURES = ("photo", "emblem")
# Codes and signed text with machine-generated letters.
DRAWN = "check"
# The center's own address may contain such words: streets have blocks too.
ISSUER = "issuer"
# Keys with the `name` of a human being. Those of programs and of the issuer are no such names.
PEOPLE = ("holder", "signatory", "second")
OWN_NAME, WRITTEN = "name", ""


def neutrality_reasons(snapshot: Mapping[str, Any], offices: Iterable[str] = ()) -> list[str]:
    """One reason for each text that reveals custody, quoting it; `offices` comes from `office_names`."""
    found = [*_words_within(list(_texts(snapshot)), tuple(offices)), *_words_across(snapshot)]
    return [
        _(
            "“%(text)s” contains the word “%(word)s”, which must not appear on a paper that leaves the office. "
            "Reword it."
        )
        % {"text": text, "word": word}
        for text, word in found
    ]


def _texts(snapshot: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Every text, after the way in which it is searched."""
    for key, value in snapshot.items():
        if key in PICTURES:
            continue
        if key == "person":
            yield from (found for row in value for found in _of_row(row))
        elif key in PEOPLE:
            yield OWN_NAME, value.get("name", "")
            yield from ((WRITTEN, text) for part in value if part != "name" for text in texts_of(value[part]))
        else:
            yield from ((key if key in (DRAWN, ISSUER) else WRITTEN, text) for text in texts_of(value))


def _of_row(row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    is_name = row.get("label") == NAME.label
    for part, value in row.items():
        yield from ((OWN_NAME if is_name and part == "value" else WRITTEN, text) for text in texts_of(value))


def _words_within(texts: list[tuple[str, str]], offices: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Each text with a word, and the first word in it."""
    # Usually nothing is found, and searching one long text is faster than many short ones.
    suspect = {way for way in dict(texts) if way == OWN_NAME or _words(way, "\n".join(_of_way(texts, way)), offices)}
    for way, text in texts:
        if way in suspect and (found := _words(way, text, offices)):
            yield text, found[0]


def _of_way(texts: list[tuple[str, str]], way: str) -> list[str]:
    return [text for of_text, text in texts if of_text == way]


def _words(way: str, text: str, offices: tuple[str, ...]) -> list[str]:
    if way == OWN_NAME:
        return words_in_name(text, offices)
    return custody_words(text) if way == DRAWN else telltale_words(text, offices, housing=way != ISSUER)


def _words_across(snapshot: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The texts printed one after another that a word is split over, and the word."""
    for key, value in snapshot.items():
        if isinstance(value, Mapping | list) and key != DRAWN:
            yield from words_across(list(texts_of(value)))
