"""The decisions of a hearing on several candidates, recorded together: all of them or none."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.db import transaction
from django.db.models import Max, prefetch_related_objects
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from core import audit, clock
from core.errors import Blocker, RuleViolation, refuse_if
from programs.batches.lock_order import hold, locked
from programs.batches.models import Batch
from programs.entry_rules.findings import Verdict
from programs.entry_rules.known_facts import Known, known_of
from programs.entry_rules.models import EntryRuleSet
from programs.entry_rules.rule_parts import Answer
from programs.entry_rules.verdicts import answers_to, verdict_of
from programs.selection import chosen_blocks
from programs.selection.application_decisions import (
    OUTCOMES,
    decision_fields,
    here_blockers,
    no_such_outcome,
    rules_today,
    saying_blockers,
    seat_blockers,
    taken_blockers,
    way_blockers,
)
from programs.selection.application_states import PROMISED, State, move_decided
from programs.selection.held_places import places
from programs.selection.models import Application, Hearing
from programs.selection.place_offers import unpromised_places


@dataclass(frozen=True)
class Choice:
    """What the chair chose for an application (public id), of which the page showed the revision `seen`.

    `override` admits somebody who does not meet the rules.
    """

    application: UUID
    outcome: str
    reason: str
    seen: int
    override: bool = False


class StaleDecisions(RuleViolation):
    """Somebody else has changed some of the applications meanwhile; each reason says how."""


@dataclass(frozen=True)
class _Row:
    application: Application
    choice: Choice

    @property
    def is_new(self) -> bool:
        """Whether it says anything but what is recorded already."""
        now, then = self.choice, self.application
        says = (then.state, then.decision_reason)
        return says != (now.outcome, now.reason.strip()) or (now.override and not then.is_override)

    @property
    def is_admitted_anew(self) -> bool:
        return self.choice.outcome == State.ADMITTED != self.application.state

    @property
    def loses_promise(self) -> bool:
        return self.application.state in PROMISED and self.choice.outcome != State.ADMITTED


@transaction.atomic
def decide_all(hearing: Hearing, choices: Sequence[Choice], *, by: User) -> list[Application]:
    """Records these decisions of an open hearing and returns the applications that changed, in the given order, which
    is that of newcomers on the reserve list.

    A choice that says what is recorded already changes nothing. The reasons for a refusal hold in `values` the public
    id of the `application` concerned, if it is one. Raises `RuleViolation`, or `StaleDecisions`. A fixed number of
    statements.
    """
    batch, rows = _held(hearing.batch, choices)
    rows = [row for row in rows if row.is_new]
    _refuse_stale(rows)
    refuse_if(seat_blockers(batch, by, hearing))
    rules = rules_today(batch)
    known = _known(batch, rows)
    answers = _answers(batch, rows, known, rules)
    refuse_if([*room_blockers(batch, rows), *_row_blockers(batch, rows, known, answers, by)])
    positions = _reserve_positions(batch, rows)
    moves = []
    for row in rows:
        one, said = row.application, row.choice
        is_override = said.outcome == State.ADMITTED and verdict_of(answers[one.pk]) != Verdict.MEETS
        record = decision_fields(rules, by=by, reason=said.reason, answers=answers[one.pk], is_override=is_override)
        moves.append((one, said.outcome, {"hearing": hearing, "reserve_position": positions.get(one.pk), **record}))
    if moves:
        move_decided(moves, by=by)
    audit.record_each("application.decide", by=by, targets=[(row.application, _told(row)) for row in rows])
    return [row.application for row in rows]


def _held(batch: Batch, choices: Sequence[Choice]) -> tuple[Batch, list[_Row]]:
    """The batch and the applications as they are now, locked; whatever is of another batch is left out."""
    wanted = {choice.application: choice for choice in choices}
    found = batch.applications.filter(public_id__in=wanted)
    hold(people=found.values_list("person", flat=True))
    batch = locked(batch)
    related = ("person", "hearing", "decided_by", "closed_by")
    read = found.select_for_update(of=("self",)).select_related(*related).order_by("pk")
    now = {one.public_id: one for one in read}
    for one in now.values():
        one.batch = batch
    if any(one.blocks for one in now.values()):
        prefetch_related_objects([batch], "version__units")
    return batch, [_Row(now[key], choice) for key, choice in wanted.items() if key in now]


def _refuse_stale(rows: Sequence[_Row]) -> None:
    stale = [row.application for row in rows if row.application.revision != row.choice.seen]
    if stale:
        raise StaleDecisions([_of(one, Blocker("stale", changed_meanwhile(one))) for one in stale])


def changed_meanwhile(application: Application) -> str:
    """What somebody else has made of the application, in a sentence."""
    # Offers and enrollments follow a decision without any act of the decider.
    decider = application.decided_by if application.state in OUTCOMES else None
    who = application.closed_by or decider
    words = {
        "who": who.full_name if who else _("somebody else"),
        "state": application.get_state_display(),
        "reason": application.get_closing_display() or application.decision_reason,
    }
    return _("Meanwhile %(who)s changed it to “%(state)s”: %(reason)s Look at it before you save.") % words


def _of(application: Application, reason: Blocker) -> Blocker:
    return replace(reason, values={**reason.values, "application": application.public_id})


def _known(batch: Batch, rows: Sequence[_Row]) -> Known:
    people = [row.application for row in rows]
    return known_of([one.person for one in people], [batch], {one.person_id: one.blocks for one in people})


def _answers(batch: Batch, rows: Sequence[_Row], known: Known, rules: EntryRuleSet | None) -> dict[int, list[Answer]]:
    """Today's answers by application (key). Each row is judged beside those who are in the batch by the rows before it:
    of two people to be kept apart the second needs the exception, as if they were decided on one after the other.
    """
    today, parts, found = clock.today(batch.time_zone), rules.parts if rules else {}, {}
    inside = set(known.members.get(batch.pk, ())) - {row.application.person_id for row in rows if row.loses_promise}
    for row in rows:
        key = row.application.person_id
        alone = replace(known, facts={key: known.facts[key]}, members={batch.pk: set(inside)})
        found[row.application.pk] = answers_to(parts, batch, alone, on=today)[key]
        if row.choice.outcome == State.ADMITTED:
            inside.add(key)
    return found


def room_blockers(batch: Batch, rows: Sequence[_Row]) -> list[Blocker]:
    """Why not so many can be admitted together: places taken, on offer and promised count, less those given up here."""
    asked = sum(row.is_admitted_anew for row in rows)
    if not asked:
        return []
    left = unpromised_places(batch) + sum(row.loses_promise for row in rows)
    if asked <= left:
        return []
    sentence = ngettext(
        "%(asked)s person more is to be admitted and %(left)s of %(places)s places is left. Put somebody on the "
        "reserve list, or change another decision.",
        "%(asked)s people more are to be admitted and %(left)s of %(places)s places are left. Put somebody on the "
        "reserve list, or change another decision.",
        asked,
    )
    told = {"asked": asked, "left": max(left, 0), "places": batch.capacity}
    return [Blocker("no_place_left", sentence % told)]


def _row_blockers(
    batch: Batch, rows: Sequence[_Row], known: Known, answers: Mapping[int, list[Answer]], by: User
) -> list[Blocker]:
    applied, placed = _taken(batch, rows)
    return [
        _of(row.application, reason)
        for row in rows
        for reason in _blockers(row, by, known, answers[row.application.pk], applied, placed)
    ]


def _blockers(
    row: _Row, by: User, known: Known, answers: list[Answer], applied: Collection[int], placed: Collection[int]
) -> list[Blocker]:
    one, said, reasons = row.application, row.choice, []
    if said.outcome not in OUTCOMES:
        return no_such_outcome()
    if said.outcome != one.state:
        reasons += way_blockers(one, said.outcome, by)
        if one.state == State.REJECTED:
            again = {"applied": one.person_id in applied, "placed": one.person_id in placed}
            reasons += [*here_blockers(one), *taken_blockers(**again)]
    reasons += saying_blockers(one, outcome=said.outcome, reason=said.reason, override=said.override, answers=answers)
    if one.blocks and said.outcome != State.REJECTED:
        passed = known.facts[one.person_id].units
        reasons += _table_words(chosen_blocks.known_blockers(one.batch, one.blocks, passed, one.again_reason))
    return reasons


def _table_words(reasons: Sequence[Blocker]) -> list[Blocker]:
    """The reasons against blocks; the table has no field to choose others, or to say why one is taken again."""
    unknown = _("This program has no such block. Open the application of this person and choose another one there.")
    passed_before = _(
        "Every unit of block %(blocks)s is passed already. Open the application of this person: there another block is "
        "chosen, or the reason is written why it is taken again."
    )
    sentences = {"no_such_block": unknown, "passed_before": passed_before}
    return [replace(one, message=sentences[one.code] % one.values) if one.code in sentences else one for one in reasons]


def _taken(batch: Batch, rows: Sequence[_Row]) -> tuple[set[int], set[int]]:
    """Of those who had been rejected: people (keys) with another open application, and with a place in the batch."""
    again = [row.application.person_id for row in rows if row.application.state == State.REJECTED]
    if not again:
        return set(), set()
    applied = Application.objects.open().filter(person__in=again, program=batch.version.program_id)
    placed = places().all().filter(batch=batch, person__in=again)
    return set(applied.values_list("person", flat=True)), set(placed.values_list("person", flat=True))


def _reserve_positions(batch: Batch, rows: Sequence[_Row]) -> dict[int, int]:
    """The position of each application (key) that is or comes on the reserve list: newcomers behind everybody else."""
    listed = [row for row in rows if row.choice.outcome == State.RESERVE]
    kept = {row.application.pk: row.application.reserve_position for row in listed if row.application.reserve_position}
    newcomers = [row.application.pk for row in listed if row.application.pk not in kept]
    if not newcomers:
        return kept
    leaving = [row.application.pk for row in rows if row.choice.outcome != State.RESERVE]
    others = batch.applications.filter(state__in=[State.RESERVE, State.OFFERED]).exclude(pk__in=leaving)
    last = others.aggregate(last=Max("reserve_position"))["last"] or 0
    return kept | {key: place for place, key in enumerate(newcomers, last + 1)}


def _told(row: _Row) -> dict[str, object]:
    one = row.application
    blocks = {"blocks": one.blocks} if one.blocks or one.asked_blocks else {}
    return {"outcome": row.choice.outcome, "is_override": one.is_override, **blocks}
