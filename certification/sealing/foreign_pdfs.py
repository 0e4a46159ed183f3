"""Reads the signatures of a PDF that somebody brings, in a process of its own: nobody knows what the file does."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from certification.sealing.pdf_signatures import Signature
from core import clock
from core.apart import reading
from core.apart.limits import MEGABYTE, Ended, Limits
from core.apart.refusals import blocker
from core.errors import RuleViolation

# An official file of 10 MB takes less than a third of each; the processor is often shared with others.
LIMITS = Limits(memory=768 * MEGABYTE, processor_seconds=4, output=MEGABYTE)


class Unread(RuleViolation):
    """The file was not read to its end, which says nothing of its signatures."""


@dataclass(frozen=True)
class Found:
    """The signatures, oldest first, and whether nothing else was added to the issued bytes."""

    signatures: list[Signature]
    only_signed: bool


def read(
    content: bytes, *, whose: int | None, root: str = "", at: datetime | None = None, issued: int | None = None
) -> Found:
    """What stands in the file; no signatures where it cannot be read. Takes up to seconds: not within a transaction.

    `whose` is the key of the user who waits. `root` is a certificate (PEM) that is trusted as of `at`; `issued` says
    how many bytes at the head of the file are an issued one. Raises `Unread`, for a file that costs too much, too.
    """
    asked = {"root": root, "at": (at or clock.now()).isoformat(), "issued": issued}
    try:
        answer = reading.answer(
            "certification.sealing.pdf_signatures", content, limits=LIMITS, whose=whose, asked=asked
        )
    except Ended as ended:
        text = _("The PDF takes too much time or memory to read. Use the file as it was downloaded and try again.")
        raise Unread(blocker(ended, too_heavy=text)) from None
    return Found([_signature(one) for one in answer["signatures"]], answer["only_signed"])


def _signature(told: dict[str, Any]) -> Signature:
    return Signature(**{**told, "at": told["at"] and datetime.fromisoformat(told["at"])})
