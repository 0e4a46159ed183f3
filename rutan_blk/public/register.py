"""Reads the exported register. Each query opens the file again, so a replaced file takes effect at once."""

import json
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any, cast

from django.conf import settings

from certification.earlier_certificates import asked_numbers
from certification.register import check_codes
from certification.verification import sealed_records
from certification.verification.check_findings import Finding, PublicRecord, finding_of

# Looked up instead of an impossible code, so that both kinds of wrong code cost one look-up.
NO_SUCH_CODE = "U" * check_codes.LENGTH
RECORD = "SELECT content FROM record WHERE code_digest = ?"


def look_up(typed: str) -> Finding:
    """What the register says about a typed or scanned code; malformed and unknown codes get the same answer."""
    code = check_codes.plain(typed)
    wanted = code if check_codes.is_code(code) else NO_SUCH_CODE
    rows = _ask(RECORD, sealed_records.place_of(wanted))
    return finding_of(cast(PublicRecord, _opened(wanted, rows[0][0])) if rows else None)


def look_up_number(number: str, *, name: str = "", born: date | None = None) -> Finding:
    """What the register says about a paper without a code, asked by its number and who holds it."""
    codes = asked_numbers.codes_asked(settings.PUBLIC_NUMBER_KEY, number, name=name, born=born)
    # One question more where none would be asked, so that what is typed wrong costs the same.
    rows = [(code, _ask(RECORD, sealed_records.place_of(code))) for code in codes or [NO_SUCH_CODE]]
    found = [_opened(code, row[0][0]) for code, row in rows if row]
    return finding_of(cast(PublicRecord, found[0]) if len(found) == 1 and found[0] else None)


def _opened(code: str, content: bytes | str) -> dict[str, Any]:
    # In a file of an older version it stands as it is.
    found: dict[str, Any] = json.loads(content) if isinstance(content, str) else sealed_records.opened(code, content)
    return found


def keys_document() -> dict[str, Any]:
    """The published keys."""
    found: dict[str, Any] = json.loads(_ask("SELECT content FROM document WHERE name = 'keys'")[0][0])
    return found


def list_token(slug: str) -> str | None:
    """The latest signed status list."""
    rows = _ask("SELECT token FROM status_list WHERE slug = ?", slug)
    return rows[0][0] if rows else None


def list_tokens() -> dict[str, str]:
    """All signed lists by slug."""
    return dict(_ask("SELECT slug, token FROM status_list"))


def _ask(question: str, *values: str) -> list[Any]:
    address = f"{Path(settings.PUBLIC_REGISTER).resolve().as_uri()}?mode=ro&immutable=1"
    with closing(sqlite3.connect(address, uri=True)) as file:
        return file.execute(question, values).fetchall()
