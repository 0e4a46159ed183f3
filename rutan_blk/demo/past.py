"""Two past years in bulk: four classes, sixty people trained and released, others released without training.

Rows of every day (stays, sessions, marks, counts) are written together; minutes and certificates are made by the
commands behind the pages, with the clock moved.
"""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from accounts.roles import Role
from certification.assessment import batch_sign_off
from certification.assessment.models.results import UnitResult
from certification.certificates import approval, certificate_rendering, hand_overs, issue_certificates, preparation
from certification.register.models import Certificate
from core import audit, clock
from inmates.custody.models.stays import CustodyPeriod, RegisterNumber
from inmates.custody.register_numbers import normalize
from inmates.people.models import Person
from inmates.people.names import name_key, name_sort
from outcomes.effect.closed_waves import keep_closed_waves
from outcomes.effect.cohort import M6, M12, M24
from outcomes.effect.effect_cohorts import closes_on
from outcomes.followup import withdrawal
from outcomes.followup.codes import AskedBy
from outcomes.followup.models.consents import Consent
from programs.agreements.models import Agreement
from programs.attendance.models.marks import AttendanceStatus, Mark, MarkRevision
from programs.batches.models import Batch, BatchStaff
from programs.catalog.models import ProgramUnit
from programs.head_counts.models import HeadCount
from programs.interviews.models import Interview
from programs.places.models import Enrollment
from programs.selection.models import Application
from programs.timetable.holidays import national_days
from programs.timetable.models.sessions import Session
from rutan_blk.demo import chain, past_answers
from rutan_blk.demo.cast import Crew
from rutan_blk.demo.past_lives import EARLIER, LATER, PastLife, lives, years
from rutan_blk.demo.people import FIRST, LAST, SCHOOLS, TOWNS, WOMEN

# Vocation, name and room of a class; by half of the year in which its people are released.
ROOMS = {"welding": "Bengkel las", "sewing": "Ruang jahit", "automotive": "Bengkel otomotif"}
NAMES = {"welding": "Las", "sewing": "Menjahit", "automotive": "Otomotif"}
# A class for those released in the first half of a year begins in September before it, the other one in March.
BEGINS = {0: (-1, 9), 1: (0, 3)}
JP_A_DAY, HELD_BEFORE = 8, timedelta(days=150)
# Released without training: never asked, asked, applied and not admitted.
UNTRAINED = {EARLIER: (5, 5, 5), LATER: (2, 6, 6)}
SCHOOL_CODES = {"SLTA": "SMA", "SMK": "SMA", "Tidak sekolah": "NONE"}
FEEDBACK = "Belum rapi; ulangi latihan dan uji kembali."


def live(crew: Crew, *, today: date) -> None:
    """Writes both years as they stand on that day."""
    found = lives(today)
    agreement = chain.agree(
        crew,
        number=f"W19/PKS-02/{found[0].year - 1}",
        valid_from=date(found[0].year - 1, 8, 1),
        valid_until=date(found[-1].year, 7, 31),
    )
    people = _people(crew, found)
    for name, year in years(today).items():
        for half in BEGINS:
            members = [life for life in found if (life.year, life.half) == (year, half)]
            batch = _class(crew, agreement, members[0])
            places = _places(crew, batch, members, people)
            _teach(crew, batch, places)
            _finish(crew, batch, members, places)
        _release_others(crew, year, UNTRAINED[name], batch)
    past_answers.ask(crew, found, people, today=today)


def report(*, today: date) -> None:
    """Has each office's reports made on the days on which waves of half a year and more had closed."""
    days = {closes_on(year, wave) for year in years(today).values() for wave in (M6, M12, M24)}
    for day in sorted(day for day in days if day <= today):
        with clock.moved_to(clock.at(day, time(6), "Asia/Makassar")):
            keep_closed_waves()


def forget(crew: Crew, *, today: date) -> None:
    """Ends answers whose time of keeping is over, each on its day; figures go on with what is counted of them."""
    for consent in Consent.objects.live().filter(training_center=crew.center).order_by("asked_on", "pk"):
        ends = (consent.followed_from or consent.asked_on) + withdrawal.KEPT_FOR
        if ends <= today:
            with chain.at(crew, ends):
                withdrawal.withdraw(consent, by=None, channel=AskedBy.EXPIRY)


def _people(crew: Crew, found: Iterable[PastLife]) -> dict[int, Person]:
    rows = [_person(life.number, life.sex, life.born_on) for life in found]
    people = {life.number: person for life, person in zip(found, Person.objects.bulk_create(rows), strict=True)}
    stays = [
        CustodyPeriod(
            person=people[life.number],
            facility=crew.facility,
            from_date=_held_from(life),
            until=life.released_on,
            leaving="conditional" if life.number % 3 else "full_term",
        )
        for life in found
    ]
    # Who came back was sent elsewhere later, so that the lists of today are those of the other invented people.
    again = [
        CustodyPeriod(
            person=people[life.number],
            facility=crew.facility,
            from_date=life.returned_on,
            until=life.returned_on + timedelta(days=60),
            leaving="transfer",
        )
        for life in found
        if life.returned_on
    ]
    CustodyPeriod.objects.bulk_create([*stays, *again])
    RegisterNumber.objects.bulk_create(_number(crew, stay) for stay in [*stays, *again])
    return people


def _person(number: int, sex: str, born: date) -> Person:
    names = WOMEN if sex == "P" else FIRST
    name = f"{names[number * 7 % len(names)]} {LAST[number * 11 % len(LAST)]}"
    school = SCHOOLS[number % len(SCHOOLS)]
    return Person(
        full_name=name,
        name_key=name_key(name),
        name_sort=name_sort(name),
        birth_place=TOWNS[number % len(TOWNS)],
        birth_date=born,
        sex=sex,
        education=SCHOOL_CODES.get(school, school),
    )


def _number(crew: Crew, stay: CustodyPeriod) -> RegisterNumber:
    text = f"B.I {5000 + stay.person_id}/{stay.from_date:%Y}"
    return RegisterNumber(
        person=stay.person,
        facility=crew.facility,
        number=text,
        number_key=normalize(text),
        register_class="B.I",
        from_date=stay.from_date,
        until=stay.until,
    )


def _begins(year: int, half: int) -> date:
    years_later, month = BEGINS[half]
    day = date(year + years_later, month, 10)
    return day - timedelta(days=day.weekday())


def _held_from(life: PastLife) -> date:
    return _begins(life.year, life.half) - HELD_BEFORE


def _class(crew: Crew, agreement: Agreement, life: PastLife) -> Batch:
    version = chain.course(crew, life.vocation)
    begins = _begins(life.year, life.half)
    batch = Batch.objects.create(
        version=version,
        facility=crew.facility,
        training_center=crew.center,
        agreement=agreement,
        # The other classes of the demo have the numbers one and two.
        name=f"{NAMES[life.vocation]} {3 + life.half}/{begins.year}",
        state=Batch.State.FINISHED,
        capacity=16,
        starts_on=begins,
        ends_on=begins,
        assessment_on=begins,
        room=ROOMS[life.vocation],
        funding_source="apbn_center" if life.half else "apbd",
    )
    BatchStaff.objects.bulk_create(
        BatchStaff(batch=batch, user=crew[role], duty=duty)
        for role, duty in (
            (Role.INSTRUCTOR, BatchStaff.Duty.INSTRUCTOR),
            (Role.ASSESSOR, BatchStaff.Duty.ASSESSOR),
        )
    )
    sessions = Session.objects.bulk_create(_sessions(crew, batch))
    batch.ends_on = sessions[-1].date
    batch.assessment_on = batch.ends_on + timedelta(days=3)
    batch.save()
    audit.record("batch.plan", by=crew[Role.TRAINING_OFFICER], target=batch, name=batch.name, version=version.pk)
    return batch


def _sessions(crew: Crew, batch: Batch) -> Iterable[Session]:
    """Lessons of eight JP on working days; a unit that ends within a day is followed by the next."""
    day, taught = batch.starts_on, 0
    free = {row.date for year in (day.year, day.year + 1) for row in national_days(year)}
    for unit in batch.version.units.order_by("position"):
        left = unit.jp
        while left:
            if taught == JP_A_DAY or day.weekday() > 4 or day in free:
                day, taught = day + timedelta(days=1), 0
                continue
            jp = min(left, JP_A_DAY - taught)
            begins = clock.at(day, time(8), crew.facility.time_zone)
            yield _session(crew, batch, unit, day, jp, begins + timedelta(minutes=45 * taught))
            left, taught = left - jp, taught + jp


def _session(crew: Crew, batch: Batch, unit: ProgramUnit, day: date, jp: int, begins: datetime) -> Session:
    ends = begins + timedelta(minutes=45 * jp)
    return Session(
        batch=batch,
        facility=crew.facility,
        unit=unit,
        instructor=crew[Role.INSTRUCTOR],
        room=batch.room,
        date=day,
        starts_at=begins,
        ends_at=ends,
        jp=jp,
        state=Session.State.FINALIZED,
        finalized_by=crew[Role.INSTRUCTOR],
        finalized_at=ends,
    )


def _places(crew: Crew, batch: Batch, members: list[PastLife], people: dict[int, Person]) -> dict[int, Enrollment]:
    left_on = batch.starts_on + (batch.ends_on - batch.starts_on) / 2
    rows = [
        Enrollment(
            batch=batch,
            person=people[life.number],
            state=Enrollment.State.COMPLETED if "F" in life.flags else Enrollment.State.ENDED,
            starts_on=batch.starts_on,
            ends_on=batch.ends_on,
            ended_on=None if "F" in life.flags else left_on,
            left_on=None if "F" in life.flags else left_on - timedelta(days=1),
            end_reason="" if "F" in life.flags else Enrollment.Reason.WITHDREW,
            enrolled_at=clock.at(batch.starts_on - timedelta(days=12), time(9), crew.facility.time_zone),
            enrolled_by=crew[Role.TRAINING_OFFICER],
        )
        for life in members
    ]
    made = Enrollment.objects.bulk_create(rows)
    with chain.at(crew, batch.starts_on - timedelta(days=12)):
        targets = [(place, {"batch": batch.pk}) for place in made]
        audit.record_each("enrollment.create", by=crew[Role.TRAINING_OFFICER], targets=targets)
    return {life.number: place for life, place in zip(members, made, strict=True)}


def _teach(crew: Crew, batch: Batch, places: dict[int, Enrollment]) -> None:
    """Everybody is present as long as they have their place, and the four counts agree."""
    present = AttendanceStatus.objects.get(code="present")
    marks, counts = [], []
    for session in batch.sessions.order_by("starts_at"):
        here = [place for place in places.values() if place.ended_on is None or place.ended_on > session.date]
        marks += [_mark(crew, session, place, present) for place in here]
        counts += [_count(crew, session, point, len(here)) for point in HeadCount.Point]
    HeadCount.objects.bulk_create(counts)
    MarkRevision.objects.bulk_create(
        MarkRevision(
            mark=mark,
            version=1,
            status_code=present.code,
            minutes_late=0,
            minutes_present=mark.minutes_present,
            entry=mark.entry,
            recorded_at=mark.recorded_at,
            recorded_by=mark.recorded_by,
        )
        for mark in Mark.objects.bulk_create(marks)
    )


def _mark(crew: Crew, session: Session, place: Enrollment, status: AttendanceStatus) -> Mark:
    return Mark(
        session=session,
        enrollment=place,
        status=status,
        minutes_present=45 * session.jp,
        happened_at=session.starts_at,
        recorded_at=session.ends_at,
        recorded_by=crew[Role.INSTRUCTOR],
    )


def _count(crew: Crew, session: Session, point: str, people: int) -> HeadCount:
    at_block = point in HeadCount.AT_BLOCK
    return HeadCount(
        session=session,
        point=point,
        people=people,
        expected=people,
        counted_at=session.starts_at,
        recorded_at=session.ends_at,
        counted_by=crew[Role.SECURITY_OFFICER if at_block else Role.INSTRUCTOR],
    )


def _finish(crew: Crew, batch: Batch, members: list[PastLife], places: dict[int, Enrollment]) -> None:
    """Results, minutes, certificates, and their hand-over to those who have them in hand."""
    *units, last = batch.version.units.order_by("position")
    results = []
    for life in members:
        if "F" in life.flags:
            is_competent = "K" in life.flags
            passed = [*units, last] if is_competent else units
            results += [_result(crew, batch, places[life.number], unit) for unit in passed]
            results += [] if is_competent else [_result(crew, batch, places[life.number], last, feedback=FEEDBACK)]
    UnitResult.objects.bulk_create(results)
    with chain.at(crew, batch.assessment_on + timedelta(days=1)):
        number = f"563/BA-{batch.pk:03d}/BLK-TPN/{batch.assessment_on.year}"
        batch_sign_off.sign_off(batch, by=crew[Role.BLK_COORDINATOR], number=number)
    batch.refresh_from_db()
    with chain.at(crew, batch.assessment_on + timedelta(days=2)):
        made = preparation.prepare_batch(batch, by=crew[Role.CERTIFICATE_OFFICER])
        approval.approve_batch(batch, by=crew[Role.BLK_HEAD], seen=approval.seen_in(approval.pairs_of(batch)))
        keys = [one.pk for one in made]
        issue_certificates.issue_together(keys, by=crew[Role.CERTIFICATE_OFFICER])
        certificate_rendering.render_together(keys)
    in_hand = {places[life.number].pk for life in members if "H" in life.flags}
    with chain.at(crew, batch.assessment_on + timedelta(days=14)):
        for one in Certificate.objects.filter(pk__in=keys, enrollment__in=in_hand).select_related("enrollment__person"):
            hand_overs.hand_over(
                one,
                by=crew[Role.CERTIFICATE_OFFICER],
                handed_on=batch.assessment_on + timedelta(days=14),
                received_by=one.enrollment.person.full_name,
            )


def _result(crew: Crew, batch: Batch, place: Enrollment, unit: ProgramUnit, *, feedback: str = "") -> UnitResult:
    return UnitResult(
        enrollment=place,
        unit=unit,
        result=UnitResult.Result.NOT_YET if feedback else UnitResult.Result.COMPETENT,
        feedback=feedback,
        assessed_on=batch.assessment_on,
        assessed_by=crew[Role.ASSESSOR],
        recorded_at=clock.at(batch.assessment_on, time(15), crew.center.time_zone),
    )


def _release_others(crew: Crew, year: int, counts: tuple[int, int, int], batch: Batch) -> None:
    """People who were released in that year without a place: never asked, asked, applied for `batch`."""
    count = sum(counts)
    rows = [_person(number + 70, "L", date(year - 20 - number, 6, 1)) for number in range(count)]
    people = Person.objects.bulk_create(rows)
    stays = [
        CustodyPeriod(
            person=person,
            facility=crew.facility,
            from_date=date(year - 1, 11, 5),
            until=date(year, 9, 3) + timedelta(days=4 * place),
            leaving="full_term",
        )
        for place, person in enumerate(people)
    ]
    CustodyPeriod.objects.bulk_create(stays)
    RegisterNumber.objects.bulk_create(_number(crew, stay) for stay in stays)
    never, _asked, applied = counts
    day = date(year, 1, 12)
    Interview.objects.bulk_create(
        Interview(
            person=person,
            facility=crew.facility,
            held_on=day,
            education=person.education,
            recorded_at=clock.at(day, time(10), crew.facility.time_zone),
            recorded_by=crew[Role.TRAINING_OFFICER],
        )
        for person in people[never:]
    )
    Application.objects.bulk_create(_application(crew, person, batch) for person in people[count - applied :])


def _application(crew: Crew, person: Person, batch: Batch) -> Application:
    moment = clock.at(batch.starts_on - timedelta(days=28), time(9), crew.facility.time_zone)
    return Application(
        batch=batch,
        program=batch.version.program,
        person=person,
        source=Application.Source.PERSON,
        consent_on=moment.date(),
        state=Application.State.REJECTED,
        submitted_at=moment,
        submitted_by=crew[Role.TRAINING_OFFICER],
        decided_at=moment + timedelta(days=14),
        decided_by=crew[Role.BOARD_CHAIR],
        decision_reason="Kursi sudah terisi peserta dengan nilai lebih tinggi.",
    )
