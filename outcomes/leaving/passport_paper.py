"""The skill passport on A4, issued by the training center. It goes out: no word of it may tell of custody.

Most are one page; whoever passed more units gets as many pages as these need.
"""

from datetime import date
from hashlib import sha256
from typing import Any

from django.utils import translation
from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _

from accounts.letterhead import emblem_of
from certification.certificate_templates.printed_words import birth_words, check_words, issuer, signer_of
from certification.papers.paper_neutrality import neutrality_reasons
from certification.papers.paper_parts import check_block
from inmates.custody.telltale_words import office_names
from inmates.people.codes import Education
from outcomes.leaving.skill_passport import Held, Passport
from printing.box_fit import SANS, SANS_BOLD, SERIF_BOLD, Ruler
from printing.internal_papers import letterhead
from printing.paper import Layout, Paper

MOST_CERTIFICATES, MOST_SHORT_COURSES, MOST_TRADES, MOST_STEPS = 4, 3, 2, 2
# Each unit takes three lines (14 mm) at most, so the pages hold the most units with room to spare.
MOST_UNITS, MOST_PAGES = 150, 12
TITLE_WIDTH, MOST_LINES = 78.0, 3
FILE_NAME = "paspor-keterampilan.pdf"


def sheet(passport: Passport, *, today: date, code: str = "") -> bytes:
    """The PDF, in Indonesian; with a code it says that it is sealed. Raises `RuleViolation` with every text that cannot
    be printed.
    """
    with translation.override("id"):
        printed = words(passport, today=today, code=code)
        # Only drawn: a sealed sheet keeps its words, and a picture is none.
        return PAPER.print({**printed, "issuer": {**printed["issuer"], **emblem_of(passport.center)}})


def told(passport: Passport, *, today: date) -> dict[str, Any]:
    """Every printed word but those that differ from one sheet to the next, and which own emblem stands above them."""
    emblem = emblem_of(passport.center).get("emblem", "")
    drawn = {"emblem": sha256(emblem.encode()).hexdigest()} if emblem else {}
    with translation.override("id"):
        return words(passport, today=today) | {"check": {}} | drawn


def words(passport: Passport, *, today: date, code: str = "") -> dict[str, Any]:
    """Every printed word; `code` is that of a sheet that is sealed, else the newest certificate's stands there."""
    person, center = passport.person, passport.center
    held = passport.certificates[:MOST_CERTIFICATES]
    short = passport.short_courses[:MOST_SHORT_COURSES]
    shown = passport.units[-MOST_UNITS:]
    left = len(passport.units) - len(shown)
    shown_code = code or (passport.certificates[0].code if passport.certificates else "")
    town = center.place_of_issue or center.city
    schooling = Education(person.education).label if person.education not in ("", Education.NONE) else ""
    return {
        "issuer": issuer(center),
        "title": "Paspor Keterampilan",
        "holder": {"name": person.full_name, "birth": birth_words(person), "schooling": str(schooling)},
        "trades": passport.trades[:MOST_TRADES],
        "units": [
            {"code": unit.code, "title": unit.title, "jp": str(unit.jp), "month": _month(unit.month), "town": town}
            for unit in shown
        ],
        "more_units": f"dan {left} unit lain pada sertifikat" if left else "",
        "certificates": _rows(held),
        "short_courses": _rows(short),
        "check": check_words(shown_code) if shown_code else {},
        "is_sealed": bool(code),
        "hours": str(passport.hours),
        "total_jp": str(passport.total_jp),
        "next_steps": passport.next_steps[:MOST_STEPS],
        "place_date": f"{town}, {_month(today)}",
        "signatory": signer_of(center),
    }


def _rows(held: list[Held]) -> list[dict[str, str]]:
    return [{"program": one.program, "number": one.number, "month": _month(one.month)} for one in held]


def _month(day: date) -> str:
    return format_date(day, "F Y")


def _lay_out(data: dict[str, Any], ruler: Ruler) -> Layout:
    ruler.reasons += neutrality_reasons(data, office_names())
    letterhead(ruler, data["issuer"], large=True)
    holder = data["holder"]
    holder["step"] = ruler.fit(_("Name"), holder["name"], SERIF_BOLD, [(22, 118), (17, 118), (13, 118), (10, 118)])
    born = ruler.wrap(_("Place and date of birth"), holder["birth"], SANS_BOLD, [(9, 46, 1), (9, 96, 2)])
    holder["is_birth_long"] = born != "1"
    for trade in data["trades"]:
        ruler.wrap(_("Program"), trade, SANS_BOLD, [(10.5, 118, 2)])
    for step in data["next_steps"]:
        ruler.wrap(_("Program"), step, SANS_BOLD, [(9.5, 170, 2)])
    for unit in data["units"]:
        ruler.wrap(unit["code"], unit["title"], SANS_BOLD, [(8.5, TITLE_WIDTH, MOST_LINES)])
        ruler.fit(unit["code"], unit["code"], SANS, [(7.5, 32)])
    for one in (*data["certificates"], *data["short_courses"]):
        ruler.wrap(_("Program"), one["program"], SANS_BOLD, [(8.5, TITLE_WIDTH, MOST_LINES)])
        ruler.fit(_("The number"), one["number"], SANS, [(8, 60)])
    images = check_block(ruler, data["check"], 50) if data["check"] else {}
    return Layout(data, images)


PAPER = Paper("outcomes/leaving/papers/skill_passport.html", ("papers.css",), _lay_out, MOST_PAGES)
