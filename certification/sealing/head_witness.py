"""The signer as witness of the audit: it signs the head of each chain and keeps it where the site cannot write.

It takes no head from the site. It reads the events since the last head that it signed, computes their chain anew and
signs where that ends; a chain that no longer holds what was signed is refused, and its last head stands.
"""

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

import structlog

from certification.sealing.key_files import OpenKey
from core import audit, clock
from core.models import AuditEvent

logger = structlog.get_logger(__name__)
LOG = "heads.log"
# Read at once; a longer chain is signed in pieces, round by round.
MOST_EVENTS = 5000


@dataclass(frozen=True)
class SignedHead:
    """That a chain of this length ended with this hash, at that moment; `signature` (DER, hexadecimal) by that key."""

    chain: str
    length: int
    head: str
    at: str
    key: str
    signature: str

    @property
    def content(self) -> bytes:
        """What is signed. No seal is over bytes that begin so."""
        return json.dumps(["terampil audit head", self.chain, self.length, self.head, self.at]).encode()


class Refusal(Exception):
    """Why a chain does not continue what was signed of it: a code."""


class Witness:
    """Signs heads with the first of `keys` (by fingerprint) and appends them to `log`, from which it knows its last."""

    def __init__(self, keys: Mapping[str, OpenKey], log: Path) -> None:
        self._key = keys[min(keys)] if keys else None
        self._log = log
        _end_with_a_line(log)
        self.last = {one.chain: one for one in read_log(log)}
        self.refused = dict[str, str]()

    def countersign(self, chains: Iterable[str]) -> dict[str, str]:
        """Signs the heads of these chains; returns the refused ones, each with its reason as a code."""
        refused = {}
        for chain in chains:
            try:
                self._countersign(chain)
                self.refused.pop(chain, None)
            except Refusal as refusal:
                logger.error("head_refused", chain=chain, why=str(refusal))
                self.refused[chain] = refused[chain] = str(refusal)
        return refused

    def _countersign(self, chain: str) -> None:
        before = self.last.get(chain)
        length, head = (before.length, before.head) if before else (0, "")
        latest = _must_stand(chain, length, head)
        new = AuditEvent.objects.filter(chain=chain, sequence__gt=length).order_by("sequence")[:MOST_EVENTS]
        start = length
        for event in new:
            if (event.sequence, event.previous_hash) != (length + 1, head) or audit.digest(event) != event.hash:
                raise Refusal("broken")
            if audit.is_backdated(event, latest) and event.sequence > audit.times_begin_at(chain):
                raise Refusal("backdated")
            latest = audit.latest_of(event, latest)
            length, head = event.sequence, event.hash
        if length > start:
            self._sign(chain, length, head)

    def _sign(self, chain: str, length: int, head: str) -> None:
        if self._key is None:
            raise Refusal("no_key")
        unsigned = SignedHead(chain, length, head, clock.now().isoformat(), self._key.fingerprint, "")
        signed = SignedHead(**{**asdict(unsigned), "signature": self._key.sign(unsigned.content).hex()})
        try:
            with os.fdopen(os.open(self._log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "a") as file:
                file.write(json.dumps(asdict(signed)) + "\n")
                file.flush()
                os.fsync(file.fileno())
        except OSError:
            # Of a full disk, and the next line would be joined to the half one.
            _end_with_a_line(self._log)
            raise
        self.last[chain] = signed


def _end_with_a_line(log: Path) -> None:
    """Takes away half a line at the end, as a power failure leaves it: nobody was told of its head."""
    if log.exists() and not (content := log.read_bytes()).endswith(b"\n"):
        os.truncate(log, content.rfind(b"\n") + 1)


def _must_stand(chain: str, length: int, head: str) -> datetime | None:
    """The time of the event that was signed last; None if there is none."""
    if not length:
        return None
    found = AuditEvent.objects.filter(chain=chain, sequence=length).values_list("hash", "at").first()
    if found is None:
        raise Refusal("cut")
    if found[0] != head:
        raise Refusal("rewritten")
    return found[1]


def read_log(log: Path) -> list[SignedHead]:
    """The heads that stand in a log, oldest first; none if there is no such file. Raises `ValueError` for another file.

    The last line may be half written: its head was never told to anybody.
    """
    if not log.exists():
        return []
    heads = []
    lines = log.read_text().splitlines()
    for number, line in enumerate(lines, 1):
        try:
            heads.append(SignedHead(**json.loads(line)))
        except (ValueError, TypeError) as error:
            if number < len(lines):
                raise ValueError(f"line {number} of {log} is no signed head") from error
    return heads
