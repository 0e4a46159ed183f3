"""Takes a batch from its plan to its certificates, each step by the right person at a plausible time.

Calls the same commands as the pages, with the clock moved.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, time, timedelta
from random import Random

from accounts.models import User
from accounts.roles import Role
from certification.assessment import batch_sign_off, unit_results
from certification.certificates import approval, certificate_rendering, issue_certificates, preparation
from certification.register.models import Certificate
from core import clock
from core.errors import RuleViolation
from inmates.imports import acceptance, uploads
from inmates.imports.models import SpreadsheetImport
from inmates.imports.reading import Field
from inmates.people.models import Person
from programs.agreements import agreement_terms, meeting_records
from programs.agreements.models import Agreement
from programs.attendance import mark_changes, session_closing
from programs.batch_lifecycle import batch_plan, staff_assignment
from programs.batches.models import Batch
from programs.catalog.models import ProgramVersion, Vocation
from programs.entry_rules.findings import Verdict
from programs.entry_rules.verdicts import evaluate, verdict_of
from programs.places import place_changes
from programs.places.models import Enrollment
from programs.selection import application_decisions, board_presence, tpp_hearings
from programs.selection.models import Application
from programs.timetable import patterns, schedule_generation
from programs.timetable.models.sessions import Session
from rutan_blk.demo import counts, journals, seals, tools
from rutan_blk.demo.cast import SECOND_LEVEL, Crew

# Monday to Friday, eight lessons a day with the usual breaks.
# In the morning a 15-minute break after two JP.
MORNINGS = [(day, time(8), 4, 2, 15) for day in range(5)]
# One session a day, with lunch in the workshop.
FULL_WEEK = [(day, time(8), 8, 4, 60) for day in range(5)]
AFTERNOONS = [(day, time(13), 4) for day in range(5)]
FEEDBACK = "Sambungan belum rata; ulangi latihan dan uji kembali."


def course(crew: Crew, vocation: str) -> ProgramVersion:
    """What the center teaches of a vocation first, as a whole and with an assessment."""
    offered = ProgramVersion.objects.open().filter(is_without_assessment=False, program__training_center=crew.center)
    first = offered.exclude(program__code=SECOND_LEVEL).exclude(units__block__gt="")
    return first.get(program__vocation__code=vocation)


@contextmanager
def at(crew: Crew, day: date, hour: time = time(9)) -> Iterator[None]:
    """Moves the clock to that local time within the block, but never into the future."""
    moment = clock.at(day, hour, crew.facility.time_zone)
    with clock.moved_to(min(moment, clock.now())):
        yield


def import_people(crew: Crew, data: bytes) -> SpreadsheetImport:
    """Imports a custody list as the registrar, with the columns as recognized."""
    by = crew[Role.REGISTRAR]
    found = uploads.receive(data, facility=crew.facility, by=by)
    mapping = {head["index"]: Field(head["field"]) for head in found.headers if head["field"]}
    found = uploads.map_columns(found, by=by, mapping=mapping, in_background=False)
    return acceptance.accept(found, by=by)


def agree(crew: Crew, *, number: str, valid_from: date, valid_until: date) -> Agreement:
    """Creates an agreement between both offices that covers every vocation, with the meeting that began it."""
    agreement = agreement_terms.create_agreement(
        by=crew[Role.TRAINING_OFFICER],
        facility=crew.facility,
        training_center=crew.center,
        number=number,
        title="Pelatihan keterampilan kerja",
        valid_from=valid_from,
        valid_until=valid_until,
        vocations=list(Vocation.objects.all()),
        funding_source="apbd",
        contact_persons=f"{crew[Role.TRAINING_OFFICER]}; {crew[Role.BLK_COORDINATOR]}",
    )
    meet(crew, agreement, on=valid_from + timedelta(days=10))
    return agreement


def meet(crew: Crew, agreement: Agreement, *, on: date) -> None:
    """Records a meeting of both offices under the agreement, written by the center."""
    meeting = meeting_records.Record(
        kind="meeting",
        held_on=on,
        place="Ruang rapat BLK",
        attendees=(
            (crew[Role.BLK_COORDINATOR].full_name, crew.center.short_name),
            (crew[Role.BLK_HEAD].full_name, crew.center.short_name),
            (crew[Role.TRAINING_OFFICER].full_name, crew.facility.short_name),
        ),
        agenda="Jadwal angkatan pertama dan peralatan bengkel.",
        minutes="Jadwal disusun bersama.\nMesin yang rusak diganti sebelum angkatan dimulai.",
        decisions="Angkatan pertama dimulai sesuai jadwal.",
        center_signatory=crew[Role.BLK_HEAD].full_name,
    )
    with clock.moved_to(clock.at(on, time(10), crew.facility.time_zone)):
        meeting_records.record_meeting(agreement, by=crew[Role.BLK_COORDINATOR], record=meeting)


def plan(
    crew: Crew,
    agreement: Agreement,
    version: ProgramVersion,
    *,
    name: str,
    starts_on: date,
    room: str,
    week: list,
    capacity: int = 16,
    open_selection: bool = True,
    instructor: User | None = None,
) -> Batch:
    """Plans a batch with staff and schedule and, usually, opens its selection five weeks before the first day."""
    officer = crew[Role.TRAINING_OFFICER]
    with at(crew, starts_on - timedelta(days=36)):
        batch = batch_plan.plan_batch(
            by=officer,
            version=version,
            facility=crew.facility,
            agreement=agreement,
            name=name,
            capacity=capacity,
            starts_on=starts_on,
            assessment_on=starts_on + timedelta(days=300),
            room=room,
            funding_source="apbd",
        )
        staff_assignment.assign_staff(
            batch, by=officer, instructors=[instructor or crew[Role.INSTRUCTOR]], assessors=[crew[Role.ASSESSOR]]
        )
        patterns.set_pattern(batch, by=officer, slots=week)
        schedule_generation.generate(batch, by=officer)
        batch.refresh_from_db()
        values = batch_plan.Plan(
            version, agreement, name, capacity, starts_on, batch.ends_on + timedelta(days=3), room, "apbd"
        )
        batch = batch_plan.change_batch(batch, by=officer, plan=values)
        return batch_plan.open_selection(batch, by=officer) if open_selection else batch


def apply(crew: Crew, batch: Batch, *, count: int, seed: int, others: int | None = None) -> list[Application]:
    """Applies for `count` people four weeks before the first day; `others` of them, by default an eighth, fail a rule.

    People with incomplete data are taken first among the others.
    """
    random = Random(seed)
    with at(crew, batch.starts_on - timedelta(days=28)):
        today = clock.today(crew.facility.time_zone)
        busy = Enrollment.objects.live().values("person")
        waiting = Application.objects.open().filter(program=batch.version.program_id).values("person")
        free = Person.objects.filter(facility=crew.facility).exclude(pk__in=busy).exclude(pk__in=waiting)
        people = list(free.order_by("name_sort", "pk"))
        random.shuffle(people)
        answers = evaluate(batch, people, on=today)
        fit = [person for person in people if verdict_of(answers[person.pk]) == Verdict.MEETS]
        doubtful = sorted(
            (person for person in people if person not in fit),
            key=lambda person: verdict_of(answers[person.pk]) != Verdict.MISSING,
        )[: others or max(count // 8, 1)]
        chosen = [*fit[: count - len(doubtful)], *doubtful]
        return [
            application_decisions.apply(
                by=crew[Role.TRAINING_OFFICER],
                batch=batch,
                person=person,
                source=Application.Source.PERSON,
                consent_on=today,
                interest=random.randint(2, 5),
            )
            for person in chosen
        ]


def hear(crew: Crew, batch: Batch, *, forget: int = 0) -> list[Enrollment]:
    """Has the board decide on everybody two weeks before the first day, and enrolls those admitted but the last
    `forget`.
    """
    chair, officer = crew[Role.BOARD_CHAIR], crew[Role.TRAINING_OFFICER]
    day = batch.starts_on - timedelta(days=14)
    with at(crew, day):
        hearing = tpp_hearings.open_hearing(
            by=officer,
            batch=batch,
            held_on=clock.today(crew.facility.time_zone),
            place="Ruang rapat",
            chair=chair,
            members=[crew[Role.BOARD_MEMBER]],
        )
        board_presence.all_came(hearing, by=officer)
        for application in batch.applications.filter(state=Application.State.SUBMITTED).order_by("pk"):
            _decide(application, batch, chair)
        tpp_hearings.close_hearing(hearing, by=chair)
    with at(crew, day + timedelta(days=2)):
        admitted = list(batch.applications.filter(state=Application.State.ADMITTED).order_by("pk"))
        return [place_changes.enroll(application, by=officer) for application in admitted[: len(admitted) - forget]]


def _decide(application: Application, batch: Batch, chair) -> None:
    taken = batch.applications.filter(state=Application.State.ADMITTED).count()
    is_full = taken >= batch.capacity
    try:
        outcome = Application.State.RESERVE if is_full else Application.State.ADMITTED
        reason = "Memenuhi syarat; kursi sudah terisi." if is_full else "Memenuhi syarat dan berminat."
        application_decisions.decide(application, by=chair, outcome=outcome, reason=reason)
    except RuleViolation:
        reason = "Belum memenuhi syarat masuk program."
        application_decisions.decide(application, by=chair, outcome=Application.State.REJECTED, reason=reason)


def teach(crew: Crew, batch: Batch, *, seed: int, leave_open: int = 0, withdraws: bool = False) -> Batch:
    """Starts the batch and records every past session except the last `leave_open`.

    With `withdraws`, somebody withdraws on the last recorded day, and another is fetched away three sessions earlier.
    """
    random = Random(seed)
    with at(crew, batch.starts_on, time(7, 30)):
        batch = batch_plan.start(batch, by=crew[Role.TRAINING_OFFICER], reason="Peserta yang memenuhi syarat terbatas.")
    over = list(batch.sessions.filter(state=Session.State.PLANNED, ends_at__lt=clock.now()).order_by("starts_at"))
    recorded = over[: len(over) - leave_open]
    fetched_at = recorded[-4] if withdraws and len(recorded) > 3 else None
    for number, session in enumerate(recorded):
        if withdraws and session.date == recorded[-1].date:
            withdraw(crew, batch, on=session.date)
            withdraws = False
        with clock.moved_to(session.ends_at):
            _record(crew, session, random, fetched_away=int(session == fetched_at))
            journals.write(session, number)
    return batch


def withdraw(crew: Crew, batch: Batch, *, on: date) -> Enrollment:
    """Withdraws the last-enrolled participant, at their own wish, on the morning of that day."""
    enrollment = batch.enrollments.live().order_by("pk").last()
    with at(crew, on, time(7)):
        return place_changes.end_enrollment(
            enrollment, by=crew[Role.TRAINING_OFFICER], on=on, reason=Enrollment.Reason.WITHDREW
        )


def _record(crew: Crew, session: Session, random: Random, *, fetched_away: int = 0) -> None:
    instructor = crew[Role.INSTRUCTOR]
    for enrollment in mark_changes.unmarked(session):
        luck = random.random()
        if luck < 0.02:
            mark_changes.mark(session, enrollment, by=instructor, status="unexcused")
        elif luck < 0.04:
            mark_changes.mark(session, enrollment, by=instructor, status="sick")
        elif luck < 0.055:
            mark_changes.mark(
                session, enrollment, by=instructor, status="late", minutes_late=random.choice((10, 15, 30))
            )
        elif luck < 0.07:
            mark_changes.mark(session, enrollment, by=crew[Role.TRAINING_OFFICER], status="court")
    mark_changes.mark_rest_present(session, by=instructor)
    present = session_closing.present_count(session)
    counts.count_heads(crew, session, present, fetched_away=fetched_away)
    tools.out_and_back(crew, session)
    if fetched_away:
        session_closing.finalize(session, by=crew[Role.TRAINING_OFFICER], reason=counts.FETCHED)
    else:
        session_closing.finalize(session, by=instructor)
    counts.explain_differences(crew, session)


def assess(crew: Crew, batch: Batch, *, not_yet: int = 0) -> None:
    """Records everyone as competent in every unit, except the first `not_yet` people in the last unit."""
    units = list(batch.version.units.order_by("position"))
    entries = []
    for place, enrollment in enumerate(batch.enrollments.exclude(state=Enrollment.State.ENDED).order_by("pk")):
        for unit in units:
            fails = place < not_yet and unit == units[-1]
            entries.append(unit_results.Entry(enrollment, unit, "BK" if fails else "K", FEEDBACK if fails else ""))
    with at(crew, batch.assessment_on):
        unit_results.record_results(batch, entries, by=crew[Role.ASSESSOR])


def sign_off(crew: Crew, batch: Batch, *, number: str) -> None:
    """Ends the training and locks the results, the day after the assessment."""
    with at(crew, batch.assessment_on + timedelta(days=1)):
        batch_plan.finish(batch, by=crew[Role.TRAINING_OFFICER])
        batch_sign_off.sign_off(batch, by=crew[Role.BLK_COORDINATOR], number=number)
    batch.refresh_from_db()


def certify(crew: Crew, batch: Batch, *, approve: bool = True, issue: bool = True) -> list[Certificate]:
    """Prepares, approves and issues certificates for everybody who has earned one, and renders their files."""
    with at(crew, batch.assessment_on + timedelta(days=2)):
        made = preparation.prepare_batch(batch, by=crew[Role.CERTIFICATE_OFFICER])
    if approve:
        with at(crew, batch.assessment_on + timedelta(days=3)):
            approval.approve_batch(batch, by=crew[Role.BLK_HEAD], seen=approval.seen_in(approval.pairs_of(batch)))
    return [issue_one(crew, certificate) for certificate in made] if approve and issue else made


def issue_one(crew: Crew, certificate: Certificate) -> Certificate:
    """Issues an approved certificate and renders its file at once."""
    with at(crew, certificate.batch.assessment_on + timedelta(days=3), time(10)):
        # Rendered in this process: a command that fills a database has no worker.
        issued = issue_certificates.issue(certificate, by=crew[Role.CERTIFICATE_OFFICER], render_after=False)
        certificate_rendering.render(Certificate.objects.get(pk=issued.pk))
        seals.seal(issued)
    return Certificate.objects.get(pk=issued.pk)
