"""The site's side of the signer: sends ids of certificates or papers and learns whether their files are sealed."""

import json
import socket
from collections import deque
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any
from uuid import UUID

import structlog
from django.conf import settings

from certification.register.models import Certificate

logger = structlog.get_logger(__name__)
SECONDS_TO_ANSWER = 20
# A page does not wait for a busy signer.
SECONDS_FOR_A_PAGE = 2
# Which the signer prints itself before it seals it.
SECONDS_FOR_A_PAPER = 10
LONGEST_ANSWER = 64 * 1024
MOST_AT_ONCE = 10
# The signer handles one request at a time.
_line = ThreadPoolExecutor(max_workers=1, thread_name_prefix="signer")
_asked: deque[Future[bool]] = deque()


class SignerAway(Exception):
    """The signer does not respond."""


def ask(question: Mapping[str, Any], *, seconds: float = SECONDS_TO_ANSWER) -> dict[str, Any]:
    """The signer's answer. Raises `SignerAway`."""
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
            line.settimeout(seconds)
            line.connect(settings.SEAL_SOCKET)
            line.sendall(json.dumps(question).encode() + b"\n")
            with line.makefile("rb") as answers:
                answer = json.loads(answers.readline(LONGEST_ANSWER))
    # Platforms without Unix sockets (Windows) have no signer either.
    except (OSError, ValueError, AttributeError) as error:
        raise SignerAway(str(error)) from error
    if not isinstance(answer, dict):
        raise SignerAway("no answer that could be understood")
    return answer


def ask_for(*certificates: Certificate) -> bool:
    """Requests seals for these certificates; returns whether the signer was reached.

    If it was not, the files wait, and the scheduled jobs report a long wait.
    """
    try:
        must_answer_for(*certificates)
    except SignerAway as error:
        logger.debug("signer_away", why=str(error))
        return False
    return True


def must_answer_for(*certificates: Certificate) -> None:
    """Requests seals for these certificates. Refusals are logged. Raises `SignerAway`."""
    for at in range(0, len(certificates), MOST_AT_ONCE):
        ids = [str(one.public_id) for one in certificates[at : at + MOST_AT_ONCE]]
        answer = ask({"certificates": ids})
        if answer.get("refused"):
            logger.warning("seal_refused", certificates=ids, why=answer["refused"])


def ask_for_holder_paper(public_id: UUID) -> bool:
    """Requests the seal of this paper, for which somebody waits; returns whether the signer was reached."""
    try:
        answer = ask({"holder_papers": [str(public_id)]}, seconds=SECONDS_FOR_A_PAPER)
    except SignerAway as error:
        logger.debug("signer_away", why=str(error))
        return False
    if answer.get("refused"):
        logger.warning("seal_refused", holder_paper=str(public_id), why=answer["refused"])
    return True


def ask_soon(*certificates: Certificate) -> None:
    """Like `ask_for`, in the background; requests are sent one after another."""
    _asked.append(_line.submit(ask_for, *certificates))


def wait_for_answers() -> None:
    """Waits until the signer has answered all background requests of this process.

    Not within a transaction: the signer might have to wait for the caller's locks.
    """
    while _asked:
        _asked.popleft().result()


def open_keys() -> list[str] | None:
    """Fingerprints of the keys the signer holds open; None if it does not answer."""
    try:
        found = ask({"keys": "?"}, seconds=SECONDS_FOR_A_PAGE).get("keys")
    except SignerAway:
        return None
    return [str(one) for one in found] if isinstance(found, list) else None
