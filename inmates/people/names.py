"""How names are searched and sorted: by one key Muhamad, Muhammad and Moh. are one name, by the other as written."""

import re
import unicodedata

# Every writing that stood in lists of offices; a lone "m" before a name is nearly always this one.
MUHAMMAD = {
    "m",
    "md",
    "mhd",
    "moch",
    "mochamad",
    "mochammad",
    "moh",
    "mohamad",
    "mohamed",
    "mohammad",
    "mohammed",
    "much",
    "muchamad",
    "muchammad",
    "muh",
    "muhamad",
    "muhamat",
    "muhammad",
    "muhammed",
    "mukhamad",
    "mukhammad",
}
AHMAD = {"achmad", "ahamad", "ahmad", "ahmat", "akhmad", "akhmat"}
ABDUL = {"abd", "abdoel", "abdul"}
# Old and borrowed spellings, longest first, applied to every word.
SPELLINGS = (
    ("oe", "u"),
    ("dj", "j"),
    ("tj", "c"),
    ("sj", "sy"),
    ("kh", "h"),
    ("ch", "h"),
    ("dh", "d"),
    ("th", "t"),
    ("ph", "f"),
    ("v", "f"),
    ("q", "k"),
    ("z", "j"),
    ("y", "i"),
)
WORDS = re.compile(r"[^\W_]+")
APOSTROPHES = re.compile(r"[’‘ʼ'`´]")


_DECEASED = re.compile(r"\((?:alm|almh|almarhum|almarhumah)\.?\)", re.IGNORECASE)


def has_strange_signs(name: str) -> bool:
    """Whether there are digits or brackets in the name, but for those around the word for a deceased parent."""
    plain = _DECEASED.sub("", unicodedata.normalize("NFKC", name))
    return any(char.isdigit() or char in "()[]{}<>" for char in plain)


def name_key(name: str) -> str:
    """The words of `name` in one plain spelling, separated by single blanks ("H. Muh. Ma'ruf" -> "h muhamad maruf")."""
    # Decomposed, so that an accent is a character of its own and can be left out.
    plain = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    words = re.findall(r"[a-z0-9]+", APOSTROPHES.sub("", plain))
    return " ".join(_word_key(word) for word in words)[:200]


def name_sort(name: str) -> str:
    """What `name` is sorted by: its written words without capitals, accents and signs ("Ma'ruf, É." -> "maruf e")."""
    # Case folded again: signs such as ™ fall apart into capitals.
    plain = unicodedata.normalize("NFKD", name.casefold()).casefold()
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    return " ".join(WORDS.findall(APOSTROPHES.sub("", plain)))[:200].strip()


def _word_key(word: str) -> str:
    if word in MUHAMMAD:
        return "muhamad"
    if word in AHMAD:
        return "ahmad"
    if word in ABDUL:
        return "abdul"
    for old, new in SPELLINGS:
        word = word.replace(old, new)
    # Doubled letters are written at will (Rahmat, Rahmmat).
    return re.sub(r"(.)\1+", r"\1", word)
