"""Where each participant goes on a day. Of conflicting movements, court outranks visits, and visits outrank training.

Only the shared `expected_at` query decides who is expected at a session. Announced outings (a summons, a visit) that
have begun when the training begins, and current ones (at court, in hospital), replace it: the person has one row, which
shows the missed training, rather than two that cannot both happen. Whoever is called away later in the session goes
there first, as the head counts expect, and has a second row for being fetched from it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from accounts.models import User
from core.templatetags.dates import hour
from inmates.custody.models.stays import Housing, Movement
from programs.attendance.attendance_figures import word_of
from programs.attendance.models.session_day import KnownAbsence
from programs.places.models import Enrollment
from programs.timetable.models.sessions import Session

# Priority between movements at the same time. Anything not listed keeps the person in the block.
OUTINGS = {"court": 0, "loan": 1, "visit": 2}
STAYING, TRAINING = 3, 4


@dataclass
class Walk:
    """One movement of one person: to training, to something that takes precedence, or none (already out or kept in).

    `out_as` with `out_since`: left the facility after the session began and has not returned. `interrupts`: calls
    somebody away from training that has begun.
    """

    place: Enrollment
    leaves_at: datetime
    back_at: datetime | None
    session: Session | None = None
    absence: KnownAbsence | None = None
    away_as: str = ""
    out_as: str = ""
    out_since: datetime | None = None
    missed: list["Walk"] = field(default_factory=list)
    interrupts: bool = False
    block: str = ""
    cell: str = ""

    @property
    def name(self) -> str:
        """Full name, as security needs it to fetch the person."""
        return self.place.person.full_name

    @property
    def rank(self) -> int:
        """Priority; the lower rank wins."""
        if self.absence:
            return OUTINGS.get(self.absence.status.code, STAYING)
        return TRAINING if self.session else -1

    @property
    def is_fetched(self) -> bool:
        """Whether a door must be opened: not for people already out or staying in the block."""
        return not self.away_as and not self.out_as and self.rank != STAYING

    @property
    def missed_sessions(self) -> list[Session]:
        """Training missed because of this movement."""
        return [walk.session for walk in self.missed if walk.session]

    @property
    def touches_training(self) -> bool:
        """Whether it is training, replaces it or interrupts it. Other appointments are not shown."""
        return bool(self.session or self.missed_sessions or self.interrupts)

    def touches(self, other: "Walk") -> bool:
        """Whether the two overlap; adjacent movements do not."""
        return (other.back_at is None or self.leaves_at < other.back_at) and (
            self.back_at is None or other.leaves_at < self.back_at
        )

    def begins_after(self, training: "Walk") -> bool:
        """Whether the person is still there when the training begins. An outing that has begun may have begun later."""
        return bool(self.away_as) or self.leaves_at > training.leaves_at

    def where(self, *, for_facility: bool) -> str:
        """The destination in words. For the training center any custody destination is just "official"."""
        if self.away_as:
            kind = Movement.Kind(self.away_as).label
            return _("Already out: %(kind)s") % {"kind": kind} if for_facility else _("Official reason")
        if self.out_since:
            words = {"hour": hour(self.out_since), "kind": str(Movement.Kind(self.out_as).label).lower()}
            return _("out %(hour)s: %(kind)s") % words if for_facility else _("Official reason")
        if self.absence is None:
            return self.session.room if self.session else ""
        status = self.absence.status
        if not for_facility:
            return word_of(status, for_facility=False)
        # Guards learn where somebody is taken, not the medical reason.
        if self.rank == STAYING:
            return _("Stays in the block")
        word = word_of(status, for_facility=True)
        return f"{word}, {self.absence.destination}" if self.absence.destination else str(word)

    @property
    def where_to(self) -> str:
        """For detention center pages."""
        return self.where(for_facility=True)

    @property
    def where_told(self) -> str:
        """For training center pages."""
        return self.where(for_facility=False)


def walks_at(user: User, sessions: Iterable[Session]) -> list[Walk]:
    """Movements of everybody the user may see, around these sessions; three queries."""
    known = {session.pk: session for session in sessions}
    chosen = Session.objects.filter(pk__in=known)
    expected = _with_outings(_housed(Enrollment.objects.expected_at(chosen), user))
    training = [_training(row, known) for row in expected]
    found = [*training, *_outings(_housed(Enrollment.objects.away_at(chosen), user), known)]
    by_person: dict[int, list[Walk]] = {}
    for walk in found:
        by_person.setdefault(walk.place.person_id, []).append(walk)
    for absence in _announced(by_person, known.values()):
        by_person[absence.person_id].append(_absent(absence, by_person[absence.person_id]))
    return [walk for walks in by_person.values() for walk in _one_at_a_time(walks)]


def _housed(pairs: QuerySet[Enrollment], user: User) -> QuerySet[Enrollment]:
    """Adds block and cell if the reader may know them; the training center's rows never contain them."""
    pairs = pairs.filter(pk__in=Enrollment.objects.visible_to(user).values("pk")).select_related("person", "batch")
    if not user.facility_id:
        return pairs
    housing = Housing.objects.open().filter(person=OuterRef("person"))
    return pairs.annotate(block=Subquery(housing.values("block")), cell=Subquery(housing.values("cell")))


def _with_outings(pairs: QuerySet[Enrollment]) -> QuerySet[Enrollment]:
    """Adds how and since when somebody is out who left during the session and has not returned."""
    out = Movement.objects.filter(person=OuterRef("person"), back_at__isnull=True, out_at__lt=OuterRef("over_at"))
    return pairs.annotate(out_as=Subquery(out.values("kind")), out_since=Subquery(out.values("out_at")))


def _training(row: Enrollment, known: Mapping[int, Session]) -> Walk:
    session = known[row.session_pk]
    walk = Walk(row, session.starts_at, session.ends_at, session=session)
    walk.out_as, walk.out_since = getattr(row, "out_as", None) or "", getattr(row, "out_since", None)
    return _at_home(row, walk)


def _at_home(row: Enrollment, walk: Walk) -> Walk:
    walk.block, walk.cell = getattr(row, "block", None) or "", getattr(row, "cell", None) or ""
    return walk


def _outings(rows: Iterable[Enrollment], known: Mapping[int, Session]) -> list[Walk]:
    """One row per absence, however many sessions it covers."""
    found: dict[tuple, Walk] = {}
    for row in rows:
        out = _at_home(row, Walk(row, row.away_since, row.away_until, away_as=row.away_as))
        found.setdefault((row.person_id, row.away_since), out).missed.append(_training(row, known))
    return list(found.values())


def _announced(people: Iterable[int], sessions: Iterable[Session]) -> QuerySet[KnownAbsence]:
    sessions = list(sessions)
    if not sessions:
        return KnownAbsence.objects.none()
    first, last = min(one.starts_at for one in sessions), max(one.ends_at for one in sessions)
    # Announced at another facility, an absence says nothing about people who have since come here.
    here = KnownAbsence.objects.filter(facility__in={one.facility_id for one in sessions})
    rows = here.standing().during(first, last).filter(person__in=list(people))
    return rows.select_related("status")


def _absent(absence: KnownAbsence, walks: list[Walk]) -> Walk:
    beside = walks[0]
    return Walk(beside.place, absence.starts_at, absence.ends_at, absence=absence, block=beside.block, cell=beside.cell)


def _one_at_a_time(walks: list[Walk]) -> Iterator[Walk]:
    """Removes overlapping movements and records on each remaining one what it displaces."""
    taken: list[Walk] = []
    for walk in sorted(walks, key=lambda walk: (walk.rank, walk.leaves_at)):
        touched = [before for before in taken if before.touches(walk)]
        # Someone called away in the middle of a lesson is there at the start and expected there.
        replacing = [before for before in touched if not (walk.session and before.begins_after(walk))]
        for before in touched if walk.session and not replacing else ():
            before.interrupts = True
        if replacing:
            replacing[0].missed.append(walk)
        else:
            taken.append(walk)
    yield from (walk for walk in taken if walk.touches_training)
