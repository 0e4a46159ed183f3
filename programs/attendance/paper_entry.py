"""Copying a signed paper roll: one line for each person, in the letters of the paper, with a scan.

The time of the session (`Mark.happened_at`) and the time of copying (`Mark.recorded_at`) are stored separately.
"""

import hashlib
import re
from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core import audit, clock
from core.errors import Blocker, refuse_if
from core.scans import Scan, keep_scan, scan_blockers
from programs.attendance import mark_rules
from programs.attendance.models.session_day import RollScan
from programs.attendance.proposed_marks import Proposal
from programs.attendance.roll_rows import Choice, Entry, Row
from programs.timetable.models.sessions import Session
from programs.timetable.session_lock import locked_with_batch_before

MOST_SCANS = 12
# A letter, a digit or the beginning of a word, then minutes, then a note: "H", "T 15", "T15", "I surat dokter".
LINE = re.compile(r"([^\W\d_]+|\d)\s*(\d{1,3})?\s*(.*)")
SHORTEST_WORD = 2


def read_line(text: str, row: Row, choices: Iterable[Choice]) -> None:
    """Parses one line of the paper into the row, or records why it cannot be read; an empty line changes nothing."""
    text = text.strip()
    if not text:
        return
    found = LINE.fullmatch(text)
    fitting = _as_announced(_fitting(found[1], choices), row.proposal) if found else []
    if found is None or not fitting:
        sentence = _("“%(text)s” is none of the letters. Use one of the letters above.")
        row.reasons = [Blocker("unknown_letter", sentence % {"text": text[:20]})]
    elif len(fitting) > 1:
        words = ", ".join(choice.label for choice in fitting)
        sentence = _("This letter stands for several reasons. Write the beginning of the word: %(words)s.")
        row.reasons = [Blocker("several", sentence % {"words": words})]
    elif found[2] and not fitting[0].takes_minutes_late:
        sentence = _("Minutes belong to somebody who came late only. Write T and the minutes.")
        row.reasons = [Blocker("minutes", sentence)]
    else:
        row.chosen = Entry(fitting[0].code, int(found[2] or 0), found[3])


def _fitting(sign: str, choices: Iterable[Choice]) -> list[Choice]:
    by_letter = [choice for choice in choices if sign.casefold() in (choice.letter.casefold(), choice.key.casefold())]
    if by_letter or len(sign) < SHORTEST_WORD:
        return by_letter
    return [choice for choice in choices if choice.label.casefold().startswith(sign.casefold())]


def _as_announced(fitting: list[Choice], proposal: Proposal | None) -> list[Choice]:
    """The paper has one letter for all custody reasons; an announcement tells which one it was."""
    if len(fitting) < 2 or proposal is None:
        return fitting
    announced = [choice for choice in fitting if choice.code == proposal.code]
    return announced or fitting


def scan_reasons(session: Session, *, by: User, content: Scan, reason: str = "") -> list[Blocker]:
    """Why this file cannot be attached as the scan of the roll; only users who may record the session attach one."""
    reasons = mark_rules.blockers(session, by=by, reason=reason)
    if session.scans.count() >= MOST_SCANS:
        reasons.append(Blocker("too_many", _("This session has %(most)s scans already.") % {"most": MOST_SCANS}))
    return [*reasons, *scan_blockers(content)]


@transaction.atomic
def attach_scan(session: Session, *, by: User, content: Scan, reason: str = "") -> RollScan:
    """Stores the scan of the signed sheet with the session; sending the same file again returns the existing scan.

    A scan is never replaced. Raises `RuleViolation`.
    """
    session = locked_with_batch_before(session)
    digest = hashlib.sha256(content).hexdigest()
    known = session.scans.filter(sha256=digest).first()
    if known:
        return known
    refuse_if(scan_reasons(session, by=by, content=content, reason=reason))
    scan = RollScan(session=session, sha256=digest, added_at=clock.now(), added_by=by)
    scan.file = keep_scan(f"rolls/{scan.public_id}", content)
    scan.save()
    audit.record("session.attach_scan", by=by, target=session, scan=scan.pk)
    return scan
