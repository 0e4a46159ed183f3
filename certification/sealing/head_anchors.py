"""The site's side of the witness: asks it once a minute to sign the heads that moved, and lets it testify.

No write waits for it. Whatever the database says of itself, a head that was signed has to stand in it.
"""

import json
from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path

import structlog
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from certification.register.paper_proofs import signed_by
from certification.sealing.head_witness import SignedHead, read_log
from certification.sealing.models import SealKey
from certification.sealing.signer_client import SECONDS_FOR_A_PAGE, SignerAway, ask
from core import audit, clock, health
from core.audit import Testimony
from core.due import work_due
from core.health import Finding, State
from core.models import AuditChain, AuditEvent

logger = structlog.get_logger(__name__)
# In bytes: the signer reads no longer line.
LONGEST_QUESTION = 480
# A head that moved is signed in the next round; who waits longer than some of them is not heard.
LONGEST_WAIT = timedelta(minutes=10)
# A signer that waits for its passphrase over night is no finding.
LONGEST_HOLE = timedelta(days=1)
ENDS = ("seal_key.retire", "seal_key.compromise")
WHY = {
    "cut": _("its end was cut off, or an older state was restored"),
    "rewritten": _("an event that was signed is another now"),
    "broken": _("its new events do not follow one another"),
    "backdated": _("a new event is dated before the one it follows"),
    "no_key": _("the signer holds no key"),
}


@work_due.register
def countersign() -> None:
    """Asks the signer for the heads that moved since it signed them. When it is away, they wait."""
    # Also where no key is in use any more: what the signer signed it goes on to witness, whatever the row says.
    if not SealKey.objects.exists():
        return
    try:
        known = held()
        moved = [
            one.name
            for one in AuditChain.objects.order_by("name")
            if (one.length, one.head) != known.get(one.name, (0, ""))[:2]
        ]
        for names in _questions(moved):
            answer = ask({"heads": names})
            if answer.get("refused"):
                logger.error("heads_refused", why=answer["refused"])
    except SignerAway as error:
        logger.debug("witness_away", why=str(error))


def _questions(names: Iterable[str]) -> Iterator[list[str]]:
    """The names in parts that the signer reads whole; a letter outside of ASCII takes up to twelve bytes."""
    part = list[str]()
    for name in names:
        if part and len(json.dumps({"heads": [*part, name]})) > LONGEST_QUESTION:
            yield part
            part = []
        part.append(name)
    if part:
        yield part


def held(*, seconds: float = SECONDS_FOR_A_PAGE) -> dict[str, tuple[int, str, str]]:
    """Length, hash and moment of the last head of each chain that the signer signed. Raises `SignerAway`."""
    found, after = dict[str, tuple[int, str, str]](), ""
    while True:
        answer = ask({"witness": after}, seconds=seconds)
        heads = answer.get("heads")
        if not isinstance(heads, dict):
            raise SignerAway("it is no witness")
        if not heads:
            return found
        found |= {name: (length, head, at) for name, (length, head, at) in heads.items()}
        after = max(heads)


@audit.witnesses.register
def testify(copies: Iterable[Path]) -> Testimony:
    """What the signer, and copies of its log, say of the chains as they stand now."""
    broken, says = list(_ended_silently()), list[str]()
    try:
        heads = held()
        broken += _unsigned_for_long(heads)
        broken += [
            reason for chain, (length, head, _at) in heads.items() for reason in _contradicted(chain, length, head)
        ]
        says.append(f"compared with {len(heads)} heads that the signer holds")
    except SignerAway:
        away = SealKey.objects.active().exists()
        says.append(f"{'the signer does not answer' if away else 'there is no signer'}: nothing was compared with it")
    for copy in copies:
        try:
            signed = read_log(copy)
        except (OSError, ValueError) as error:
            broken.append(str(error))
            continue
        broken += _unsigned(signed)
        broken += [reason for one in signed for reason in _contradicted(one.chain, one.length, one.head)]
        broken += _holes(signed)
        says.append(f"compared with {len(signed)} heads in {copy}" if signed else f"{copy} holds no head")
    return Testimony(list(dict.fromkeys(broken)), says)


def compared(copy: Path) -> tuple[list[str], dict[str, int]]:
    """What contradicts a copy of the signer's log, and how many signed events lie behind the end of each chain."""
    try:
        signed = read_log(copy)
    except (OSError, ValueError) as error:
        return [str(error)], {}
    lengths = dict(AuditChain.objects.values_list("name", "length"))
    behind = {one.chain: one.length - lengths.get(one.chain, 0) for one in signed}
    known = [one for one in signed if one.length <= lengths.get(one.chain, 0)]
    found = [reason for one in known for reason in _contradicted(one.chain, one.length, one.head)]
    return [*_unsigned(signed), *found], {chain: events for chain, events in behind.items() if events > 0}


def _ended_silently() -> Iterator[str]:
    """Keys whose row says that they ended, although nobody ended them: with them the witness would fall silent."""
    ended = SealKey.objects.exclude(state=SealKey.State.ACTIVE)
    told = AuditEvent.objects.filter(action__in=ENDS, target_type=SealKey._meta.label_lower)
    known = set(told.values_list("target_id", flat=True)) if ended.exists() else set()
    for key in ended:
        if str(key.pk) not in known:
            yield f"key {key.short} is out of use, and no event says who ended it"


def _unsigned_for_long(heads: dict[str, tuple[int, str, str]]) -> Iterator[str]:
    for chain in AuditChain.objects.order_by("name"):
        length, _head, at = heads.get(chain.name, (0, "", "the beginning"))
        if chain.length > length and _waits_long(chain, length):
            yield f"{chain.name}: nothing was signed since {at}; {chain.length - length} events wait"


def _holes(signed: Iterable[SignedHead]) -> Iterator[str]:
    """Where events waited longer than a day: until a head holds them, whoever owns the tables can make them others."""
    before = dict[str, int]()
    for one in signed:
        first = AuditEvent.objects.filter(chain=one.chain, sequence__gt=before.get(one.chain, 0)).order_by("sequence")
        began = first.values_list("at", flat=True).first()
        until = parse_datetime(one.at)
        if one.chain in before and began and until and until - began > LONGEST_HOLE:
            yield f"{one.chain}: events after {before[one.chain]} stood unsigned until {one.at}"
        before[one.chain] = one.length


def _contradicted(chain: str, length: int, head: str) -> list[str]:
    found = AuditEvent.objects.filter(chain=chain, sequence=length).values_list("hash", flat=True).first()
    if found == head:
        return []
    was = "is another one" if found else "is missing"
    return [f"{chain}: event {length}, whose hash was signed as {head[:16]}…, {was}"]


def _unsigned(heads: Iterable[SignedHead]) -> list[str]:
    keys = {one.fingerprint: one for one in SealKey.objects.all()}
    return [
        f"{one.chain}: the head at {one.length} is not signed by a known key" for one in heads if not _holds(one, keys)
    ]


def _holds(head: SignedHead, keys: dict[str, SealKey]) -> bool:
    return head.key in keys and signed_by(keys[head.key].certificate, head.key, head.content, head.signature)


@health.register("audit_witness", _("Witness of the audit"))
def audit_witness() -> Finding:
    """Absent where no key is in use; failed if a chain contradicts what was signed of it, or a key ended silently."""
    if silent := list(_ended_silently()):
        sentence = _(
            "Signing may have been stopped: %(what)s. Call the data protection officer; whoever runs the server types: "
            "manage.py verify_audit"
        )
        return Finding(State.FAILED, sentence, {"what": "; ".join(silent)})
    if not SealKey.objects.active().exists():
        return Finding(State.ABSENT, _("No key is in use, so no head of the audit is signed outside of the database."))
    try:
        refused = ask({"refused": "?"}, seconds=SECONDS_FOR_A_PAGE).get("refused") or {}
        known = held()
    except SignerAway:
        sentence = _("The signer does not answer, so the audit waits for its signature. See the signer.")
        return Finding(State.WARNING, sentence)
    if refused:
        why = sorted({str(WHY.get(str(code), code)) for code in refused.values()})
        sentence = _(
            "The signer refuses %(chains)s chains: %(why)s. Call the data protection officer, change nothing; whoever "
            "runs the server types: manage.py verify_audit"
        )
        return Finding(State.FAILED, sentence, {"chains": len(refused), "why": "; ".join(why)})
    waiting = [
        one.name
        for one in AuditChain.objects.all()
        if one.length > known.get(one.name, (0, "", ""))[0] and _waits_long(one, known.get(one.name, (0, "", ""))[0])
    ]
    if waiting:
        sentence = _(
            "%(heads)s chains have waited for their signature for more than ten minutes. See the runner of due work."
        )
        return Finding(State.WARNING, sentence, {"heads": len(waiting)})
    sentence = _("The heads of %(chains)s chains are signed outside of the database.")
    return Finding(State.OK, sentence, {"chains": len(known)})


def _waits_long(chain: AuditChain, signed: int) -> bool:
    first = AuditEvent.objects.filter(chain=chain.name, sequence=signed + 1).values_list("at", flat=True).first()
    return first is not None and first < clock.now() - LONGEST_WAIT
