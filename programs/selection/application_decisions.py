"""From application to decision: applying, and the placement board deciding. Nothing is automatic."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core import audit, clock
from core.errors import Blocker, refuse_if
from core.reasons import reason_blockers
from core.scans import Scan, keep_scan, scan_blockers
from core.two_person_decision import new_password_blockers
from inmates.consents.codes import ConsentKind
from inmates.consents.consent_texts import text_on
from inmates.people.models import Person
from programs.batches.lock_order import hold, locked
from programs.batches.models import Batch
from programs.catalog.unit_blocks import normalized
from programs.entry_rules.findings import Verdict
from programs.entry_rules.known_facts import passed_codes
from programs.entry_rules.models import EntryRuleSet
from programs.entry_rules.rule_parts import Answer
from programs.entry_rules.verdicts import evaluate, rule_set_of, verdict_of
from programs.selection import chosen_blocks
from programs.selection.application_states import State, last_position, move, move_blockers
from programs.selection.hearing_quorum import quorum_blockers
from programs.selection.held_places import places
from programs.selection.models import Application, Hearing
from programs.selection.place_offers import unpromised_places
from programs.selection.tpp_hearings import open_hearing_of, sits_as_chair

OUTCOMES = (State.ADMITTED, State.RESERVE, State.REJECTED)
MOST_AT_ONCE = 5
# The states in which an open hearing can decide; in all others the application is closed, offered or enrolled.
DECIDABLE = (State.SUBMITTED, State.ADMITTED, State.RESERVE, State.REJECTED)


class StaleDecision(Exception):
    """Somebody else changed the application after it was read; `application` is its current state."""

    def __init__(self, application: Application):
        self.application = application
        super().__init__(str(application.state))


@dataclass(frozen=True)
class Wish:
    """One batch on an application form, with the strength of the wish (1 to 5).

    `blocks`: signs of the blocks that are wished for; none means the whole course. `again`: why blocks that are passed
    are wanted again.
    """

    batch: Batch
    interest: int = 3
    blocks: tuple[str, ...] = ()
    again: str = ""


def apply_blockers(
    batch: Batch, person: Person, *, consent_on: date, blocks: Collection[str] = (), again: str = ""
) -> list[Blocker]:
    """Why this person cannot apply for this batch, or for these blocks of it.

    Entry rules are not checked here: the board weighs them. Blocks whose lessons have not begun can still be applied
    for while the batch runs.
    """
    reasons = chosen_blocks.blockers(batch, person, blocks, again)
    if batch.state == Batch.State.RUNNING and blocks:
        if not chosen_blocks.is_still_ahead(batch, blocks):
            reasons.append(Blocker("block_begun", _("The lessons of these blocks have begun, or are not planned yet.")))
    elif batch.state != Batch.State.SELECTING:
        reasons.append(Blocker("batch_not_selecting", _("This batch takes no applications now.")))
    if person.facility_id != batch.facility_id:
        reasons.append(Blocker("not_in_custody", _("This person is not in custody at the facility of the batch.")))
    if consent_on > clock.today(batch.time_zone):
        reasons.append(Blocker("consent_in_future", _("The day of consent lies in the future.")))
    return reasons + _second_time_blockers(batch, person)


def _second_time_blockers(batch: Batch, person: Person) -> list[Blocker]:
    """Applications or places that rule out another open application for this program or batch."""
    applied = Application.objects.open().filter(person=person, program=batch.version.program_id).exists()
    return taken_blockers(applied=applied, placed=places().all().filter(batch=batch, person=person).exists())


def taken_blockers(*, applied: bool, placed: bool) -> list[Blocker]:
    """The same of somebody of whom it is known: an open application for the program, or a place in the batch."""
    reasons = []
    if applied:
        reasons.append(Blocker("already_applied", _("This person already has an open application for this program.")))
    if placed:
        reasons.append(Blocker("already_enrolled", _("This person already has a place in this batch.")))
    return reasons


def form_blockers(person: Person, wishes: list[Wish], *, consent_on: date, scan: Scan | None) -> list[Blocker]:
    """Why a form with these wishes cannot be accepted; if there are several, each reason names its batch."""
    reasons = scan_blockers(scan) if scan is not None else []
    if not 1 <= len(wishes) <= MOST_AT_ONCE:
        reasons.append(Blocker("how_many", _("A form takes from one to %(count)s programs.") % {"count": MOST_AT_ONCE}))
    programs = [wish.batch.version.program_id for wish in wishes]
    if len(set(programs)) < len(programs):
        reasons.append(Blocker("program_twice", _("Two of the batches teach the same program. Choose one of them.")))
    for wish in wishes:
        found = apply_blockers(wish.batch, person, consent_on=consent_on, blocks=wish.blocks, again=wish.again)
        for reason in found:
            named = f"{wish.batch.name}: {reason}" if len(wishes) > 1 else reason.message
            reasons.append(Blocker(reason.code, named))
    return reasons


def apply(
    *,
    by: User,
    batch: Batch,
    person: Person,
    source: str,
    consent_on: date,
    interest: int,
    note: str = "",
    scan: Scan | None = None,
    blocks: Iterable[str] = (),
    again: str = "",
) -> Application:
    """Records an application with today's answers of the entry rules. Raises `RuleViolation`."""
    wishes = [Wish(batch, interest, tuple(blocks), again)]
    (application,) = apply_for(
        by=by, person=person, wishes=wishes, source=source, consent_on=consent_on, note=note, scan=scan
    )
    return application


@transaction.atomic
def apply_for(
    *,
    by: User,
    person: Person,
    wishes: Iterable[Wish],
    source: str,
    consent_on: date,
    note: str = "",
    scan: Scan | None = None,
) -> list[Application]:
    """Records one form for up to five programs, as a whole or not at all. Raises `RuleViolation` with every reason."""
    # Read again: the person may just have left, or the record may have been merged into another.
    hold(people=[person.pk])
    person = Person.objects.select_related("facility").get(pk=person.pk)
    wishes = [replace(wish, batch=locked(wish.batch)) for wish in sorted(wishes, key=lambda wish: wish.batch.pk)]
    refuse_if(form_blockers(person, wishes, consent_on=consent_on, scan=scan))
    form_id = uuid4()
    scan_name = keep_scan(f"consents/{form_id}", scan) if scan else ""
    said = {"source": source, "consent_on": consent_on, "note": note, "form_id": form_id, "scan": scan_name}
    if person.facility:
        said["text_version"] = text_on(person.facility, ConsentKind.APPLICATION, consent_on).name
    return [_submit(wish, person, by, said) for wish in wishes]


def _submit(wish: Wish, person: Person, by: User, said: Mapping) -> Application:
    batch = wish.batch
    blocks = normalized(list(batch.version.units.all()), wish.blocks) if wish.blocks else []
    application = Application.objects.create(
        batch=batch,
        program=batch.version.program,
        person=person,
        interest=wish.interest,
        submitted_at=clock.now(),
        submitted_by=by,
        rule_set=rules_today(batch),
        answers=[answer.as_row() for answer in answers_now(batch, person, blocks)],
        asked_blocks=blocks,
        blocks=blocks,
        again_reason=chosen_blocks.reason_kept(batch, person, blocks, wish.again),
        **said,
    )
    told = {"blocks": blocks} if blocks else {}
    audit.record("application.submit", by=by, target=application, batch=batch.pk, source=application.source, **told)
    return application


def reopening_blockers(application: Application) -> list[Blocker]:
    """Why a closed or rejected application cannot be reopened."""
    return here_blockers(application) + _second_time_blockers(application.batch, application.person)


def here_blockers(application: Application) -> list[Blocker]:
    """Those of them that ask nothing of the database: the batch is over, or the person is elsewhere."""
    batch, reasons = application.batch, []
    if batch.state not in (Batch.State.SELECTING, Batch.State.RUNNING):
        reasons.append(Blocker("batch_not_open", _("This batch takes no participants now.")))
    if application.person.facility_id != batch.facility_id:
        reasons.append(Blocker("not_in_custody", _("This person is not in custody at the facility of the batch.")))
    return reasons


def decision_blockers(
    application: Application, *, by: User, outcome: str, reason: str, override: bool, answers: list[Answer]
) -> list[Blocker]:
    """Why the board cannot decide this way. People who do not meet the rules can be admitted only by override."""
    reasons = seat_blockers(application.batch, by) + _outcome_blockers(application, outcome, by)
    return reasons + saying_blockers(application, outcome=outcome, reason=reason, override=override, answers=answers)


def saying_blockers(
    application: Application, *, outcome: str, reason: str, override: bool, answers: list[Answer]
) -> list[Blocker]:
    """Those of them that ask nothing of the database: a locked decision, no reason, rules that are not met."""
    reasons = []
    if application.hearing and application.hearing.state == Hearing.State.CLOSED and application.state != State.RESERVE:
        reasons.append(Blocker("decision_locked", _("This decision was locked when its hearing was closed.")))
    if not reason.strip():
        reasons.append(Blocker("reason_missing", _("Each decision needs a reason.")))
    if outcome == State.ADMITTED and verdict_of(answers) != Verdict.MEETS:
        reasons += override_blockers(reason, override=override)
    return reasons


def seat_blockers(batch: Batch, by: User, hearing: Hearing | None = None) -> list[Blocker]:
    """Why `by` cannot decide on anybody of this batch now, or not in this hearing."""
    reasons = []
    if not sits_as_chair(by, batch):
        reasons.append(Blocker("not_a_chair", _("Only the board chair of this facility decides.")))
    found = open_hearing_of(batch)
    if found is None or (hearing and found != hearing):
        reasons.append(Blocker("no_open_hearing", _("There is no open hearing on this batch.")))
    else:
        reasons += quorum_blockers(found)
    return reasons + new_password_blockers(by)


def _outcome_blockers(application: Application, outcome: str, by: User) -> list[Blocker]:
    """Why the application cannot move from its current state to this outcome; repeating the same outcome is allowed."""
    if outcome not in OUTCOMES:
        return no_such_outcome()
    if application.state == outcome:
        return []
    reasons = seat_left_blockers(application.batch) if outcome == State.ADMITTED else []
    reasons += way_blockers(application, outcome, by)
    if application.state == State.REJECTED:
        reasons += reopening_blockers(application)
    return reasons


def no_such_outcome() -> list[Blocker]:
    """The reason that whatever was chosen is no decision."""
    return [Blocker("no_such_outcome", _("Choose admitted, reserve list or not admitted."))]


def way_blockers(application: Application, outcome: str, by: User) -> list[Blocker]:
    """Why no decision leads from its current state to this outcome."""
    # `seat_blockers` already checks the role, in its own words.
    return [reason for reason in move_blockers(application, outcome, by=by) if reason.code != "not_your_role"]


def seat_left_blockers(batch: Batch) -> list[Blocker]:
    """Why nobody else can be admitted: every place is taken, offered or promised."""
    if unpromised_places(batch) > 0:
        return []
    sentence = _(
        "All %(count)s places are given. Put the person on the reserve list, or change another decision first."
    )
    return [Blocker("no_place_left", sentence % {"count": batch.capacity})]


def override_blockers(reason: str, *, override: bool) -> list[Blocker]:
    """Why somebody who does not meet the rules cannot be admitted: no override, or one without a proper reason."""
    if not override:
        sentence = _(
            "This person does not meet every entry rule. Admit by override, with a reason, or decide otherwise."
        )
        return [Blocker("rules_not_met", sentence)]
    sentence = _("An override needs a reason of at least %(count)s characters.")
    return reason_blockers(reason, sentence, code="override_reason_short")


@transaction.atomic
def decide(
    application: Application,
    *,
    by: User,
    outcome: str,
    reason: str,
    override: bool = False,
    seen: int | None = None,
    blocks: Collection[str] | None = None,
    again: str | None = None,
) -> Application:
    """Records the board's decision on one application; it may be changed until the hearing is closed.

    `override` admits somebody who does not meet the rules; it stays on record and visible. `blocks`: signs of the
    blocks it is decided about, none for the whole course; `again`: why passed ones are wanted again; None leaves them
    as they are. Raises `RuleViolation`, or `StaleDecision` if the application has changed since the revision `seen`.
    """
    hold(people=[application.person_id])
    batch = locked(application.batch)
    application = as_seen(application, seen)
    signs = _blocks_decided(application, batch, blocks)
    answers = answers_now(batch, application.person, signs)
    against = decision_blockers(application, by=by, outcome=outcome, reason=reason, override=override, answers=answers)
    again = application.again_reason if again is None else again
    # Whoever is turned down takes nothing a second time.
    passed = passed_codes(application.person_id) if signs and outcome != State.REJECTED else set()
    refuse_if([*against, *(chosen_blocks.known_blockers(batch, signs, passed, again) if signs else [])])
    is_override = outcome == State.ADMITTED and verdict_of(answers) != Verdict.MEETS
    decision = {
        "blocks": signs,
        "again_reason": chosen_blocks.reason_kept(batch, application.person, signs, again),
        "hearing": open_hearing_of(batch),
        "reserve_position": _reserve_position(application, outcome),
        **decision_fields(rules_today(batch), by=by, reason=reason, answers=answers, is_override=is_override),
    }
    if application.state == outcome:
        _write_again(application, decision)
    else:
        move(application, outcome, by=by, **decision)
    told = {"blocks": signs} if signs or application.asked_blocks else {}
    audit.record("application.decide", by=by, target=application, outcome=outcome, is_override=is_override, **told)
    return application


def _blocks_decided(application: Application, batch: Batch, blocks: Collection[str] | None) -> list[str]:
    """The blocks in the order of teaching; signs that the program does not have are kept, to be refused."""
    if not blocks:
        return list(application.blocks) if blocks is None else []
    units = list(batch.version.units.all())
    unknown = sorted(set(blocks) - {unit.block for unit in units})
    return [*normalized(units, blocks), *unknown]


def rules_today(batch: Batch) -> EntryRuleSet | None:
    """The rules in force today; one query."""
    return rule_set_of(batch, on=clock.today(batch.time_zone))


def decision_fields(
    rules: EntryRuleSet | None, *, by: User, reason: str, answers: list[Answer], is_override: bool
) -> dict:
    """The record of a decision besides its outcome: who, when, why, and the rules with that day's inputs."""
    return {
        "decided_at": clock.now(),
        "decided_by": by,
        "decision_reason": reason.strip(),
        "decision_rule_set": rules,
        "decision_answers": [answer.as_row() for answer in answers],
        "is_override": is_override,
    }


def _write_again(application: Application, decision: dict) -> None:
    """Records the same outcome again, with a new reason."""
    for name, value in decision.items():
        setattr(application, name, value)
    application.revision += 1
    application.save()


def as_seen(application: Application, seen: int | None) -> Application:
    """The current application, locked. Raises `StaleDecision` if its revision is not `seen`."""
    related = ("person", "hearing", "decided_by", "closed_by", "batch__facility", "batch__version__program")
    Application.objects.select_for_update().get(pk=application.pk)
    application = Application.objects.select_related(*related).get(pk=application.pk)
    if seen is not None and application.revision != seen:
        raise StaleDecision(application)
    return application


def answers_now(batch: Batch, person: Person, blocks: Collection[str] = ()) -> list[Answer]:
    """The answers of the batch's entry rules for this person today, about these blocks or the whole course."""
    return evaluate(batch, [person], on=clock.today(batch.time_zone), takes={person.pk: blocks})[person.pk]


def deciding_hearing(application: Application) -> Hearing | None:
    """The open hearing that can decide on it: undecided, on the reserve list, or decided in this hearing; or none."""
    hearing = open_hearing_of(application.batch)
    if hearing is None or application.state not in DECIDABLE:
        return None
    is_open_to = application.state in (State.SUBMITTED, State.RESERVE) or application.hearing_id == hearing.pk
    return hearing if is_open_to else None


def _reserve_position(application: Application, outcome: str) -> int | None:
    """The position on the reserve list: the last one for newcomers, unchanged for those already on it."""
    if outcome != State.RESERVE:
        return None
    return application.reserve_position or last_position(application)
