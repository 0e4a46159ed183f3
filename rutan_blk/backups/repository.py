"""Where backups are kept: a repository of restic, encrypted with a password that follows from the field key.

So a backup opens with the field key and with nothing else, and the key itself, of which two halves lie in envelopes, is
in no backup. https://restic.readthedocs.io
"""

import json
import os
import re
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from accounts.models import TrainingCenter
from core import clock, crypto

TAG = "terampil"
# What stays: of each of the last days, weeks and months with a backup the newest.
KEPT = ("--keep-last=3", "--keep-daily=14", "--keep-weekly=8", "--keep-monthly=24")
NO_REPOSITORY, WRONG_PASSWORD = 10, 12
LATEST = "latest"
# Seconds. A medium that hangs must not keep a backup under way for ever, which nobody would be told of.
READING_ALL, LONG, SHORT = {"backup", "check", "forget", "restore"}, 6 * 3600, 600


class Refused(Exception):
    """A backup or restore is not possible; its text is a sentence for whoever runs the server."""


@dataclass(frozen=True)
class Snapshot:
    """One backup in the repository."""

    id: str
    taken_at: datetime
    # Of which site; a repository may hold several.
    host: str


class Repository:
    """Runs restic on one repository: a folder, or sftp:, s3: and the like. Every method raises `Refused`."""

    def __init__(self, address: str) -> None:
        self.address = address
        # An address may hold a password.
        self.shown = re.sub(r"//[^/@]*@", "//", address)

    def is_there(self) -> bool:
        """Whether there is a repository. One that was made with another field key is refused."""
        # A lock whose process was killed.
        self._run("unlock", may_fail=True)
        found = self._run("cat", "config", "--no-lock", may_fail=True)
        if found.returncode and not _is_absent(found):
            raise Refused(self._why(found))
        return found.returncode == 0

    def make(self) -> None:
        """Makes the repository unless it is there. One that lost its head is refused, as it would get a second key."""
        if self.is_there():
            return
        if (Path(self.address) / "keys").exists():
            raise Refused(f"The repository at {self.shown} is damaged: it has keys, and no config.")
        self._run("init")

    def store(self, paths: Iterable[Path], *, host: str) -> str:
        """Stores these folders and files as one snapshot; its id."""
        there = [str(path) for path in paths if path.exists()]
        lines = self._run("backup", "--json", "--tag", TAG, "--host", host, *there).stdout.splitlines()
        summary = next(one for one in map(json.loads, reversed(lines)) if one.get("message_type") == "summary")
        return summary["snapshot_id"]

    def check(self) -> None:
        """Proves that everything the snapshots name is there, and reads a seventh of it, another one each weekday."""
        self._run("check", f"--read-data-subset={clock.now().weekday() + 1}/7")

    def forget_old(self) -> None:
        """Lets go of snapshots that are older than need be."""
        self._run("forget", "--tag", TAG, "--group-by", "host,tags", *KEPT, "--prune")

    def snapshots(self, *, host: str = "") -> list[Snapshot]:
        """All backups, or those of one site, oldest first."""
        found: list[dict[str, Any]] = (
            json.loads(self._run("snapshots", "--json", "--no-lock", "--tag", TAG).stdout) or []
        )
        return sorted(
            (
                Snapshot(one["id"], datetime.fromisoformat(one["time"]).astimezone(UTC), one["hostname"])
                for one in found
                if host in ("", one["hostname"])
            ),
            key=lambda one: one.taken_at,
        )

    def find(self, name: str, *, host: str = "") -> Snapshot:
        """The snapshot whose id begins so, or the newest for "latest"; of several sites the one of that name."""
        found = [one for one in self.snapshots(host=host) if name == LATEST or one.id.startswith(name)]
        if not found:
            raise Refused(f"There is no backup {name}{f' of {host}' if host else ''} in {self.shown}.")
        if name == LATEST and len(sites := sorted({one.host for one in found})) > 1:
            raise Refused(f"{self.shown} holds backups of several sites. Name one of them: --site {' or '.join(sites)}")
        return found[-1]

    def add_password(self, password: str) -> None:
        """Lets another password open the repository too."""
        with NamedTemporaryFile("w", dir=settings.DATA_DIR) as file:
            file.write(password)
            file.flush()
            self._run("key", "add", f"--new-password-file={file.name}")

    def remove_password(self, password: str) -> None:
        """Lets that password open the repository no longer; nothing happens if it does not."""
        asked = self._run("key", "list", "--json", "--no-lock", may_fail=True, password=password)
        if asked.returncode == 0:
            (own,) = (one["id"] for one in json.loads(asked.stdout) if one["current"])
            self._run("key", "remove", own)

    def restore(self, snapshot: Snapshot, target: Path, *, only: str = "") -> None:
        """Writes everything of the snapshot, or one folder, below the target, each at its whole path; reads it back."""
        self._run(
            "restore",
            snapshot.id,
            "--no-lock",
            "--target",
            str(target),
            "--verify",
            *(["--include", only] if only else []),
        )

    def _run(self, *words: str, may_fail: bool = False, password: str = "") -> subprocess.CompletedProcess[str]:
        secret = {"RESTIC_PASSWORD": password or crypto.derived("backup"), "RESTIC_REPOSITORY": self.address}
        cache = f"--cache-dir={Path(settings.DATA_DIR) / 'backup-cache'}"
        seconds = LONG if words[0] in READING_ALL else SHORT
        try:
            done = subprocess.run(
                ["restic", cache, *words],
                env={**os.environ, **secret},
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                timeout=seconds,
            )
        except FileNotFoundError as error:
            raise Refused(_("restic is not installed. As root: apt-get install restic")) from error
        except subprocess.TimeoutExpired as error:
            raise Refused(
                _(
                    "restic %(act)s did not end within %(minutes)s minutes: %(place)s hangs or is too slow. See that "
                    "the medium or the other machine answers, and take the backup again."
                )
                % {"act": words[0], "minutes": seconds // 60, "place": self.shown}
            ) from error
        if done.returncode and not may_fail:
            raise Refused(self._why(done))
        return done

    def _why(self, done: subprocess.CompletedProcess[str]) -> str:
        if _is_absent(done):
            sentence = _("There is no repository of backups at %(place)s. Is the medium plugged in?")
            return sentence % {"place": self.shown}
        if done.returncode == WRONG_PASSWORD or "wrong password" in done.stderr:
            return (
                f"The backups in {self.shown} were made with another field key, and open with that one alone. Its "
                "halves lie in two envelopes; to join them: .venv/bin/python -m rutan_blk.backups.key_halves"
            )
        last = next(reversed(done.stderr.strip().splitlines()), "it says nothing")
        return f"restic ended with {done.returncode}: {last}"


def _is_absent(done: subprocess.CompletedProcess[str]) -> bool:
    """True if there is no repository; restic before 0.17 says so in words alone."""
    return done.returncode == NO_REPOSITORY or "Is there a repository at the following location?" in done.stderr


def own() -> Repository:
    """The repository of this site. Raises `Refused`."""
    if not settings.BACKUP_REPOSITORY:
        raise Refused(_("BACKUP_REPOSITORY in .env names no place for backups yet; docs/id/operasi.md says how."))
    if ":" not in settings.BACKUP_REPOSITORY and not Path(settings.BACKUP_REPOSITORY).is_absolute():
        raise Refused(_("BACKUP_REPOSITORY has to be a whole path, from / on."))
    return Repository(settings.BACKUP_REPOSITORY)


def site() -> str:
    """A name of the site that stays when the machine is another; a repository may hold several sites of one key."""
    return TrainingCenter.objects.order_by("pk").values_list("code", flat=True).first() or "terampil"
