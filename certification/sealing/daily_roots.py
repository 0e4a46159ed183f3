"""One line a day that stands for all that was recorded: heads, certificates issued since, and all that ended.

It is an event of a chain of its own, so the signer signs it like any head. Whoever has the line on paper has the day.
"""

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils.dateparse import parse_datetime

from certification.register.models import Certificate
from core import audit, clock
from core.audit import Testimony
from core.due import work_due
from core.models import AuditChain, AuditEvent
from printing import day_root

CHAIN = "daily root"
ACTION = "audit.root"
# What a transaction may still be writing is left to the next day.
MARGIN = timedelta(hours=2)
# Whoever works on a day starts a site, and a site takes a root each day: later than this none is late, it lacks.
WITHIN = timedelta(days=2)
PARTS = ("day", "since", "until", "heads", "certificates", "ended")
GROUP = 4
SHOWN = 16


@work_due.register
def take() -> AuditEvent | None:
    """Takes the root of today, from two in the morning on, once; None if there is nothing to do."""
    until = clock.now() - MARGIN
    day = clock.local(until, settings.TIME_ZONE).date().isoformat()
    last = AuditEvent.objects.filter(chain=CHAIN).order_by("-sequence").first()
    if last and last.details["day"] >= day:
        return None
    since = last.details["until"] if last else ""
    heads = {one.name: [one.length, one.head] for one in AuditChain.objects.exclude(name=CHAIN).order_by("name")}
    parts = {"day": day, "since": since, "until": until.astimezone(UTC).isoformat(), "heads": heads}
    parts["certificates"] = _certificates(since, until)
    parts["ended"] = _ended(until)
    return audit.record_in(CHAIN, ACTION, **parts, root=root_of(parts))


def root_of(parts: dict[str, Any]) -> str:
    """Hex SHA-256 of the parts of a day."""
    # The first roots were of less.
    named = {name: parts[name] for name in PARTS if name in parts}
    return hashlib.sha256(_canonical(named)).hexdigest()


def short(root: str) -> str:
    """What is written on paper: sixteen digits in groups."""
    shown = root[:SHOWN].upper()
    return " ".join(shown[at : at + GROUP] for at in range(0, SHOWN, GROUP))


@day_root.newest.register
def newest() -> dict[str, str] | None:
    """Day, line and content of a QR symbol of the last root, for papers; None before the first one."""
    last = AuditEvent.objects.filter(chain=CHAIN, action=ACTION).order_by("-sequence").first()
    if last is None:
        return None
    day, root = last.details["day"], last.details["root"]
    return {"day": day, "line": short(root), "symbol": f"TERAMPIL {day} {root}"}


def _certificates(since: str, until: datetime) -> list[Any]:
    """Count and digest of what was issued in between, as it was issued."""
    rows = Certificate.objects.filter(issued_at__lt=until).order_by("pk")
    if since:
        rows = rows.filter(issued_at__gte=parse_datetime(since))
    digest, count = hashlib.sha256(), 0
    for row in rows.values_list("public_id", "number_text", "code", "issued_at", "snapshot").iterator(200):
        digest.update(
            _canonical([str(row[0]), row[1], row[2], row[3].astimezone(UTC).isoformat() if row[3] else "", row[4]])
        )
        count += 1
    return [count, digest.hexdigest()]


def _ended(until: datetime) -> list[Any]:
    """Count and digest of all that were revoked or replaced until then."""
    state = Certificate.State
    is_revoked = Q(state=state.REVOKED, revoked_at__lt=until)
    rows = Certificate.objects.filter(is_revoked | Q(state=state.SUPERSEDED, replaced_by__issued_at__lt=until))
    found = [[str(key), ended] for key, ended in rows.order_by("pk").values_list("public_id", "state")]
    return [len(found), hashlib.sha256(_canonical(found)).hexdigest()]


def _canonical(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


@audit.witnesses.register
def testify(copies: Iterable[Path]) -> Testimony:
    """Whether every day still has what its root was taken of; tells the last one, to compare with what is on paper."""
    broken, says, last = list[str](), list[str](), None
    for one in AuditEvent.objects.filter(chain=CHAIN).order_by("sequence").iterator(200):
        broken += _contradictions(one.details)
        says += _lacking(last, one)
        last = one
    since = last.at if last else AuditEvent.objects.order_by("at").values_list("at", flat=True).first()
    if since and lacks_after(since):
        broken.append(f"{CHAIN}: none was taken since {since.date().isoformat()}; `run_due` takes one each day")
    if last:
        says.append(f"root of {last.details['day']}: {short(last.details['root'])}")
    return Testimony(broken, says)


def lacks_after(moment: datetime) -> bool:
    """Whether so much was recorded after this moment that a root should have been taken since."""
    return AuditEvent.objects.exclude(chain=CHAIN).filter(at__gt=moment + WITHIN).exists()


def _lacking(before: AuditEvent | None, one: AuditEvent) -> list[str]:
    """That days lie between two roots on which something was recorded, but no root taken."""
    if before is None:
        return []
    between = AuditEvent.objects.exclude(chain=CHAIN).filter(at__gt=before.at + WITHIN, at__lt=one.at - MARGIN)
    if not between.exists():
        return []
    return [f"no root was taken between {before.details['day']} and {one.details['day']}, though people worked"]


def _contradictions(told: dict[str, Any]) -> list[str]:
    day, found = told["day"], list[str]()
    if told["root"] != root_of(told):
        found.append(f"{CHAIN}: that of {day} is not of its parts")
    for chain, (length, head) in told["heads"].items():
        events = AuditEvent.objects.filter(chain=chain, sequence=length)
        if length and events.values_list("hash", flat=True).first() != head:
            found.append(f"{CHAIN}: event {length} of {chain} is not what it was on {day}")
    until = parse_datetime(told["until"])
    if until is None or _certificates(told["since"], until) != told["certificates"]:
        found.append(f"{CHAIN}: certificates issued before {day} are not those of then")
    if until and "ended" in told and _ended(until) != told["ended"]:
        found.append(f"{CHAIN}: certificates revoked or replaced before {day} are not those of then")
    return found
