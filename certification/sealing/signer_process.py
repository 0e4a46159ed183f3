"""The signer: a process of a separate user that alone holds the keys and accepts nothing but ids of papers and names
of audit chains.

It listens on a Unix socket, identifies the peer through the kernel (SO_PEERCRED) and serves only the site's user.
Requests are handled one at a time: a seal takes milliseconds, and parallel ones would wait for the same lock.
"""

import ctypes
import json
import os
import socket
import stat
import struct
import sys
import time
from collections import deque
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

import structlog
from django.db import Error, close_old_connections, connection
from django.utils.translation import gettext as _

from certification.sealing import holder_papers, seal_file
from certification.sealing.head_witness import LOG, Witness
from certification.sealing.key_files import OpenKey
from certification.sealing.seal_file import Sealed
from core import clock
from core.errors import Blocker, RuleViolation

logger = structlog.get_logger(__name__)
# Room for ten certificate ids.
LONGEST_QUESTION = 500
SECONDS_TO_ASK = 2.0
# Some 150 bytes each, in an answer of at most 64 KB.
HEADS_IN_AN_ANSWER = 200
# Two classes a minute exceed any office's needs; the rest waits for the next round.
MOST_IN_AN_HOUR = 5000
_HOUR = 3600
# What may be asked for: its name in the log, and the rule that reads the rows by their ids.
KINDS = {
    "certificates": ("certificate", seal_file.seal_together),
    "holder_papers": ("holder_paper", holder_papers.seal_together),
}
_PEER = struct.Struct("3i")


class Signer:
    """Answers requests; `keys` by fingerprint, `clients` are the user ids served."""

    def __init__(self, keys: Mapping[str, OpenKey], clients: Collection[int], log: Path) -> None:
        self._keys = keys
        self._clients = clients
        self._log = log
        self._witness = Witness(keys, log.with_name(LOG))
        self._sealed: deque[float] = deque()
        self.last = time.monotonic()

    def serve(self, listener: socket.socket, is_over: Callable[[], bool]) -> None:
        """Serves one request after another until stopped."""
        listener.settimeout(0.5)
        while not is_over():
            try:
                line, _address = listener.accept()
            except TimeoutError:
                continue
            with line:
                self._attend(line)

    def _attend(self, line: socket.socket) -> None:
        line.settimeout(SECONDS_TO_ASK)
        _pid, user, _group = _PEER.unpack(line.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _PEER.size))
        try:
            # Nothing is read of whom nothing is answered.
            question = _question(line) if user in self._clients else b""
            line.settimeout(SECONDS_TO_ASK)
            # The database may have been restarted since the last request.
            close_old_connections()
            line.sendall(json.dumps(self.answer(question, user)).encode() + b"\n")
        except OSError:
            # A client that is gone finds the file later, or asks again.
            logger.info("signer_client_gone")
        except Error as error:
            # The site asks again later. A signer that ended would have to be given its passphrase anew.
            logger.warning("signer_without_database", reason=str(error).strip())
            connection.close()

    def answer(self, question: bytes, user: int) -> dict[str, Any]:
        """Answers this system user."""
        if user not in self._clients:
            logger.warning("signer_stranger", user=user)
            return {"refused": ["stranger"]}
        try:
            asked = json.loads(question)
            if asked == {"keys": "?"}:
                return {"keys": list(self._keys)}
            if set(asked) & {"heads", "witness", "refused"}:
                return self._testify(asked)
            ((kind, ids),) = asked.items()
            if kind not in KINDS or not isinstance(ids, list):
                raise ValueError("not a list of ids")
            public_ids = [UUID(one) for one in ids]
        except (ValueError, TypeError, AttributeError):
            return {"refused": ["question"]}
        return self._seal(kind, public_ids)

    def _testify(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Signs the heads of named chains, or tells of heads signed before: a page of them, after the named one."""
        if "refused" in asked:
            return {"refused": self._witness.refused}
        if "witness" in asked:
            after = str(asked["witness"])
            page = sorted(name for name in self._witness.last if name > after)[:HEADS_IN_AN_ANSWER]
            held = (self._witness.last[name] for name in page)
            return {"heads": {one.chain: [one.length, one.head, one.at] for one in held}}
        if not isinstance(asked["heads"], list):
            raise ValueError("not a list of names")
        return {"refused": self._witness.countersign([str(one) for one in asked["heads"]])}

    def _seal(self, kind: str, public_ids: Sequence[UUID]) -> dict[str, Any]:
        noun, seal_together = KINDS[kind]
        if self._sealed_in_the_last_hour() + len(public_ids) > MOST_IN_AN_HOUR:
            logger.warning("signer_too_many")
            return {"refused": ["too_many"]}
        try:
            done, refused = seal_together(public_ids, keys=self._keys)
        except Exception:
            logger.exception("seal_failed", kind=noun, papers=[str(one) for one in public_ids])
            return self._seal_each(kind, public_ids)
        self.last = time.monotonic()
        self._note(noun, list(filter(None, done.values())))
        reasons = {str(one): [reason.code for reason in found] for one, found in refused.items()}
        unknown = {str(one): ["unknown"] for one in public_ids if one not in done and one not in refused}
        return {
            "sealed": {str(one): sealed.after if sealed else "" for one, sealed in done.items()},
            "refused": reasons | unknown,
        }

    def _seal_each(self, kind: str, public_ids: Sequence[UUID]) -> dict[str, Any]:
        """One after the other: a file that cannot be sealed must not stop the signer for all others."""
        if len(public_ids) == 1:
            return {"sealed": {}, "refused": {str(public_ids[0]): ["error"]}}
        alone = [self._seal(kind, [one]) for one in public_ids]
        return {name: {key: one[name][key] for one in alone for key in one[name]} for name in ("sealed", "refused")}

    def _sealed_in_the_last_hour(self) -> int:
        while self._sealed and self._sealed[0] < time.monotonic() - _HOUR:
            self._sealed.popleft()
        return len(self._sealed)

    def _note(self, noun: str, sealed: Sequence[Sealed]) -> None:
        """Counts each, and writes it to a log of the signer's own, which the site can neither read nor change."""
        for done in sealed:
            self._sealed.append(self.last)
            entry = {
                "at": clock.now().isoformat(),
                noun: str(done.paper),
                "before": done.before,
                "after": done.after,
                "key": done.fingerprint,
            }
            with os.fdopen(os.open(self._log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "a") as file:
                file.write(json.dumps(entry) + "\n")
            logger.info("sealed", kind=noun, paper=str(done.paper), key=done.fingerprint[:16])


def _question(line: socket.socket) -> bytes:
    """What is asked, read within `SECONDS_TO_ASK` in all: a limit of each read alone lets a client that sends one
    letter after the other hold up everybody else. Raises `TimeoutError`.
    """
    until, asked = time.monotonic() + SECONDS_TO_ASK, b""
    while not asked.endswith(b"\n") and len(asked) < LONGEST_QUESTION:
        if (left := until - time.monotonic()) <= 0:
            raise TimeoutError
        line.settimeout(left)
        if not (part := line.recv(LONGEST_QUESTION - len(asked))):
            break
        asked += part
    return asked


def listening(path: Path, *, group: int | None) -> socket.socket:
    """A socket at this path, in a folder accessible only to its owner and this group. Raises `RuleViolation`."""
    path.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
    if path.parent.stat().st_mode & stat.S_IRWXO:
        values = {"folder": path.parent}
        raise RuleViolation(Blocker("open", _("Others can enter %(folder)s. Type: chmod 750 %(folder)s") % values))
    # A killed signer leaves its socket behind.
    path.unlink(missing_ok=True)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    before = os.umask(0o117)
    try:
        listener.bind(str(path))
    finally:
        os.umask(before)
    if group is not None:
        os.chown(path.parent, -1, group)
        os.chown(path, -1, group)
    listener.listen(16)
    return listener


def keep_memory_private() -> None:
    """Asks Linux to hide this process's memory from others of the same user and to write no core dumps."""
    if sys.platform == "linux":
        set_dumpable = 4
        ctypes.CDLL(None).prctl(set_dumpable, 0)
