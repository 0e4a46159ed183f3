"""Keys to search and sort names by: the search key equates Muhamad, Muhammad and Moh., the sort key is as written."""

import re
import unicodedata

# All spellings found in offices' lists; a lone "m" before a name nearly always means this one.
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
TITLES = {"dr", "dra", "drg", "drs", "h", "hj", "ir", "prof"}
DEGREES = re.compile(
    r"a\.?md(?:kep|kom)?|dipl|m(?:a|h|kom|m|pd|si|t)|s(?:ag|e|h|hi|hum|ip|kep|kg|km|kom|mn|os|pdi?|pt|si|sos|t|th|tp|tr)"
)
WORDS = re.compile(r"[^\W_]+")
APOSTROPHES = re.compile(r"[’‘ʼ'`´]")


_DECEASED = re.compile(r"\((?:alm|almh|almarhum|almarhumah)\.?\)", re.IGNORECASE)


def has_strange_signs(name: str) -> bool:
    """True if the name contains digits or brackets, apart from those around the word for a deceased parent."""
    plain = _DECEASED.sub("", unicodedata.normalize("NFKC", name))
    return any(char.isdigit() or char in "()[]{}<>" for char in plain)


def without_titles(name: str) -> str:
    """The name without academic degrees and titles before it, as readers of a paper leave them out or not.

    What follows a comma is a degree. A name of titles alone stays as it is.
    """
    words = re.sub(r"(?<=\w)\.(?=\w)", "", name.partition(",")[0]).split()
    while len(words) > 1 and words[0].strip(".").casefold() in TITLES:
        words = words[1:]
    while len(words) > 1 and DEGREES.fullmatch(words[-1].strip(".").casefold()):
        words = words[:-1]
    return " ".join(words)


def name_key(name: str) -> str:
    """The words of `name` in one plain spelling, separated by single blanks ("H. Muh. Ma'ruf" -> "h muhamad maruf")."""
    # Decomposed, so that accents become separate characters and can be dropped.
    plain = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    words = re.findall(r"[a-z0-9]+", APOSTROPHES.sub("", plain))
    return " ".join(_word_key(word) for word in words)[:200]


def name_sort(name: str) -> str:
    """The sort key of `name`: its words without case, accents and signs ("Ma'ruf, É." -> "maruf e")."""
    # Casefolded again: signs such as ™ decompose into capitals.
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
    # Doubled letters vary freely (Rahmat, Rahmmat).
    return re.sub(r"(.)\1+", r"\1", word)
