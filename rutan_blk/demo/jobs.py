"""Vacancies of the employers, whom they could suit, and introductions at every step; PIN cards of one batch."""

from datetime import timedelta

from accounts.roles import Role
from certification.register.models import Certificate
from core import clock
from outcomes.followup import holder_pins
from outcomes.needs.codes import Terms
from outcomes.needs.models import Employer
from outcomes.placement import introductions, vacancies
from outcomes.placement.codes import EndOfVacancy, Step, Why, Wish
from outcomes.placement.introductions import Taken
from outcomes.placement.job_matches import matches_of
from outcomes.placement.models import Vacancy
from outcomes.placement.vacancies import Offer
from programs.batches.models import Batch
from programs.catalog.models import ProgramUnit, Vocation
from rutan_blk.demo.cast import SECOND_LEVEL, Crew

# Employer, job, vocation, number, place, terms, wages, days since it opened, days until it closes.
DAILY, FIXED = Terms.DAILY, Terms.FIXED
VACANCIES = (
    ("Bengkel Las Karya Mandiri", "Tukang las fillet", "welding", 2, "Binuang", FIXED, 2_400_000, 3_200_000, 30, 25),
    ("Konveksi Rapi Jaya", "Operator obras", "sewing", 3, "Tapin Utara", DAILY, 75_000, 110_000, 21, 40),
    ("Bengkel Motor Sumber Rejeki", "Pembantu montir", "automotive", 1, "Bakarangan", DAILY, 80_000, 100_000, 12, 33),
    ("Mebel Kayu Lurus", "Pembuat kusen", "carpentry", 1, "Lokpaikat", FIXED, 2_300_000, 2_900_000, 45, 5),
)
# How far the introductions of a vacancy have come, one a person; the last step says why where it ends.
COURSES = (
    (Step.AGREED, Step.SENT, Step.INTERVIEW, Step.HIRED, Step.STARTED),
    (Step.AGREED, Step.SENT, Step.REJECTED),
    (Step.AGREED, Step.SENT),
    (),
)
WANTS = ((Wish.ANY, "Rantau, Binuang"), (Wish.FIXED, "Tapin Utara"), (Wish.DAILY, "Bakarangan, Lokpaikat"))
DAYS_BETWEEN_STEPS = 3
# Drawing one takes a third of a second.
CARDS = 4


def introduce(crew: Crew) -> None:
    """Opens the vacancies, asks what people want, and takes some of them to an employer."""
    opened = [_open(crew, *row) for row in VACANCIES]
    for turn, vacancy in enumerate(opened):
        # Of one vacancy nobody has been told yet.
        for course, match in zip(COURSES[turn:], matches_of(vacancy), strict=False):
            _wish(crew, match.consent, turn)
            _take_to(crew, vacancy, match.consent, course)
    vacancies.end_vacancy(opened[-1], by=crew[Role.PLACEMENT_OFFICER], ended_as=EndOfVacancy.WITHDRAWN)


def _open(crew: Crew, name: str, job: str, code: str, number: int, place: str, terms: str, *more: int) -> Vacancy:
    least, most, opened, closes = more
    taught = ProgramUnit.objects.filter(version__program__training_center=crew.center)
    first = taught.exclude(version__program__code=SECOND_LEVEL)
    codes = first.filter(version__program__vocation__code=code, is_core=True).order_by("position")
    must = frozenset(codes.values_list("code", flat=True)[:2])
    employer = Employer.objects.get(training_center=crew.center, name=name)
    today = clock.today(crew.center.time_zone)
    offer = Offer(
        job,
        Vocation.objects.get(code=code),
        number,
        today + timedelta(days=closes),
        place=place,
        terms=terms,
        wage_least=least,
        wage_most=most,
        must=must,
    )
    with clock.moved_to(clock.now() - timedelta(days=opened)):
        return vacancies.open_vacancy(employer, by=crew[Role.PLACEMENT_OFFICER], offer=offer)


def _wish(crew: Crew, consent, turn: int) -> None:
    wants, places = WANTS[turn % len(WANTS)]
    today = clock.today(crew.center.time_zone)
    introductions.set_wish(consent, by=crew[Role.PLACEMENT_OFFICER], wants=wants, places=places, told_on=today)


def _take_to(crew: Crew, vacancy: Vacancy, consent, course: tuple[Step, ...]) -> None:
    """Proposes the person and goes through the steps, each some days after the one before, the last of them today."""
    by = crew[Role.PLACEMENT_OFFICER]
    begun = clock.now() - timedelta(days=DAYS_BETWEEN_STEPS * len(course))
    with clock.moved_to(begun):
        introduction = introductions.propose(vacancy, consent, by=by)
    for number, step in enumerate(course, 1):
        with clock.moved_to(begun + timedelta(days=DAYS_BETWEEN_STEPS * number)):
            on = clock.today(crew.center.time_zone)
            why = Why.SKILL if step == Step.REJECTED else ""
            since = on if step == Step.STARTED else None
            introduction = introductions.take_step(introduction, by=by, taken=Taken(step, on, why, since))


def make_cards(crew: Crew) -> None:
    """Makes PIN cards for the first of the batch that was certified last; nobody has printed them yet."""
    issued = Certificate.objects.filter(batch__training_center=crew.center, state=Certificate.State.ISSUED)
    batch = Batch.objects.filter(pk__in=issued.values("batch")).order_by("-ends_on", "pk")[0]
    holder_pins.make_cards(batch, by=crew[Role.CERTIFICATE_OFFICER], drawn=holder_pins.draw(CARDS))
