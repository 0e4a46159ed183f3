"""Reads the signatures of an untrusted PDF in a separate process."""

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

# A 10 MB official file needs less than a third of each; the processor is often shared.
LIMITS = Limits(memory=768 * MEGABYTE, processor_seconds=4, output=MEGABYTE)


class Unread(RuleViolation):
    """The file was not read to the end, which says nothing about its signatures."""


@dataclass(frozen=True)
class Found:
    """The signatures, oldest first, and whether nothing else was added to the issued bytes."""

    signatures: list[Signature]
    only_signed: bool


def read(
    content: bytes, *, whose: int | None, root: str = "", at: datetime | None = None, issued: int | None = None
) -> Found:
    """The signatures in the file; none if it cannot be read. Takes up to seconds: not within a transaction.

    `whose` is the key of the waiting user. `root` is a certificate (PEM) trusted as of `at`; `issued` is the number of
    leading bytes that are an issued file. Raises `Unread`, also for files that are too expensive.
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
