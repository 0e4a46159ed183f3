"""Under what a certificate from before stands in the exported register; without models, for the public side too.

Number and date of birth could be tried by whoever has the file. So what opens a record is made with a key that both
machines have and the file has not; without it none of these certificates is exported, and none is answered.
"""

import hashlib
import hmac
from collections.abc import Iterable
from datetime import date

from certification.register.number_keys import paper_key
from inmates.people.names import name_key, without_titles

# Of which no date of birth is known: the date that is typed beside the name counts for nothing.
UNDATED = "undated"


def holder_key(name: str) -> str:
    """Equal for spellings of one name, with titles or without."""
    return name_key(without_titles(name))


def codes_of(key: str, number: str, *, name: str, born: date | None) -> list[str]:
    """What opens the record of this paper: by date of birth, by name, and by both."""
    holder = holder_key(name)
    if born is None:
        asked = [(holder, ""), (holder, UNDATED)]
    else:
        asked = [("", born.isoformat()), (holder, ""), (holder, born.isoformat())]
    return [_code(key, number, *one) for one in asked]


def codes_asked(key: str, number: str, *, name: str, born: date | None) -> list[str]:
    """What to look up for such a question; nothing if neither name nor date is given."""
    holder = holder_key(name)
    if name.strip() and not holder:
        return []
    if born is None:
        return [_code(key, number, holder, "")] if holder else []
    dates: Iterable[str] = (born.isoformat(), UNDATED) if holder else (born.isoformat(),)
    return [_code(key, number, holder, one) for one in dates]


def _code(key: str, number: str, holder: str, born: str) -> str:
    words = "\n".join((paper_key(number[:100]), holder, born))
    return hmac.new(key.encode(), words.encode(), hashlib.sha256).hexdigest()
