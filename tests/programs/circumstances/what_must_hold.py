"""What must never be false about selection and places, asked of the rows themselves and not of the rule modules."""

from collections import Counter, defaultdict
from datetime import time, timedelta

from core import clock
from inmates.custody.models.stays import CustodyPeriod, Housing, Movement, RegisterNumber, Suspension
from inmates.people.models import Person
from programs.attendance.models.marks import Mark
from programs.batches.models import Batch
from programs.places.models import Enrollment, EnrollmentSuspension
from programs.selection.application_states import TRANSITIONS
from programs.selection.models import Application, Hearing, PlaceOffer

LIVE, HOLDING = ("active", "suspended"), ("active", "suspended", "completed")
OPEN = ("submitted", "admitted", "reserve", "offered")
DECIDED = ("admitted", "reserve", "offered", "rejected", "enrolled")
DAY = timedelta(days=1)


class Snapshot:
    """Every row concerned, read once."""

    def __init__(self):
        self.batches = {row.pk: row for row in Batch.objects.select_related("facility")}
        self.people = {row.pk: row for row in Person.objects.only("facility")}
        self.places = list(Enrollment.objects.order_by("pk"))
        self.applications = list(Application.objects.defer("answers", "decision_answers").order_by("pk"))
        self.hearings = list(Hearing.objects.defer("minutes").filter(state="open"))
        self.offers = list(PlaceOffer.objects.filter(state="open"))
        self.pauses = list(EnrollmentSuspension.objects.all())
        self.stays = list(CustodyPeriod.objects.all())
        self.movements = list(Movement.objects.all())
        self.suspensions = list(Suspension.objects.all())
        held = Mark.objects.filter(status__counts_as_held=True).order_by("session__date")
        self.last_present = dict(held.values_list("enrollment", "session__date"))
        self.expected = {}
        # What decides who is expected: the same rows on the same day give the same answer, so it is asked once.
        rows = [*self.places, *self.pauses, *self.stays, *self.movements, *self.suspensions]
        days = {clock.today(batch.facility.time_zone) for batch in self.batches.values()}
        self.signature = days, [{**vars(row), "_state": None} for row in rows]

    def having(self, *states):
        return [row for row in self.applications if row.state in states]

    def is_there(self, row):
        """Whether the person of an application or place is in custody at the facility of its batch."""
        return self.people[row.person_id].facility_id == self.batches[row.batch_id].facility_id

    def expected_on(self, day):
        if day not in self.expected:
            self.expected[day] = set(Enrollment.objects.expected_on(day).values_list("pk", flat=True))
        return self.expected[day]


def broken(now, before):
    """A sentence for each thing that does not hold; `before` is the snapshot of the step before."""
    checks = [capacity, places, endings, pauses, applications, reserve_list, offers, custody]
    if before is None or now.signature != before.signature:
        checks.append(expected)
    return [*(sentence for check in checks for sentence in check(now)), *(moves(now, before) if before else [])]


def capacity(now):
    taken = Counter(place.batch_id for place in now.places if place.state in HOLDING)
    taken += Counter(row.batch_id for row in now.having("offered"))
    for batch in now.batches.values():
        if taken[batch.pk] > batch.capacity:
            yield f"{batch}: {taken[batch.pk]} of {batch.capacity} places are taken or offered"


def places(now):
    live = [place for place in now.places if place.state in LIVE]
    for person, count in Counter(place.person_id for place in live).items():
        if count > 1:
            yield f"person {person} is in {count} live batches"
    for place in live:
        if not now.is_there(place):
            yield f"place {place.pk} is live, its person is not in custody there"
        if not now.batches[place.batch_id].is_live:
            yield f"place {place.pk} is live in a batch that is {now.batches[place.batch_id].state}"


def endings(now):
    for place in now.places:
        if place.starts_on > place.ends_on:
            yield f"place {place.pk} ends before it begins"
        if (place.state == "ended") != bool(place.end_reason) or (place.state == "ended") != bool(place.ended_on):
            yield f"place {place.pk} is {place.state} with the end {place.ended_on} {place.end_reason!r}"
        first = max(place.starts_on, now.last_present.get(place.pk, place.starts_on - DAY) + DAY)
        if place.ended_on and place.ended_on < first:
            yield f"place {place.pk} ended on {place.ended_on}, but began or had its person present before {first}"


def pauses(now):
    paused = Counter(row.enrollment_id for row in now.pauses if row.until is None)
    for place in now.places:
        if paused[place.pk] != (place.state == "suspended"):
            yield f"place {place.pk} is {place.state} with {paused[place.pk]} open suspensions"


def applications(now):
    placed = {place.application_id for place in now.places}
    for row in now.applications:
        if (row.state == "enrolled") != (row.pk in placed):
            yield f"application {row.pk} is {row.state}, with a place: {row.pk in placed}"
        if bool(row.closing) != (row.state in ("withdrawn", "lapsed")):
            yield f"application {row.pk} is {row.state} with the reason {row.closing!r}"
        if row.state in DECIDED and not row.decision_reason:
            yield f"application {row.pk} is {row.state} without a reason"
    for row in now.having(*OPEN):
        if not now.is_there(row):
            yield f"application {row.pk} is {row.state}, its person is not in custody there"
        if not now.batches[row.batch_id].is_live:
            yield f"application {row.pk} is {row.state} in a batch that is over"
    for wish, count in Counter((row.program_id, row.person_id) for row in now.having(*OPEN)).items():
        if count > 1:
            yield f"program and person {wish} have {count} open applications"


def reserve_list(now):
    listed = Counter((row.batch_id, row.reserve_position) for row in now.applications if row.reserve_position)
    for (batch, position), count in listed.items():
        if count > 1:
            yield f"batch {batch} has {count} people at number {position} of its reserve list"
    for row in now.applications:
        if bool(row.reserve_position) != (row.state in ("reserve", "offered")):
            yield f"application {row.pk} is {row.state} at number {row.reserve_position}"


def offers(now):
    waiting = Counter(offer.application_id for offer in now.offers)
    for row in now.applications:
        if waiting[row.pk] != (row.state == "offered"):
            yield f"application {row.pk} is {row.state} with {waiting[row.pk]} open offers"


def custody(now):
    """A person in custody has one open stay there, with its number; nobody else has anything open."""
    stays = {row.person_id: row.facility_id for row in now.stays if row.until is None}
    numbered = set(RegisterNumber.objects.open().values_list("person", flat=True))
    housed = set(Housing.objects.open().values_list("person", flat=True))
    out = {row.person_id for row in now.movements if row.back_at is None}
    for person in now.people.values():
        if stays.get(person.pk) != person.facility_id:
            yield f"person {person.pk} is at {person.facility_id}, the stay at {stays.get(person.pk)}"
        if (person.pk in numbered) != (person.facility_id is not None):
            yield f"person {person.pk} is at {person.facility_id}, with an open number: {person.pk in numbered}"
        if person.facility_id is None and person.pk in housed | out:
            yield f"person {person.pk} is gone and still housed or out"


def moves(now, before):
    """Each state follows from the previous one by the transition table, with a revision for each transition."""
    earlier = {row.pk: row for row in before.applications}
    for row in now.applications:
        old = earlier.get(row.pk, row)
        reached = {old.state}
        for _revision in range(row.revision - old.revision):
            reached |= {after for (first, after) in TRANSITIONS if first in reached}
        if row.state not in reached:
            yield f"application {row.pk} went from {old.state} to {row.state} in {row.revision - old.revision} moves"


def expected(now):
    """The one query, against the same question asked of each row in turn: today and tomorrow."""
    of_person = {name: defaultdict(list) for name in ("stays", "suspensions", "movements")}
    for name, rows in of_person.items():
        for row in getattr(now, name):
            rows[row.person_id].append(row)
    for place in now.places:
        zone = now.batches[place.batch_id].facility.time_zone
        today = clock.today(zone)
        for day in (today, today + DAY):
            is_expected = place.pk in now.expected_on(day)
            if is_expected != _should_be_there(place, day, zone, now, of_person):
                yield f"place {place.pk} ({place.state}) on {day}: expected is {is_expected}"


def _should_be_there(place, day, zone, now, of_person):
    stays, suspensions, movements = (rows[place.person_id] for rows in of_person.values())
    home, midnight = now.batches[place.batch_id].facility_id, clock.at(day + DAY, time(), zone)
    has_place = place.starts_on <= day and (place.ended_on is None or place.ended_on > day)
    is_held = any(row.facility_id == home and _covers(row, day) and row.until != day for row in stays)
    is_paused = any(row.enrollment_id == place.pk and _covers(row, day) for row in now.pauses)
    is_away = any(row.out_at <= midnight and (not row.back_at or row.back_at >= midnight) for row in movements)
    return has_place and is_held and not (is_paused or is_away or any(_covers(row, day) for row in suspensions))


def _covers(row, day):
    return (row.from_date is None or row.from_date <= day) and (row.until is None or row.until >= day)
