"""Random lives: whatever officers, the board and circumstances do in whatever order, what must hold holds.

`make test` walks the same 600 steps each time, so that it fails for nobody who changed nothing. For others, as many as
are wanted (RANDOM_SHRINKS=1 looks for the shortest way to what broke, which takes minutes):

    RANDOM_STEPS=10000 .venv/bin/python -m pytest tests/programs/circumstances/test_random_life.py -s
"""

import os
from collections import Counter
from datetime import timedelta
from functools import partial

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from accounts.roles import Role
from core import clock
from core.errors import RuleViolation
from inmates.custody import suspensions
from inmates.custody.models.circumstances import Circumstance
from inmates.custody.models.stays import Suspension
from programs.batch_lifecycle import batch_plan
from programs.circumstances import arrivals, custody_end, entry_withdrawal, outings
from programs.places import place_changes
from programs.selection import admission_appeals, application_decisions, ended_applications, place_offers, tpp_hearings
from programs.selection.models import Appeal, Application
from tests.conftest import MONDAY
from tests.programs.circumstances.random_world import FIRST_DAY, World, one_of
from tests.programs.circumstances.what_must_hold import LIVE, OPEN, Snapshot, broken
from tests.sitting import sitting

pytestmark = pytest.mark.once

STEPS = int(os.environ.get("RANDOM_STEPS", "0"))
PHASES = [Phase.generate, Phase.shrink] if os.environ.get("RANDOM_SHRINKS") else [Phase.generate]
STEPS_A_LIFE = 50
PICKS = st.integers(0, 59)
REASON = "Pertimbangan sidang hari ini"
OUTCOMES = st.sampled_from(["admitted", "admitted", "reserve", "reserve", "rejected"])
CLOSINGS = st.sampled_from(Application.Closing.values)
DAYS_AGO = st.integers(0, 2)
DECIDABLE = ("submitted", "admitted", "reserve", "rejected")


def when(condition):
    """The rule is tried where the snapshot of the last step has something for it."""
    return precondition(lambda life: bool(condition(life.seen)))


def in_custody(seen):
    return [person for person in seen.people.values() if person.facility_id]


class Life(RuleBasedStateMachine):
    """Each rule is one step: a command that is carried out, or refused with its reasons. Anything else fails."""

    world: World
    counted: Counter

    def __init__(self):
        super().__init__()
        self.undone = transaction.atomic()
        self.undone.__enter__()
        self.now, self.seen = MONDAY, None

    def teardown(self):
        transaction.set_rollback(True)
        self.undone.__exit__(None, None, None)

    @property
    def day(self):
        return clock.local(self.now, "Asia/Makassar").date()

    def attempt(self, name, command):
        with clock.moved_to(self.now):
            try:
                answers = ["nothing" if command() is None else "done"]
            except RuleViolation as refusal:
                answers = [reason.code for reason in refusal.reasons]
            except application_decisions.StaleDecision:
                answers = ["stale"]
        self.counted.update((name, answer) for answer in answers)

    def officer_of(self, row):
        return self.world.user(row.batch.facility, Role.TRAINING_OFFICER)

    def registrar_of(self, person):
        return self.world.user(person.facility or self.world.here, Role.REGISTRAR)

    @invariant()
    def what_must_hold_holds(self):
        with clock.moved_to(self.now):
            now = Snapshot()
            found = broken(now, self.seen)
        assert found == []
        self.seen = now

    @initialize(
        stage=st.sampled_from([3, 2, 5, 1, 4, 3, 0]),
        outcomes=st.lists(OUTCOMES, min_size=6, max_size=6),
        days=st.integers(0, 3),
    )
    def begin(self, stage, outcomes, days):
        """From nothing, applications, a closed hearing, places given, a batch that runs, or a session that was held."""
        first = [self._all_apply, partial(self._board_decides, outcomes), self._admitted_get_places]
        steps = [*first, self._batch_starts, partial(self.hold_session, 0)]
        for step in steps[:stage]:
            step()
            self.what_must_hold_holds()
        self.time_goes_by(24 * days)

    def _all_apply(self):
        for pick in range(6):
            self.apply(pick, pick // 5 * 2)

    def _board_decides(self, outcomes):
        self.hear(0)
        for pick, outcome in enumerate(outcomes[:5]):
            self._decide(self.world.application(pick), outcome=outcome, override=True)
        self.what_must_hold_holds()
        self.close(0)

    def _admitted_get_places(self):
        for row in self.world.applications().filter(state="admitted")[:2]:
            self._enroll(row)

    def _batch_starts(self):
        self.time_goes_by(24 * (FIRST_DAY - self.day).days + 6)
        by = self.world.user(self.world.here, Role.TRAINING_OFFICER)
        self.attempt("batch running", lambda: batch_plan.move(self.world.batch(0), "running", by=by, reason=REASON))

    # --- Selection -------------------------------------------------------------------------------------------

    @rule(who=PICKS, what=PICKS)
    def apply(self, who, what):
        person, batch = self.world.person(who), self.world.batch(what)
        by = self.world.user(batch.facility, Role.TRAINING_OFFICER)
        fields = {"source": "person", "consent_on": self.day, "interest": 3}
        self.attempt("apply", lambda: application_decisions.apply(by=by, batch=batch, person=person, **fields))

    @when(lambda seen: seen.having(*OPEN))
    @rule(pick=PICKS, closing=CLOSINGS, is_stale=st.booleans())
    def withdraw(self, pick, closing, is_stale):
        row = self.world.application(pick, *OPEN)
        fields = {"by": self.officer_of(row), "closing": closing, "seen": row.revision - is_stale}
        self.attempt("withdraw", lambda: ended_applications.withdraw(row, **fields))

    @when(lambda seen: seen.having("submitted", "reserve") and len(seen.hearings) < 3)
    @rule(pick=PICKS)
    def hear(self, pick):
        batch = self.world.application(pick, "submitted", "reserve").batch
        by = self.world.user(batch.facility, Role.TRAINING_OFFICER)
        chair = self.world.user(batch.facility, Role.BOARD_CHAIR)
        member = self.world.user(batch.facility, Role.BOARD_MEMBER)
        fields = {"held_on": self.day, "place": "Aula", "chair": chair, "members": [member]}
        self.attempt("open hearing", lambda: sitting(by=by, batch=batch, **fields))

    @when(lambda seen: seen.hearings and seen.having(*DECIDABLE))
    @rule(pick=PICKS, outcome=OUTCOMES, override=st.booleans(), is_stale=st.booleans())
    def decide(self, pick, outcome, override, is_stale):
        row = self.world.application(pick, *DECIDABLE)
        self._decide(row, outcome=outcome, override=override, seen=row.revision - is_stale)

    def _decide(self, row, *, outcome, **fields):
        by = self.world.user(row.batch.facility, Role.BOARD_CHAIR)
        decide = partial(application_decisions.decide, row, by=by, outcome=outcome, reason=REASON, **fields)
        self.attempt(f"decide {outcome}", decide)

    @when(lambda seen: seen.hearings)
    @rule(pick=PICKS)
    def close(self, pick):
        hearing = one_of(self.seen.hearings, pick)
        by = self.world.user(self.seen.batches[hearing.batch_id].facility, Role.BOARD_CHAIR)
        self.attempt("close hearing", lambda: tpp_hearings.close_hearing(hearing, by=by))

    @when(lambda seen: seen.having("admitted"))
    @rule(pick=PICKS)
    def enroll(self, pick):
        self._enroll(self.world.application(pick, "admitted"))

    def _enroll(self, row):
        self.attempt("enroll", lambda: place_changes.enroll(row, by=self.officer_of(row)))

    @when(lambda seen: seen.having("reserve"))
    @rule(what=PICKS)
    def offer(self, what):
        batch = self.world.batch(what)
        by = self.world.user(batch.facility, Role.TRAINING_OFFICER)
        self.attempt("offer", lambda: place_offers.offer_free_place(batch, by=by))

    @when(lambda seen: seen.having("offered"))
    @rule(pick=PICKS, command=st.sampled_from([place_changes.accept_offer, place_offers.decline]))
    def answer(self, pick, command):
        row = self.world.application(pick, "offered")
        self.attempt(command.__name__, lambda: command(row, by=self.officer_of(row)))

    @when(lambda seen: seen.having("rejected"))
    @rule(pick=PICKS)
    def object(self, pick):
        row = self.world.application(pick, "rejected")
        fields = {"received_on": self.day, "grounds": "Saya ingin belajar"}
        self.attempt("appeal", lambda: admission_appeals.register(row, by=self.officer_of(row), **fields))

    @when(lambda seen: seen.having("rejected"))
    @rule(pick=PICKS, outcome=st.sampled_from(Appeal.Outcome.values))
    def review(self, pick, outcome):
        appeal = one_of(Appeal.objects.select_related("application__batch__facility").order_by("outcome", "pk"), 0)
        if appeal:
            by = self.world.user(appeal.application.batch.facility, Role.RUTAN_HEAD)
            fields = {"outcome": outcome, "reason": REASON, "override": True}
            self.attempt("decide appeal", lambda: admission_appeals.decide(appeal, by=by, **fields))

    @when(lambda seen: seen.applications)
    @rule(
        pick=PICKS,
        command=st.sampled_from(
            [
                ended_applications.withdraw,
                place_changes.enroll,
                place_changes.accept_offer,
                place_offers.decline,
            ]
        ),
    )
    def meddle(self, pick, command):
        """What a page would not offer: any command about any application."""
        row = self.world.application(pick)
        self.attempt(f"any {command.__name__}", lambda: command(row, by=self.officer_of(row)))

    # --- Places and batches ----------------------------------------------------------------------------------

    @when(lambda seen: any(place.state == "active" for place in seen.places))
    @rule(pick=PICKS, ahead=st.integers(-1, 3))
    def suspend_place(self, pick, ahead):
        place = self.world.place(pick, "active")
        fields = {"from_date": max(place.starts_on, self.day + timedelta(days=ahead)), "reason": "illness"}
        self.attempt("suspend place", lambda: place_changes.suspend(place, by=self.officer_of(place), **fields))

    @when(lambda seen: any(place.state == "suspended" for place in seen.places))
    @rule(pick=PICKS, ahead=st.integers(-1, 3))
    def resume_place(self, pick, ahead):
        place, on = self.world.place(pick, "suspended"), self.day + timedelta(days=ahead)
        self.attempt("resume place", lambda: place_changes.resume(place, by=self.officer_of(place), on=on))

    @when(lambda seen: any(place.state in LIVE for place in seen.places))
    @rule(pick=PICKS, ago=DAYS_AGO)
    def end_place(self, pick, ago):
        place = self.world.place(pick, *LIVE)
        fields = {"on": max(place.starts_on, self.day - timedelta(days=ago)), "reason": "withdrew"}
        self.attempt("end place", lambda: place_changes.end_enrollment(place, by=self.officer_of(place), **fields))

    @precondition(lambda life: life.day >= FIRST_DAY)
    @rule(what=PICKS)
    def hold_session(self, what):
        batch = self.world.batch(what)
        self.attempt("hold session", lambda: self.world.hold_session(batch) or None)

    @when(lambda seen: any(place.state in LIVE for place in seen.places))
    @rule(pick=PICKS, to_state=st.sampled_from(["running", "running", "running", "finished", "finished", "cancelled"]))
    def move_batch(self, pick, to_state):
        batch = self.world.place(pick, *LIVE).batch
        fields = {"by": self.world.user(batch.facility, Role.TRAINING_OFFICER), "reason": REASON}
        self.attempt(f"batch {to_state}", lambda: batch_plan.move(batch, to_state, **fields))

    # --- Circumstances ---------------------------------------------------------------------------------------

    @when(in_custody)
    @rule(who=PICKS, kind=st.sampled_from(Circumstance.DEPARTURES), ago=DAYS_AGO)
    def leave(self, who, kind, ago):
        person = one_of(in_custody(self.seen), who)
        other = self.world.there if person.facility == self.world.here else self.world.here
        destination = other if kind == Circumstance.Kind.TRANSFER else None
        fields = {
            "kind": kind,
            "on": self.day - timedelta(days=ago),
            "destination": destination,
            "reason": "Bebas lebih awal",
        }
        self.attempt(f"leave {kind}", lambda: custody_end.leave(person, by=self.registrar_of(person), **fields))

    @when(lambda seen: any(person.facility_id is None for person in seen.people.values()))
    @rule(pick=PICKS, is_there=st.booleans())
    def receive(self, pick, is_there):
        person = one_of([person for person in self.seen.people.values() if person.facility_id is None], pick)
        facility = self.world.facilities[is_there]
        by = self.world.user(facility, Role.REGISTRAR)
        fields = {"number": f"B.I {person.pk}/2026", "entered": self.day, "block": "C"}
        self.attempt("receive", lambda: arrivals.receive(person, by=by, facility=facility, **fields))

    @when(in_custody)
    @rule(who=PICKS, kind=st.sampled_from(Circumstance.OUTINGS))
    def take_out(self, who, kind):
        person = one_of(in_custody(self.seen), who)
        fields = {"by": self.registrar_of(person), "kind": kind, "out_at": self.now}
        self.attempt("take out", lambda: outings.take_out(person, **fields))

    @when(lambda seen: any(row.back_at is None for row in seen.movements))
    @rule(pick=PICKS)
    def bring_back(self, pick):
        out = Circumstance.objects.filter(movement__back_at=None, movement__isnull=False).select_related("facility")
        entry = one_of(out.order_by("pk"), pick)
        by = self.world.user(entry.facility, Role.REGISTRAR)
        self.attempt("bring back", lambda: outings.bring_back(entry, by=by, back_at=self.now))

    @rule(pick=st.integers(0, 2))
    def take_entry_back(self, pick):
        entry = one_of(Circumstance.objects.standing().select_related("facility").order_by("-pk"), pick)
        if entry:
            by = self.world.user(entry.facility, Role.REGISTRAR)
            self.attempt(
                "take back", lambda: entry_withdrawal.withdraw(entry, by=by, reason="Orang lain yang dimaksud")
            )

    @when(in_custody)
    @rule(who=PICKS, is_limited=st.booleans())
    def suspend_training(self, who, is_limited):
        person = one_of(in_custody(self.seen), who)
        until = self.day + timedelta(days=1) if is_limited else None
        fields = {"from_date": self.day, "until": until, "decided_by": "Karutan"}
        self.attempt("suspend", lambda: suspensions.suspend(person, by=self.registrar_of(person), **fields))

    @when(lambda seen: any(row.until is None for row in seen.suspensions))
    @rule(pick=PICKS)
    def end_suspension(self, pick):
        row = one_of(Suspension.objects.filter(until=None).select_related("person__facility").order_by("pk"), pick)
        by = self.registrar_of(row.person)
        self.attempt("end suspension", lambda: suspensions.end_suspension(row, by=by, until=self.day))

    @rule(hours=st.sampled_from([1, 10, 24, 24, 48]))
    def time_goes_by(self, hours):
        self.now += timedelta(hours=hours)
        self.attempt("night", place_offers.expire_offers)


@pytest.mark.django_db
def test_random_lives_break_nothing():
    Life.world, Life.counted = World(), Counter()
    walk = settings(
        max_examples=(STEPS or 600) // STEPS_A_LIFE,
        stateful_step_count=STEPS_A_LIFE,
        derandomize=not STEPS,
        phases=PHASES,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )

    try:
        run_state_machine_as_test(Life, settings=walk)
    finally:
        total = Counter()
        for (name, answer), count in sorted(Life.counted.items()):
            total[answer] += count
            print(f"{name:<22}{answer:<8}{count:6}")
        print(dict(total))
