"""What tells of custody in a text that somebody wrote, however it is spelled: words, blocks, register numbers, offices.

`custody_words` beside it searches what a machine drew (codes, signed text), where more would be found by chance.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any

from accounts.models import Facility
from inmates.custody.custody_words import texts_of

_CYRILLIC_AND_GREEK = "авегкмнопрстухиіјѕԁԛԝһӏьαβεικνορτυχηγωπσλ"
# By their looks ("Рutan") and by their sound ("рутан"): whoever mixes alphabets does either.
_LOOKS = str.maketrans(_CYRILLIC_AND_GREEK, "aberkmhonpctyxuijsdqwhlbabeikvoptuxnywnol")
_SOUNDS = str.maketrans(_CYRILLIC_AND_GREEK, "avegkmnoprstuhiijsdqwhlbabeiknortuhigopsl")
_OTHER_LATIN = str.maketrans("ıøđłɑɡʀᴜᴛᴀɴ", "iodlagrutan")
# Marks, controls, and signs that nobody can see.
_UNSEEN = ("Mn", "Me", "Cf", "Cc")

# Never over the end of a line: there the texts of a paper are joined.
_SIGN = r"(?:[^\w\n]|_)"
# Anywhere in a word, but not in ordinary ones: larutan, urutan, serutan, parutan, kerutan, ketahanan, pertahanan.
_INSIDE = re.compile(
    r"(?<!la)(?<!u)(?<!se)(?<!pa)(?<!ke)rutan|lapas|wbp|(?<!ke)(?<!per)(?<!ber)tahanan"
    rf"|warga{_SIGN}*binaan|narapidana|register|pemasyarakatan|penjara"
)
# As words of their own: Napitupulu, Jailani and Buiyah are names.
_WHOLE = re.compile(
    r"\b(?:napi|napiter|lpka|bapas|rupbasan|bui|hukuman|terhukum|terpidana|penahanan|rtn"
    r"|prisons?|prisoners?|jail|jailed|imprisoned|imprisonment|inmates?|convicts?|convicted|correctional|detainees?"
    rf"|detention{_SIGN}*(?:center|centre|house)s?"
    rf"|l{_SIGN}*p{_SIGN}+(?:kelas|klas|wanita|perempuan|anak|pemuda|narkotika))\b"
)
_IN_PARTS = ("rutan", "lapas", "napiter", "penjara", "tahanan", "narapidana")
# Not the shortest words: “Bu I Made” is a teacher.
_PARTED = re.compile(r"\b(?:" + "|".join(rf"{_SIGN}{{0,3}}".join(word) for word in _IN_PARTS) + r")\b")
_LETTERS_APART = re.compile(rf"\b[^\W\d_](?:{_SIGN}+[^\W\d_]\b){{2,}}")
_HOUSING = re.compile(
    r"\b(?:blok|block|kamar|kmr|sel|cell)\b[ .:-]*(?:(?:no|nomor)\b[ .:-]*)?"
    r"(?:[a-z]{1,2}\b[ ./:-]*|[a-z]{1,2})?(?:(?:no|nomor)\b[ .:-]*)?\d+\b"
)
# Kepdirjenpas PAS-170.PK.01.01.02 Tahun 2015: A.I to A.V and B.I to B.III; then number and year.
_REGISTER_NUMBER = re.compile(
    r"\b(?:a[ .]*(?:iii|ii|iv|i|v)|b[ .]*(?:iiis?|ii[ .]*[ab]?|i))[ .:/-]*\d{1,5}"
    r"(?:[ -]*[a-z]{1,3})? */ *(?:\d{4}|\d\d)\b"
)
_SHORTEST_OFFICE = 4


def telltale_words(value: Any, offices: Iterable[str] = (), *, housing: bool = True) -> list[str]:
    """What tells of custody in any text of the value, as it is compared, sorted.

    `offices` are what `office_names` gave. Without `housing` blocks with a number may stand there: streets have them.
    """
    patterns = [_INSIDE, _WHOLE, _REGISTER_NUMBER, *([_HOUSING] if housing else []), *map(_office_pattern, offices)]
    return sorted({word for text in texts_of(value) for word in _found(text, patterns)})


def office_names() -> tuple[str, ...]:
    """Names, short names and codes of all facilities, for `telltale_words`; one query. A town alone is none of them."""
    rows = list(Facility.objects.order_by("pk").values_list("name", "short_name", "code", "city"))
    towns = {folded(city) for *_names, city in rows}
    names = {folded(name) for *names, _city in rows for name in names}
    # What the words find anyway is left out, since most facilities are called Rutan or Lapas.
    found = (name for name in names - towns if len(name) >= _SHORTEST_OFFICE and not telltale_words(name))
    return tuple(sorted(found))


def folded(text: str, letters: dict[int, int] = _LOOKS) -> str:
    """The text as it is compared: small Latin letters without accents, also for those that only look like them."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold()).casefold()
    seen = (char for char in plain if char == "\n" or unicodedata.category(char) not in _UNSEEN)
    return "".join(seen).translate(_OTHER_LATIN).translate(letters)


def _found(text: str, patterns: Iterable[re.Pattern]) -> Iterator[str]:
    readings = [folded(text)] if text.isascii() else list(dict.fromkeys(folded(text, by) for by in (_LOOKS, _SOUNDS)))
    for reading in readings:
        yield from (found.group() for found in _PARTED.finditer(reading))
        together = _LETTERS_APART.sub(lambda run: re.sub(r"[\W_]+", "", run.group()), reading)
        for pattern in patterns:
            yield from (found.group() for found in pattern.finditer(together))


def _office_pattern(name: str) -> re.Pattern:
    return re.compile(r"\b" + rf"{_SIGN}*".join(map(re.escape, re.findall(r"[^\W_]+", name))) + r"\b")
