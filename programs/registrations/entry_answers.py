"""What the entry rules of a program answer about people who register for a public class.

Only parts about learning are asked: those about custody concern nobody outside.
"""

from collections.abc import Sequence

from core import clock
from core.errors import Blocker
from programs.batches.models import Batch
from programs.entry_rules.findings import Verdict
from programs.entry_rules.rule_parts import Answer
from programs.entry_rules.verdicts import ask_outside, verdict_of
from programs.registrations.models import Registration
from programs.selection.application_decisions import override_blockers


def answers_of(batch: Batch, registrations: Sequence[Registration]) -> dict[int, list[Answer]]:
    """Today's answers about each of these registrations (key) for the batch; a fixed number of queries."""
    records = {one.pk: [one.person, *([one.known_as] if one.known_as else [])] for one in registrations}
    takes = {one.pk: one.blocks for one in registrations}
    return ask_outside(batch, records, on=clock.today(batch.time_zone), takes=takes)


def rule_blockers(answers: Sequence[Answer], *, override: bool, reason: str) -> list[Blocker]:
    """Why somebody of whom the rules answer this has no place: not all are met, and no exception says why."""
    return override_blockers(reason, override=override) if verdict_of(answers) != Verdict.MEETS else []
