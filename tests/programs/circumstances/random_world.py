"""A small world in which anything may happen: two facilities, one center, few places, and more people than places."""

from datetime import date, time

from accounts.roles import Role
from core import clock
from inmates.people.models import Person
from programs.batches.models import Batch, BatchStaff
from programs.places.models import Enrollment
from programs.selection.models import Application
from programs.timetable.models.sessions import Session
from tests.factories import (
    AgreementFactory,
    BatchFactory,
    EntryRuleSetFactory,
    FacilityFactory,
    PersonFactory,
    ProgramVersionFactory,
    SessionFactory,
    TrainingCenterFactory,
    UserFactory,
)
from tests.factories.certification import mark_all, staff

SEATED = (Role.TRAINING_OFFICER, Role.REGISTRAR, Role.BOARD_CHAIR, Role.BOARD_MEMBER, Role.RUTAN_HEAD)
SCHOOLS = ("SMA", "SMA", "SMP", "SMA", "", "SD")
# Somebody without schooling fails, somebody whose schooling is unknown is incomplete: both need an override.
PARTS = {"education": {"minimum": "SMP"}, "suspension": {}, "no_other_batch": {}, "apart": {}}
FIRST_DAY = date(2026, 11, 26)


class World:
    """Six people (five here, one there) and three batches: two here of different programs, one there of the first."""

    def __init__(self):
        self.here, self.there = FacilityFactory(), FacilityFactory(time_zone="Asia/Jakarta")
        self.facilities = [self.here, self.there]
        self.center = TrainingCenterFactory()
        self.users = {
            facility.pk: {role: UserFactory(roles=[role], facility=facility) for role in SEATED}
            for facility in self.facilities
        }
        self.trainer = staff(self.center, "instructor")
        welding, sewing = self._version("Las"), self._version("Jahit")
        # One after another: the trainer of all three cannot teach two at once.
        places = [(self.here, welding, 2, 8), (self.here, sewing, 1, 12), (self.there, welding, 1, 16)]
        self.batches = [self._batch(*place) for place in places]
        homes = [self.here] * 5 + [self.there]
        self.people = [
            PersonFactory(facility=home, education=school, with_custody=True)
            for home, school in zip(homes, SCHOOLS, strict=True)
        ]

    def _version(self, name):
        version = ProgramVersionFactory(
            program__training_center=self.center, program__name=name, total_jp=4, units=1, class_minimum=1
        )
        EntryRuleSetFactory(version=version, parts=PARTS)
        return version

    def _batch(self, facility, version, capacity, hour):
        agreement = AgreementFactory(facility=facility, training_center=self.center)
        agreement.vocations.add(version.program.vocation)
        batch = BatchFactory(
            facility=facility,
            training_center=self.center,
            version=version,
            agreement=agreement,
            capacity=capacity,
            state=Batch.State.SELECTING,
            starts_on=FIRST_DAY,
            ends_on=date(2026, 11, 30),
            assessment_on=date(2026, 12, 1),
        )
        BatchStaff.objects.create(batch=batch, user=self.trainer, duty=BatchStaff.Duty.INSTRUCTOR)
        SessionFactory(batch=batch, date=FIRST_DAY, instructor=self.trainer, clock_time=time(hour))
        return batch

    def user(self, facility, role):
        return self.users[facility.pk][role]

    def batch(self, pick):
        chosen = self.batches[pick % len(self.batches)]
        return Batch.objects.select_related("facility", "version").get(pk=chosen.pk)

    def person(self, pick):
        return Person.objects.select_related("facility").get(pk=self.people[pick % len(self.people)].pk)

    def applications(self):
        related = ("batch__facility", "batch__version__program", "person", "hearing")
        return Application.objects.select_related(*related).order_by("pk")

    def application(self, pick, *states):
        """One of the applications in these states; without them, any."""
        rows = self.applications()
        return one_of(rows.filter(state__in=states) if states else rows, pick)

    def place(self, pick, *states):
        rows = Enrollment.objects.filter(state__in=states).order_by("pk")
        return one_of(rows.select_related("batch__facility", "batch__version", "person"), pick)

    def hold_session(self, batch):
        """Once the session has begun, marks everyone expected as present and closes the roll."""
        session = batch.sessions.filter(state=Session.State.PLANNED, starts_at__lte=clock.now()).first()
        if session is None:
            return False
        mark_all(session, batch.enrollments.expected_on(session.date, session))
        officer = self.user(batch.facility, Role.TRAINING_OFFICER)
        session.state, session.finalized_by, session.finalized_at = "finalized", officer, clock.now()
        session.save()
        return True


def one_of(rows, pick):
    rows = list(rows)
    return rows[pick % len(rows)] if rows else None
