"""For each change of circumstance everything that depends on the person: before, after, and after the return.

Beside the person's own rows (`Life`) it tells what becomes of the places that fall free, and of what others must do.
"""

from datetime import date, timedelta

import pytest

from core import clock
from inmates.custody import housings, suspensions
from inmates.custody.models.circumstances import Circumstance
from inmates.inbox.models import InboxTask
from inmates.people.models import Person
from inmates.profile import person_records
from programs.batches.models import Batch
from programs.circumstances import arrivals, custody_end, entry_withdrawal, outings
from programs.places.models import Enrollment
from programs.selection import place_offers
from programs.selection.models import Application, Hearing
from tests.factories import ApplicationFactory, BatchFactory, FacilityFactory, SessionFactory, UserFactory
from tests.factories.certification import UnitResultFactory, mark_all
from tests.programs.circumstances.test_circumstances import BEFORE, LEAVINGS, TODAY, Kind, Life, gone, wita
from tests.programs.entry_rules.test_entry_rules import certified

pytestmark = pytest.mark.django_db
NEVER = "Orang lain yang dimaksud"


class WholeLife(Life):
    """Admitted to a batch with one place, and offered the only place of another; in each, somebody is next on the list.

    A session of last Friday was attended, a unit passed, and a certificate of an earlier batch is not handed over.
    """

    def __init__(self):
        super().__init__()
        self.chair = UserFactory(roles=["board_chair"], facility=self.facility)
        self.admitted, self.behind_admitted = self._line("Listrik", "admitted")
        self.offered, self.behind_offered = self._line("Komputer", "reserve")
        place_offers.offer_free_place(self.offered.batch, by=self._officer())
        attended = SessionFactory(batch=self.running.batch, date=date(2026, 11, 20))
        mark_all(attended, [self.running])
        self.attended = attended
        UnitResultFactory(enrollment=self.running, result="K")
        certified(self.person, BatchFactory().version, number_text="563/0001/BLK-CTH/2026")

    def _officer(self):
        return UserFactory(roles=["training_officer"], facility=self.facility)

    def _line(self, name, state):
        batch = BatchFactory(
            facility=self.facility,
            name=name,
            state=Batch.State.SELECTING,
            capacity=1,
            version__allows_parallel_batches=True,
            starts_on=date(2026, 12, 7),
            ends_on=date(2026, 12, 18),
            assessment_on=date(2026, 12, 21),
        )
        hearing = Hearing.objects.create(
            batch=batch,
            held_on=TODAY,
            place="Aula",
            chair=self.chair,
            state="closed",
            closed_at=clock.now(),
            closed_by=self.chair,
        )
        fields = {"batch": batch, "hearing": hearing, "decided_by_chair": self.chair}
        own = ApplicationFactory(person=self.person, state=state, **fields)
        return own, ApplicationFactory(state="reserve", reserve_position=2, **fields)

    def whole(self):
        """The state of the person and of everybody concerned."""
        others = Application.objects.filter(pk__in=[self.behind_admitted.pk, self.behind_offered.pk]).order_by("pk")
        offers = self.offered.offers.order_by("pk").values_list("state", flat=True)
        places = Enrollment.objects.filter(person=self.person)
        return {
            **self.state(),
            "own offers": list(offers),
            "behind": [row.state for row in others],
            "attended": list(self.attended.marks.values_list("status__code", flat=True)),
            "old roll": places.on_roll(self.attended).count(),
            "passed units": self.running.unit_results.filter(result="K").count(),
            "certificates": list(places.values_list("certificates__state", flat=True).exclude(certificates=None)),
            "tasks": sorted(InboxTask.objects.open().values_list("kind", flat=True)),
        }


@pytest.fixture
def life():
    return WholeLife()


WHOLE_BEFORE = {
    **BEFORE,
    "places": [*BEFORE["places"], ("completed", None, "")],
    "applications": [*BEFORE["applications"], ("admitted", None), ("offered", 1)],
    "own offers": ["open"],
    "behind": ["reserve", "reserve"],
    "attended": ["present"],
    "old roll": 1,
    "passed units": 1,
    "certificates": ["issued"],
    "tasks": [],
}
# Nobody is expected meanwhile; nothing else changes.
WHOLE_OUT = {**WHOLE_BEFORE, "expected": 0, "fetched": []}
# Two running batches have lost somebody: both offices are told of each.
LEFT = ["programs.left_batch"] * 2 + ["programs.left_training"] * 2
DUE = ["programs.hand_over", *LEFT, "programs.results_due", "programs.statement_due"]


def whole_gone(reason):
    """Everything open is closed, the two places went to the next, and the training center knows what is due."""
    return {
        **WHOLE_BEFORE,
        **gone(reason),
        "places": [*gone(reason)["places"], ("completed", None, "")],
        "applications": [("withdrawn", None)] * 4,
        "own offers": ["closed"],
        "behind": ["offered", "offered"],
        "tasks": DUE,
    }


# What comes back: all but the offer, which went to the next; the person waits for another one.
WHOLE_BACK = {
    **WHOLE_BEFORE,
    "applications": [*BEFORE["applications"], ("admitted", None), ("reserve", 1)],
    "own offers": ["closed"],
    "behind": ["offered", "offered"],
}


@pytest.mark.engines
def test_before(life):
    assert life.whole() == WHOLE_BEFORE


@pytest.mark.engines
@pytest.mark.parametrize("kind", Circumstance.OUTINGS)
@pytest.mark.parametrize("ending", ["return", "mistake"])
def test_outings(life, kind, ending):
    entry = outings.take_out(life.person, by=life.registrar, kind=kind, out_at=wita(8))
    assert life.whole() == WHOLE_OUT

    if ending == "return":
        outings.bring_back(entry, by=life.registrar, back_at=wita(9))
    else:
        entry_withdrawal.withdraw(entry, by=life.registrar, reason=NEVER)

    assert life.whole() == WHOLE_BEFORE


@pytest.mark.engines
def test_suspension_of_training(life):
    row = suspensions.suspend(life.person, by=life.registrar, from_date=TODAY, until=None, decided_by="Karutan")
    assert life.whole() == WHOLE_OUT

    suspensions.end_suspension(row, by=life.registrar, until=TODAY)

    assert life.whole() == WHOLE_BEFORE


def test_cell_move_and_back(life):
    housings.change_housing(life.person, by=life.registrar, block="C", cell="2", from_date=TODAY)
    assert life.whole() == WHOLE_BEFORE

    housings.change_housing(life.person, by=life.registrar, block="A", cell="07", from_date=TODAY)

    assert life.whole() == WHOLE_BEFORE


@pytest.mark.parametrize(("kind", "reason"), LEAVINGS)
def test_departures_that_were_a_mistake(life, kind, reason):
    entry = life.leave(kind)
    assert life.whole() == whole_gone(reason)

    failed = entry_withdrawal.withdraw(entry, by=life.registrar, reason=NEVER)

    assert failed == []
    assert life.whole() == WHOLE_BACK


def test_recapture_puts_everything_back(life):
    life.leave(Kind.ESCAPE)

    _arrival, failed = life.receive()

    assert failed == []
    assert life.whole() == {**WHOLE_BACK, "case officer": False}


@pytest.mark.parametrize(("kind", "reason"), [row for row in LEAVINGS if row[0] not in (Kind.ESCAPE, Kind.DEATH)])
def test_readmission_after_a_release_opens_a_stay_and_nothing_of_training(life, kind, reason):
    life.leave(kind)

    life.receive()

    assert life.whole() == {**whole_gone(reason), "in custody": True, "number": 1, "housing": 1}


@pytest.mark.engines
def test_transfer_out_and_in(life):
    other = FacilityFactory()
    life.leave(Kind.TRANSFER, destination=other)
    assert life.whole() == {**whole_gone("transfer"), "tasks": ["programs.arriving", *DUE]}

    arrival, _failed = life.receive(other)

    assert life.whole() == {**whole_gone("transfer"), "number": 1, "housing": 1}
    assert Person.objects.get(pk=life.person.pk).facility == other
    entry_withdrawal.withdraw(arrival, by=arrival.recorded_by, reason=NEVER)
    assert life.whole() == whole_gone("transfer")


def test_recapture_elsewhere_leaves_training_closed(life):
    life.leave(Kind.ESCAPE)

    life.receive(FacilityFactory())

    assert life.whole() == {**whole_gone("escape"), "number": 1, "housing": 1}


@pytest.mark.engines
def test_admission_and_its_correction():
    registrar = UserFactory(roles=["registrar"])
    fields = {"full_name": "Budi", "number": "B.I 1/2026", "entered": TODAY}

    def state(person):
        person.refresh_from_db()
        stays = [(row.until, row.leaving) for row in person.custody_periods.all()]
        return person.facility, stays, person.register_numbers.open().count(), person.applications.count()

    person = person_records.admit(registrar.facility, by=registrar, **fields)
    assert state(person) == (registrar.facility, [(None, "")], 1, 0)

    entry_withdrawal.withdraw(person.circumstances.get(), by=registrar, reason=NEVER)

    assert state(person) == (None, [(TODAY, "correction")], 0, 0)


@pytest.mark.parametrize(("kind", "reason"), LEAVINGS)
def test_a_suspension_still_running_stays_through_departure_and_return(life, kind, reason):
    suspensions.suspend(life.person, by=life.registrar, from_date=TODAY, until=None, decided_by="Karutan")
    entry = life.leave(kind)

    if kind == Kind.ESCAPE:
        life.receive()
    else:
        entry_withdrawal.withdraw(entry, by=life.registrar, reason=NEVER)

    assert life.person.suspensions.get().until is None
    assert (life.whole()["expected"], life.whole()["places"][0]) == (0, ("active", None, ""))


@pytest.mark.engines
@pytest.mark.parametrize("kind", Circumstance.DEPARTURES)
def test_whoever_leaves_from_outside_the_house_is_out_no_more(life, kind):
    outings.take_out(life.person, by=life.registrar, kind=Kind.COURT, out_at=wita(8))

    entry = life.leave(kind)
    assert life.person.movements.get().back_at is not None
    entry_withdrawal.withdraw(entry, by=life.registrar, reason=NEVER)

    assert life.whole()["expected"] == 0
    assert life.person.movements.get().back_at is None


@pytest.mark.engines
def test_whoever_comes_back_stands_where_he_or_she_stood_and_others_behind(life):
    """The reserve list has one number per person: people added meanwhile move down."""
    entry = life.leave(Kind.ESCAPE)
    fields = {"decided_by_chair": life.chair, "batch": life.reserve.batch}
    ahead = ApplicationFactory(state="reserve", reserve_position=1, **fields)
    newcomer = ApplicationFactory(state="reserve", reserve_position=2, **fields)
    last = ApplicationFactory(state="reserve", reserve_position=3, **fields)

    entry_withdrawal.withdraw(entry, by=life.registrar, reason=NEVER)

    rows = life.reserve.batch.applications.order_by("reserve_position")
    assert [(row.person, row.reserve_position) for row in rows] == [
        (ahead.person, 1),
        (life.person, 2),
        (newcomer.person, 3),
        (last.person, 4),
    ]


@pytest.mark.engines
def test_coming_back_counts_as_a_move_so_that_an_older_page_is_stale(life):
    before = Application.objects.get(pk=life.applied.pk).revision

    entry = life.leave(Kind.ESCAPE)
    closed = Application.objects.get(pk=life.applied.pk).revision
    entry_withdrawal.withdraw(entry, by=life.registrar, reason=NEVER)

    assert (closed, Application.objects.get(pk=life.applied.pk).revision) == (before + 1, before + 2)


@pytest.mark.engines
def test_a_place_that_stands_free_still_is_offered_again_to_whoever_comes_back(life):
    Application.objects.filter(pk=life.behind_offered.pk).update(
        state="rejected", reserve_position=None, decision_reason="Belum siap"
    )
    entry = life.leave(Kind.ESCAPE)

    entry_withdrawal.withdraw(entry, by=life.registrar, reason=NEVER)

    assert life.whole()["applications"][3] == ("offered", 1)
    assert life.whole()["own offers"] == ["closed", "open"]


def test_a_statement_stays_due_where_the_place_could_not_be_put_back(life):
    entry = life.leave(Kind.ESCAPE)
    Batch.objects.filter(pk=life.running.batch_id).update(state=Batch.State.FINISHED)

    entry_withdrawal.withdraw(entry, by=life.registrar, reason=NEVER)

    assert life.whole()["tasks"] == [
        "programs.left_batch",
        "programs.left_training",
        "programs.not_put_back",
        "programs.results_due",
        "programs.statement_due",
    ]


@pytest.mark.engines
@pytest.mark.parametrize("days", [0, 3])
def test_nobody_waits_for_the_person_between_departure_and_return(life, days):
    left = TODAY - timedelta(days=days)
    life.leave(Kind.ESCAPE, on=left) if days < 3 else custody_end.leave(
        life.person, by=life.registrar, kind=Kind.ESCAPE, on=date(2026, 11, 21)
    )

    arrivals.receive(life.person, by=life.registrar, facility=life.facility, number="B.I 78/2026", entered=TODAY)

    away = [date(2026, 11, day) for day in (21, 22)] if days == 3 else []
    assert not any(life.running.batch.enrollments.expected_on(day).exists() for day in away)
    assert life.running.batch.enrollments.expected_on(TODAY).exists()
