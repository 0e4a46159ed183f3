"""People released, trained and followed, written directly; the forty of the worked example too."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from certification.assessment.models.results import UnitResult
from certification.register.models import Certificate, HandOver, NumberSeries, SeriesNumber
from core import clock
from inmates.custody.models.stays import CustodyPeriod
from outcomes.effect.cohort import WAVES
from outcomes.effect.released_lives import Scope
from outcomes.effect.year_counting import count_office
from outcomes.followup.models.consents import Consent, hash_of
from outcomes.followup.models.outcomes import Outcome
from programs.places.models import Enrollment
from tests.factories import BatchFactory, PersonFactory, ProgramVersionFactory, UserFactory, VocationFactory
from tests.outcomes.effect.forty import rows

STATUS = {
    "J": "KERJA_SESUAI",
    "L": "KERJA_LAIN",
    "U": "USAHA_SESUAI",
    "V": "USAHA_LAIN",
    "D": "HARIAN",
    "T": "PELATIHAN",
    "C": "MENCARI",
    "R": "RUMAH",
    "S": "SAKIT",
    "N": "MENOLAK",
}
NOON = time(12)


def scopes(house):
    """The offices whose figures count the house's people."""
    region = Scope.of_region(house.facility.region)
    return [Scope.of_facility(house.facility), Scope.of_center(house.center), region]


def count(house, day):
    """Lets the night before that day pass."""
    with clock.moved_to(at(day)):
        for scope in scopes(house):
            count_office(scope)


class House:
    """A detention center and a training center with one class a vocation, and their people."""

    def __init__(self, facility=None, center=None):
        self.officer = UserFactory(roles=["training_officer"], **({"facility": facility} if facility else {}))
        self.facility = self.officer.facility
        self.assessor = UserFactory(roles=["assessor"], **({"training_center": center} if center else {}))
        self.center = self.assessor.training_center
        self.batches = {}

    def batch(self, vocation="LAS"):
        if vocation not in self.batches:
            version = ProgramVersionFactory(
                program__training_center=self.center,
                program__vocation=VocationFactory(code=vocation.lower(), name=vocation),
                program__name=vocation,
                units=1,
            )
            self.batches[vocation] = BatchFactory(
                facility=self.facility,
                training_center=self.center,
                version=version,
                name=f"{vocation} 1",
                state="finished",
                starts_on=date(2023, 6, 1),
                ends_on=date(2023, 9, 1),
            )
        return self.batches[vocation]

    def release(self, on: date, *, person=None, since=date(2023, 1, 2), leaving="full_term", **fields):
        """Somebody released on that day."""
        person = person or PersonFactory(facility=None, **fields)
        CustodyPeriod.objects.create(person=person, facility=self.facility, from_date=since, until=on, leaving=leaving)
        return person

    def train(self, person, flags="FKSH", vocation="LAS"):
        """A place in the class: F finished, K competent, S certified, H in hand."""
        batch = self.batch(vocation)
        is_done = "F" in flags
        place = Enrollment.objects.create(
            batch=batch,
            person=person,
            state="completed" if is_done else "ended",
            starts_on=batch.starts_on,
            ends_on=batch.ends_on,
            ended_on=None if is_done else batch.ends_on,
            end_reason="" if is_done else "withdrew",
            enrolled_by=self.officer,
        )
        if "K" in flags:
            for unit in batch.version.units.all():
                UnitResult.objects.create(
                    enrollment=place, unit=unit, result="K", assessed_on=batch.ends_on, assessed_by=self.assessor
                )
        if "S" in flags:
            self.certify(place, is_in_hand="H" in flags)
        return place

    def certify(self, place, *, is_in_hand):
        number = SeriesNumber.objects.create(
            series=self.series, number=self.series.numbers.count() + 1, given_at=at(place.batch.ends_on)
        )
        certificate = Certificate.objects.create(
            enrollment=place,
            batch=place.batch,
            state="issued",
            prepared_by=self.assessor,
            number=number,
            number_text=f"{number.number:04d}/2023",
            code=f"{number.number:026d}",
            issued_at=at(place.batch.ends_on),
            issued_by=self.officer,
            issued_on=place.batch.ends_on,
        )
        if is_in_hand:
            HandOver.objects.create(
                certificate=certificate,
                handed_on=place.batch.ends_on,
                received_by=place.person.full_name,
                recorded_by=self.assessor,
            )

    @property
    def series(self):
        return NumberSeries.objects.get_or_create(
            training_center=self.center, paper="certificate", year=2023, pattern="{number:04d}/{year}"
        )[0]

    def consent(self, person, answer="yes", **fields):
        """An answer to the question whether somebody may be asked."""
        return Consent.objects.create(
            training_center=self.center,
            person=person,
            person_hash=hash_of(person),
            text_version="SETUJU-v1",
            asked_on=date(2023, 8, 1),
            answer=answer,
            channel="spoken",
            recorded_by=self.assessor,
            **fields,
        )

    def tell(self, consent, wave, status, told_on, **fields):
        """What was told at a wave."""
        evidence = fields.pop("evidence", "E2")
        return Outcome.objects.create(
            consent=consent,
            wave=wave,
            status=status,
            evidence=evidence,
            told_on=told_on,
            recorded_by=self.assessor,
            **fields,
        )

    def withdraw(self, consent, on: date, *, channel="phone"):
        """The agreement ended: nothing but its row is left, and it names nobody."""
        consent.outcomes.all().delete()
        consent.person, consent.withdrawn_at = None, at(on)
        consent.withdrawn_channel, consent.proof_code = channel, f"P{consent.pk}"
        consent.save()


def at(day: date) -> datetime:
    return datetime.combine(day, NOON, tzinfo=ZoneInfo("Asia/Makassar"))


def release_forty(house: House, *, withdraw=True) -> None:
    """The forty releases of the worked example, as rows of the database."""
    for row in rows("forty_releases"):
        released = date.fromisoformat(row["released_on"])
        person = house.release(released)
        house.train(person, row["flags"], row["vocation"])
        consent = house.consent(person)
        work = released + timedelta(days=int(row["first_work_day"])) if row["first_work_day"] else None
        for wave, letter in zip(WAVES, row["answers"], strict=True):
            if letter not in STATUS:
                continue
            told = wave.due_on(released)
            status = STATUS[letter]
            house.tell(consent, wave.code, status, told, works_since=work if letter in "JLUVD" else None)
        # Work of which nothing was told in time was told later, outside the windows.
        if work and not consent.outcomes.filter(works_since=work).exists():
            house.tell(consent, None, "KERJA_LAIN", max(work, released), works_since=work)
        if row["died_day"]:
            house.tell(consent, None, "WAFAT", released + timedelta(days=int(row["died_day"])), evidence="E1")
        if row["returned_day"]:
            house.release(date(2030, 1, 1), person=person, since=released + timedelta(days=int(row["returned_day"])))
        if row["withdrawn_on"] and withdraw:
            house.withdraw(consent, date.fromisoformat(row["withdrawn_on"]))
