"""Merges two records of one person: everything moves to the kept record; the other only redirects to it.

Audit and access log cannot be rewritten and keep the old record as their target; to read them for one person, use
`Person.objects.of_one_person`.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import Any

from django.db import models, transaction
from django.db.models import CharField, F, Q, Value
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Facility, User
from core import audit, clock
from core.errors import Blocker, refuse_if
from core.occasions import Occasion
from core.ports import Port
from core.reasons import reason_blockers
from inmates.consents.models import GuardianConsent
from inmates.custody.custody_facts import earliest_leaving
from inmates.custody.dated_rows import last_day
from inmates.custody.in_custody import custody_blockers, today_of
from inmates.custody.limiting_dates import leaving_dates_change
from inmates.custody.models.circumstances import Circumstance, NonAssociation
from inmates.custody.models.remand import RemandPaper
from inmates.custody.models.stays import (
    Classification,
    CustodyPeriod,
    Housing,
    LimitingDate,
    Movement,
    RegisterNumber,
    Suspension,
)
from inmates.custody.people_apart import avoided_by, pair_begins, pair_ends
from inmates.imports.models import ImportRow
from inmates.inbox.inbox_tasks import MISSING_FROM_FILE, pass_on, settle
from inmates.inbox.models import InboxTask
from inmates.people.models import Person
from programs.attendance.models.session_day import KnownAbsence
from programs.batches.models import Batch
from programs.catalog.models import Program
from programs.circumstances.inbox_kinds import ARRIVING
from programs.interviews.models import Interview, TrainingGoal
from programs.places.models import Enrollment
from programs.recognized_units.models import RecognizedUnit
from programs.registrations.models import Registration
from programs.selection.models import Application

# Fields the kept record takes over if its own are empty.
FILLED = ("called_name", "birth_place", "birth_date", "sex", "education", "adjustments", "photo", "case_officer", "nik")


class Way(Enum):
    """How a merge treats rows that refer to the discarded record."""

    MOVE = "move as they are"
    OWN = "move by a function of their own"
    APART = "move by the subject that keeps them, unseen by the office that merges"
    STAY = "stay: they are made anew without anybody's doing"


@dataclass(frozen=True)
class Related:
    """Rows that refer to a person through `field`, of these `only` some."""

    model: type[models.Model]
    label: str | Promise = ""
    field: str = "person"
    way: Way = Way.MOVE
    only: Q | None = None

    @property
    def name(self) -> str:
        """Model and field, as named in the test of completeness."""
        return f"{self.model._meta.label}.{self.field}"

    def rows(self, person: Person) -> models.QuerySet:
        """Rows that refer to this person."""
        return self.model._default_manager.filter(self.only or Q(), **{self.field: person})


_OWN = (
    Related(CustodyPeriod, gettext_lazy("stays")),
    Related(RegisterNumber, gettext_lazy("register numbers")),
    Related(Housing, gettext_lazy("blocks and cells")),
    Related(LimitingDate, gettext_lazy("dates that limit training")),
    Related(Classification, gettext_lazy("classifications")),
    Related(Suspension, gettext_lazy("suspensions")),
    Related(Movement, gettext_lazy("movements")),
    Related(RemandPaper, gettext_lazy("papers of remand")),
    Related(Circumstance, gettext_lazy("changes of circumstance"), way=Way.OWN),
    Related(NonAssociation, gettext_lazy("people to keep apart"), field="first", way=Way.OWN),
    Related(NonAssociation, gettext_lazy("people to keep apart"), field="second", way=Way.OWN),
    Related(Interview, gettext_lazy("interviews")),
    Related(TrainingGoal, gettext_lazy("goals")),
    Related(Application, gettext_lazy("applications")),
    # Places in public classes are the training center's; they stay with the record that it knows.
    Related(Enrollment, gettext_lazy("places in batches"), only=Q(is_public=False)),
    Related(Registration, way=Way.STAY),
    Related(Registration, field="known_as", way=Way.STAY),
    # The training center's; found by either record, see `guarded`.
    Related(GuardianConsent, way=Way.STAY),
    Related(RecognizedUnit, gettext_lazy("units passed elsewhere"), only=Q(is_public=False)),
    Related(KnownAbsence, gettext_lazy("known absences")),
    Related(InboxTask, gettext_lazy("tasks"), way=Way.OWN),
    Related(ImportRow, gettext_lazy("rows of imports")),
    Related(Person, gettext_lazy("records merged before"), field="merged_into"),
)

rows_above: Port[[], tuple[Related, ...]] = Port()
"""Relations of subjects above to a person; asked at each merge and its preview."""


@dataclass(frozen=True)
class Merging:
    """Two records that become one."""

    stays: Person
    goes: Person


people_become_one: Occasion[Merging] = Occasion()
"""Rows of `Way.APART` are moved now. Called in the transaction of the merge, before all other rows move."""


def all_related() -> list[Related]:
    """All relations to a person. A missing one would leave rows behind, so a test checks for completeness."""
    return [*_OWN, *(related for given in rows_above.ask() for related in given)]


def blockers(stays: Person, goes: Person) -> list[Blocker]:
    """Why `goes` cannot be merged into `stays`."""
    if stays.pk == goes.pk:
        return [Blocker("same", _("These are one and the same record. Choose another one."))]
    if stays.merged_into_id or goes.merged_into_id:
        return [Blocker("merged", _("One of the two records was merged already."))]
    reasons = custody_blockers(stays)
    if goes.facility_id not in (None, stays.facility_id):
        sentence = _("The other record is in custody elsewhere. Only that office can correct it.")
        reasons.append(Blocker("elsewhere", sentence))
    return [*reasons, *_identity_blockers(stays, goes), *_row_blockers(stays, goes)]


def _identity_blockers(stays: Person, goes: Person) -> Iterator[Blocker]:
    """Signs that the records are of two different people."""

    def differ(name: str) -> bool:
        one, other = getattr(stays, name), getattr(goes, name)
        return bool(one and other and one != other)

    if differ("sex"):
        yield Blocker("sex", _("The two records differ in sex. Correct the wrong one first."))
    if differ("birth_date"):
        yield Blocker("born", _("The two records have different dates of birth. Correct the wrong one first."))
    if differ("nik_index"):
        yield Blocker("nik", _("The two records have different NIKs. Check which one is right first."))
    if goes.pk in avoided_by([stays.pk]).get(stays.pk, set()):
        sentence = _("The two are recorded as people to keep apart, so they are not one person.")
        yield Blocker("apart", sentence)


def _row_blockers(stays: Person, goes: Person) -> Iterator[Blocker]:
    """Conflicts between rows of which a person can have only one.

    Rows that can simply be ended (stay, number) do not count.
    """
    mine, theirs = _what_each_has(stays, goes)
    if "dead" in {what for what, _key in theirs}:
        sentence = _("The death of this person is recorded. Take that entry back if it is wrong.")
        yield Blocker("dead", sentence)
    shared = mine & theirs
    both = [_("movements")] if ("out", 0) in shared else []
    words = _("application for %(program)s")
    both += [words % {"program": program.name} for program in _named(Program, shared, "program")]
    if ("place", 0) in shared:
        both.append(_("place in a running batch"))
    if both:
        sentence = _("Both records have: %(what)s. End one of the two first.")
        yield Blocker("both", sentence % {"what": ", ".join(both)})
    for batch in _named(Batch, shared, "batch"):
        sentence = _("Both records have a place in %(batch)s, with attendance of its own. They cannot become one.")
        yield Blocker("same_batch", sentence % {"batch": batch.name})


def _named(model: type[models.Model], shared: set[tuple[str, int]], wanted: str) -> list[Any]:
    """The programs or batches in `shared`, by name; no query if there are none."""
    keys = [key for what, key in shared if what == wanted]
    return list(model._default_manager.filter(pk__in=keys).order_by("name")) if keys else []


def _what_each_has(stays: Person, goes: Person) -> list[set[tuple[str, int]]]:
    """Open rows of both records, with their program or batch; one query."""
    nothing = Value(0, output_field=models.BigIntegerField())
    parts = [
        (Movement.objects.filter(back_at=None), "out", nothing),
        (Circumstance.objects.standing().filter(kind=Circumstance.Kind.DEATH), "dead", nothing),
        (Application.objects.open(), "program", F("program_id")),
        (Enrollment.of_facilities.live().filter(blocks_parallel=True), "place", nothing),
        (Enrollment.of_facilities.all(), "batch", F("batch_id")),
    ]
    rows = [
        part.filter(person__in=(stays, goes))
        .order_by()
        .annotate(what=Value(what, CharField()), matter=matter)
        .values_list("person_id", "what", "matter")
        for part, what, matter in parts
    ]
    found = list(rows[0].union(*rows[1:]))
    return [{(what, key) for pk, what, key in found if pk == person.pk} for person in (stays, goes)]


@dataclass
class Endings:
    """A kind of active row of which a person can have only one; if both records have one, one of them ends."""

    periods: list[CustodyPeriod] = field(default_factory=list)
    dated: list[RegisterNumber | Housing] = field(default_factory=list)
    dates: list[LimitingDate] = field(default_factory=list)
    classes: list[Classification] = field(default_factory=list)


def endings(stays: Person, goes: Person) -> Endings:
    """Rows the merge ends: the discarded record's, but of two classifications the one that expires first.

    Reads the rows through their managers, so pages can prefetch them.
    """
    found = Endings()
    if _open(stays.custody_periods):
        found.periods += _open(goes.custody_periods)
    for mine, theirs in ((stays.register_numbers, goes.register_numbers), (stays.housings, goes.housings)):
        if _open(mine):
            found.dated += _open(theirs)
    known = {row.kind for row in _in_force(stays.limiting_dates)}
    found.dates += [row for row in _in_force(goes.limiting_dates) if row.kind in known]
    valid = {row.kind: row for row in _in_force(stays.classifications)}
    twice = [row for row in _in_force(goes.classifications) if row.kind in valid]
    found.classes += [min(row, valid[row.kind], key=lambda one: one.until or date.max) for row in twice]
    return found


def _open(rows: Any) -> list[Any]:
    return [row for row in rows.all() if row.until is None]


def _in_force(rows: Any) -> list[Any]:
    return [row for row in rows.all() if row.replaced_at is None]


def filled(stays: Person, goes: Person) -> list[str]:
    """The fields in `FILLED` that the kept record takes over."""
    return [name for name in FILLED if getattr(goes, name) and not getattr(stays, name)]


def rows_that_move(goes: Person) -> dict[str, int]:
    """Number of rows by relation name, without empty relations; one query."""
    parts = [
        related.rows(goes).order_by().annotate(relation=Value(related.name, CharField())).values_list("relation")
        for related in all_related()
        if related.way not in (Way.STAY, Way.APART)
    ]
    return dict(Counter(name for (name,) in parts[0].union(*parts[1:], all=True)))


@transaction.atomic
def merge(stays: Person, *, goes: Person, by: User, reason: str) -> Person:
    """Moves everything from `goes` to `stays`, ends duplicate active rows, and leaves `goes` as a redirect.

    Irreversible. Locks the facility, then both people and their batches, each in key order. Raises `RuleViolation`.
    """
    stays, goes = hold_both(stays, goes)
    unsaid = reason_blockers(reason, _("Say in at least %(count)s characters how you know that this is one person."))
    refuse_if([*blockers(stays, goes), *unsaid])
    moved, ended = rows_that_move(goes), endings(stays, goes)
    # Read before anything moves, to be compared with the dates after the merge.
    leaving_before = earliest_leaving([stays.pk, goes.pk])
    _end(ended, today_of(stays))
    _move_circumstances(stays, goes, ended, by, reason)
    _move_pairs(stays, goes)
    _move_tasks(stays, goes)
    people_become_one.happens(Merging(stays, goes))
    # Must come after one row of each pair has ended: the database allows one open row per person.
    for related in all_related():
        if related.way is Way.MOVE:
            related.rows(goes).update(**{related.field: stays})
    taken = _fill(stays, goes)
    _look_again(stays, leaving_before[stays.pk], leaving_before[goes.pk])
    said = {"reason": reason.strip(), "moved": moved, "fields": [name for name in taken if name != "nik"]}
    audit.record("person.merge", by=by, target=stays, record=goes.pk, has_nik="nik" in taken, **said)
    audit.record("person.merged_into", by=by, target=goes, record=stays.pk, reason=reason.strip())
    return stays


def hold_both(stays: Person, goes: Person) -> tuple[Person, Person]:
    """Both records, locked as `merge` locks them."""
    if stays.facility_id:
        Facility.objects.select_for_update(no_key=True).get(pk=stays.facility_id)
    # `no_key` avoids a deadlock with a transaction that holds a batch and writes a row referring to the person.
    people = Person.objects.select_for_update(no_key=True, of=("self",)).select_related("facility", "case_officer")
    found: dict[int, Person] = {
        person.pk: person for person in people.filter(pk__in=[stays.pk, goes.pk]).order_by("pk")
    }
    # Places and applications are moved under the lock of their batch.
    chosen = Q(applications__in=Application.objects.open().filter(person__in=found))
    chosen |= Q(enrollments__in=Enrollment.of_facilities.live().filter(person__in=found))
    batches = Batch.objects.filter(chosen).values("pk")
    list(Batch.objects.select_for_update(no_key=True).filter(pk__in=batches).order_by("pk").values_list("pk"))
    return found[stays.pk], found[goes.pk]


def _end(ended: Endings, today: date) -> None:
    for period in ended.periods:
        period.until, period.leaving = max(today, period.from_date or today), CustodyPeriod.Leaving.CORRECTION
        period.save(update_fields=["until", "leaving"])
    for dated in ended.dated:
        dated.until = last_day(dated.from_date, today)
        dated.save(update_fields=["until"])
    now = clock.now()
    replaced: list[LimitingDate | Classification] = [*ended.dates, *ended.classes]
    for row in replaced:
        row.replaced_at = now
        row.save(update_fields=["replaced_at"])


def _move_circumstances(stays: Person, goes: Person, ended: Endings, by: User, reason: str) -> None:
    """Also updates what undoing each change would restore, and that the person is back in custody."""
    since = stays.custody_periods.open().values_list("from_date", flat=True).first() or today_of(stays)
    ended_stays = {period.pk for period in ended.periods}
    for one in goes.circumstances.all():
        _name_in_effects(one, stays, goes)
        if one.is_departure and not (one.returned_on or one.withdrawn_at):
            one.returned_on = max(one.happened_on, since)
        # Undone on its own, the second arrival would end the one remaining stay.
        if one.period_id in ended_stays and one.is_arrival and not one.withdrawn_at:
            one.withdrawn_at, one.withdrawn_by, one.withdrawal_reason = clock.now(), by, reason.strip()
        one.person = stays
        one.save()


def _name_in_effects(circumstance: Circumstance, stays: Person, goes: Person) -> None:
    """So that undoing the change later restores values on the kept record, not on the redirect."""
    for entry in circumstance.effects:
        if (entry["model"], entry["pk"]) == (Person._meta.label_lower, goes.pk):
            entry["pk"] = stays.pk


def _move_pairs(stays: Person, goes: Person) -> None:
    """Moves pairs to keep apart, dropping duplicates. A past pair between the two records themselves is left alone."""
    today = today_of(stays)
    for pair in NonAssociation.objects.filter(Q(first=goes) | Q(second=goes)).select_related("first", "second"):
        other = pair.other(goes)
        if other.pk == stays.pk:
            continue
        if pair.until is None:
            # Tasks name the old pair; `_look_again` opens them for the new one.
            pair_ends.happens(pair)
        pair.first, pair.second = sorted((stays, other), key=lambda person: person.pk)
        if pair.until is None and NonAssociation.objects.open().filter(first=pair.first, second=pair.second).exists():
            pair.until = max(today, pair.from_date)
        pair.save(update_fields=["first", "second", "until"])


def _move_tasks(stays: Person, goes: Person) -> None:
    settle(ARRIVING, person=goes)
    missing = InboxTask.objects.open().filter(kind=MISSING_FROM_FILE.code, person__in=(stays, goes))
    if missing.values("person").distinct().count() < 2:
        # The file listed the person under one of the records; the absence of the other means nothing.
        settle(MISSING_FROM_FILE, person=goes)
        if goes.facility_id:
            settle(MISSING_FROM_FILE, person=stays)
    pass_on(goes, to=stays)


def _fill(stays: Person, goes: Person) -> list[str]:
    """Fills gaps in the kept record and turns the other into a redirect; returns the fields filled."""
    taken = filled(stays, goes)
    nik = goes.nik
    values = {name: getattr(goes, name) for name in taken if name != "nik"}
    goes.facility, goes.case_officer, goes.merged_into = None, None, stays
    # A NIK is encrypted for one record and unique; files belong to the record that may replace them.
    goes.set_nik("")
    if "photo" in taken:
        goes.photo = ""
    goes.save()
    for name, value in values.items():
        setattr(stays, name, value)
    if "nik" in taken:
        stays.set_nik(nik)
    stays.custody_as_of = stays.custody_as_of or goes.custody_as_of
    stays.save()
    return taken


def _look_again(stays: Person, before: date | None, before_of_other: date | None) -> None:
    """Rechecks places against the merged release dates and the merged pairs to keep apart."""
    now = earliest_leaving([stays.pk])[stays.pk]
    leaving_dates_change.happens({stays.pk: before if before != now else before_of_other})
    for pair in NonAssociation.objects.of([stays.pk]).select_related("first", "second"):
        pair_begins.happens(pair)
