"""The machine-readable file (UU 27/2022, article 13): UTF-8 JSON with keys as documented in
docs/data-subject-file.md.
"""

import json
from base64 import b64encode
from datetime import date, datetime
from typing import Any

from django.utils import timezone, translation

from inmates.people.models import Person
from programs.entry_rules.rule_parts import Answer
from reports.subject_file.collected import Section, SubjectFile
from reports.subject_file.columns import Coded, Official, Value
from reports.subject_file.models import SubjectRequest

FORMAT, VERSION = "terampil-subject-file", 1


def as_json(file: SubjectFile) -> bytes:
    """The whole file, including the photo; for scans on paper only their existence is stated. Sentences are
    Indonesian.
    """
    with translation.override("id"), timezone.override(file.reader.time_zone):
        whole = {
            "format": FORMAT,
            "version": VERSION,
            "made_at": _told(file.made_at),
            "made_by": _told(file.made_by),
            "half": "both" if file.reader.facility_id else "learning",
            "request": _request(file.request),
            "identity": _rows(file.identity),
            "photo": _photo(file.person),
            "custody": {section.key: _rows(section) for section in file.custody},
            "learning": {section.key: _rows(section) for section in file.learning},
            "matters": {section.key: _rows(section) for section in file.matters},
            "trail": {section.key: _rows(section) for section in file.trail},
        }
        # Indented and unescaped, because people also open it in a text editor.
        return json.dumps(whole, ensure_ascii=False, indent=1).encode()


def _request(request: SubjectRequest) -> dict[str, Any]:
    return {
        "asker": request.asker,
        "received_at": _told(request.received_at),
        "number": request.number,
        "reason": request.reason,
        "answer_until": _told(request.deadline),
    }


def _rows(section: Section) -> list[dict[str, Any]]:
    return [{key: _told(value) for key, value in row.items()} for row in section.rows]


def _photo(person: Person) -> dict[str, str] | None:
    content = photo_of(person)
    return {"media_type": "image/jpeg", "base64": b64encode(content).decode()} if content else None


def photo_of(person: Person) -> bytes:
    """The stored photo; empty if there is none or its file is missing."""
    name = person.photo.name
    if not name or not person.photo.storage.exists(name):
        return b""
    with person.photo.open("rb") as stored:
        content: bytes = stored.read()
        return content


def _told(value: Value) -> Any:
    """Choices as codes, dates and moments as ISO 8601, lists and mappings recursively; unknown values are null."""
    if isinstance(value, Coded):
        return value.code
    if isinstance(value, Official):
        return {"roles": list(value.roles), "office": value.office}
    if isinstance(value, Answer):
        return {**value.as_told(), "message": value.message}
    if isinstance(value, date):
        return _iso(value)
    if isinstance(value, list):
        return [_told(part) for part in value]
    if isinstance(value, dict):
        return {name: _told(part) for name, part in value.items()}
    return None if value == "" else value


def _iso(value: date) -> str:
    """A date, or a moment in the office's time zone: in Python a datetime is a date too."""
    return (timezone.localtime(value) if isinstance(value, datetime) else value).isoformat()
