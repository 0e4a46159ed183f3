"""Where each participant is taken on a day: one way at a time, court before visit before training.

Who is expected at the sessions is asked of the one query that decides it. What was announced (a summons, a visit) and
what is so already (out at court, in hospital) takes the place of the training: the person stands in one row, with the
training that is missed, and never in two rows that cannot both be walked.
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

# What comes first when two ask for one person at one time. Whatever is not named here keeps the person in the block.
OUTINGS = {"court": 0, "loan": 1, "visit": 2}
STAYING, TRAINING = 3, 4


@dataclass
class Walk:
    """One person on one way: to training, to what goes before it, or on no way at all, since out or kept in.

    `out_as` with `out_since`: taken out of the house after the session had begun, and not back.
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
    block: str = ""
    cell: str = ""

    @property
    def name(self) -> str:
        """The full name: security fetches by it."""
        return self.place.person.full_name

    @property
    def rank(self) -> int:
        """Which way goes first: the lower one."""
        if self.absence:
            return OUTINGS.get(self.absence.status.code, STAYING)
        return TRAINING if self.session else -1

    @property
    def is_fetched(self) -> bool:
        """Whether somebody has to open a door: not of whoever is out already, nor of whoever stays in the block."""
        return not self.away_as and not self.out_as and self.rank != STAYING

    @property
    def missed_sessions(self) -> list[Session]:
        """The training that this person misses by it."""
        return [walk.session for walk in self.missed if walk.session]

    def touches(self, other: "Walk") -> bool:
        """Whether both cannot be walked; touching ends can."""
        return (other.back_at is None or self.leaves_at < other.back_at) and (
            self.back_at is None or other.leaves_at < self.back_at
        )

    def where(self, *, for_facility: bool) -> str:
        """Where to, in words. The training center reads no destination of custody, only that it is official."""
        if self.away_as:
            kind = Movement.Kind(self.away_as).label
            return _("Already out: %(kind)s") % {"kind": kind} if for_facility else _("Official reason")
        if self.out_as and self.out_since:
            words = {"hour": hour(self.out_since), "kind": str(Movement.Kind(self.out_as).label).lower()}
            return _("out %(hour)s: %(kind)s") % words if for_facility else _("Official reason")
        if self.absence is None:
            return self.session.room if self.session else ""
        status = self.absence.status
        if not for_facility:
            return _("Official reason") if status.is_custody_reason else word_of(status, for_facility=False)
        # Guards learn where somebody is taken, not what ails him.
        if self.rank == STAYING:
            return _("Stays in the block")
        word = word_of(status, for_facility=True)
        return f"{word}, {self.absence.destination}" if self.absence.destination else str(word)

    @property
    def where_to(self) -> str:
        """For pages of the detention center."""
        return self.where(for_facility=True)

    @property
    def where_told(self) -> str:
        """For pages of the training center."""
        return self.where(for_facility=False)


def walks_at(user: User, sessions: Iterable[Session]) -> list[Walk]:
    """Everybody's ways around these sessions, as far as the user may see the people; three queries."""
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
    """With block and cell where the reader may know them; the training center gets none that it could leak."""
    pairs = pairs.filter(pk__in=Enrollment.objects.visible_to(user).values("pk")).select_related("person", "batch")
    if not user.facility_id:
        return pairs
    housing = Housing.objects.open().filter(person=OuterRef("person"))
    return pairs.annotate(block=Subquery(housing.values("block")[:1]), cell=Subquery(housing.values("cell")[:1]))


def _with_outings(pairs: QuerySet[Enrollment]) -> QuerySet[Enrollment]:
    """With how and since when somebody is out who left the house during the session and is not back."""
    out = Movement.objects.filter(person=OuterRef("person"), back_at__isnull=True, out_at__lt=OuterRef("over_at"))
    return pairs.annotate(out_as=Subquery(out.values("kind")[:1]), out_since=Subquery(out.values("out_at")[:1]))


def _training(row: Enrollment, known: Mapping[int, Session]) -> Walk:
    session = known[row.session_pk]
    walk = Walk(row, session.starts_at, session.ends_at, session=session)
    walk.out_as, walk.out_since = getattr(row, "out_as", None) or "", getattr(row, "out_since", None)
    return _at_home(row, walk)


def _at_home(row: Enrollment, walk: Walk) -> Walk:
    walk.block, walk.cell = getattr(row, "block", None) or "", getattr(row, "cell", None) or ""
    return walk


def _outings(rows: Iterable[Enrollment], known: Mapping[int, Session]) -> list[Walk]:
    """One row for each time out, however many sessions fall into it."""
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
    # Announced where somebody was before, it says nothing of whoever has come here since.
    here = KnownAbsence.objects.filter(facility__in={one.facility_id for one in sessions})
    rows = here.standing().during(first, last).filter(person__in=list(people))
    return rows.select_related("status")


def _absent(absence: KnownAbsence, walks: list[Walk]) -> Walk:
    beside = walks[0]
    return Walk(beside.place, absence.starts_at, absence.ends_at, absence=absence, block=beside.block, cell=beside.cell)


def _one_at_a_time(walks: list[Walk]) -> Iterator[Walk]:
    """What remains to be walked; what cannot be walked beside it is noted on it as missed."""
    taken: list[Walk] = []
    for walk in sorted(walks, key=lambda walk: (walk.rank, walk.leaves_at)):
        # Who goes out in the middle of a lesson was at its beginning, and is expected there.
        before = next((t for t in taken if t.touches(walk) and not (t.away_as and walk.session)), None)
        if before:
            before.missed.append(walk)
        else:
            taken.append(walk)
    # An appointment in an hour without training is no matter of this list.
    yield from (walk for walk in taken if walk.session or walk.missed_sessions)
