"""Offices in which everything agrees, and for each kind of contradiction the one change that brings it about."""

from contextlib import contextmanager
from datetime import date, timedelta

from django.db import connection, transaction
from django.test import override_settings

from certification.assessment.models.results import UnitResult
from certification.certificates import issue_certificates
from certification.register.models import Certificate, CertificateFile, NumberSeries
from core import append_only, clock
from core.models import AuditEvent
from inmates.custody.models.circumstances import Circumstance, NonAssociation
from inmates.custody.models.stays import CustodyPeriod, LimitingDate, Movement, Suspension
from inmates.people.models import Person
from outcomes.effect.models import CountedYear
from programs.agreements.models import Agreement
from programs.batches.models import Batch
from programs.catalog.models import ProgramVersion
from programs.circumstances import custody_end, outings
from programs.places.models import EnrollmentSuspension
from programs.selection.models import Hearing, PlaceOffer
from programs.timetable.models.sessions import Session
from tests.conftest import MONDAY
from tests.constraints import change
from tests.factories import (
    ApplicationFactory,
    BatchFactory,
    EnrollmentFactory,
    LimitingDateFactory,
    PersonFactory,
    SessionFactory,
    UserFactory,
    count_heads,
)
from tests.factories.certification import NumberSeriesFactory, approved, class_of, graduates, mark_all

TODAY = MONDAY.date()


class Agreed:
    """A running batch with its roll, a batch in selection, one that is certified, and people who come and go."""

    def __init__(self):
        self.batch = class_of(2, state=Batch.State.RUNNING)
        self.facility, self.center = self.batch.facility, self.batch.training_center
        self.place, self.neighbor = self.batch.enrollments.order_by("pk")
        self.person = self.place.person
        self.session = self.batch.sessions.first()
        self.registrar = UserFactory(roles=["registrar"], facility=self.facility)
        self.chair = UserFactory(roles=["board_chair"], facility=self.facility)
        self.stranger = PersonFactory(facility=self.facility, with_custody=True)
        self._select()
        self._certify()
        self._move()
        self._pause()
        for held in Session.objects.filter(state="finalized"):
            count_heads(held, 2)
        # The key of a name writes doubled letters and digits once, so numbered names may share it.
        for number, person in enumerate(Person.objects.all()):
            change(person, birth_date=date(1990, 1, 1) + timedelta(days=number))

    def _select(self) -> None:
        self.selecting = self._other_batch(state=Batch.State.SELECTING)
        common = {"batch": self.selecting, "decided_by_chair": self.chair}
        self.waiting = ApplicationFactory(state="reserve", reserve_position=1, **common)
        self.offered = ApplicationFactory(state="offered", reserve_position=2, **common)
        self.offer = PlaceOffer.objects.create(application=self.offered, expires_on=TODAY)
        hearing = Hearing.objects.create(
            batch=self.batch,
            held_on=TODAY,
            place="Aula",
            chair=self.chair,
            state="closed",
            closed_by=self.chair,
            closed_at=MONDAY - timedelta(days=10),
        )
        self.admitted = ApplicationFactory(
            batch=self.batch, state="admitted", hearing=hearing, decided_by_chair=self.chair
        )
        enrolled = ApplicationFactory(batch=self.batch, person=self.person, state="enrolled")
        change(self.place, application=enrolled)

    def _other_batch(self, **fields) -> Batch:
        return BatchFactory(
            facility=self.facility,
            training_center=self.center,
            version=self.batch.version,
            agreement=self.batch.agreement,
            **fields,
        )

    def _certify(self) -> None:
        self.series = NumberSeriesFactory(training_center=self.center)
        self.finished = graduates(1, facility=self.facility, training_center=self.center)
        self.graduate = self.finished.enrollments.get()
        officer = UserFactory(roles=["certificate_officer"], training_center=self.center)
        self.certificate = issue_certificates.issue(approved(self.graduate), by=officer, render_after=False)
        CertificateFile.objects.create(certificate=self.certificate, content=b"%PDF", sha256="0" * 64)

    def _move(self) -> None:
        out_at = MONDAY - timedelta(hours=1)
        outings.take_out(self.stranger, by=self.registrar, kind="court", out_at=out_at)
        self.departed = PersonFactory(facility=self.facility, with_custody=True)
        custody_end.leave(self.departed, by=self.registrar, kind="full_term", on=TODAY, reason="Bebas lebih awal")
        self.departed.refresh_from_db()
        self.pair = NonAssociation.objects.create(
            first=min(self.person, self.stranger, key=lambda one: one.pk),
            second=max(self.person, self.stranger, key=lambda one: one.pk),
            facility=self.facility,
            from_date=TODAY,
            decided_by="Karutan",
            recorded_by=self.registrar,
        )

    def _pause(self) -> None:
        """Suspended on the very day of a session of the morning."""
        paused = EnrollmentFactory(batch=self.batch, state="suspended")
        EnrollmentSuspension.objects.create(enrollment=paused, from_date=TODAY, reason="illness")
        mark_all(self.session, [paused])


@contextmanager
def agreed(django_db_blocker):
    """The offices for one module of tests, taken back at its end; each test's own change is taken back by `db`."""
    settings = override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"])
    with django_db_blocker.unblock(), settings, clock.moved_to(MONDAY), transaction.atomic():
        yield Agreed()
        transaction.set_rollback(True)


def custody_without_stay(world):
    person = PersonFactory(facility=world.facility)
    return {"person": person}


def stay_elsewhere(world):
    CustodyPeriod.objects.create(person=world.departed, facility=world.facility, from_date=TODAY)
    return {"person": world.departed}


def departure_without_end(world):
    Circumstance.objects.create(
        person=world.stranger,
        facility=world.facility,
        kind="conditional",
        happened_on=TODAY,
        period=world.stranger.custody_periods.get(),
    )
    return {"person": world.stranger}


def number_elsewhere(world):
    change(world.departed.register_numbers.get(), until=None)
    return {"person": world.departed}


def cell_of_departed(world):
    change(world.departed.housings.get(), until=None)
    return {"person": world.departed}


def out_but_departed(world):
    Movement.objects.create(person=world.departed, kind="hospital", out_at=MONDAY)
    return {"person": world.departed}


def out_for_long(world):
    change(world.stranger.movements.get(), out_at=MONDAY - timedelta(days=31))
    return {"person": world.stranger}


def dates_contradict(world):
    for kind in (LimitingDate.Kind.TWO_THIRDS, LimitingDate.Kind.INTEGRATION):
        LimitingDateFactory(person=world.person, kind=kind, date=date(2030, 1, 7))
    return {"person": world.person}


def same_person_twice(world):
    change(world.person, name_key="ahmad", birth_date=date(1990, 2, 1))
    PersonFactory(full_name="Akhmad", birth_date=date(1990, 2, 1), facility=None)
    elsewhere = PersonFactory(full_name="Ahmad", birth_date=date(1990, 2, 1), with_custody=True)
    return {"person": world.person}, {"person": elsewhere, "facility": elsewhere.facility}


def ward_of_another_office(world):
    change(world.person, case_officer=UserFactory(roles=["case_officer"]))
    return {"person": world.person}


def place_without_custody(world):
    gone = EnrollmentFactory(batch=world.batch, person=PersonFactory(facility=None))
    return {"person": gone.person, "batch": world.batch}


def place_in_ended_batch(world):
    change(world.graduate, state="active")
    change(world.certificate, state="superseded")
    return {"person": world.graduate.person, "batch": world.finished}


def two_places(world):
    EnrollmentFactory(batch=world.selecting, person=world.person, blocks_parallel=False)
    ProgramVersion.objects.filter(pk=world.batch.version_id).update(allows_parallel_batches=False)
    return {"person": world.person, "batch": world.selecting}


def over_capacity(world):
    change(world.batch, capacity=2)
    return {"batch": world.batch}


def pair_together(world):
    one, other = sorted([world.person, world.neighbor.person], key=lambda person: person.pk)
    change(world.pair, first=one, second=other)
    return {"person": one, "other_person": other, "batch": world.batch}


def pause_and_state_differ(world):
    EnrollmentSuspension.objects.create(enrollment=world.neighbor, from_date=TODAY, reason="illness")
    return {"person": world.neighbor.person, "batch": world.batch}


def present_but_away(world):
    Suspension.objects.create(person=world.person, from_date=TODAY - timedelta(days=1), decided_by="Karutan")
    Session.objects.exclude(pk=world.session.pk).update(date=TODAY - timedelta(days=2))
    return {"person": world.person, "batch": world.batch, "session": world.session}


def session_without_counts(world):
    world.session.head_counts.filter(point="back_in_block").delete()
    return {"batch": world.batch, "session": world.session}


def session_in_ended_batch(world):
    later = SessionFactory(batch=world.finished, date=TODAY + timedelta(days=1))
    return {"batch": world.finished, "session": later}


def agreement_ended(world):
    Agreement.objects.filter(pk=world.batch.agreement_id).update(valid_until=TODAY - timedelta(days=1))
    change(world.selecting, agreement_override="Perpanjangan sedang ditandatangani")
    return {"batch": world.batch}


def application_in_ended_batch(world):
    late = ApplicationFactory(batch=world.finished)
    return {"person": late.person, "batch": world.finished}


def admitted_and_waiting(world):
    change(world.admitted.hearing, closed_at=MONDAY - timedelta(days=15))
    return {"person": world.admitted.person, "batch": world.batch}


def enrolled_without_place(world):
    promised = ApplicationFactory(batch=world.selecting, state="enrolled")
    return {"person": promised.person, "batch": world.selecting}


def offered_without_offer(world):
    change(world.offer, state="closed", answered_at=MONDAY)
    return {"person": world.offered.person, "batch": world.selecting}


def offer_without_application(world):
    change(world.offered, state="withdrawn", closing="own_wish", closed_at=MONDAY, reserve_position=None)
    return {"person": world.offered.person, "batch": world.selecting}


def reserve_position_twice(world):
    change(world.offered, reserve_position=1)
    return {"person": world.offered.person, "batch": world.selecting}


def _of_the_certificate(world) -> dict:
    return {
        "person": world.graduate.person,
        "batch": world.finished,
        "certificate": world.certificate,
        "training_center": world.center,
        "facility": None,
    }


def certificate_not_completed(world):
    change(world.graduate, state="ended", ended_on=TODAY, end_reason="withdrew")
    return _of_the_certificate(world)


def certificate_without_units(world):
    passed = UnitResult.objects.filter(enrollment=world.graduate).first()
    UnitResult.objects.create(
        enrollment=world.graduate,
        unit=passed.unit,
        attempt=2,
        result="BK",
        feedback="Ulangi sambungan sudut.",
        assessed_on=TODAY,
        assessed_by=passed.assessed_by,
    )
    return _of_the_certificate(world)


def certificate_without_file(world):
    append_only.release(connection, "certification_certificatefile")
    CertificateFile.objects.all().delete()
    append_only.protect(connection, "certification_certificatefile")
    Certificate.objects.update(issued_at=MONDAY - timedelta(minutes=61))
    return _of_the_certificate(world)


def number_unaccounted(world):
    NumberSeries.objects.update(last_number=2)
    return {"training_center": world.center, "facility": None}


def audit_chain_broken(world):
    append_only.release(connection, "core_auditevent")
    last = AuditEvent.objects.filter(chain=world.facility.code).order_by("-sequence").first()
    last.delete()
    append_only.protect(connection, "core_auditevent")
    return {}


def figures_not_counted(world):
    day = TODAY - timedelta(days=3)
    CountedYear.objects.create(office=world.facility.code, year=2025, day=day)
    CountedYear.objects.create(office=world.center.code, year=2025, day=TODAY - timedelta(days=2))
    return {"training_center": None}


SEEDS = {
    seed.__name__: seed
    for seed in (
        custody_without_stay,
        stay_elsewhere,
        departure_without_end,
        number_elsewhere,
        cell_of_departed,
        out_but_departed,
        out_for_long,
        dates_contradict,
        same_person_twice,
        ward_of_another_office,
        place_without_custody,
        place_in_ended_batch,
        two_places,
        over_capacity,
        pair_together,
        pause_and_state_differ,
        present_but_away,
        session_without_counts,
        session_in_ended_batch,
        agreement_ended,
        application_in_ended_batch,
        admitted_and_waiting,
        enrolled_without_place,
        offered_without_offer,
        offer_without_application,
        reserve_position_twice,
        certificate_not_completed,
        certificate_without_units,
        certificate_without_file,
        number_unaccounted,
        audit_chain_broken,
        figures_not_counted,
    )
}
