from datetime import date, time

import factory

from core import clock
from programs.agreements.models import Agreement, AgreementMeeting
from programs.batches.models import Batch
from programs.catalog.models import Program, ProgramUnit, ProgramVersion, Vocation
from programs.catalog.unit_codes import code_key
from programs.entry_rules.models import EntryRuleSet
from programs.entry_rules.verdicts import default_rules
from programs.head_counts.models import HeadCount
from programs.places.models import Enrollment
from programs.recognized_units.models import RecognizedUnit
from programs.selection.models import Application
from programs.timetable.models.sessions import CancelReason, Session, WeekPattern, house_of
from tests.factories.accounts import FacilityFactory, TrainingCenterFactory, UserFactory
from tests.factories.inmates import PersonFactory


class VocationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Vocation
        django_get_or_create = ["code"]

    code = "welding"
    name = "Las"


class ProgramFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Program

    training_center = factory.SubFactory(TrainingCenterFactory)
    vocation = factory.SubFactory(VocationFactory)
    code = factory.Sequence(lambda n: f"LAS-{n:03d}")
    name = factory.Sequence(lambda n: f"Las Pelat {n}")


class ProgramVersionFactory(factory.django.DjangoModelFactory):
    """An open version of 160 JP; `units=n` divides its hours over n units (0 for none)."""

    class Meta:
        model = ProgramVersion
        skip_postgeneration_save = True

    program = factory.SubFactory(ProgramFactory)
    number = 1
    state = ProgramVersion.State.OPEN
    total_jp = 160

    @factory.post_generation
    def units(self, create, extracted, **kwargs):
        count = 4 if extracted is None else extracted
        for n in range(1, count + 1):
            jp = self.total_jp // count + (self.total_jp % count if n == count else 0)
            ProgramUnitFactory(version=self, position=n, jp=jp)


class ProgramUnitFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ProgramUnit

    version = factory.SubFactory(ProgramVersionFactory, units=0)
    position = 1
    code = factory.LazyAttribute(lambda unit: f"C.24LAS01.{unit.position:03d}.1")
    title = factory.LazyAttribute(lambda unit: f"Mengerjakan Sambungan Las {unit.position}")
    jp = 40


class AgreementFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Agreement

    facility = factory.SubFactory(FacilityFactory)
    training_center = factory.SubFactory(TrainingCenterFactory)
    number = factory.Sequence(lambda n: f"PKS-{n:03d}/2026")
    title = "Pelatihan keterampilan"
    valid_from = date(2026, 1, 1)
    valid_until = date(2027, 12, 31)
    funding_source = "apbd"


class AgreementMeetingFactory(factory.django.DjangoModelFactory):
    """A meeting that the facility has recorded."""

    class Meta:
        model = AgreementMeeting
        skip_postgeneration_save = True

    agreement = factory.SubFactory(AgreementFactory)
    kind = AgreementMeeting.Kind.MEETING
    held_on = date(2026, 6, 10)
    place = "Aula BLK"
    attendees = [["Siti Aminah", "BLK Kota"]]
    agenda = "Jadwal semester kedua"
    minutes = "Jadwal dibahas."
    decisions = "Dua kelas mulai Agustus."
    recorded_by = factory.SubFactory(
        UserFactory, roles=["training_officer"], facility=factory.SelfAttribute("..agreement.facility")
    )


class BatchFactory(factory.django.DjangoModelFactory):
    """A running batch of November 2026, under a valid agreement; with `is_open=True` a public class, without."""

    class Meta:
        model = Batch

    class Params:
        is_open = factory.Trait(facility=None, agreement=None, room="Bengkel BLK")

    facility = factory.SubFactory(FacilityFactory)
    training_center = factory.SubFactory(TrainingCenterFactory)
    version = factory.SubFactory(
        ProgramVersionFactory, program__training_center=factory.SelfAttribute("...training_center")
    )
    agreement = factory.SubFactory(
        AgreementFactory,
        facility=factory.SelfAttribute("..facility"),
        training_center=factory.SelfAttribute("..training_center"),
    )
    # No test writes such a name by hand, so none collides with the number that the sequence has reached.
    name = factory.Sequence(lambda n: f"Las uji-{n}/2026")
    state = Batch.State.RUNNING
    capacity = 16
    starts_on = date(2026, 11, 2)
    ends_on = date(2026, 11, 27)
    assessment_on = date(2026, 11, 30)
    room = "Bengkel las"
    funding_source = "apbd"


class EntryRuleSetFactory(factory.django.DjangoModelFactory):
    """The rules that came with a program: `parts={"age": {"minimum": 18}}`, in force since the start of 2026."""

    class Meta:
        model = EntryRuleSet

    version = factory.SubFactory(ProgramVersionFactory)
    number = factory.Sequence(lambda n: n + 1)
    state = EntryRuleSet.State.IN_FORCE
    valid_from = date(2026, 1, 1)
    parts = factory.LazyFunction(default_rules)


class ApplicationFactory(factory.django.DjangoModelFactory):
    """`decided_by_chair=user` adds what every decision has; a place on the reserve list comes with its position."""

    class Meta:
        model = Application

    class Params:
        decided_by_chair = None

    batch = factory.SubFactory(BatchFactory)
    program = factory.SelfAttribute("batch.version.program")
    state = Application.State.SUBMITTED
    person = factory.SubFactory(PersonFactory, facility=factory.SelfAttribute("..batch.facility"), with_custody=True)
    source = Application.Source.PERSON
    consent_on = date(2026, 10, 12)
    submitted_by = factory.SubFactory(
        UserFactory, roles=["training_officer"], facility=factory.SelfAttribute("..batch.facility")
    )
    reserve_position = factory.LazyAttribute(lambda row: 1 if row.state in ("reserve", "offered") else None)
    closing = factory.LazyAttribute(lambda row: "own_wish" if row.state in ("withdrawn", "lapsed") else "")
    closed_at = factory.LazyAttribute(lambda row: clock.now() if row.closing else None)
    decided_by = factory.LazyAttribute(lambda row: row.decided_by_chair)
    decided_at = factory.LazyAttribute(lambda row: clock.now() if row.decided_by else None)
    decision_reason = factory.LazyAttribute(lambda row: "Siap belajar" if row.decided_by else "")


class EnrollmentFactory(factory.django.DjangoModelFactory):
    """`in_public=True`: a place in a public class of somebody who was never in custody."""

    class Meta:
        model = Enrollment

    class Params:
        in_public = factory.Trait(
            batch=factory.SubFactory(BatchFactory, is_open=True),
            person=factory.SubFactory(PersonFactory, facility=None),
            enrolled_by=factory.SubFactory(
                UserFactory, roles=["blk_coordinator"], training_center=factory.SelfAttribute("..batch.training_center")
            ),
        )

    batch = factory.SubFactory(BatchFactory)
    person = factory.SubFactory(PersonFactory, facility=factory.SelfAttribute("..batch.facility"), with_custody=True)
    is_public = factory.LazyAttribute(lambda place: place.batch.facility_id is None)
    starts_on = factory.SelfAttribute("batch.starts_on")
    ends_on = factory.SelfAttribute("batch.ends_on")
    enrolled_by = factory.SubFactory(
        UserFactory, roles=["training_officer"], facility=factory.SelfAttribute("..batch.facility")
    )


class RecognizedUnitFactory(factory.django.DjangoModelFactory):
    """A unit that waits for a second person; `accepted_by=user` recognizes it."""

    class Meta:
        model = RecognizedUnit

    class Params:
        accepted_by = None

    training_center = factory.SubFactory(TrainingCenterFactory)
    person = factory.SubFactory(PersonFactory, facility=None)
    code = "C.24LAS01.001.1"
    code_key = factory.LazyAttribute(lambda unit: code_key(unit.code))
    title = "Mengerjakan Sambungan Las 1"
    source = "BLK Barito, surat keterangan 12/2024"
    passed_on = date(2024, 5, 6)
    recorded_by = factory.SubFactory(
        UserFactory, roles=["blk_coordinator"], training_center=factory.SelfAttribute("..training_center")
    )
    state = factory.LazyAttribute(lambda unit: "accepted" if unit.accepted_by else "recorded")
    decided_by = factory.LazyAttribute(lambda unit: unit.accepted_by)
    decided_at = factory.LazyAttribute(lambda unit: clock.now() if unit.accepted_by else None)


class WeekPatternFactory(factory.django.DjangoModelFactory):
    """The usual week of a batch, made once; with `from_date`, `until` and `name` one that holds on these days."""

    class Meta:
        model = WeekPattern
        django_get_or_create = ("batch", "from_date")

    batch = factory.SubFactory(BatchFactory)
    from_date = None


def cancelled(code="power", **fields):
    """What a cancelled session has in its row: `Session.objects.update(**cancelled())`."""
    return {"state": "cancelled", "cancel_cause": CancelReason.objects.get(code=code), **fields}


def _room_of(batch) -> str:
    """The first batch of a facility has the workshop, each later one a room of its own: no two are in one room."""
    is_first = not Batch.objects.filter(facility=batch.facility_id, pk__lt=batch.pk or 0).exists()
    return "Bengkel las" if is_first else f"Bengkel {batch.pk}"


class SessionFactory(factory.django.DjangoModelFactory):
    """Four lessons from 08.00 on a day of November 2026; the first unit of the batch's version."""

    class Meta:
        model = Session

    class Params:
        clock_time = time(8)
        is_cancelled = factory.Trait(
            state=Session.State.CANCELLED, cancel_cause=factory.LazyFunction(lambda: cancelled()["cancel_cause"])
        )

    batch = factory.SubFactory(BatchFactory)
    facility = factory.SelfAttribute("batch.facility")
    premises = factory.LazyAttribute(lambda session: house_of(session.batch)["premises"])
    unit = factory.LazyAttribute(lambda session: session.batch.version.units.first())
    instructor = factory.SubFactory(
        UserFactory, roles=["instructor"], training_center=factory.SelfAttribute("..batch.training_center")
    )
    room = factory.LazyAttribute(lambda session: _room_of(session.batch))
    date = date(2026, 11, 23)
    jp = 4
    starts_at = factory.LazyAttribute(lambda s: clock.at(s.date, s.clock_time, s.batch.time_zone))
    ends_at = factory.LazyAttribute(lambda s: s.starts_at + s.jp * s.batch.version.minutes_per_jp * clock.MINUTE)


def count_heads(session, people: int, *, leave_out=(), **changes) -> None:
    """Heads counted by a guard and the instructor: `people` at each point, unless `changes` say otherwise."""
    guard = UserFactory(roles=["security_officer"], facility=session.batch.facility)
    numbers = {point.value: people for point in HeadCount.Point if point not in leave_out} | changes
    HeadCount.objects.bulk_create(
        HeadCount(
            session=session,
            point=point,
            people=number,
            counted_at=session.starts_at,
            recorded_at=session.starts_at,
            counted_by=guard if point in HeadCount.AT_BLOCK else session.instructor,
        )
        for point, number in numbers.items()
    )
