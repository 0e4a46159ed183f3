"""Who may be missing from a session whose counts differ, and what was done about it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from core.models import AuditEvent
from core.templatetags.dates import hour
from programs.attendance.attendance_figures import word_of
from programs.attendance.models.marks import Mark
from programs.attendance.models.session_day import KnownAbsence
from programs.count_alarms.alarm_notices import Notice, differing_words
from programs.count_alarms.missing_people import (
    Known,
    Wanted,
    is_of_way_back,
    known_about,
    places_of,
    wanted,
    wanted_each,
)
from programs.count_alarms.models import CountAlarm, LookedFor
from programs.count_alarms.recorded_since import recorded_since, recorded_since_each
from programs.head_counts.models import AwaitedPerson, HeadCount
from programs.places.models import Enrollment
from programs.timetable.models.sessions import Session

Point = HeadCount.Point
# Somebody may have been fetched early for a visit or hearing soon after.
LOOKED_AHEAD = timedelta(hours=4)
NO_BREAK = "\N{NO-BREAK SPACE}"
# Enough to name a class of the usual size.
MOST_NAMED = 16


@dataclass
class Called:
    """Somebody in the session, with hints on where they may be; none of them is a conclusion.

    `status`: what was recorded about the person since the session expected them.
    """

    wanted: Wanted
    notes: list[str] = field(default_factory=list)
    status: str = ""

    @property
    def place(self) -> Enrollment:
        return self.wanted.place

    @property
    def name(self) -> str:
        """The full name, by which guards call people."""
        return self.place.person.full_name

    @property
    def bed(self) -> str:
        """Block and cell, if the reader may know them."""
        parts = (getattr(self.place, "block", None), getattr(self.place, "cell", None))
        return " / ".join(part for part in parts if part)

    @property
    def said(self) -> LookedFor | None:
        return self.wanted.said


@dataclass(frozen=True)
class Group:
    """Names that are called together; a single group has no title."""

    title: str
    people: list[Called]


@dataclass
class Search:
    """Who may be missing and who was seen; people with a new record or marked absent come first.

    `has_roll`: whether any attendance is recorded. `missing`: how many people the numbers still say are missing.
    `spared`: people whom nobody calls because the detention center knows why they are absent.
    """

    is_way_back: bool
    has_roll: bool
    missing: int
    looked_for: list[Called] = field(default_factory=list)
    seen: list[Called] = field(default_factory=list)
    spared: list[Called] = field(default_factory=list)

    @property
    def groups(self) -> list[Group]:
        """People out or gone by the records, people marked absent, then the others; one group if only others."""
        changed = [one for one in self.looked_for if one.status]
        absent = [one for one in self.looked_for if not one.status and one.wanted.is_absent]
        others = [one for one in self.looked_for if not one.status and not one.wanted.is_absent]
        if not changed and not absent:
            return [Group("", others)]
        found = [
            Group(_("Left or out by the records"), changed),
            Group(_("Not on the roll as present"), absent),
            Group(_("Other participants") if any(one.wanted.mark for one in others) else _("Not marked yet"), others),
        ]
        return [group for group in found if group.people]

    @property
    def lead(self) -> str:
        """Why more names are called than people are missing; empty if no more are."""
        return _lead_words(self.missing, len(self.looked_for), len(self.spared), has_roll=self.has_roll)

    @property
    def total(self) -> int:
        """How many names had to be called."""
        return len(self.looked_for) + len(self.seen)


@dataclass(frozen=True)
class Awaited:
    """Somebody on the list that was stored with the first count of a session."""

    place: Enrollment
    is_expected: bool
    status: str

    @property
    def name(self) -> str:
        return self.place.person.full_name


def search(session: Session, reader: User, alarm: CountAlarm, awaited: Collection[Awaited] = ()) -> Search:
    """The names to be called because of this alarm, with what the reader may know about each.

    `awaited`: the stored list, if already loaded.
    """
    waited = {session.pk: {one.place.pk: one.is_expected for one in awaited}} if awaited else None
    known = known_about([alarm], waited)[session.pk]
    found = Search(
        is_way_back=is_of_way_back(alarm, known),
        has_roll=bool(known.marks),
        missing=_missing_by(alarm),
    )
    places = [one.place for one in awaited]
    people = wanted(alarm, known=known, places=places, with_beds=reader.facility_id is not None)
    statuses = {one.place.pk: one.status for one in awaited}
    statuses |= recorded_since(session, [one.place for one in people if one.place.pk not in statuses], reader)
    announced = _announced(session, reader, people)
    for one in people:
        status = statuses.get(one.place.pk, "")
        notes = _mark_notes(one.mark, reader) + announced.get(one.place.person_id, [])
        if one.is_seen:
            found.seen.append(Called(one, status=status))
        elif one.is_spared:
            found.spared.append(Called(one, notes, status))
        else:
            found.looked_for.append(Called(one, notes, status))
    found.looked_for.sort(key=_place_in_line)
    return found


def _missing_by(alarm: CountAlarm) -> int:
    """How many people are missing by the numbers of an alarm."""
    return max(-alarm.gap, 0) if alarm.agreed_at is None else 0


def _lead_words(missing: int, called: int, spared: int, *, has_roll: bool) -> str:
    """What is read before more names than people are missing, so that nobody takes each name for a missing person."""
    if not 0 < missing < called:
        return ""
    sentence = ngettext(
        "%(count)s person is missing, and it is not known who.",
        "%(count)s people are missing, and it is not known who.",
        missing,
    )
    if not has_roll:
        sentence = ngettext(
            "%(count)s person is missing, and no roll says who: no attendance has been recorded yet.",
            "%(count)s people are missing, and no roll says who: no attendance has been recorded yet.",
            missing,
        )
    words = [sentence % {"count": missing}]
    if spared:
        more = ngettext(
            "It is known of %(count)s person why they are absent.",
            "It is known of %(count)s people why they are absent.",
            spared,
        )
        words.append(more % {"count": spared})
    return " ".join([*words, _("All these %(count)s names are to be called:") % {"count": called}])


@dataclass(frozen=True)
class CallList:
    """The names still to be called because of one alarm, in page order, and how many others nobody calls."""

    people: list[Called]
    spared: int


def looked_for(alarms: Sequence[CountAlarm], known: Mapping[int, Known], reader: User) -> list[CallList]:
    """For each alarm, whom to call; the same number of queries for ten as for one."""
    people = wanted_each(alarms, known, with_beds=reader.facility_id is not None)
    waiting = [(alarm.session, [one.place for one in found]) for alarm, found in zip(alarms, people, strict=True)]
    statuses = recorded_since_each(waiting, reader)
    return [
        CallList(
            sorted(
                (
                    Called(one, status=words.get(one.place.pk, ""))
                    for one in found
                    if not one.is_seen and not one.is_spared
                ),
                key=_place_in_line,
            ),
            sum(one.is_spared and not one.is_seen for one in found),
        )
        for found, words in zip(people, statuses, strict=True)
    ]


@dataclass(frozen=True)
class NameLine:
    """Names on one line, and what they have in common; or only what is said of the lines below."""

    label: str
    names: str = ""


@dataclass(frozen=True)
class Panel:
    """An alarm with the names to be called, as its reader may know them; `note` says what its reader may do."""

    notice: Notice
    lines: Sequence[NameLine] = ()
    note: str = ""


def panels_of(notices: Iterable[Notice], reader: User) -> list[Panel]:
    """These alarms, loud ones about people with their names; the same number of queries for ten as for one."""
    notices = list(notices)
    alarms = [notice.alarm for notice in notices if notice.alarm and notice.is_loud]
    known = known_about(alarms) if alarms else {}
    names = iter(looked_for(alarms, known, reader) if alarms else ())
    return [
        Panel(one, _name_lines(one.alarm, next(names), known[one.session.pk]))
        if one.alarm and one.is_loud
        else Panel(one)
        for one in notices
    ]


def _name_lines(alarm: CountAlarm, calls: CallList, known: Known) -> list[NameLine]:
    """The names; while the roll is unfinished, people marked absent apart from people not marked yet."""
    people = calls.people
    lead = _lead_words(_missing_by(alarm), len(people), calls.spared, has_roll=bool(known.marks))
    absent = [one for one in people if one.wanted.is_absent]
    unmarked = [one for one in people if one.wanted.mark is None]
    if absent and unmarked and len(absent) + len(unmarked) == len(people):
        groups = [
            NameLine(_("Marked absent:"), _name_words(absent)),
            NameLine(_("Not marked yet:"), _name_words(unmarked)),
        ]
        return [NameLine(lead), *groups] if lead else groups
    usual = _("Possibly not back:") if is_of_way_back(alarm, known) else _("Not seen yet:")
    return [NameLine(lead or usual, _name_words(people))] if people else []


def _name_words(people: list[Called]) -> str:
    # Instead of "1 more", show that name.
    shown = people if len(people) <= MOST_NAMED + 1 else people[:MOST_NAMED]
    # A cell parted from its block at the end of a line is misread.
    names = [f"{one.name} ({one.bed.replace(' ', NO_BREAK)})" if one.bed else one.name for one in shown]
    rest = len(people) - len(shown)
    more = [ngettext("and %(count)s more", "and %(count)s more", rest) % {"count": rest}] if rest else []
    return ", ".join([*names, *more])


def _place_in_line(one: Called) -> tuple[bool, bool]:
    return not one.status, not one.wanted.is_absent


def _mark_notes(mark: Mark | None, reader: User) -> list[str]:
    # Guards see names and blocks, but nothing about training.
    if not reader.has_perm("programs.view_attendance"):
        return []
    if mark is None:
        return [_("no mark on the roll")]
    word = word_of(mark.status, for_facility=reader.facility_id is not None)
    return [_("on the roll: %(word)s") % {"word": str(word).lower()}]


def _announced(session: Session, reader: User, people: list[Wanted]) -> dict[int, list[str]]:
    if not reader.has_perm("programs.view_movement"):
        return {}
    rows = KnownAbsence.objects.visible_to(reader).standing().select_related("status")
    near = rows.during(session.starts_at - LOOKED_AHEAD, session.ends_at + LOOKED_AHEAD)
    found: dict[int, list[str]] = {}
    for row in near.filter(person__in=[one.place.person_id for one in people]):
        words = {"what": str(word_of(row.status, for_facility=True)).lower(), "hour": hour(row.starts_at)}
        found.setdefault(row.person_id, []).append(_("%(what)s announced for %(hour)s") % words)
    return found


@dataclass(frozen=True)
class Step:
    """One step in an alarm: the numbers that differed at that moment, or that they agreed again."""

    at: datetime
    words: str
    differs: bool


def steps_of(session: Session, alarms: Iterable[CountAlarm]) -> dict[int, list[Step]]:
    """The steps of these alarms of the session, by key, oldest first; one query, if there are alarms.

    They come from the audit, because an alarm itself keeps only the last numbers that differed.
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
    """When the current numbers began to differ; None if none ever did."""
    return max((step.at for step in steps if step.differs), default=None)


def awaited_of(session: Session, reader: User) -> list[Awaited]:
    """Everybody on the stored list, with what was recorded since; empty before the first count."""
    rows = AwaitedPerson.objects.filter(session=session).order_by()
    expected = Subquery(rows.filter(enrollment=OuterRef("pk")).values("is_expected"))
    listed = places_of(rows.values("enrollment"), with_beds=reader.facility_id is not None)
    places: list[Any] = list(listed.annotate(is_expected=expected))
    statuses = recorded_since(session, places, reader)
    return [Awaited(place, place.is_expected, statuses.get(place.pk, "")) for place in places]
