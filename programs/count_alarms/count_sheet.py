"""The four counts of one session side by side, who is missing when they differ, and who has read about it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from core.models import AccessLogEntry, AuditEvent
from core.templatetags.dates import hour, hour_on
from programs.attendance.attendance_figures import word_of
from programs.attendance.models.marks import Mark
from programs.attendance.models.session_day import KnownAbsence
from programs.count_alarms.alarm_notices import differing_words
from programs.count_alarms.models import CountAlarm, LookedFor
from programs.count_alarms.open_counts import Line
from programs.head_counts.models import HeadCount
from programs.movements.whereabouts import Walk
from programs.places.models import Enrollment
from programs.timetable.models.sessions import Session

Point = HeadCount.Point
WAY_THERE = (Point.LEFT_BLOCK, Point.ARRIVED)
# A visit or a summons of soon after may have fetched somebody early.
LOOKED_AHEAD = timedelta(hours=4)
MOST_TOLD = 30


@dataclass(frozen=True)
class Joint:
    """What lies between a count and the one before; without a `gap` one of the two is not known to the reader."""

    gap: int | None

    @property
    def is_bad(self) -> bool:
        """Whether the two differ."""
        return bool(self.gap)

    @property
    def word(self) -> str:
        """The same, fewer or more, or nothing yet."""
        if self.gap is None:
            return _("not known yet")
        if not self.gap:
            return _("the same")
        sentence = _("%(count)s fewer") if self.gap < 0 else _("%(count)s too many")
        return sentence % {"count": abs(self.gap)}


@dataclass
class Box:
    """One count of the chain as its reader sees it, with the joint that leads to it."""

    line: Line
    people: int | None
    joint: Joint | None
    is_short: bool = False
    expected: int | None = None

    @property
    def is_bad(self) -> bool:
        """Whether it differs from the one before, or from the list."""
        return self.is_short or bool(self.joint and self.joint.is_bad)

    @property
    def note(self) -> str:
        """When it was counted and by whom, or why there is no number."""
        if self.line.is_hidden:
            return _("Counted, not shown yet") if self.people is None else _("Counted by the other side")
        count = self.line.count
        if count is None:
            return _("Not counted yet")
        return f"{hour_on(count.counted_at, self.line.day)} · {count.counted_by.full_name}"


@dataclass
class Expected:
    """Somebody of the session, with what is known of where he or she may be; nothing of it is a conclusion.

    `is_absent`: the roll says that he or she was not in class.
    """

    walk: Walk
    notes: list[str] = field(default_factory=list)
    said: LookedFor | None = None
    is_absent: bool = False

    @property
    def place(self) -> Enrollment:
        return self.walk.place


@dataclass(frozen=True)
class Group:
    """Names that are called together; without a title there is one group alone."""

    title: str
    people: list[Expected]


@dataclass
class Search:
    """Who may be missing, those first whom the roll misses; and who was seen. On the way there or on the way back.

    `has_roll`: somebody's attendance is recorded already.
    """

    is_way_back: bool
    has_roll: bool
    looked_for: list[Expected] = field(default_factory=list)
    seen: list[Expected] = field(default_factory=list)

    @property
    def groups(self) -> list[Group]:
        """Whom the roll misses, then the others; one group as long as it misses nobody."""
        absent = [one for one in self.looked_for if one.is_absent]
        if not absent:
            return [Group("", self.looked_for)]
        others = [one for one in self.looked_for if not one.is_absent]
        found = [Group(_("Not on the roll as present"), absent), Group(_("Other participants"), others)]
        return [group for group in found if group.people]

    @property
    def total(self) -> int:
        """How many names were to be called."""
        return len(self.looked_for) + len(self.seen)


@dataclass(frozen=True)
class Told:
    """Somebody who has to know, and since when he or she does."""

    user: User
    read_at: datetime | None


def chain(lines: Iterable[Line], alarm: CountAlarm | None) -> list[Box]:
    """The four counts, none without its partner. What an alarm names is shown to everybody whom it alarms."""
    boxes: list[Box] = []
    named = {alarm.from_point: alarm.before, alarm.to_point: alarm.after} if alarm and not alarm.agreed_at else {}
    for line in lines:
        known = line.count.people if line.count else named.get(line.point)
        boxes.append(Box(line, known, _joint(boxes, known)))
    for box in boxes:
        expected = box.line.count.expected if box.line.count else None
        box.is_short = box is boxes[0] and expected is not None and expected != box.people
        box.expected = expected if box.is_short else None
    return boxes


def _joint(before: list[Box], people: int | None) -> Joint | None:
    if not before:
        return None
    last = before[-1].people
    return Joint(None if last is None or people is None else people - last)


def search(
    session: Session, reader: User, walks: Iterable[Walk], alarm: CountAlarm | None, *, is_overdue: bool
) -> Search:
    """The names to be called: on the way there of whom the roll has not, on the way back of whom it does not miss.

    Whoever was in class is called on the way back whatever was announced, and everybody in the house where more people
    were counted than the roll has: one name too many costs a look, one too few costs a person. First come those of
    whom the roll says that they were not there: whoever looks for one person looks for them.
    """
    marks = {mark.enrollment_id: mark for mark in session.marks.select_related("status")}
    said = {row.enrollment_id: row for row in alarm.people.select_related("said_by")} if alarm else {}
    walks = list(walks)
    expected = [walk for walk in walks if _is_expected(walk) or _was_in_class(marks.get(walk.place.pk))]
    differs_on_the_way_there = alarm is not None and alarm.to_point in WAY_THERE
    # Counts that stayed open are those of the way back, unless one of the way there differs to this moment.
    only_open = is_overdue and (alarm is None or alarm.agreed_at is not None)
    found = Search(is_way_back=only_open or not differs_on_the_way_there, has_roll=bool(marks))
    called = [one for one in expected if _may_be_missing(marks.get(one.place.pk), is_way_back=found.is_way_back)]
    if found.is_way_back and alarm and (alarm.before or 0) > len(called):
        called = expected = [walk for walk in walks if not walk.away_as]
    names, announced = {walk.place.pk for walk in called}, _announced(session, reader, expected)
    for walk in sorted(expected, key=lambda walk: (walk.place.person.name_sort, walk.place.pk)):
        row = said.get(walk.place.pk)
        if row and row.is_seen:
            found.seen.append(Expected(walk, said=row))
        elif walk.place.pk in names:
            mark = marks.get(walk.place.pk)
            notes = _mark_notes(mark, reader) + announced.get(walk.place.person_id, [])
            found.looked_for.append(Expected(walk, notes, row, is_absent=mark is not None and not _was_in_class(mark)))
    found.looked_for.sort(key=lambda one: not one.is_absent)
    return found


def _is_expected(walk: Walk) -> bool:
    return walk.session is not None and walk.is_fetched


def _was_in_class(mark: Mark | None) -> bool:
    return mark is not None and mark.status is not None and mark.status.counts_as_held


def _may_be_missing(mark: Mark | None, *, is_way_back: bool) -> bool:
    if mark is None:
        return True
    # Who was in class did come there; who was not has nowhere to come back from.
    return mark.status.counts_as_held == is_way_back


def _mark_notes(mark: Mark | None, reader: User) -> list[str]:
    # Guards read names and blocks, and nothing of what somebody learns.
    if not reader.has_perm("programs.view_attendance"):
        return []
    if mark is None:
        return [_("no mark on the roll")]
    word = word_of(mark.status, for_facility=reader.facility_id is not None)
    return [_("on the roll: %(word)s") % {"word": str(word).lower()}]


def _announced(session: Session, reader: User, walks: list[Walk]) -> dict[int, list[str]]:
    if not reader.has_perm("programs.view_movement"):
        return {}
    rows = KnownAbsence.objects.visible_to(reader).standing().select_related("status")
    near = rows.during(session.starts_at - LOOKED_AHEAD, session.ends_at + LOOKED_AHEAD)
    found: dict[int, list[str]] = {}
    for row in near.filter(person__in=[walk.place.person_id for walk in walks]):
        words = {"what": str(word_of(row.status, for_facility=True)).lower(), "hour": hour(row.starts_at)}
        found.setdefault(row.person_id, []).append(_("%(what)s announced for %(hour)s") % words)
    return found


def told(session: Session, since: datetime) -> list[Told]:
    """Head and training officers of the facility and the instructor, with when each opened the counts since then."""
    roles = Q(facility=session.facility_id, groups__name__in=[Role.RUTAN_HEAD, Role.TRAINING_OFFICER])
    people = User.objects.filter(roles | Q(pk=session.instructor_id), is_active=True).distinct()
    entries = AccessLogEntry.objects.filter(subject_type=Session._meta.label_lower, subject_id=str(session.pk))
    read: dict[int, datetime] = {}
    for user_id, at in entries.filter(at__gte=since).order_by("at", "id").values_list("user_id", "at"):
        read.setdefault(user_id, at)
    named = people.prefetch_related("groups").order_by("full_name", "pk")[:MOST_TOLD]
    return [Told(user, read.get(user.pk)) for user in named]


@dataclass(frozen=True)
class Step:
    """What became of an alarm at one moment: the numbers that differed then, or that they agreed again."""

    at: datetime
    words: str
    differs: bool


def steps_of(session: Session, alarms: Iterable[CountAlarm]) -> dict[int, list[Step]]:
    """The steps of each of these alarms of the session, by key, the oldest first; a query only where there are any.

    The row of an alarm holds the numbers that differed last; the audit keeps each of them with its moment.
    """
    found: dict[int, list[Step]] = {alarm.pk: [] for alarm in alarms}
    if not found:
        return found
    events = AuditEvent.objects.about(session).filter(action__in=["session.count_alarm", "session.counts_agree"])
    for event in events.order_by("at", "id"):
        details, differs = event.details, event.action == "session.count_alarm"
        if details["alarm"] in found:
            told = _differing(details) if differs else ""
            found[details["alarm"]].append(Step(event.at, told or _("the numbers agree again"), differs))
    return found


def _differing(details: dict[str, Any]) -> str:
    from_point, to_point = details["points"]
    return differing_words(from_point, to_point, details["before"], details["after"])


def since(steps: Iterable[Step]) -> datetime | None:
    """Since when the numbers differ as they do now; None where no numbers ever differed."""
    return max((step.at for step in steps if step.differs), default=None)


def alarm_of(session: Session) -> tuple[CountAlarm | None, list[CountAlarm]]:
    """The alarm that waits, and those that were explained, the newest first."""
    alarms = list(session.count_alarms.select_related("explained_by", "raised_by").order_by("-raised_at", "-pk"))
    return next((one for one in alarms if one.is_open), None), [one for one in alarms if not one.is_open]
