"""The file on paper: identity, both halves table by table, and who read or changed it. A4, always in Indonesian."""

from base64 import b64encode
from collections.abc import Iterable
from contextlib import suppress
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from core.errors import Blocker, RuleViolation
from core.templatetags.dates import day, moment
from printing.box_fit import SANS, Ruler, printable_parts
from printing.document_images import UnreadableImage, portrait_jpeg
from printing.internal_papers import letterhead
from printing.paper import Layout, Paper
from printing.press import TooManyPages
from programs.entry_rules.rule_parts import Answer
from reports.subject_file.collected import Row, Section, SubjectFile
from reports.subject_file.columns import PAPER_WIDTH, Coded, Column, Value
from reports.subject_file.portable import photo_of

MOST_PAGES = 400


def as_pdf(file: SubjectFile) -> bytes:
    """The PDF. Raises `RuleViolation` if the office's name does not fit or the file is too long for paper."""
    with translation.override("id"), timezone.override(file.reader.time_zone):
        data = _words(file)
        try:
            return PAPER.print(data)
        except TooManyPages as error:
            sentence = _("The file is too long for paper. Give the JSON file, which holds everything.")
            raise RuleViolation(Blocker("too_long", sentence)) from error


def _words(file: SubjectFile) -> dict[str, Any]:
    office = file.reader.office
    return {
        "issuer": {"name": office.name, "address": office.address or office.city or office.name},
        "title": _("Personal data file"),
        "photo": b64encode(photo_of(file.person)).decode(),
        "request": _request_lines(file),
        "has_nik": any(column.key == "nik" for column in file.identity.columns),
        "identities": [_pairs(file.identity, row) for row in file.identity.rows],
        "parts": list(_parts(file)),
        "foot": _("Confidential. For the person whom it is about."),
    }


def _request_lines(file: SubjectFile) -> list[dict[str, str]]:
    request = file.request
    return [
        {"label": _("Asked by"), "text": request.get_asker_display()},
        {"label": _("Received at"), "text": moment(request.received_at)},
        {"label": _("Number of the letter"), "text": request.number or "–"},
        {"label": _("Reason"), "text": request.reason},
        {"label": _("As of"), "text": moment(file.made_at)},
        {"label": _("Made by"), "text": str(file.made_by)},
    ]


def _pairs(section: Section, row: Row) -> list[dict[str, str]]:
    return [{"label": str(column.label), "text": _text(row[column.key]) or "–"} for column in section.columns]


def _parts(file: SubjectFile) -> Iterable[dict[str, Any]]:
    """The halves, each with a heading and its tables; the title of an empty table says that nothing is stored."""
    parts = [
        (_("Custody"), file.custody),
        (_("Training"), file.learning),
        (_("Tasks and requests"), file.matters),
        (_("Who read and who changed the data"), [_by_day(section) for section in file.trail]),
    ]
    for title, sections in parts:
        if sections:
            empty = ", ".join(str(section.label) for section in sections if not section.rows)
            yield {"title": title, "tables": [_table(one) for one in sections if one.rows], "empty": empty}


def _table(section: Section) -> dict[str, Any]:
    columns = [column for column in section.columns if column.width]
    rest = [column for column in section.columns if column.on_paper and not column.width]
    heads = [{"label": str(column.label), "width": column.width} for column in columns]
    rows = [[_text(row[column.key]) for column in columns] for row in section.rows]
    if rest:
        heads.append({"label": _("More"), "width": PAPER_WIDTH - sum(column.width for column in columns)})
        rows = [[*cells, _more(rest, row)] for cells, row in zip(rows, section.rows, strict=True)]
    return {"label": str(section.label), "heads": heads, "rows": rows}


def _more(columns: list[Column], row: Row) -> str:
    """Values without a column of their own, one per line; unknown or inapplicable ones are left out."""
    told = ((column.label, _text(row[column.key])) for column in columns)
    return "\n".join(f"{label}: {text}" for label, text in told if text not in ("", "0"))


def _by_day(section: Section) -> Section:
    """Combines equal entries of one day into a row with their number; the JSON has each with its time."""

    def same(row: Row) -> tuple[str, ...]:
        when = row["at"]
        local = timezone.localtime(when).date() if isinstance(when, datetime) else when
        return (str(local), *(_text(value) for key, value in row.items() if key not in ("at", "details")))

    rows = []
    # Sorting is stable: the first of equal entries is the earliest and gives the group its time.
    for _key, found in groupby(sorted(section.rows, key=same), key=same):
        equal = list(found)
        times = f" ({len(equal)}×)" if len(equal) > 1 else ""
        rows.append({**equal[0], "at": moment(equal[0]["at"]) + times})
    return Section(section.key, section.label, section.columns, rows)


def _text(value: Value) -> str:
    """The value in words for a reader of the paper."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return day(value)
    if isinstance(value, Coded):
        return str(value.label)
    if isinstance(value, Answer):
        return f"{value.label}: {value.message}"
    return _joined(value) if isinstance(value, list) else str(value)


def _joined(value: list) -> str:
    separator = "\n" if any(isinstance(part, Answer) for part in value) else ", "
    return separator.join(_text(part) for part in value)


def _lay_out(data: dict[str, Any], ruler: Ruler) -> Layout:
    """Only the letterhead has a fixed box. Letters missing from the font are replaced: the right to the file takes
    precedence, and the JSON contains them all.
    """
    letterhead(ruler, data["issuer"])
    images = {}
    with suppress(UnreadableImage):
        images = {"photo.jpg": portrait_jpeg(data["photo"])} if data["photo"] else {}
    words = {name: printable_parts(value, SANS) for name, value in data.items() if name != "photo"}
    return Layout({**words, "has_photo": bool(images)}, images)


PAPER = Paper("reports/subject_file/papers/subject_file.html", ("papers.css",), _lay_out, MOST_PAGES)
