"""The lives of the people first released in a period, read in four statements whatever their number.

For a training center a life begins where follow-up begins: at the release or at the end of the last class, whichever is
later. Its figures cannot tell one from the other, and know of no return: who returned counts as told, or as not
reached. A stay whose first day is unknown counts as any other.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from typing import Any

from django.db.models import Exists, F, Min, OuterRef, Q, QuerySet, Subquery

from accounts.models import Facility, TrainingCenter, User
from certification.assessment.models.results import UnitResult
from certification.register.models import Certificate, NumberSeries
from core import clock
from inmates.custody.models.stays import CustodyPeriod
from inmates.people.models import Person
from outcomes.effect.cohort import WAVES, Answer, Life, Standing
from outcomes.effect.life_traits import NOBODY, age_group, half_year, place_traits, sex_of
from outcomes.followup.codes import WORKING, AskedBy, Evidence, OutcomeStatus
from outcomes.followup.codes import Answer as Agreement
from outcomes.followup.following import window_end
from outcomes.followup.models.consents import Consent, hash_of
from outcomes.followup.models.outcomes import Outcome
from programs.catalog.models import ProgramUnit
from programs.interviews.models import Interview
from programs.places.models import Enrollment
from programs.selection.models import Application

RELEASES = (
    CustodyPeriod.Leaving.FULL_TERM,
    CustodyPeriod.Leaving.CONDITIONAL,
    CustodyPeriod.Leaving.COURT_ORDER,
)
IN_TRADE = frozenset({OutcomeStatus.EMPLOYED_IN_TRADE.value, OutcomeStatus.OWN_IN_TRADE.value})
TOLD_AS = {OutcomeStatus.SEEKING.value: Standing.SEEKING, OutcomeStatus.DECLINED.value: Standing.REFUSED}


@dataclass(frozen=True)
class Scope:
    """Whose people are counted: those released by a facility or a region's facilities, or trained by a center."""

    facility: int | None = None
    training_center: int | None = None
    region: str = ""
    time_zone: str = "Asia/Makassar"
    # The office's code in the audit and in reports.
    office: str = ""
    # Of those released, the people trained by this center alone.
    trained_by: int | None = None

    @classmethod
    def of(cls, user: User) -> "Scope":
        """The scope of the user's own record."""
        return cls(user.facility_id, user.training_center_id, user.region, user.time_zone, user.office_code)

    @classmethod
    def of_center(cls, center: TrainingCenter) -> "Scope":
        """Everybody trained by the center."""
        return cls(training_center=center.pk, time_zone=center.time_zone, office=center.code)

    @classmethod
    def of_facility(cls, facility: Facility) -> "Scope":
        """Everybody released by the facility."""
        return cls(facility=facility.pk, time_zone=facility.time_zone, office=facility.code)

    @classmethod
    def of_region(cls, region: str) -> "Scope":
        """Everybody released by a facility of the region."""
        return cls.of(User(region=region))

    @property
    def has_custody(self) -> bool:
        """Whether custody facts may be told to whoever reads these figures."""
        return not self.training_center

    def places(self) -> QuerySet:
        """Places in classes; a center counts its own, others those in detention centers.

        Courses without assessment end in no competence, so the steps after it would count their people as failed.
        """
        places = Enrollment.objects.filter(batch__version__is_without_assessment=False).order_by()
        if self.training_center:
            return places.filter(batch__training_center=self.training_center)
        places = places.filter(batch__facility__isnull=False)
        return places.filter(batch__training_center=self.trained_by) if self.trained_by else places

    def places_of(self, people: QuerySet, *, is_one: bool) -> QuerySet:
        """The places of these `people` of the scope.

        A center's people are those of its places. To seek them there again takes PostgreSQL a minute while it believes
        its tables empty, as autovacuum tells it of tables that are being filled.
        """
        everybody = self.training_center and not is_one
        return self.places() if everybody else self.places().filter(person__in=people)

    def people(self, since: date, until: date) -> QuerySet:
        """The people who may have a life in the period."""
        if self.training_center:
            return Person.objects.filter(pk__in=self.places().values("person")).order_by()
        left = _stays().filter(leaving__in=RELEASES, until__range=(since, until))
        here = left.filter(facility=self.facility) if self.facility else left.filter(facility__region=self.region)
        return Person.objects.filter(pk__in=here.values("person")).order_by()


@dataclass
class Known:
    """What is collected of one person before it becomes a life."""

    sex: str
    education: str
    born: date | None
    digest: Any
    stays: list[tuple]
    asked_on: date | None
    applied_at: Any
    places: list[dict]
    answers: list[tuple]
    refuses: bool = False
    agrees: bool = False


@dataclass
class Ended:
    """How the answers of one person ended, in the order of the days; a withdrawal before an expiry is none."""

    withdrawn_on: date | None = None
    expired_on: list[date] = field(default_factory=list)

    def add(self, day: date, *, is_expiry: bool) -> None:
        """A later end of an answer."""
        if is_expiry:
            self.expired_on.append(day)
        self.withdrawn_on = None if is_expiry else day


NEVER = Ended()


def lives_of(scope: Scope, since: date, until: date, *, only: Person | None = None) -> list[Life]:
    """One life a person whose first release lies in the period, both days included, or `only` that of one.

    Four statements.
    """
    return lives_of_periods(scope, [(since, until)], only=only)[0]


def lives_of_periods(
    scope: Scope, periods: Sequence[tuple[date, date]], *, only: Person | None = None
) -> list[list[Life]]:
    """The same for several periods, each by itself; four statements in all."""
    people = scope.people(min(since for since, _until in periods), max(until for _since, until in periods))
    if only:
        people = people.filter(pk=only.pk)
    known = _people_known(people)
    _add_places(known, scope.places_of(people, is_one=bool(only)))
    _add_answers(known, scope, people)
    ended = _add_consents(known, scope, people)
    return [
        [life for person in known.values() if (life := _life(person, scope, since, until, ended))]
        for since, until in periods
    ]


def _stays() -> QuerySet:
    return CustodyPeriod.objects.exclude(leaving=CustodyPeriod.Leaving.CORRECTION).order_by()


def _people_known(people: QuerySet) -> dict[int, Known]:
    """People with their stays, in one statement: a row a stay, or one without any."""
    asked = Interview.objects.filter(person=OuterRef("pk")).order_by().values("person")
    applied = Application.objects.filter(person=OuterRef("pk")).order_by().values("person")
    rows = people.annotate(
        asked_on=Subquery(asked.annotate(first=Min("held_on")).values("first")),
        applied_at=Subquery(applied.annotate(first=Min("submitted_at")).values("first")),
    ).values_list(
        "pk", "public_id", "sex", "education", "birth_date", "asked_on", "applied_at",
        "custody_periods__from_date", "custody_periods__until", "custody_periods__leaving",
        "custody_periods__facility", "custody_periods__facility__short_name", "custody_periods__facility__region",
        "custody_periods__pk",
    )  # fmt: skip  # A person's columns in one line, a stay's in the others.
    known: dict[int, Known] = {}
    for pk, public_id, sex, school, born, asked_on, applied_at, *stay in rows:
        person = known.get(pk) or Known(sex, school, born, public_id, [], asked_on, applied_at, [], [])
        known[pk] = person
        if stay.pop() and stay[2] != CustodyPeriod.Leaving.CORRECTION:
            person.stays.append(tuple(stay))
    return known


def _add_places(known: dict[int, Known], places: QuerySet) -> None:
    passed = UnitResult.objects.latest().filter(
        enrollment=OuterRef(OuterRef("pk")), unit=OuterRef("pk"), result=UnitResult.Result.COMPETENT
    )
    core = ProgramUnit.objects.filter(version=OuterRef("batch__version"), is_core=True).order_by()
    issued = Certificate.objects.filter(
        enrollment=OuterRef("pk"), state=Certificate.State.ISSUED, paper=NumberSeries.Paper.CERTIFICATE
    ).order_by()
    rows = (
        places.annotate(
            is_competent=Exists(core) & ~Exists(core.filter(~Exists(passed))),
            is_certified=Exists(issued),
            is_in_hand=Exists(issued.filter(hand_over__isnull=False)),
            name=F("batch__name"),
            fund=F("batch__funding_source"),
            batch_ends=F("batch__ends_on"),
            program=F("batch__version__program"),
            program_name=F("batch__version__program__name"),
            level=F("batch__version__program__level"),
            vocation=F("batch__version__program__vocation"),
        )
        .values(
            "person", "pk", "state", "starts_on", "left_on", "ended_on", "batch", "name", "fund", "batch_ends",
            "program", "program_name", "level", "vocation", "is_competent", "is_certified", "is_in_hand",
        )
    )  # fmt: skip  # As many columns as a line takes.
    for row in rows:
        if row["person"] in known:
            known[row["person"]].places.append(row)


def _add_answers(known: dict[int, Known], scope: Scope, people: QuerySet) -> None:
    told = _of_center(Outcome.objects.filter(consent__person__in=people), scope, "consent__")
    # The best known is last, and of equally known ones the latest.
    rows = told.order_by("evidence", "told_on", "pk").values_list(
        "consent__person", "wave", "status", "evidence", "told_on", "works_since", "same_place", "is_in_trade"
    )
    for pk, *answer in rows:
        if pk in known:
            known[pk].answers.append(tuple(answer))


def _add_consents(known: dict[int, Known], scope: Scope, people: QuerySet) -> dict[str, Ended]:
    """Sets who agrees and who refuses; returns by digest how answers ended.

    The end of the time of keeping is no withdrawal: nobody said no, the answers are only no longer known.
    """
    found = Consent.objects.filter(Q(person__in=people) | Q(withdrawn_at__isnull=False)).order_by("withdrawn_at", "pk")
    ended: dict[str, Ended] = {}
    rows = _of_center(found, scope, "").values_list(
        "person", "person_hash", "answer", "withdrawn_at", "withdrawn_channel"
    )
    for pk, digest, answer, at, channel in rows:
        if at:
            day = clock.local(at, scope.time_zone).date()
            ended.setdefault(digest, Ended()).add(day, is_expiry=channel == AskedBy.EXPIRY)
        elif pk in known:
            known[pk].agrees |= answer == Agreement.YES
            known[pk].refuses |= answer == Agreement.NO
    return ended


def _of_center(rows: QuerySet, scope: Scope, way: str) -> QuerySet:
    center = scope.training_center or scope.trained_by
    return rows.filter(**{f"{way}training_center": center}) if center else rows


def _life(person: Known, scope: Scope, since: date, until: date, ended: dict[str, Ended]) -> Life | None:
    begin = _begin(person, scope, since, until)
    if begin is None or not since <= begin <= until:
        return None
    places = [place for place in person.places if place["starts_on"] <= begin]
    best = max(places, key=_how_far, default=None)
    has_applied = bool(places) or _has_applied(person, begin, scope)
    return Life(
        begin,
        was_asked=has_applied or (person.asked_on is not None and person.asked_on <= begin),
        has_applied=has_applied,
        **_reached(places),
        has_refused=person.refuses and not person.agrees,
        **_ends(person, begin, ended),
        returned_on=_returned_on(person, begin) if scope.has_custody else None,
        closes=_closes(begin),
        traits=_traits(person, best, begin),
        **_told(person, begin),
    )


def _has_applied(person: Known, begin: date, scope: Scope) -> bool:
    return person.applied_at is not None and clock.local(person.applied_at, scope.time_zone).date() <= begin


def _reached(places: list[dict[str, Any]]) -> dict[str, Any]:
    """The steps of training that one of these places has reached."""
    return {
        "was_admitted": bool(places),
        "has_finished": any(place["state"] == Enrollment.State.COMPLETED for place in places),
        **{step: any(place[step] for place in places) for step in ("is_competent", "is_certified", "is_in_hand")},
    }


def _ends(person: Known, begin: date, ended: dict[str, Ended]) -> dict[str, Any]:
    """When the person's answers ended, and how; a withdrawal counts as long as no other answer stands."""
    end = ended.get(_digest(person), NEVER) if ended else NEVER
    is_followed = person.agrees or person.refuses
    return {
        "withdrawn_on": None if is_followed else end.withdrawn_on,
        "expired_on": min((day for day in end.expired_on if day >= begin), default=None),
    }


def _returned_on(person: Known, begin: date) -> date | None:
    return min((stay[0] for stay in person.stays if stay[0] and stay[0] > begin), default=None)


def _digest(person: Known) -> str:
    return hash_of(Person(public_id=person.digest))


def _begin(person: Known, scope: Scope, since: date, until: date) -> date | None:
    """The first release of the period after a place was given, or else the first at all."""
    if scope.training_center:
        return _end_of_training(person)
    left = [day for day in _releases(person, scope) if since <= day <= until]
    first_place = min((place["starts_on"] for place in person.places), default=date.max)
    after = [day for day in left if day >= first_place]
    return next(iter([*after, *left]), None)


def _end_of_training(person: Known) -> date | None:
    """The end of the last class, or of the custody that went on after it; None before a release from that."""
    ends = [place["left_on"] or place["ended_on"] or place["batch_ends"] for place in person.places]
    if not ends:
        return None
    last = max(ends)
    is_held = any((not stay[0] or stay[0] <= last) and (not stay[1] or stay[1] >= last) for stay in person.stays)
    if not is_held:
        return last
    return next((day for day in _releases(person, Scope()) if day >= last), None)


def _releases(person: Known, scope: Scope) -> list[date]:
    return sorted(stay[1] for stay in person.stays if stay[1] and stay[2] in RELEASES and _is_here(stay, scope))


def _is_here(stay: tuple, scope: Scope) -> bool:
    if scope.facility:
        return stay[3] == scope.facility
    return not scope.region or stay[5] == scope.region


def _how_far(place: dict) -> tuple:
    finished = place["state"] == Enrollment.State.COMPLETED
    return place["is_in_hand"], place["is_certified"], place["is_competent"], finished, place["starts_on"], place["pk"]


def _traits(person: Known, place: dict | None, begin: date) -> dict[str, tuple[str, str]]:
    facility = next(((str(stay[3]), stay[4]) for stay in person.stays if stay[1] == begin), NOBODY)
    return {
        **place_traits(place),
        "sex": sex_of(person.sex),
        "education": (person.education, ""),
        "age": age_group(person.born, begin),
        "half": half_year(begin),
        "facility": facility,
    }


@cache
def _closes(begin: date) -> dict[str, date]:
    return {wave.code: window_end(begin, wave.code) for wave in WAVES}


def _told(person: Known, begin: date) -> dict[str, Any]:
    answers, worked, died = {}, [], []
    for wave, status, evidence, told_on, since, same_place, is_in_trade in person.answers:
        if told_on < begin:
            continue
        if status == OutcomeStatus.DIED:
            # Told at a wave, it counts for that wave already.
            died.append(min([told_on, *(one.due_on(begin) for one in WAVES if one.code == wave)]))
        if evidence == Evidence.HEARSAY:
            continue
        if status in WORKING:
            worked.append((max(since or told_on, begin), told_on))
        if wave and status != OutcomeStatus.DIED:
            answers[wave] = Answer(_standing(status, is_in_trade), told_on, bool(same_place), evidence)
    first_work_on, first_work_told_on = min(worked, default=(None, None))
    return {
        "answers": answers,
        "first_work_on": first_work_on,
        "first_work_told_on": first_work_told_on,
        "died_on": max(min(died), begin) if died else None,
    }


def _standing(status: str, is_in_trade: bool | None) -> Standing:
    if status in WORKING:
        fits = status in IN_TRADE or (status == OutcomeStatus.DAY_LABOR and is_in_trade)
        return Standing.IN_TRADE if fits else Standing.OTHER_WORK
    return TOLD_AS.get(status, Standing.NO_WORK)


def year_of(year: int) -> tuple[date, date]:
    """First and last day of a year."""
    return date(year, 1, 1), date(year + 1, 1, 1) - timedelta(days=1)
