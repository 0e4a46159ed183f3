"""Exchanging the key that encrypts fields (`FIELD_KEY`) while the site goes on.

A new key encrypts from the first moment on; the old one opens what it has encrypted until that is encrypted anew.
Wherever a process is killed, both keys are in their files and each value opens with one of them; the next round goes
on.
"""

import os
import secrets
from contextlib import suppress
from datetime import timedelta
from itertools import islice
from pathlib import Path

from django.conf import settings

from core import audit, clock, crypto, key_mark
from core.due import work_due
from core.key_ring import BEFORE, FieldKey
from core.models import KeyMark
from rutan_blk.backups import repository

# An act that encrypted with the old key may be stored so much later: a long import is one transaction.
LONGEST_ACT = timedelta(minutes=20)
# Values of one round of `run_due`.
A_ROUND = 20_000


class Refused(Exception):
    """Why the key was not exchanged."""


def is_under_way() -> bool:
    """Whether the key before the one of today is still needed."""
    return bool(settings.FIELD_KEY_FILE) and _before().exists()


def begin() -> None:
    """A new key encrypts from now on. Typed again, it goes on with an exchange that was broken off.

    Raises `Refused`, and that of backups where their repository cannot be reached: it has to open with both.
    """
    file = _file()
    if fault := key_mark.fault():
        raise Refused(fault)
    old = FieldKey(file.read_text().strip())
    if _before().exists() and _before().read_text().strip() != old.text:
        raise Refused("An exchange is under way; run_due goes on with it. Its end is written to the audit.")
    new = old.followed_by(secrets.token_urlsafe(48))
    if settings.BACKUP_REPOSITORY:
        kept = repository.own()
        if not kept.is_there():
            raise Refused(f"There is no repository of backups at {kept.shown}. Plug the medium in.")
        kept.add_password(crypto.derived("backup", new))
    # The old one first: whoever finds the new key finds both.
    _write(_before(), old.text)
    _write(file, new.text)
    # The envelopes hold the key of before.
    KeyMark.objects.update(halves_printed_at=None)
    audit.record("keys.begin_exchange", by=None)


def go_on(most: int = A_ROUND) -> int:
    """Encrypts up to so many values anew. Returns how many it encrypted.

    A value that somebody writes meanwhile stays as written, and is met again if the old key has encrypted it.
    """
    prefix, done = crypto.current_prefix(), 0
    for field in crypto.sealed_fields:
        for pk, context, sealed in list(islice(field.rows(after_exchange=prefix), most - done)):
            # One that no key opens is named by the upkeep of keys; it must not keep the others.
            with suppress(ValueError):
                anew = crypto.encrypt(crypto.decrypt(sealed, context=context), context=context)
                done += field.replace(pk, sealed, anew)
    return done


def left() -> str:
    """What still needs the key of before, in a sentence; empty if nothing does."""
    prefix = crypto.current_prefix()
    if values := sum(1 for field in crypto.sealed_fields for _row in field.rows(after_exchange=prefix)):
        return f"{values} values are not encrypted anew yet."
    if passing := crypto.waiting_for_old_keys():
        return f"{passing} rows of lists that wait for somebody need the old key: settle or discard those imports."
    if clock.now().timestamp() - _file().stat().st_mtime < LONGEST_ACT.total_seconds():
        return f"Acts that began before may still be stored; {LONGEST_ACT.seconds // 60} minutes are waited for."
    return ""


def end() -> None:
    """The key of before opens nothing here any more, and is deleted. Raises `Refused` while it is needed."""
    if what := left():
        raise Refused(what)
    old = FieldKey(_before().read_text().strip())
    if settings.BACKUP_REPOSITORY:
        repository.own().remove_password(crypto.derived("backup", old))
    KeyMark.objects.update(digest=key_mark.digest())
    audit.record("keys.end_exchange", by=None)
    _before().unlink()


@work_due.register
def exchange_due() -> None:
    """Goes on with an exchange that is under way, and ends it once nothing needs the key of before."""
    if is_under_way() and not go_on() and not left():
        end()


def _file() -> Path:
    """Where the key stands. Raises `Refused` where that is the environment, which no running site reads again."""
    if not settings.FIELD_KEY_FILE:
        raise Refused("FIELD_KEY stands in the environment, not in a file, so a running site would not see another.")
    return settings.FIELD_KEY_FILE


def _before() -> Path:
    return _file().with_name(BEFORE)


def _write(path: Path, content: str) -> None:
    """Replaces the file as a whole, for its owner alone."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    with open(draft, "w", encoding="utf-8", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    # By the clock of the site, which says when the exchange began.
    os.utime(draft, (clock.now().timestamp(),) * 2)
    # Typed as root it stays the site's file.
    owner = path.parent.stat()
    os.chown(draft, owner.st_uid, owner.st_gid)
    draft.replace(path)
