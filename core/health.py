"""The state of each part of a running site, reported by `/sehat/` to its operators.

Apps register a check for each part they own. A check changes nothing; if it fails, the failure is itself a finding, so
the page answers whatever is broken.
"""

import contextlib
import json
import os
import shutil
import stat
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

import structlog
from django.conf import settings
from django.db import connection
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.ports import Port, Table

logger = structlog.get_logger(__name__)
# Bytes. Below the first, writing will soon fail; below the second, someone should free space.
LEAST_FREE, LITTLE_FREE = 200_000_000, 1_000_000_000
# Logs often have a small disk of their own.
LEAST_FREE_FOR_LOGS, LITTLE_FREE_FOR_LOGS = 50_000_000, 200_000_000
POSTGRESQL = Path("/var/lib/postgresql")


class State(StrEnum):
    OK = "ok"
    # It works, but needs attention before it fails.
    WARNING = "warning"
    FAILED = "failed"
    # Not part of this installation.
    ABSENT = "absent"


WORDS = {
    State.OK: _("Well"),
    State.WARNING: _("Needs a look"),
    State.FAILED: _("Does not work"),
    State.ABSENT: _("Not in use"),
}


@dataclass(frozen=True)
class Finding:
    """The state of one part, with a sentence for the operator; never the name of a person or an office."""

    state: State
    sentence: str | Promise
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def says(self) -> str:
        """The sentence in the language of whoever reads it; a fault says what to do."""
        return str(self.sentence) % self.values if self.values else str(self.sentence)

    @property
    def kind(self) -> str:
        """Of a tag or a notice."""
        return {State.OK: "ok", State.WARNING: "warn", State.FAILED: "bad", State.ABSENT: "quiet"}[self.state]

    @property
    def word(self) -> str:
        """Of a tag."""
        return str(WORDS[self.state])

    @property
    def is_bad(self) -> bool:
        return self.state in (State.WARNING, State.FAILED)


Check = Callable[[], Finding]


@dataclass(frozen=True)
class Part:
    """One part of the site. What is cheap asks neither the database nor another process, so any page may ask it."""

    title: str | Promise
    check: Check
    cheap_check: Callable[[], Finding | None] | None = None


parts: Table[Part] = Table()
may_read: Port[[HttpRequest], bool] = Port()
"""Asked by `/sehat/`: whether the user of this request may read the state of each part."""


def register(
    name: str, title: str | Promise, *, is_cheap: bool = False, cheap_check: Callable[[], Finding | None] | None = None
) -> Callable[[Check], Check]:
    """Decorator that adds a check to the health page under `name`, such as `signer`.

    Pages ask `cheap_check`, or the check itself if it is cheap; what neither answers they know from the last round.
    """

    def added(check: Check) -> Check:
        parts.add(name, Part(title, check, check if is_cheap else cheap_check))
        return check

    return added


def findings() -> dict[str, Finding]:
    """The state of every part, in order of registration."""
    found = dict[str, Finding]()
    for name, part in parts.items():
        is_dark = "database" in found and found["database"].state == State.FAILED
        # Otherwise each of them would wait for the database, and fail with the same words.
        found[name] = _in_the_dark(part) if is_dark else _asked(part.check)
    return found


def _in_the_dark(part: Part) -> Finding:
    found = _asked(part.cheap_check) if part.cheap_check else None
    return found or Finding(State.WARNING, _("It cannot be looked at while the database does not answer."))


def cheap_findings() -> dict[str, Finding]:
    """The state of those parts that can be asked without database or another process, if they can say it."""
    asked = {name: _asked(part.cheap_check) for name, part in parts.items() if part.cheap_check}
    return {name: one for name, one in asked.items() if one is not None}


def is_well(found: Iterable[Finding]) -> bool:
    return all(one.state != State.FAILED for one in found)


def _asked(check: Callable[[], Any]) -> Any:
    try:
        return check()
    except Exception as error:
        logger.exception("health_check_failed")
        sentence = _("The check itself failed: %(error)s. The log says why.")
        return Finding(State.FAILED, sentence, {"error": type(error).__name__})


def keep(path: Path, content: object) -> None:
    """Writes what a later look needs; on a full disk it stays as it was."""
    aside = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        aside.write_text(json.dumps(content))
        aside.replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            aside.unlink()


def database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    # Whatever the driver reports, the pages cannot be served.
    except Exception:
        logger.exception("database_does_not_answer")
        return False
    return True


@register("database", _("Database"))
def database() -> Finding:
    if not database_answers():
        sentence = _(
            "The database does not answer, and no page opens. Whoever runs the server types: systemctl restart "
            "postgresql. Where the disk is full, make room first. What was saved before is safe."
        )
        return Finding(State.FAILED, sentence)
    return Finding(State.OK, _("%(name)s answers."), {"name": connection.vendor})


@register("disk", _("Disk"), is_cheap=True)
def disk() -> Finding:
    """Free space where the site writes; data, uploads and database may be on separate disks."""
    places = [Path(settings.DATA_DIR), Path(settings.MEDIA_ROOT)]
    if connection.vendor == "postgresql" and _is_here(connection.settings_dict["HOST"]):
        places.append(POSTGRESQL)
    free, place = min((shutil.disk_usage(place).free, str(place)) for place in places if place.exists())
    values = {"free": free // 1_000_000, "place": place}
    if free < LEAST_FREE:
        sentence = _(
            "%(free)s MB are free in %(place)s: soon nothing more can be recorded. Whoever runs the server makes room "
            "now: du -xh -d 3 / | sort -h | tail -n 30 shows what is large. Delete downloads and folders of "
            "installation alone, nothing in %(place)s; if that is not enough, it needs a larger disk."
        )
        return Finding(State.FAILED, sentence, values)
    if free < LITTLE_FREE:
        sentence = _(
            "%(free)s MB are free in %(place)s. Whoever runs the server makes room this week: du -xh -d 3 / | sort -h "
            "| tail -n 30 shows what is large. Delete downloads and folders of installation alone."
        )
        return Finding(State.WARNING, sentence, values)
    return Finding(State.OK, _("%(free)s MB are free in %(place)s."), values)


def _is_here(host: str) -> bool:
    return not host or host.startswith("/") or host in ("localhost", "127.0.0.1", "::1")


@register("log_disk", _("Disk of the logs"), is_cheap=True)
def log_disk() -> Finding:
    """Free space where logs are written. The site goes on without them, but faults can no longer be looked up."""
    usages = [(shutil.disk_usage(place).free, place) for place in settings.LOG_FOLDERS if Path(place).exists()]
    if stat.S_ISREG(os.fstat(2).st_mode):
        room = os.fstatvfs(2)
        usages.append((room.f_bavail * room.f_frsize, _name_of_stderr()))
    if not usages:
        return Finding(State.ABSENT, _("Logs are not kept in a folder of this machine."))
    free, place = min(usages)
    values = {"free": free // 1_000_000, "place": place}
    if free < LEAST_FREE_FOR_LOGS:
        sentence = _(
            "%(free)s MB are free for logs in %(place)s. The site goes on, but faults are written down no longer. "
            "Whoever runs the server types: journalctl --vacuum-size=200M, and looks what else is large: du -xh -d 2 "
            "/var/log | sort -h"
        )
        return Finding(State.FAILED, sentence, values)
    if free < LITTLE_FREE_FOR_LOGS:
        sentence = _(
            "%(free)s MB are free for logs in %(place)s. Whoever runs the server makes room this week: journalctl "
            "--vacuum-size=200M"
        )
        return Finding(State.WARNING, sentence, values)
    return Finding(State.OK, _("%(free)s MB are free for logs in %(place)s."), values)


def _name_of_stderr() -> str:
    """Of the file that takes standard error, for whoever has to find it."""
    try:
        return str(Path("/proc/self/fd/2").readlink())
    except OSError:
        return "stderr"
