"""The booklet: every page of help that a reader has, with contents and words, as PDF; made from the same texts."""

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.utils import translation

from accounts.models import User
from accounts.roles import Side
from printing.box_fit import Ruler
from printing.paper import Layout, Paper
from reports.help.help_markup import Reader, parts_of
from reports.help.help_texts import HelpText, all_texts, grouped, texts_for
from reports.help.pictures import taken
from reports.help.terms import terms_for

TITLE = "Bekerja dengan Terampil"
MOST_PAGES = 60


def booklet_of(user: User) -> bytes:
    """The PDF for the user's roles and side. The office is named on the cover."""
    office = str(user.office.name if user.office else user.region)
    return _printed(user.side, frozenset(text.key for text in texts_for(user)), office)


# It changes with a version alone, and laying out takes seconds.
@lru_cache(maxsize=16)
def _printed(side: Side, keys: frozenset[str], office: str) -> bytes:
    with translation.override("id"):
        return PAPER.print(words([text for text in all_texts() if text.key in keys], side, office))


def words(texts: list[HelpText], side: Side, office: str) -> dict[str, Any]:
    """What is printed."""
    groups = [(name, [_job(text, side) for text in mine]) for name, mine in grouped(texts)]
    terms = [{"word": term.word, "meaning": term.meaning} for term in terms_for(side)]
    return {"title": TITLE, "office": office, "version": settings.VERSION, "groups": groups, "terms": terms}


def _job(text: HelpText, side: Side) -> dict[str, Any]:
    opening, parts = parts_of(text, Reader())
    return {
        "key": text.key,
        "title": text.title,
        "readers": ", ".join(text.readers(side)),
        "opening": opening,
        "parts": parts,
    }


def _lay_out(snapshot: dict[str, Any], _ruler: Ruler) -> Layout:
    return Layout(snapshot, {key: picture.read() for key, picture in taken().items()})


PAPER = Paper("reports/help/booklet.html", ("help.css",), _lay_out, MOST_PAGES)
