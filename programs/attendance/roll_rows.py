"""The roll of one session as its reader sees it, and the changes that a submitted roll makes."""

from collections import Counter
from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.office_words import is_of_center
from core.errors import Blocker
from core.statements import Statement
from programs.attendance import held_roll, mark_changes, mark_rules, proposed_marks
from programs.attendance.attendance_figures import look_of, word_of
from programs.attendance.held_places import HeldPlaces, facts_of, session_of
from programs.attendance.models.marks import AttendanceStatus, Mark, MarkRevision
from programs.attendance.proposed_marks import Proposal
from programs.places.models import Enrollment
from programs.timetable.models.sessions import Session

SEPARATOR = "|"


@dataclass(frozen=True)
class Entry:
    """What somebody chose for one person. An empty `status` means no choice."""

    status: str = ""
    minutes_late: int = 0
    note: str = ""

    def as_text(self) -> str:
        """The entry as a hidden field holds it: what the page showed, to tell changed rows from unchanged ones."""
        return SEPARATOR.join((self.status, str(self.minutes_late), self.note))

    @classmethod
    def from_text(cls, text: str) -> "Entry":
        """The entry written by `as_text`; invalid minutes are read as 0."""
        # The note comes last because it may contain the separator.
        status, late, note = [*text.split(SEPARATOR, 2), "", ""][:3]
        return cls(status, int(late) if late.isdecimal() and len(late) < 4 else 0, note)


@dataclass(frozen=True)
class Choice:
    """A radio button of the roll."""

    code: str
    label: str
    letter: str
    # What is typed for this choice: its letter if no other status shares it, as on the paper, else a digit.
    key: str
    look: str
    takes_minutes_late: bool
    needs_note: bool


@dataclass
class Row:
    """One person on the roll: the recorded entry (`seen`), the one chosen on the page, and the problems with it."""

    enrollment: Enrollment
    mark: Mark | None
    seen: Entry
    chosen: Entry
    word: str = ""
    # After a conflict, in words: what somebody else has recorded meanwhile, and what was chosen on this page.
    other: str = ""
    mine: str = ""
    reasons: list[Blocker] = field(default_factory=list)
    proposal: Proposal | None = None
    # The line as typed, when the roll is copied from paper.
    line: str = ""
    # Whether there are earlier versions to read, including those of a mark that was taken back.
    has_history: bool = False
    # A recorded status that this reader cannot choose; shown as an extra chip, or the row would look unmarked.
    standing: Choice | None = None

    @property
    def is_unsaved(self) -> bool:
        """Whether the page shows a choice that is not recorded."""
        return bool(self.chosen.status) and self.chosen != self.seen

    @property
    def version(self) -> int:
        """The version of the mark shown on the page; 0 if there is none."""
        return version_of(self.mark) if self.mark else 0

    @property
    def person(self) -> UUID:
        """The public id that identifies the row on the page."""
        return self.enrollment.public_id

    @property
    def tag_kind(self) -> str:
        """The kind of tag for the recorded status; ordinary absences are never red."""
        return TAG_KINDS[look_of(self.mark.status.code)] if self.mark and self.mark.status else "quiet"


TAG_KINDS = {"present": "ok", "late": "info", "sick": "warn", "leave": "moved", "absent": "quiet"}


@dataclass(frozen=True)
class Tally:
    """How many people are on the roll and present, and how the others are marked."""

    expected: int
    present: int
    unmarked: int
    split: list[tuple[int, str]]


def label_of(status: AttendanceStatus | None, reader: User) -> str:
    """The status as a word for this reader, in the active language; without a status, "not marked yet"."""
    return word_of(status, for_facility=reader.facility_id is not None) if status else _("Not marked yet")


def choices_for(reader: User) -> list[Choice]:
    """The statuses that this user may record; specific custody reasons only for those who may know them."""
    statuses = mark_rules.offered_statuses(reader)
    times, figures = Counter(status.letter for status in statuses), count(1)
    return [
        _choice(status, reader, key=status.letter if times[status.letter] == 1 else str(next(figures)))
        for status in statuses
    ]


def _choice(status: AttendanceStatus, reader: User, *, key: str = "") -> Choice:
    return Choice(
        code=status.code,
        label=label_of(status, reader),
        letter=status.letter,
        key=key,
        look=look_of(status.code),
        takes_minutes_late=status.takes_minutes_late,
        needs_note=status.needs_note,
    )


def standing_choice(mark: Mark | None, reader: User) -> Choice | None:
    """The recorded status if the reader cannot choose it, such as the training center's "Dinas"; else None."""
    if mark is None or mark.status is None or mark_rules.code_for(reader, mark.status) != mark.status.code:
        return None
    return None if mark_rules.offers(reader, mark.status) else _choice(mark.status, reader)


def rows_of(session: Session, reader: User) -> list[Row]:
    """Everybody on the roll whom this reader may see, by name; at most three queries."""
    marks = {mark.enrollment_id: mark for mark in _marks(session=session.pk)}
    rows = [_row(enrollment, marks.get(enrollment.pk), reader) for enrollment in _people(session, reader)]
    propose(rows, session, reader)
    return rows


def rows_held(held: HeldPlaces, reader: User) -> list[Row]:
    """The rows of these places, by name, without what was announced; no query."""
    places = sorted(held.places.values(), key=lambda place: (place.person.name_sort, place.pk))
    # Copies: what is written changes the marks of `held`, and what is taken back afterwards must not stand on a page.
    return [_row(place, copy(held.marks.get(place.pk)), reader) for place in places]


def propose(rows: list[Row], session: Session, reader: User) -> None:
    """Adds what was announced to the rows without a mark; at most one query."""
    known = proposed_marks.proposals(session, reader) if any(row.mark is None for row in rows) else {}
    for row in rows:
        # A recorded mark has settled the question; a proposal beside it would only raise doubts.
        row.proposal = known.get(row.enrollment.person_id) if row.mark is None else None


def _people(session: Session, reader: User) -> Iterable[Enrollment]:
    """The people on the roll whom this reader may see, by name."""
    if session.substitute_for_id:
        # A substitute instructor may see people other than the regular one does, so the shared statement does not fit.
        return _by_name(Enrollment.objects.of_roll(session, reader).on_roll(session))
    return _seen(user=reader, **facts_of(session))


@Statement
def _seen(user: User, session: int, **when: Any) -> QuerySet[Enrollment]:
    of_session = session_of(False, user, session, **when)
    return _by_name(Enrollment.objects.of_roll(of_session, user).on_roll(of_session))


def _by_name(places: QuerySet[Enrollment]) -> QuerySet[Enrollment]:
    return places.select_related("person").order_by("person__name_sort", "pk")


@Statement
def _marks(session: int) -> QuerySet[Mark]:
    return Mark.with_taken_back.filter(session=session).select_related("status", "recorded_by")


def _row(enrollment: Enrollment, found: Mark | None, reader: User) -> Row:
    mark = found if found and found.status else None
    seen = entry_of(mark, reader) if mark else Entry()
    word = label_of(mark.status, reader) if mark else ""
    standing = standing_choice(mark, reader)
    return Row(enrollment, mark, seen, seen, word, has_history=found is not None, standing=standing)


def proposed(rows: list[Row]) -> list[Row]:
    """Rows whose announced absence awaits confirmation."""
    return [row for row in rows if row.proposal]


def entry_of(mark: Mark, reader: User) -> Entry:
    """The mark as this reader may see it; empty if it was taken back.

    The training center sees no notes on custody reasons and none written by the detention center.
    """
    if mark.status is None:
        return Entry()
    is_theirs = not is_of_center(mark.recorded_by)
    hidden = (mark.status.is_custody_reason or is_theirs) and not reader.facility_id
    return Entry(mark_rules.code_for(reader, mark.status), mark.minutes_late, "" if hidden else mark.note)


def version_of(mark: Mark) -> int:
    """The version that a page sends back; 0 for a mark that was taken back."""
    return mark.version if mark.status else 0


def words_of_mark(mark: Mark, reader: User, choices: list[Choice]) -> str:
    """A mark in words for this reader, even if its status is not among `choices`."""
    standing = standing_choice(mark, reader)
    return words_of(entry_of(mark, reader), [*choices, standing] if standing else choices)


def words_of(entry: Entry, choices: list[Choice]) -> str:
    """An entry in words, such as "Late, 15 minutes"; `choices` are those of the reader."""
    labels = {choice.code: choice.label for choice in choices}
    label = labels.get(entry.status, _("Not marked yet"))
    if not entry.minutes_late:
        return label
    return _("%(word)s, %(minutes)s minutes") % {"word": label, "minutes": entry.minutes_late}


def tally(rows: list[Row], reader: User, choices: list[Choice]) -> Tally:
    """Counts of recorded marks, not of unsaved choices; `choices` are those of the reader."""
    return counted([row.mark.status if row.mark else None for row in rows], reader, choices)


def counted(marked: list[AttendanceStatus | None], reader: User, choices: list[Choice]) -> Tally:
    """The tally of these people by their status, None if unmarked."""
    statuses = [status for status in marked if status]
    words = Counter(label_of(status, reader) for status in statuses if not status.counts_as_held)
    always = [choice.label for choice in choices if choice.code in ALWAYS_COUNTED]
    split = [(words.pop(word, 0), word) for word in always] + [(count, word) for word, count in words.items()]
    present = sum(status.counts_as_held for status in statuses)
    return Tally(len(marked), present, len(marked) - len(statuses), split)


# Instructors read these first when a class begins, so they are shown even when they are 0.
ALWAYS_COUNTED = ("sick", "unexcused")


def save_rows(
    session: Session,
    rows: list[Row],
    *,
    by: User,
    versions: dict[UUID, int],
    entry: str = Mark.Entry.DIRECT,
    reason: str = "",
    places: HeldPlaces | None = None,
) -> int:
    """Records every row whose choice differs from what the page showed. Returns how many were accepted, and notes on
    the other rows why they were not; these do not hold back the rest. `places`: those of the rows, if the caller holds
    them and the session.
    """
    # The page, not the stored mark, is compared: an untouched row must not overwrite somebody else's entry.
    changed = unsaved(rows)
    changes = [_change(row.enrollment, row.chosen, versions.get(row.person)) for row in changed]
    outcomes = mark_changes.change_each(session, changes, by=by, entry=entry, reason=reason, places=places)
    choices = choices_for(by) if any(isinstance(one.refusal, held_roll.StaleMark) for one in outcomes) else []
    for row, outcome in zip(changed, outcomes, strict=True):
        if isinstance(outcome.refusal, held_roll.StaleMark):
            _note_other(row, outcome.refusal.mark, by, choices)
        elif outcome.refusal:
            row.reasons = outcome.refusal.reasons
    return sum(outcome.refusal is None for outcome in outcomes)


def _note_other(row: Row, mark: Mark, by: User, choices: list[Choice]) -> None:
    """Shows what somebody else has recorded meanwhile beside what was chosen here."""
    row.mark, row.other = mark, words_of_mark(mark, by, choices)
    row.word, row.mine = label_of(mark.status, by), words_of(row.chosen, choices)
    row.standing = standing_choice(mark, by)


def _change(enrollment: Enrollment, chosen: Entry, version: int | None) -> held_roll.Change:
    status = None if chosen.status == mark_changes.UNMARKED else chosen.status
    return held_roll.Change(enrollment, status, chosen.minutes_late, chosen.note, version)


def record(
    session: Session, places: HeldPlaces, person: int, chosen: Entry, *, by: User, version: int | None
) -> Mark | None:
    """Records the choice for one person (by place), or takes the mark back; returns the current mark, None if there is
    none.

    The caller holds the session and `places`.
    """
    change = _change(places.places[person], chosen, version)
    (outcome,) = mark_changes.change_each(session, [change], by=by, places=places)
    mark = outcome.result()
    return mark if mark and mark.status else None


def unsaved(rows: list[Row]) -> list[Row]:
    """Rows whose choice differs from what the page had shown."""
    return [row for row in rows if row.is_unsaved]


def in_doubt(rows: list[Row]) -> list[Row]:
    """Rows that were not saved, because they were refused or somebody else was faster."""
    return [row for row in rows if row.other or row.reasons]


def stopped(rows: list[Row]) -> bool:
    """Whether any row was not saved."""
    return bool(in_doubt(rows))


@dataclass(frozen=True)
class Version:
    """One version of a mark as this reader may see it."""

    revision: MarkRevision
    word: str
    note: str
    reason: str


def history_of(mark: Mark, reader: User) -> list[Version]:
    """Every version of a mark, newest first.

    The training center sees no notes or reasons written by the facility, nor those of a version that is, or replaced, a
    custody reason: they might reveal it.
    """
    statuses = {status.code: status for status in AttendanceStatus.objects.all()}
    versions, was_away, secret = [], False, ""
    for revision in mark.revisions.select_related("recorded_by").order_by("version"):
        status = statuses.get(revision.status_code)
        is_away = status is not None and status.is_custody_reason
        note, reason = revision.note, revision.reason
        if not reader.facility_id:
            note, reason, secret = _for_center(revision, secret, is_custody=is_away or was_away)
        versions.append(Version(revision, label_of(status, reader), note, reason))
        was_away = is_away
    return versions[::-1]


def _for_center(revision: MarkRevision, secret: str, *, is_custody: bool) -> tuple[str, str, str]:
    """Note and reason as a training center may read them, and the note that stays secret in the next version.

    A recalculated version repeats the note of the facility under the name of whoever closed the session.
    """
    of_facility = bool(revision.recorded_by.facility_id)
    is_secret = of_facility or revision.note == secret
    note = "" if is_custody or is_secret else revision.note
    reason = "" if is_custody or of_facility else revision.reason
    return note, reason, revision.note if is_secret else ""
