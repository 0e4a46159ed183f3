"""Dates as offices write them. The day always precedes the month; month first is never guessed."""

import datetime
import re
import unicodedata
from calendar import monthrange

from inmates.imports.reading.spreadsheets import Cell

EARLIEST_YEAR = 1910
LATEST_YEAR = 2120
# Not 31 December 1899, because Excel counts a 29 February 1900 that never existed.
_SERIAL_BASE = datetime.date(1899, 12, 30)
_FIRST_SERIAL = (datetime.date(EARLIEST_YEAR, 1, 1) - _SERIAL_BASE).days
_LAST_SERIAL = (datetime.date(LATEST_YEAR, 12, 31) - _SERIAL_BASE).days

_MONTHS = {
    word: number
    for number, words in enumerate(
        (
            "januari january jan",
            "februari pebruari february feb peb",
            "maret march mar mrt",
            "april apr",
            "mei may",
            "juni june jun",
            "juli july jul",
            "agustus august agust agus agt agu aug ags",
            "september sept sep",
            "oktober october okt oct",
            "november nopember nov nop",
            "desember december des dec",
        ),
        1,
    )
    for word in words.split()
}
# What lists contain instead of a date: blanks, databases' zero dates, and sentences without an end.
_NO_DATE = re.compile(
    r"[\W_]*|(?:0{1,4}\W){2}0{1,4}|0+|0?0\W0?1\W1900|(?:30|31)\W12\W1899|1899\W12\W(?:30|31)|null|nil|nihil|kosong"
    r"|tidak ada|belum ada|belum|n/?a|tdk ada|seumur hidup|sh|shm|mati|pidana mati|#\w+[!?]?"
)
_TIME = re.compile(r"(?:t|\s+)\d{1,2}[:.]\d{2}(?:[:.]\d{2}(?:\.\d+)?)?\s*(?:z|[+-]\d{2}:?\d{2}|wita|wib|wit|am|pm)?$")
_WEEKDAY = re.compile(r"^(?:senin|selasa|rabu|kamis|jum'?at|sabtu|minggu|ahad)\s*,?\s+")
_DAY_FIRST = re.compile(r"(\d{1,2})[ ./-]+(\d{1,2}|[a-z]{3,9})\.?[ ./-]+(\d{4}|\d{2})")
_JOINED = re.compile(r"(\d{1,2})([a-z]{3,9})(\d{4})")
_YEAR_FIRST = re.compile(r"(\d{4})[ ./-]+(\d{1,2}|[a-z]{3,9})[ ./-]+(\d{1,2})|((?:19|20)\d{2})(\d{2})(\d{2})")
_SERIAL = re.compile(r"\d{4,6}(?:[.,]\d+)?")


class ImpossibleDateError(ValueError):
    """The cell is meant as a date but none can be read from it. Carries no part of the cell."""


class NoSuchDayError(ImpossibleDateError):
    """The cell can be read, but its month does not have that day, such as 31/02/2026."""


def read_date(cell: Cell, *, born: bool = False, today: datetime.date) -> datetime.date | None:
    """The date in `cell`; None if the cell says there is none (`-`, blank, `00/00/0000`).

    Two-digit years belong to this century, unless a date of birth (`born`) would then lie after `today`. Raises
    NoSuchDayError for a day that its month does not have, ImpossibleDateError for any other date not in the calendar, a
    year impossible for a person, and any other text.
    """
    if cell is None:
        return None
    if isinstance(cell, datetime.date):
        return _sane(cell)
    if isinstance(cell, int | float):
        return _from_serial(float(cell))
    return _from_text(cell, born=born, today=today)


def _from_text(cell: str, *, born: bool, today: datetime.date) -> datetime.date | None:
    text = " ".join(unicodedata.normalize("NFKC", cell).replace("\u2013", "-").lower().split()).strip(" '`\"")
    # Exports append midnight to dates, including the zero date.
    if _NO_DATE.fullmatch(text) or _NO_DATE.fullmatch(text := _TIME.sub("", text)):
        return None
    text = _WEEKDAY.sub("", text)
    # A date's serial number, kept as text by a program that did not recognize it.
    if _SERIAL.fullmatch(text):
        return _from_serial(float(text.replace(",", ".")))
    if match := _DAY_FIRST.fullmatch(text) or _JOINED.fullmatch(text):
        day, month, year = match.groups()
        return _day(_year(year, born=born, today=today), month, day)
    if match := _YEAR_FIRST.fullmatch(text):
        year, month, day = (group for group in match.groups() if group)
        return _day(int(year), month, day)
    raise ImpossibleDateError


def _from_serial(number: float) -> datetime.date | None:
    whole = int(number)
    if whole == 0:
        return None
    # 20260131 as a number: year, month and day without separators.
    if 19_000_101 <= whole <= 21_001_231 and number == whole:
        return _from_text(str(whole), born=False, today=_SERIAL_BASE)
    # Numbers between 1910 and 2120 are bare years; as serial numbers they would precede any possible date.
    if not _FIRST_SERIAL <= whole <= _LAST_SERIAL:
        raise ImpossibleDateError
    return _SERIAL_BASE + datetime.timedelta(days=whole)


def _day(year: int, month: str, day: str) -> datetime.date:
    number = int(month) if month.isdigit() else _MONTHS.get(month, 0)
    is_month = 1 <= number <= 12 and EARLIEST_YEAR <= year <= LATEST_YEAR
    if is_month and monthrange(year, number)[1] < int(day) <= 31:
        raise NoSuchDayError
    try:
        return _sane(datetime.date(year, number, int(day)))
    except ValueError:
        # "from None": the original message quotes the value.
        raise ImpossibleDateError from None


def _year(digits: str, *, born: bool, today: datetime.date) -> int:
    if len(digits) == 4:
        return int(digits)
    year = 2000 + int(digits)
    return year - 100 if born and year > today.year else year


def _sane(day: datetime.date) -> datetime.date:
    if not EARLIEST_YEAR <= day.year <= LATEST_YEAR:
        raise ImpossibleDateError
    return day
