"""What property tests draw from: the kinds of the world, and arbitrary text beside them."""

import os
import re
import unicodedata
from random import Random

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from inmates.custody.custody_words import CUSTODY_WORDS
from tests.world.names import KINDS, all_names
from tests.world.names import name as a_name
from tests.world.people import REMAND, SENTENCED
from tests.world.programs import LONGEST, SHORTEST, program, program_name

# Examples a property in each run of the suite; a night's run sets more.
EXAMPLES = int(os.environ.get("WORLD_EXAMPLES", "25"))
# Characters that a browser, a spreadsheet or a database hands over: everything but halves of pairs and NUL.
characters = st.characters(exclude_categories=("Cs",), exclude_characters="\x00")
# Few letters many times, and writing that runs the other way or stands on top of each other.
odd_characters = st.sampled_from("a'’`-. ,;/\"<>&%{}\\\t\n\u00a0\u200b\u0301\u0640\u0639ßİıﬁＡ漢🙂")


def examples(share: float = 1.0):
    """The settings of a property of the world: `share` of the usual number of examples, without a clock."""
    return settings(
        max_examples=max(int(EXAMPLES * share), 2),
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )


def texts(longest: int, shortest: int = 1) -> st.SearchStrategy[str]:
    """Any text of that length."""
    return st.one_of(
        st.text(characters, min_size=shortest, max_size=longest),
        st.text(odd_characters, min_size=shortest, max_size=longest),
    )


def randoms() -> st.SearchStrategy[Random]:
    return st.integers(0, 2**32).map(Random)


def names_of_world() -> st.SearchStrategy[str]:
    """Names as registers have them; a new one of any kind or one of the 3,000."""
    made = st.tuples(randoms(), st.sampled_from(list(KINDS))).map(lambda found: a_name(*found))
    return st.one_of(st.sampled_from(all_names()), made)


def names(longest: int = 150) -> st.SearchStrategy[str]:
    """Names of the world, and whatever else somebody may type into the field for a name."""
    return st.one_of(names_of_world(), texts(longest).filter(str.strip))


def names_with_words_of_custody() -> st.SearchStrategy[str]:
    """Names of the world with a custody word at the start, inside or at the end of a word: Rutanto, Warutan."""
    words = [word.replace(" ", "") for word in CUSTODY_WORDS]
    drawn = st.tuples(names_of_world(), st.sampled_from(words), randoms())
    return drawn.map(lambda found: joined_to(*found))


def joined_to(name: str, word: str, random: Random) -> str:
    """The name with the word joined to one of its words of two letters or more, in capitals where that one is."""
    name = unicodedata.normalize("NFC", name)
    host = random.choice(list(re.finditer(r"[^\W\d_]{2,}", name)))
    at = random.choice((0, len(host.group()), random.randint(1, len(host.group()) - 1)))
    together = (host.group()[:at] + word + host.group()[at:]).lower()
    written = together.upper() if host.group().isupper() else together.capitalize()
    return name[: host.start()] + written + name[host.end() :]


def program_names_of_world() -> st.SearchStrategy[str]:
    """Names of programs of every length there is."""
    return st.tuples(randoms(), st.integers(SHORTEST, LONGEST)).map(lambda found: program_name(*found))


def program_names() -> st.SearchStrategy[str]:
    """Names of programs of every length there is, and any text."""
    return st.one_of(program_names_of_world(), texts(LONGEST).filter(str.strip))


def programs():
    return st.tuples(randoms(), st.integers(1, 999)).map(lambda found: program(*found))


def register_numbers() -> st.SearchStrategy[str]:
    """Register numbers of every book, and what may stand in the field instead."""
    book, tail = st.sampled_from((*REMAND, *SENTENCED, "C", "Reg.")), st.integers(1, 99_999)
    known = st.builds(lambda head, number, year: f"{head} {number}/{year}", book, tail, st.integers(2015, 2026))
    return st.one_of(known, texts(40).filter(str.strip))
