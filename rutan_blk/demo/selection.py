"""Selection in all its states: changed rules, an open hearing, a reserve list, an offer, appeals."""

from datetime import date, timedelta

from accounts.models import User
from accounts.roles import Role
from core import clock
from inmates.people.models import Person
from programs.batches.models import Batch
from programs.catalog.models import ProgramVersion
from programs.entry_rules import rule_sets
from programs.entry_rules.findings import Verdict
from programs.entry_rules.ranking_parts import Part
from programs.entry_rules.verdicts import evaluate_each, verdict_of
from programs.places import place_changes
from programs.places.models import Enrollment
from programs.selection import (
    admission_appeals,
    application_decisions,
    board_presence,
    ended_applications,
    hearing_quorum,
    tpp_hearings,
)
from programs.selection.application_states import State
from programs.selection.board_models import HearingQuorum
from programs.selection.board_presence import Presence, Said
from programs.selection.models import Appeal, Application, Hearing
from rutan_blk.demo import chain
from rutan_blk.demo.cast import OFTEN_AWAY, Crew


def change_rules(crew: Crew, version: ProgramVersion, *, on: date) -> None:
    """From that day on the facility requires more schooling than the program does."""
    with chain.at(crew, on):
        rules = rule_sets.draft(
            version,
            by=crew[Role.TRAINING_OFFICER],
            facility=crew.facility,
            parts={**_parts(crew, version), "education": {"minimum": "SMP"}},
        )
        rule_sets.put_in_force(
            rules,
            by=crew[Role.TRAINING_OFFICER],
            valid_from=on,
            reason="Buku servis dan gambar kelistrikan perlu dibaca sendiri.",
        )


def draft_rules(crew: Crew, version: ProgramVersion) -> None:
    """Drafts rules that await their preview: a third of the sentence served, at most two years left."""
    parts = {**_parts(crew, version), "share_served": {"least": "1/3"}, "time_left": {"months": 24}}
    rule_sets.draft(version, by=crew[Role.TRAINING_OFFICER], facility=crew.facility, parts=parts)


def _parts(crew: Crew, version: ProgramVersion) -> dict:
    rules = rule_sets.current_set(version, crew.facility, on=clock.today(crew.facility.time_zone))
    return dict(rules.parts) if rules else {}


def weigh(crew: Crew, version: ProgramVersion, *, on: date) -> None:
    """Gives need more weight than elsewhere, from that day on."""
    points = {Part.INTEREST: 25, Part.NEED: 30, Part.WAITING: 15, Part.TIME_LEFT: 15, Part.FIRST_TRAINING: 15}
    with chain.at(crew, on):
        rule_sets.set_scale(
            version,
            by=crew[Role.TRAINING_OFFICER],
            facility=crew.facility,
            valid_from=on,
            points={part.value: most for part, most in points.items()},
            reason="Kursus ini untuk yang belum mempunyai keterampilan.",
        )


def withdraw_one(crew: Crew, batch: Batch, *, on: date) -> None:
    """Withdraws the last application before the hearing."""
    with chain.at(crew, on):
        last = batch.applications.filter(state=State.SUBMITTED).latest("pk")
        ended_applications.withdraw(last, by=crew[Role.TRAINING_OFFICER])


def hear_all(crew: Crew, batch: Batch, *, number: str) -> None:
    """Decides on everybody, admits one by override, and closes the hearing with a number for its minutes."""
    chair, day = crew[Role.BOARD_CHAIR], batch.starts_on - timedelta(days=14)
    with chain.at(crew, day):
        hearing = open_hearing(crew, batch, absent={OFTEN_AWAY: Said(Presence.LEAVE, crew[Role.CASE_OFFICER])})
        doubtful, fit = by_verdict(batch, hearing.held_on)
        _override(doubtful.pop(0), chair)
        for place, application in enumerate(fit, 2):
            outcome = State.ADMITTED if place <= batch.capacity else State.RESERVE
            application_decisions.decide(application, by=chair, outcome=outcome, reason="Memenuhi syarat dan berminat.")
        for application in doubtful:
            reason = "Belum memenuhi syarat masuk program."
            application_decisions.decide(application, by=chair, outcome=State.REJECTED, reason=reason)
        tpp_hearings.close_hearing(hearing, by=chair, number=number)
    with chain.at(crew, day + timedelta(days=2)):
        admitted = list(batch.applications.filter(state=State.ADMITTED).order_by("pk"))
        # One is left over, so that the page offers somebody to enroll.
        for application in admitted[:-1]:
            place_changes.enroll(application, by=crew[Role.TRAINING_OFFICER])


def open_hearing(crew: Crew, batch: Batch, *, absent: dict[str, Said] | None = None) -> Hearing:
    """Opens a hearing to which the whole board is invited; what is said of those `absent` (by user name)."""
    hearing = tpp_hearings.open_hearing(
        by=crew[Role.TRAINING_OFFICER],
        batch=batch,
        held_on=clock.today(crew.facility.time_zone),
        place="Ruang rapat lantai 1",
        chair=crew[Role.BOARD_CHAIR],
        members=board_of(crew),
    )
    members = [row.user for row in hearing.members.select_related("user")]
    said = {one.pk: (absent or {}).get(one.username, Said(Presence.CAME)) for one in members}
    return board_presence.note(hearing, said, by=crew[Role.TRAINING_OFFICER])


def board_of(crew: Crew) -> list[User]:
    """The members of the facility's board beside the chair."""
    return list(User.objects.filter(facility=crew.facility).with_role(Role.BOARD_MEMBER).order_by("pk"))


def ask_for_quorum(crew: Crew, *, on: date) -> None:
    """Asks for more than half of the board, and for three people at least, from that day on."""
    with chain.at(crew, on):
        hearing_quorum.set_quorum(
            by=crew[Role.TRAINING_OFFICER],
            facility=crew.facility,
            share=HearingQuorum.Share.HALF,
            least=3,
            valid_from=on,
            reason="Surat keputusan Kepala Rutan tentang tata kerja TPP.",
        )


def by_verdict(batch: Batch, day: date) -> tuple[list[Application], list[Application]]:
    """The undecided applications, split into those that fail some rule on that day and those that meet all."""
    waiting = list(batch.applications.filter(state=State.SUBMITTED).select_related("person").order_by("pk"))
    answers = evaluate_each([batch], [one.person for one in waiting], on=day)[batch.pk]
    fit = [one for one in waiting if verdict_of(answers[one.person_id]) == Verdict.MEETS]
    return [one for one in waiting if one not in fit], fit


def _override(application: Application, chair) -> None:
    reason = "Asesmen dijadwalkan pekan depan; berpengalaman menjahit empat tahun."
    application_decisions.decide(application, by=chair, outcome=State.ADMITTED, reason=reason, override=True)


def appeal(crew: Crew, batch: Batch) -> None:
    """Files two appeals against rejections: one decided by the head, one pending."""
    day = batch.starts_on - timedelta(days=11)
    first, second = batch.applications.filter(state=State.REJECTED).order_by("pk")[:2]
    grounds = ("Surat kelakuan baik saya sudah terbit.", "Saya pernah bekerja sebagai penjahit dan siap dites.")
    with chain.at(crew, day):
        for application, words in zip((first, second), grounds, strict=True):
            admission_appeals.register(
                application,
                by=crew[Role.TRAINING_OFFICER],
                received_on=clock.today(crew.facility.time_zone),
                grounds=words,
            )
    with chain.at(crew, day + timedelta(days=2)):
        admission_appeals.decide(
            Appeal.objects.get(application=first),
            by=crew[Role.RUTAN_HEAD],
            outcome=Appeal.Outcome.RESERVE,
            reason="Datanya sudah dilengkapi; masuk daftar cadangan.",
        )


def give_place_back(crew: Crew, batch: Batch) -> None:
    """Gives up a place before the first day, so that it is offered to the next person on the reserve list."""
    place = batch.enrollments.live().order_by("pk").last()
    place_changes.end_enrollment(
        place, by=crew[Role.TRAINING_OFFICER], on=place.starts_on, reason=Enrollment.Reason.WITHDREW
    )


def hear_half(crew: Crew, batch: Batch) -> None:
    """Leaves a hearing open: some people are decided, some have incomplete data, others wait."""
    chair = crew[Role.BOARD_CHAIR]
    with chain.at(crew, clock.today(crew.facility.time_zone)):
        hearing = open_hearing(crew, batch, absent={OFTEN_AWAY: Said(Presence.DUTY)})
        doubtful, fit = by_verdict(batch, hearing.held_on)
        for application in fit[:5]:
            reason = "Berminat dan mempunyai waktu yang cukup."
            application_decisions.decide(application, by=chair, outcome=State.ADMITTED, reason=reason)
        for application in fit[5:6]:
            application_decisions.decide(
                application, by=chair, outcome=State.RESERVE, reason="Diprioritaskan angkatan berikutnya."
            )
        for application in doubtful[:1]:
            application_decisions.decide(
                application, by=chair, outcome=State.REJECTED, reason="Belum memenuhi syarat masuk."
            )


def key_in_forms(crew: Crew, batches: list[Batch], *, count: int) -> None:
    """Enters today's paper forms, on which people chose several programs at once."""
    today = clock.today(crew.facility.time_zone)
    busy = Enrollment.objects.live().values("person")
    waiting = Application.objects.open().values("person")
    people = Person.objects.filter(facility=crew.facility).exclude(pk__in=busy).exclude(pk__in=waiting)
    answers = evaluate_each(batches, people, on=today)
    fit = [one for one in people.order_by("name_sort", "pk") if _meets_all(answers, one)]
    for place, person in enumerate(fit[:count]):
        wishes = [
            application_decisions.Wish(batch, 5 - number)
            for number, batch in enumerate(batches[: 1 + place % len(batches)])
        ]
        application_decisions.apply_for(
            by=crew[Role.TRAINING_OFFICER],
            person=person,
            wishes=wishes,
            source=Application.Source.PERSON,
            consent_on=today - timedelta(days=place % 4),
            note="Formulir kertas dari blok.",
        )


def _meets_all(answers: dict, person: Person) -> bool:
    return all(verdict_of(of_batch[person.pk]) == Verdict.MEETS for of_batch in answers.values())
