"""How far invented people are with what they need before leaving."""

from random import Random

from accounts.roles import Role
from core import clock
from inmates.custody.custody_facts import with_custody
from inmates.people.models import Person
from inmates.profile import person_records
from outcomes.leaving import readiness, readiness_records
from outcomes.leaving.models import ReadinessNote
from rutan_blk.demo.cast import Crew

# So many of those who leave first are wards of the case officer.
WARDS = 8
# A note for an item that is done, and one while it is in work.
NOTES = {
    "KTP": ("kept", "ktp_recorded"),
    "KK": ("family", "asked"),
    "REKENING": ("here", "bank_comes"),
    "BPJS": ("bpjs_paid", "bpjs_proof"),
    "TINGGAL": ("home_family", ""),
    "KENDARAAN": ("way_fetched", ""),
    "PENERIMA": ("met_family", ""),
}


def prepare(crew: Crew, *, seed: int) -> None:
    """Records for everybody who leaves soon most of what is due; for one in five something is overdue."""
    random, today = Random(seed), clock.today(crew.facility.time_zone)
    notes = {note.code: note for note in ReadinessNote.objects.all()}
    people = with_custody(Person.objects.filter(facility=crew.facility))
    found = list(readiness.leaving_soon(people, on=today).order_by("leaving_on", "name_sort", "pk"))
    for person in found[:WARDS]:
        person_records.assign_case_officer(person, by=crew[Role.TRAINING_OFFICER], case_officer=crew[Role.CASE_OFFICER])
        person.case_officer = crew[Role.CASE_OFFICER]
    for person in found:
        progress, is_slow = readiness.progress_of([person], today=today)[person.pk], random.random() < 0.2
        marks = {}
        for line in progress.lines:
            if not line.is_answered_elsewhere and line.has_begun(today):
                is_due = (line.due_on - today).days < (0 if is_slow else 5)
                state = _state(random, is_due=is_due, is_slow=is_slow)
                marks[line.item.code] = readiness_records.Mark(state, notes.get(_note_code(line.item.code, state)))
        by = crew[Role.CASE_OFFICER] if person.case_officer_id else crew[Role.TRAINING_OFFICER]
        readiness_records.record_readiness(person, by=by, on=today, marks=marks)


def _state(random: Random, *, is_due: bool, is_slow: bool) -> str:
    if is_due and not (is_slow and random.random() < 0.4):
        return "done"
    return random.choice(("open", "in_work"))


def _note_code(item: str, state: str) -> str:
    done, in_work = NOTES.get(item, ("", ""))
    return {"done": done, "in_work": in_work}.get(state, "")
