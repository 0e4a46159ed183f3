"""The root of a day stamped by a time stamping authority (RFC 3161), where the address of one is set.

A stamp says when the root was there, by the clock of somebody else. The authority gets the digest alone.
"""

import asyncio
import hashlib
from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from datetime import timedelta
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, Request, build_opener

import structlog
from asn1crypto import cms, tsp
from django.conf import settings
from django.db import transaction
from pyhanko.sign.general import extract_certificate_info
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.timestamps.common_utils import handle_tsp_response
from pyhanko.sign.validation.generic_cms import validate_tst_signed_data
from pyhanko_certvalidator import ValidationContext

from certification.sealing.daily_roots import ACTION, CHAIN
from certification.sealing.models import RootStamp
from core import audit, clock
from core.audit import Testimony
from core.due import work_due
from core.models import AuditEvent

SCHEME = "https://"
logger = structlog.get_logger(__name__)
# For all of an answer, however it drips.
SECONDS = 10
# An answer has a token of a few thousand bytes; nobody sends us more.
LONGEST_ANSWER = 100_000
# An authority that did not answer is asked again after this time.
PAUSE = timedelta(hours=1)
MD = "sha256"
STAMP = "root.stamp"
# Whom an office trusts is for who reads the stamp: here it is whole, or it is not.
NOBODY = ValidationContext(trust_roots=[])
TYPES = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}


@work_due.register
def stamp() -> RootStamp | None:
    """Has the last root stamped, once; None if there is nothing to do or nobody answers."""
    if not settings.TIMESTAMP_URL:
        return None
    last = AuditEvent.objects.filter(chain=CHAIN, action=ACTION).order_by("-sequence").first()
    if last is None:
        return None
    row, is_new = RootStamp.objects.get_or_create(day=last.details["day"], defaults={"root": last.details["root"]})
    if row.token or not (is_new or row.asked_at < clock.now() - PAUSE):
        return None
    # Kept before anybody is asked: whatever happens meanwhile, the next round waits.
    RootStamp.objects.filter(pk=row.pk).update(asked_at=clock.now())
    try:
        row.token = token_for(bytes.fromhex(row.root))
    # Whatever somebody else answers, the other work of the hour goes on.
    except Exception as error:
        logger.warning("root_not_stamped", day=str(row.day), error=str(error)[:200])
        return None
    with transaction.atomic():
        row.save(update_fields=["token"])
        audit.record(STAMP, by=None, day=row.day, digest=_digest(row))
    return row


def _token(row: RootStamp) -> bytes:
    return bytes(row.token or b"")


def _digest(row: RootStamp) -> str:
    return hashlib.sha256(_token(row)).hexdigest()


def token_for(digest: bytes) -> bytes:
    """The authority's token (DER) over this SHA-256. Raises whatever its answer may lead to."""
    if not settings.TIMESTAMP_URL.startswith(SCHEME):
        raise ValueError(f"an authority is asked by {SCHEME} alone")
    nonce, question = TimeStamper().request_cms(digest, MD)
    found = handle_tsp_response(tsp.TimeStampResp.load(_answer(question.dump())), nonce)
    if problem := fault_of(found.dump(), digest):
        raise ValueError(problem)
    return found.dump()


class _NobodyElse(HTTPRedirectHandler):
    """Follows nobody to another address."""

    def redirect_request(self, *_arguments: Any) -> None:
        return None


def _answer(question: bytes) -> bytes:
    """What the authority answers within `SECONDS`, which a timeout of each read alone would not assure."""
    answer: Future[bytes] = Future()

    def ask() -> None:
        try:
            # The address is set by whoever runs the site.
            request = Request(settings.TIMESTAMP_URL, data=question, headers=TYPES, method="POST")  # noqa: S310
            with build_opener(_NobodyElse).open(request, timeout=SECONDS) as answered:
                answer.set_result(answered.read(LONGEST_ANSWER))
        except HTTPError as refusal:
            refusal.close()
            answer.set_exception(refusal)
        except Exception as error:  # raised anew for whoever waits
            answer.set_exception(error)

    Thread(target=ask, daemon=True).start()
    return answer.result(timeout=SECONDS)


def fault_of(token: bytes, digest: bytes) -> str:
    """What is wrong with a token over this digest; empty if it is one."""
    try:
        signed = cms.ContentInfo.load(token)["content"]
        status = asyncio.run(validate_tst_signed_data(signed, NOBODY, lambda _algorithm: digest))
    # What reads the token raises whatever its bytes lead to.
    except Exception as error:
        return f"no token: {error}"
    return "" if status["intact"] and status["valid"] else "its signature does not hold"


def _said(token: bytes) -> str:
    info = cms.ContentInfo.load(token)["content"]["encap_content_info"]["content"].parsed
    return info["gen_time"].native.isoformat()


def signer_of(token: bytes) -> tuple[str, str]:
    """Who signed a token, as its certificate says, and the SHA-256 of that certificate."""
    made = extract_certificate_info(cms.ContentInfo.load(token)["content"]).signer_cert
    return made.subject.human_friendly, made.sha256.hex()


@audit.witnesses.register
def testify(copies: Iterable[Path]) -> Testimony:
    """Whether each stamp is of the root of its day and by the authority of the one before, and what the last one says.

    Each certificate is named from its first day on: whether it is that of the authority, who reads it compares.
    """
    broken = list(_contradictions())
    last = RootStamp.objects.exclude(token=None).order_by("-day").first()
    if last is None or broken:
        return Testimony(broken, [])
    said = f"root of {last.day.isoformat()} was stamped at {_said(_token(last))}"
    return Testimony(broken, [said, *_signers()])


def _signers() -> Iterator[str]:
    before = ""
    for row in RootStamp.objects.exclude(token=None).order_by("day"):
        name, digest = signer_of(_token(row))
        if digest != before:
            yield f"stamps from {row.day.isoformat()} on are by {name}, certificate SHA-256 {digest}"
        before = digest


def _contradictions() -> Iterator[str]:
    kept = {row.day.isoformat(): _digest(row) for row in RootStamp.objects.exclude(token=None)}
    for told in AuditEvent.objects.filter(chain=audit.SYSTEM, action=STAMP).values_list("details", flat=True):
        if kept.get(told["day"]) != told["digest"]:
            yield f"{CHAIN}: the stamp of {told['day']} is not kept as it came"
    roots = {
        one["day"]: one["root"] for one in AuditEvent.objects.filter(chain=CHAIN).values_list("details", flat=True)
    }
    before = ""
    for row in RootStamp.objects.exclude(token=None).order_by("day"):
        day = row.day.isoformat()
        if roots.get(day) != row.root:
            yield f"{CHAIN}: what was stamped on {day} is not its root"
        elif problem := fault_of(_token(row), bytes.fromhex(row.root)):
            yield f"{CHAIN}: the stamp of {day}: {problem}"
        else:
            name, _certificate = signer_of(_token(row))
            if before and name != before:
                yield f"{CHAIN}: the stamp of {day} is by {name}, the one before by {before}"
            before = name
