"""Looks at every part in each round of due work: writes changes into the log, and keeps what it saw for the pages.

Faults that have ended are kept for a day, so that whoever looks in the morning learns of the night.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Self

import structlog
from django.conf import settings
from django.utils import translation

from core import clock, health
from core.health import State

logger = structlog.get_logger(__name__)
# A fault that lasts is written into the log once an hour.
AGAIN = timedelta(hours=1)
KEPT = timedelta(days=1)
# What was seen longer ago tells nothing of now: the runner does not run, which a part of its own says.
FRESH = timedelta(minutes=5)
MOST_ENDED = 20


def watch() -> None:
    """Looks at every part once."""
    now, before = clock.now(), _read()
    seen = {name: _row(finding, before["seen"].get(name), now) for name, finding in health.findings().items()}
    ended = [
        {**row, "part": name, "until": now.isoformat()}
        for name, row in before["seen"].items()
        if row["is_bad"] and not seen.get(name, {}).get("is_bad")
    ]
    for row in ended:
        logger.warning("part_is_well_again", part=row["part"], says=row["says"]["id"])
    lately = [row for row in [*ended, *before["ended"]] if datetime.fromisoformat(row["until"]) > now - KEPT]
    for name, row in seen.items():
        if row["is_bad"] and (row.pop("is_new") or datetime.fromisoformat(row["logged"]) <= now - AGAIN):
            row["logged"] = now.isoformat()
            log = logger.error if row["state"] == State.FAILED else logger.warning
            log("part_needs_a_look", part=name, state=row["state"], says=row["says"]["id"])
    health.keep(_path(), {"at": now.isoformat(), "seen": seen, "ended": lately[:MOST_ENDED]})


def _row(finding: health.Finding, before: dict[str, Any] | None, now: datetime) -> dict[str, Any]:
    goes_on = bool(before and before["state"] == finding.state)
    return {
        "state": finding.state,
        "is_bad": finding.is_bad,
        "says": _in_each_language(finding),
        "since": before["since"] if before and goes_on else now.isoformat(),
        "logged": before["logged"] if before and goes_on else now.isoformat(),
        "is_new": not goes_on,
    }


def _in_each_language(finding: health.Finding) -> dict[str, str]:
    told = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            told[code] = finding.says
    return told


@dataclass(frozen=True)
class Fault:
    """One part that needs a look, or did within a day."""

    title: str
    state: State
    says: str
    since: datetime | None = None
    until: datetime | None = None

    @property
    def kind(self) -> str:
        """Of a notice or a tag."""
        return "bad" if self.state == State.FAILED else "warn"


@dataclass(frozen=True)
class SiteState:
    """What the administrator should know of the site at this moment. Asks the database nothing."""

    failed: list[Fault]
    warnings: list[Fault]
    ended: list[Fault]

    @classmethod
    def now(cls, *, without: frozenset[str] = frozenset()) -> Self:
        kept, now = _read(), clock.now()
        is_fresh = kept["at"] and abs(now - datetime.fromisoformat(kept["at"])) < FRESH
        # Whoever draws a page has just read the database.
        left_out = without | {"database"}
        seen = {name: row for name, row in kept["seen"].items() if is_fresh and name not in left_out}
        found = {name: _fault(name, row) for name, row in seen.items() if row["is_bad"] and name in health.parts}
        for name, finding in health.cheap_findings().items():
            since = found[name].since if name in found else None
            found.pop(name, None)
            if finding.is_bad:
                found[name] = Fault(str(health.parts[name].title), finding.state, finding.says, since)
        ended = [_fault(row["part"], row) for row in kept["ended"] if row["part"] in health.parts.keys() - without]
        return cls(
            [one for one in found.values() if one.state == State.FAILED],
            [one for one in found.values() if one.state == State.WARNING],
            [one for one in ended if one.state == State.FAILED],
        )


def _fault(name: str, row: dict[str, Any]) -> Fault:
    says = row["says"].get(translation.get_language()) or row["says"]["id"]
    until = datetime.fromisoformat(row["until"]) if "until" in row else None
    title = str(health.parts[name].title)
    return Fault(title, State(row["state"]), says, datetime.fromisoformat(row["since"]), until)


def _read() -> dict[str, Any]:
    try:
        return json.loads(_path().read_text())
    except (OSError, ValueError):
        return {"at": None, "seen": {}, "ended": []}


def _path() -> Path:
    return Path(settings.DATA_DIR) / "site-state.json"
