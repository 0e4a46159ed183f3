"""What happens to a person meanwhile: everything that depends on the person, before, after, and after the return."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from core import clock
from core.errors import RuleViolation
from core.models import AuditEvent
from inmates.custody import housings, suspensions
from inmates.custody.models.circumstances import Circumstance, NonAssociation
from inmates.custody.models.stays import Movement, Suspension
from inmates.inbox.models import InboxTask
from inmates.people.models import Person
from inmates.profile import person_records
from programs.batches.models import Batch
from programs.circumstances import arrivals, custody_end, entry_withdrawal, outings
from programs.movements.movement_list import movements_on
from programs.places.models import Enrollment
from programs.selection.models import Application
from tests.conftest import MONDAY
from tests.factories import (
    ApplicationFactory,
    BatchFactory,
    EnrollmentFactory,
    FacilityFactory,
    PersonFactory,
    RegisterNumberFactory,
    SessionFactory,
    UserFactory,
)
from tests.factories.certification import UnitResultFactory, approved, mark_all

pytestmark = pytest.mark.django_db
TODAY = MONDAY.date()
TOMORROW = TODAY + timedelta(days=1)
Kind = Circumstance.Kind


def wita(hour, minute=0, day=23):
    return datetime(2026, 11, day, hour, minute, tzinfo=ZoneInfo("Asia/Makassar"))


class Life:
    """One person in the middle of everything: a place, a suspended one, an application and a reserve position."""

    def __init__(self):
        self.facility = FacilityFactory()
        self.registrar = UserFactory(roles=["registrar"], facility=self.facility)
        self.guard = UserFactory(roles=["security_officer"], facility=self.facility)
        self.person = PersonFactory(
            facility=self.facility,
            full_name="Gusti Ramadhan",
            with_custody=True,
            case_officer=UserFactory(roles=["case_officer"], facility=self.facility),
        )
        self.running = EnrollmentFactory(batch=BatchFactory(facility=self.facility, name="Las"), person=self.person)
        SessionFactory(batch=self.running.batch, date=TOMORROW)
        paused = BatchFactory(facility=self.facility, name="Jahit")
        self.paused = EnrollmentFactory(
            batch=paused, person=self.person, state=Enrollment.State.SUSPENDED, blocks_parallel=False
        )
        self.paused.suspensions.create(from_date=date(2026, 11, 10), reason="illness")
        self.applied = self._application("Otomotif", Application.State.SUBMITTED)
        self.reserve = self._application("Kayu", Application.State.RESERVE, reserve_position=2)

    def _application(self, name, state, **fields):
        batch = BatchFactory(
            facility=self.facility,
            name=name,
            state=Batch.State.SELECTING,
            starts_on=date(2026, 12, 7),
            ends_on=date(2026, 12, 18),
            assessment_on=date(2026, 12, 21),
        )
        if state == Application.State.RESERVE:
            fields |= {"decided_at": MONDAY, "decided_by": self.registrar, "decision_reason": "Menunggu tempat"}
        return ApplicationFactory(batch=batch, person=self.person, state=state, **fields)

    def state(self):
        """Everything that depends on the person."""
        person = Person.objects.get(pk=self.person.pk)
        places = Enrollment.objects.filter(person=person).order_by("pk")
        applications = Application.objects.filter(person=person).order_by("pk")
        return {
            "in custody": person.facility_id == self.facility.pk,
            "case officer": person.case_officer_id is not None,
            "number": person.register_numbers.open().count(),
            "housing": person.housings.open().count(),
            "places": [(p.state, p.ended_on, p.end_reason) for p in places],
            "pause": self.paused.suspensions.get().until,
            "applications": [(a.state, a.reserve_position) for a in applications],
            "expected": Enrollment.objects.filter(person=person).expected_on(TOMORROW).count(),
            "fetched": [w.name for b in movements_on(self.guard, TOMORROW).blocks for w in b.walks if w.is_fetched],
        }

    def leave(self, kind, on=TODAY, **fields):
        return custody_end.leave(self.person, by=self.registrar, kind=kind, on=on, reason="Bebas lebih awal", **fields)

    def receive(self, facility=None, entered=TODAY, **fields):
        registrar = UserFactory(roles=["registrar"], facility=facility or self.facility)
        fields = {"number": "B.I 77/2026", "block": "C", "cell": "3", **fields}
        return arrivals.receive(
            self.person, by=registrar, facility=facility or self.facility, entered=entered, **fields
        )


@pytest.fixture
def life():
    return Life()


BEFORE = {
    "in custody": True,
    "case officer": True,
    "number": 1,
    "housing": 1,
    "places": [("active", None, ""), ("suspended", None, "")],
    "pause": None,
    "applications": [("submitted", None), ("reserve", 2)],
    "expected": 1,
    "fetched": ["Gusti Ramadhan"],
}
OUT = {**BEFORE, "expected": 0, "fetched": []}


def gone(reason):
    """After leaving today for a reason of the catalog of places."""
    return {
        "in custody": False,
        "case officer": False,
        "number": 0,
        "housing": 0,
        "places": [("ended", TODAY, reason), ("ended", TODAY, reason)],
        "pause": TODAY,
        "applications": [("withdrawn", None), ("withdrawn", None)],
        "expected": 0,
        "fetched": [],
    }


@pytest.mark.parametrize("kind", Circumstance.OUTINGS)
def test_out_of_the_house_and_back(life, kind):
    assert life.state() == BEFORE

    found = outings.take_out(life.person, by=life.registrar, kind=kind, out_at=wita(8))
    assert life.state() == OUT

    outings.bring_back(found, by=life.registrar, back_at=wita(9))
    assert life.state() == BEFORE
    assert [event.action for event in AuditEvent.objects.about(life.person)] == [
        "person.bring_back",
        "person.take_out",
    ]
    found.refresh_from_db()
    assert found.returned_on == TODAY


@pytest.mark.engines
@pytest.mark.parametrize("kind", Circumstance.OUTINGS)
def test_suspension_still_running_stays_after_the_return(life, kind):
    Suspension.objects.create(person=life.person, from_date=TODAY, decided_by="Karutan")
    found = outings.take_out(life.person, by=life.registrar, kind=kind, out_at=wita(8))

    outings.bring_back(found, by=life.registrar, back_at=wita(9))

    assert life.state() == OUT
    assert life.person.suspensions.get().until is None


def test_suspension_and_its_end(life):
    row = suspensions.suspend(life.person, by=life.registrar, from_date=TODAY, until=None, decided_by="Karutan")
    assert life.state() == OUT

    suspensions.end_suspension(row, by=life.registrar, until=TODAY)
    assert life.state() == BEFORE


@pytest.mark.engines
def test_cell_move_changes_where_the_person_is_fetched_and_nothing_else(life):
    housings.change_housing(life.person, by=life.registrar, block="C", cell="2", from_date=TODAY)

    assert life.state() == BEFORE
    assert [block.name for block in movements_on(life.guard, TOMORROW).blocks] == ["C"]


LEAVINGS = [
    (Kind.FULL_TERM, "full_term"),
    (Kind.CONDITIONAL, "conditional"),
    (Kind.COURT_ORDER, "other"),
    (Kind.TRANSFER, "transfer"),
    (Kind.ESCAPE, "escape"),
    (Kind.DEATH, "death"),
]


@pytest.mark.parametrize(("kind", "reason"), LEAVINGS)
def test_leaving_custody_and_taking_the_wrong_entry_back(life, kind, reason):
    assert life.state() == BEFORE

    found = life.leave(kind)
    assert life.state() == gone(reason)
    period = life.person.custody_periods.get()
    assert (period.until, period.leaving) == (TODAY, kind.value)

    failed = entry_withdrawal.withdraw(found, by=life.registrar, reason="Orang lain yang bebas hari ini")
    assert failed == []
    assert life.state() == BEFORE
    period.refresh_from_db()
    assert (period.until, period.leaving) == (None, "")
    found.refresh_from_db()
    assert found.withdrawal_reason == "Orang lain yang bebas hari ini"


def test_recapture_puts_training_back_into_a_new_stay(life):
    life.leave(Kind.ESCAPE, on=date(2026, 11, 20))

    arrival, failed = life.receive()

    assert failed == []
    assert arrival.kind == Kind.READMISSION
    assert life.state() == {**BEFORE, "case officer": False}
    assert life.person.custody_periods.count() == 2
    # Nobody waited for him while he was away.
    days = [date(2026, 11, day) for day in (19, 20, 21, 22, 23)]
    assert [Enrollment.objects.filter(person=life.person).expected_on(day).count() for day in days] == [1, 0, 0, 0, 1]


@pytest.mark.parametrize("kind", [Kind.FULL_TERM, Kind.CONDITIONAL, Kind.COURT_ORDER, Kind.TRANSFER])
def test_return_after_a_release_begins_anew(life, kind):
    life.leave(kind)
    reason = dict(LEAVINGS)[kind]

    _arrival, failed = life.receive()

    assert failed == []
    assert life.state() == {**gone(reason), "in custody": True, "number": 1, "housing": 1}


@pytest.mark.engines
def test_the_new_facility_finds_the_history_and_the_old_one_keeps_its_rows(life):
    other = FacilityFactory()
    newcomer = UserFactory(roles=["registrar"], facility=other)
    mark_all(life.running.batch.sessions.get(), [life.running])
    life.running.batch.sessions.update(date=date(2026, 11, 20))
    life.leave(Kind.TRANSFER, destination=other)
    assert list(arrivals.on_the_way_to(other).values_list("person", flat=True)) == [life.person.pk]
    assert InboxTask.objects.open().get(facility=other).kind == "programs.arriving"

    arrival, _failed = life.receive(other)

    assert arrival.kind == Kind.TRANSFER_IN
    assert list(Person.objects.visible_to(life.registrar)) == []
    person = Person.objects.visible_to(newcomer).get()
    assert person.custody_periods.count() == 2
    assert person.enrollments.count() == 2
    old = UserFactory(roles=["training_officer"], facility=life.facility)
    assert Enrollment.objects.visible_to(old).filter(person=person).count() == 2
    assert Enrollment.objects.visible_to(newcomer).count() == 0
    assert not InboxTask.objects.open().filter(kind="programs.arriving").exists()
    assert not arrivals.on_the_way_to(other).exists()


@pytest.mark.engines
def test_people_to_keep_apart_who_are_both_there_are_that_facilitys_from_then_on(life):
    other = FacilityFactory()
    people = [PersonFactory(facility=home) for home in (other, life.facility)]
    there, here = [
        NonAssociation.objects.create(
            facility=life.facility,
            first=life.person,
            second=one,
            from_date=TODAY,
            decided_by="Karutan",
            recorded_by=life.registrar,
        )
        for one in people
    ]
    life.leave(Kind.TRANSFER, destination=other)

    arrival, _failed = life.receive(other)

    assert dict(NonAssociation.objects.values_list("pk", "facility")) == {there.pk: other.pk, here.pk: life.facility.pk}
    events = AuditEvent.objects.filter(action="person.move_keeping_apart").order_by("sequence")
    assert [(event.actor_id, event.target_id, event.details) for event in events] == [
        (arrival.recorded_by_id, str(one.pk), {"pair": there.pk, "facility": other.pk, "before": life.facility.pk})
        for one in (life.person, people[0])
    ]


@pytest.mark.engines
def test_arrival_by_mistake_is_taken_back(life):
    life.leave(Kind.FULL_TERM, on=date(2026, 11, 20))
    arrival, _failed = life.receive()

    entry_withdrawal.withdraw(arrival, by=life.registrar, reason="Salah orang, namanya mirip")

    person = Person.objects.get(pk=life.person.pk)
    assert person.facility is None
    assert person.custody_periods.first().leaving == "correction"
    assert person.register_numbers.open().count() + person.housings.open().count() == 0
    assert person.circumstances.get(kind="full_term").returned_on is None


@pytest.mark.engines
def test_admission_by_mistake_is_taken_back():
    registrar = UserFactory(roles=["registrar"])
    person = person_records.admit(
        registrar.facility, by=registrar, full_name="Budi", number="B.I 1/2026", entered=TODAY
    )

    entry_withdrawal.withdraw(person.circumstances.get(), by=registrar, reason="Dicatat dua kali di hari yang sama")

    assert not Person.objects.in_custody().exists()
    assert person.custody_periods.get().leaving == "correction"


@pytest.mark.engines
def test_outing_by_mistake_leaves_no_trace_in_who_is_expected(life):
    found = outings.take_out(life.person, by=life.registrar, kind=Kind.COURT, out_at=wita(8))

    entry_withdrawal.withdraw(found, by=life.registrar, reason="Sidangnya pekan depan")

    assert life.state() == BEFORE
    assert not Movement.objects.exists()


@pytest.mark.engines
def test_who_was_present_today_is_off_the_roll_from_tomorrow(life):
    today = SessionFactory(batch=life.running.batch)
    mark_all(today, [life.running])

    life.leave(Kind.FULL_TERM)

    life.running.refresh_from_db()
    assert (life.running.ended_on, life.running.shown_end) == (TOMORROW, TODAY)
    told = InboxTask.objects.filter(person=life.person, values__has_key="day").values_list("values__day", flat=True)
    assert set(told) == {TODAY.isoformat()}
    assert list(Enrollment.objects.on_roll(today)) == [life.running]
    assert life.state()["expected"] == 0


@pytest.mark.engines
def test_place_that_has_not_begun_ends_on_its_first_day(life):
    later = EnrollmentFactory(batch=life.applied.batch, person=life.person, blocks_parallel=False)

    life.leave(Kind.FULL_TERM)

    later.refresh_from_db()
    assert (later.state, later.ended_on) == ("ended", date(2026, 12, 7))


@pytest.mark.engines
def test_who_dies_while_out_is_out_no_more(life):
    outings.take_out(life.person, by=life.registrar, kind=Kind.HOSPITAL, out_at=wita(8))

    found = life.leave(Kind.DEATH)

    assert Movement.objects.get().back_at is not None
    entry_withdrawal.withdraw(found, by=life.registrar, reason="Keliru, masih dirawat")
    assert Movement.objects.get().back_at is None


@pytest.mark.engines
def test_training_center_is_asked_for_what_the_person_must_still_get(life):
    UnitResultFactory(enrollment=life.running, result="K")
    certificate = approved(life.running)
    certificate.state, certificate.number_text = "withdrawn", ""
    certificate.save()

    life.leave(Kind.FULL_TERM)

    tasks = InboxTask.objects.filter(training_center=life.running.batch.training_center).order_by("kind")
    assert [(task.kind, task.role, task.values.get("count")) for task in tasks] == [
        ("programs.left_training", "blk_coordinator", None),
        ("programs.results_due", "blk_coordinator", 1),
        ("programs.statement_due", "certificate_officer", 1),
    ]


def refused(command, *arguments, **fields):
    with pytest.raises(RuleViolation) as violation:
        command(*arguments, **fields)
    return [reason.code for reason in violation.value.reasons]


@pytest.mark.parametrize(
    ("case", "codes"),
    [
        ("future", ["future"]),
        ("before entry", ["before_current"]),
        ("no stay", ["no_period"]),
        ("no such kind", ["kind"]),
        ("present later", ["present_later"]),
        ("left already", ["not_in_custody"]),
        ("destination of a release", ["no_destination"]),
        ("to where the person is", ["same_facility"]),
    ],
)
def test_why_a_departure_is_refused(life, case, codes):
    fields = {"kind": Kind.FULL_TERM, "on": TODAY}
    if case == "future":
        fields["on"] = TOMORROW
    elif case == "before entry":
        fields["on"] = date(2025, 1, 1)
    elif case == "no stay":
        life.person.custody_periods.all().delete()
    elif case == "no such kind":
        fields["kind"] = "holiday"
    elif case == "present later":
        mark_all(SessionFactory(batch=life.running.batch), [life.running])
        fields["on"] = date(2026, 11, 22)
    elif case == "left already":
        life.leave(Kind.FULL_TERM)
    elif case == "destination of a release":
        fields["destination"] = FacilityFactory()
    else:
        fields |= {"kind": Kind.TRANSFER, "destination": life.facility}

    assert refused(life.leave, **fields) == codes


@pytest.mark.parametrize(
    ("case", "codes"),
    [
        ("future", ["future"]),
        ("out already", ["out_already"]),
        ("overlap", ["overlap"]),
        ("present later", ["present_later"]),
        ("present at that moment", ["present_later"]),
        ("kind", ["kind"]),
        ("not in custody", ["not_in_custody"]),
    ],
)
def test_why_an_outing_is_refused(life, case, codes):
    kind, out_at = Kind.COURT, wita(8)
    if case == "future":
        out_at = wita(10)
    elif case == "out already":
        Movement.objects.create(person=life.person, kind="loan", out_at=wita(7))
    elif case == "overlap":
        Movement.objects.create(person=life.person, kind="loan", out_at=wita(7), back_at=wita(8, 30))
    elif case.startswith("present"):
        session = SessionFactory(batch=life.running.batch)
        mark_all(session, [life.running])
        out_at = session.starts_at if case == "present at that moment" else session.starts_at - timedelta(days=3)
    elif case == "kind":
        kind = Kind.DEATH
    else:
        life.leave(Kind.FULL_TERM)

    assert refused(outings.take_out, life.person, by=life.registrar, kind=kind, out_at=out_at) == codes


def test_outing_after_a_session_that_was_attended_is_recorded(life):
    session = SessionFactory(batch=life.running.batch)
    mark_all(session, [life.running])
    out_at = session.starts_at + timedelta(minutes=30)

    found = outings.take_out(life.person, by=life.registrar, kind=Kind.COURT, out_at=out_at)

    assert found.movement.out_at == out_at


@pytest.mark.parametrize(
    ("back_at", "codes"), [(wita(7), ["before_leaving"]), (wita(10), ["future"]), ("twice", ["not_out"])]
)
def test_why_a_return_is_refused(life, back_at, codes):
    found = outings.take_out(life.person, by=life.registrar, kind=Kind.COURT, out_at=wita(8))
    if back_at == "twice":
        back_at = wita(9)
        outings.bring_back(found, by=life.registrar, back_at=back_at)

    assert refused(outings.bring_back, found, by=life.registrar, back_at=back_at) == codes


@pytest.mark.parametrize(
    ("case", "codes"),
    [
        ("merged", ["merged"]),
        ("in custody", ["in_custody"]),
        ("dead", ["dead"]),
        ("future", ["future"]),
        ("before leaving", ["before_leaving"]),
        ("number", ["number_taken"]),
    ],
)
def test_why_an_arrival_is_refused(life, case, codes):
    fields = {}
    if case != "in custody":
        life.leave(Kind.DEATH if case == "dead" else Kind.FULL_TERM)
    if case == "merged":
        Person.objects.filter(pk=life.person.pk).update(merged_into=PersonFactory())
    elif case == "future":
        fields["entered"] = TOMORROW
    elif case == "before leaving":
        fields["entered"] = date(2026, 11, 22)
    elif case == "number":
        holder = PersonFactory(facility=life.facility)
        RegisterNumberFactory(person=holder, number="B.I 77/2026", number_key="BI77/2026")
        fields["number"] = "B.I 77/2026"

    assert refused(life.receive, **fields) == codes


@pytest.mark.engines
@pytest.mark.parametrize(
    ("case", "codes"),
    [
        ("twice", ["withdrawn"]),
        ("later", ["later"]),
        ("elsewhere", ["elsewhere"]),
        ("changed", ["changed"]),
        ("number taken", ["number_taken"]),
        ("in training", ["in_training"]),
        ("reason", ["reason_missing"]),
    ],
)
def test_why_an_entry_cannot_be_taken_back(life, case, codes):
    found, reason = life.leave(Kind.FULL_TERM), "Orang lain yang bebas hari ini"
    if case == "twice":
        entry_withdrawal.withdraw(found, by=life.registrar, reason=reason)
    elif case == "later":
        life.receive()
    elif case == "elsewhere":
        Person.objects.filter(pk=life.person.pk).update(facility=FacilityFactory())
    elif case == "changed":
        life.person.custody_periods.update(until=date(2026, 11, 22))
    elif case == "number taken":
        number = life.person.register_numbers.get()
        RegisterNumberFactory(
            person=PersonFactory(facility=life.facility), number=number.number, number_key=number.number_key
        )
    elif case == "in training":
        found, _failed = life.receive()
        ApplicationFactory(batch=life.applied.batch, person=life.person)
    else:
        reason = "salah"

    assert refused(entry_withdrawal.withdraw, found, by=life.registrar, reason=reason) == codes


def spoil(life, case):
    if case == "batch over":
        Batch.objects.update(state=Batch.State.FINISHED)
    elif case == "full":
        Batch.objects.filter(name__in=["Las", "Jahit"]).update(capacity=1)
        for place in (life.running, life.paused):
            EnrollmentFactory(batch=place.batch)
    elif case == "elsewhere":
        EnrollmentFactory(batch=BatchFactory(facility=life.facility), person=life.person)
    elif case == "newer application":
        for old in (life.applied, life.reserve):
            ApplicationFactory(batch=old.batch, person=life.person)
    else:
        Enrollment.objects.filter(pk=life.running.pk).update(end_reason="withdrew")


@pytest.mark.engines
@pytest.mark.parametrize(
    ("case", "count", "words"),
    [
        ("batch over", 4, "sudah selesai"),
        ("full", 2, "sudah terisi"),
        ("elsewhere", 1, "Sudah mendapat kursi"),
        ("newer application", 2, "pengajuan yang lebih baru"),
        ("changed", 1, "sudah diubah"),
    ],
)
def test_what_cannot_be_put_back_stays_closed_and_becomes_one_task(life, case, count, words):
    found = life.leave(Kind.ESCAPE)
    spoil(life, case)

    failed = entry_withdrawal.withdraw(found, by=life.registrar, reason="Orang lain yang lari")

    assert len(failed) == count
    assert words in failed[0]
    task = InboxTask.objects.open().get(kind="programs.not_put_back")
    assert (task.role, task.facility, task.person) == ("training_officer", life.facility, life.person)


@pytest.mark.engines
def test_capacity_is_never_exceeded_by_putting_back(life):
    found = life.leave(Kind.ESCAPE)
    spoil(life, "full")

    entry_withdrawal.withdraw(found, by=life.registrar, reason="Orang lain yang lari")

    for batch in Batch.objects.filter(name__in=["Las", "Jahit"]):
        assert batch.enrollments.filter(state__in=["active", "suspended"]).count() == 1
    assert life.paused.suspensions.get().until == TODAY


# The hour of leaving


@pytest.fixture
def day_of(life):
    """A morning session from 08.00, one from 13.00, and one the day after, of the place that is live."""
    batch = life.running.batch
    sessions = [SessionFactory(batch=batch, date=TODAY, clock_time=time(hour)) for hour in (8, 13)]
    return [*sessions, batch.sessions.get(date=TOMORROW)]


def expected_at(life, sessions):
    rows = Enrollment.objects.filter(person=life.person, batch=life.running.batch)
    one_by_one = [rows.expected_on(session.date, session).exists() for session in sessions]
    together = set(rows.expected_at(life.running.batch.sessions.all()).values_list("session_pk", flat=True))
    assert one_by_one == [session.pk in together for session in sessions]
    return one_by_one


@pytest.mark.parametrize("kind", Circumstance.DEPARTURES)
def test_whoever_leaves_is_expected_at_what_began_before_that_hour(life, day_of, kind):
    with clock.moved_to(wita(16, 30)):
        life.leave(kind, left_at=wita(12, 17))

        assert expected_at(life, day_of) == [True, False, False]
        place = Enrollment.objects.get(pk=life.running.pk)
        assert (place.left_on, place.ended_on) == (TODAY, TOMORROW)


@pytest.mark.engines
@pytest.mark.parametrize("left_at", [None, wita(7, 30), wita(8)])
def test_without_the_hour_or_before_the_first_session_nobody_waits_on_that_day(life, day_of, left_at):
    with clock.moved_to(wita(16, 30)):
        life.leave(Kind.ESCAPE, left_at=left_at)

        assert expected_at(life, day_of) == [False] * 3


def test_refusal_names_the_hour_from_which_the_roll_has_the_person(life, day_of):
    with clock.moved_to(wita(16, 30)):
        mark_all(day_of[1], [life.running])
        refusals = [
            outings.blockers(life.person, out_at=wita(12, 17)),
            custody_end.blockers(life.person, kind=Kind.ESCAPE, on=TODAY, left_at=wita(12, 17)),
        ]

    sentence = (
        "Orang ini tercatat hadir pada 23 Nov 2026 mulai pukul 13.00. "
        "Pilih waktu sesudahnya, atau betulkan presensinya."
    )
    assert [[reason.message for reason in reasons] for reasons in refusals] == [[sentence]] * 2


@pytest.mark.engines
def test_taking_the_entry_back_puts_the_hour_back_too(life, day_of):
    with clock.moved_to(wita(16, 30)):
        circumstance = life.leave(Kind.ESCAPE, left_at=wita(12, 17))
        entry_withdrawal.withdraw(circumstance, by=life.registrar, reason="Ternyata ada di klinik rutan")

        assert expected_at(life, day_of) == [True] * 3
        assert life.person.custody_periods.get().left_at is None


def test_an_hour_that_has_not_come_or_after_which_the_roll_has_the_person_is_refused(life, day_of):
    with clock.moved_to(wita(16, 30)):
        future = custody_end.blockers(life.person, kind=Kind.ESCAPE, on=TODAY, left_at=wita(16, 31))
        mark_all(day_of[1], [life.running])
        present = custody_end.blockers(life.person, kind=Kind.ESCAPE, on=TODAY, left_at=wita(12, 17))
        after = custody_end.blockers(life.person, kind=Kind.ESCAPE, on=TODAY, left_at=wita(13, 5))

    codes = [[reason.code for reason in found] for found in (future, present, after)]
    assert codes == [["future"], ["present_later"], []]
