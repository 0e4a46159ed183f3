"""Wording shared by a center's papers: dates, issuer, place and date of birth. Always Indonesian."""

from datetime import date

from django.utils import dateformat, translation

from accounts.letterhead import emblem_of
from accounts.models import TrainingCenter
from certification.papers.snapshots import Issuer
from inmates.people.models import Person


def day(value: date) -> str:
    """18 September 2026"""
    with translation.override("id"):
        return dateformat.format(value, "j F Y")


def span(start: date, end: date) -> str:
    """3 Agustus – 11 September 2026; parts shared by both days are written once."""
    with translation.override("id"):
        if (start.year, start.month) == (end.year, end.month):
            head = str(start.day)
        else:
            head = dateformat.format(start, "j F" if start.year == end.year else "j F Y")
    return day(end) if start == end else f"{head} – {day(end)}"


def issuer(center: TrainingCenter) -> Issuer:
    """The training center as printed; no other office is ever named."""
    found: Issuer = {"name": center.official_name or center.name.upper(), "address": center.address or center.city}
    if center.parent_name:
        found["parent"] = center.parent_name
    return found


def letterhead(center: TrainingCenter) -> Issuer:
    """The issuer with the center's current emblem, for papers that do not store one."""
    return {**issuer(center), **emblem_of(center)}


def birth_words(person: Person) -> str:
    """Place and date of birth, as far as known."""
    return ", ".join(filter(None, [person.birth_place, day(person.birth_date) if person.birth_date else ""]))
