"""A year of a training center, 40 % of whose classes are held in custody, issued by the product's own rules.

Classes of the two kinds differ in all that the field knows: size, weeks, weekdays, hours attended, late beginners, how
long the papers take. Programs, names and units do not differ, since nothing on a certificate could hide these.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from random import Random
from uuid import UUID

from certification.certificates import approved_words, issue_calendar, issue_certificates, issue_day
from certification.register.models import Certificate, NumberSeries
from certification.verification import statement_keys
from core import clock
from inmates.people.models import Person
from inmates.people.names import name_key, name_sort
from programs.batches.models import Batch
from programs.catalog.models import ProgramUnit, ProgramVersion
from programs.places.models import Enrollment
from tests.factories.accounts import FacilityFactory, TrainingCenterFactory
from tests.factories.certification import staff
from tests.factories.programs import AgreementFactory, ProgramVersionFactory

ZONE = "Asia/Makassar"
CUSTODY = 0.4
HOURS = (120, 160, 200, 240, 280)
FIRST_NAMES = ("Ahmad", "Noor", "Rizky", "Siti", "Gusti", "Hairul", "Dewi", "Budi", "Laila", "Yusuf")
LAST_NAMES = ("Rahman", "Hidayat", "Maulana", "Sari", "Fauzan", "Hamid", "Aulia", "Saputra", "Kartika", "Wahyudi")


@dataclass(frozen=True)
class Earned:
    """What a certificate certifies, without the gate that asked for it."""

    enrollment: Enrollment
    competent_units: list[ProgramUnit]


@dataclass(frozen=True)
class Sizes:
    """Fewest and most of a class, inside and outside."""

    inside: tuple[int, int] = (10, 12)
    outside: tuple[int, int] = (16, 19)


FULL, SMALL = Sizes(), Sizes((4, 5), (6, 8))


class Year:
    """The certificates of 2026 of one center, with what is true of each."""

    def __init__(self, seed: int, *, classes: int = 400, sizes: Sizes = FULL, issues: str = "1,15") -> None:
        self.random, self.sizes = Random(seed), sizes
        self.center = TrainingCenterFactory(issues=issues)
        self.facility = FacilityFactory()
        agreement = AgreementFactory(facility=self.facility, training_center=self.center)
        self.agreement, self.officer = agreement, staff(self.center, "certificate_officer")
        self.head = staff(self.center, "blk_head")
        made = [ProgramVersionFactory(program__training_center=self.center, total_jp=jp, units=5) for jp in HOURS]
        self.versions: list[ProgramVersion] = made
        self.units = {one.pk: list(one.units.order_by("position")) for one in made}
        statement_keys.new_key(self.center)
        self.approved_on: dict[str, date] = {}
        kinds = [number < classes * CUSTODY for number in range(classes)]
        self.random.shuffle(kinds)
        self.batches = Batch.objects.bulk_create(self._batch(number, inside) for number, inside in enumerate(kinds))
        self.earned = self._people()
        self._approve()
        _Issue(self).run()

    def _batch(self, number: int, inside: bool) -> Batch:
        # The office works at all times, so what it approves in a year began in this or the one before. Inside there are
        # two or three sessions a week, outside five, and papers take longer.
        version = self.versions[number % len(self.versions)]
        approved_on = date(2026, 1, 1) + timedelta(days=self.random.randrange(365))
        ends_on = approved_on - timedelta(days=self.random.randint(*((6, 34) if inside else (3, 20))))
        weeks = version.total_jp // (12 if inside else 30) + self.random.randrange(3)
        starts_on = ends_on - timedelta(weeks=weeks, days=4 if inside else 2)
        self.approved_on[f"Angkatan {number}"] = approved_on
        return Batch(
            version=version,
            facility=self.facility if inside else None,
            agreement=self.agreement if inside else None,
            training_center=self.center,
            name=f"Angkatan {number}",
            state=Batch.State.FINISHED,
            capacity=20,
            starts_on=starts_on,
            ends_on=ends_on,
            assessment_on=ends_on,
            room="Bengkel",
            funding_source="apbd",
        )

    def _people(self) -> dict[int, Earned]:
        wanted = []
        for batch in self.batches:
            fewest, most = self.sizes.outside if batch.is_public else self.sizes.inside
            wanted += [batch] * self.random.randint(fewest, most)
        names = [f"{self.random.choice(FIRST_NAMES)} {self.random.choice(LAST_NAMES)}" for _ in wanted]
        people = Person.objects.bulk_create(
            Person(
                facility=batch.facility,
                full_name=name,
                name_key=name_key(name),
                name_sort=name_sort(name),
                birth_place="Rantau",
                birth_date=date(1995, 5, 17),
            )
            for batch, name in zip(wanted, names, strict=True)
        )
        places = Enrollment.objects.bulk_create(
            Enrollment(
                batch=batch,
                person=person,
                is_public=batch.is_public,
                state=Enrollment.State.COMPLETED,
                starts_on=batch.starts_on + timedelta(days=0 if batch.is_public else self.random.choice((0, 0, 9))),
                ends_on=batch.ends_on,
                enrolled_by=self.officer,
            )
            for batch, person in zip(wanted, people, strict=True)
        )
        return {one.pk: Earned(one, self.units[one.batch.version_id]) for one in places}

    def _approve(self) -> None:
        with clock.moved_to(_at(date(2026, 1, 2))):
            words = approved_words.digests(next(iter(self.earned.values())), NumberSeries.Paper.CERTIFICATE)
        Certificate.objects.bulk_create(
            Certificate(
                public_id=UUID(int=self.random.getrandbits(128), version=4),
                enrollment=earned.enrollment,
                batch=earned.enrollment.batch,
                state=Certificate.State.APPROVED,
                prepared_by=self.officer,
                approved_by=self.head,
                approved_at=_at(self.approved_on[earned.enrollment.batch.name]),
                approved_words=words,
            )
            for earned in self.earned.values()
        )


def _at(day: date) -> datetime:
    return clock.at(day, time(10), ZONE)


class _Issue:
    """Day by day, as the office does it: what stands out waits as long as it may, everything else is issued."""

    def __init__(self, year: Year) -> None:
        self.year, self.earned = year, year.earned
        self.share = Fraction(sum(not one.enrollment.is_public for one in self.earned.values()), len(self.earned))
        shared = {batch.pk: batch for batch in year.batches}
        self.waiting = list(Certificate.objects.order_by("approved_at", "public_id"))
        for one in self.waiting:
            # Each center, batch and version is a single object, as in a run.
            one.enrollment = self.earned[one.enrollment_id].enrollment
            one.batch = shared[one.batch_id]

    def run(self) -> None:
        center = self.year.center
        fixed = issue_calendar.days_on(issue_calendar.rules_of(center), date(2026, 1, 1))
        days = sorted({clock.local(one.approved_at, ZONE).date() for one in self.waiting if one.approved_at})
        if not fixed:
            for day in days:
                # By class, as each is approved.
                approved = self._until(day)
                for batch in dict.fromkeys(one.batch_id for one in approved):
                    self._give([one for one in approved if one.batch_id == batch], day)
            return
        day = issue_calendar.next_day(center, date(2025, 12, 31)) or days[0]
        while self.waiting:
            self._run_of(day)
            day = issue_calendar.next_day(center, day) or day

    def _until(self, day: date) -> list[Certificate]:
        return [one for one in self.waiting if one.approved_at and one.approved_at <= _at(day)]

    def _run_of(self, day: date) -> None:
        following = issue_calendar.next_day(self.year.center, day)
        pairs = [(one, self.earned[one.enrollment_id]) for one in self._until(day)]
        groups = issue_day.grouped(pairs, on=day, following=following, share=self.share)
        for group in groups:
            for one in group.standing_out:
                one.waits_until = group.may_wait_for
        self._give(issue_day.Day(day, True, groups).ready, day)

    def _give(self, ready: list[Certificate], day: date) -> None:
        if not ready:
            return
        with clock.moved_to(_at(day)):
            pairs = [(one, self.earned[one.enrollment_id]) for one in sorted(ready, key=lambda one: one.public_id)]
            issue_certificates.write_together(pairs, by=self.year.officer, on=day)
        done = {one.pk for one in ready}
        self.waiting = [one for one in self.waiting if one.pk not in done]
