"""How head count alarms end: guards search and count again, and a supervisor explains each difference."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from core import audit, clock
from core.errors import Blocker, refuse_if
from core.reasons import reason_blockers
from programs.count_alarms.alarm_raising import ended_by, look_at_roll, tells_of_the_same
from programs.count_alarms.differences import standing_of
from programs.count_alarms.missing_people import names_without_word, over_since, said_of
from programs.count_alarms.models import CountAlarm, LookedFor
from programs.count_alarms.overdue_counts import is_overdue, reawaken
from programs.head_counts.count_records import counted_side, figures_for, in_words
from programs.head_counts.models import HeadCount
from programs.places.models import Enrollment
from programs.timetable.models.sessions import Session
from programs.timetable.session_lock import locked

Point = HeadCount.Point
# Everybody who makes or sees head counts is alarmed.
COUNTERS = ("programs.count_at_block", "programs.count_at_workshop")
HEARERS = (*COUNTERS, "programs.view_count")
EXPLAIN = "programs.explain_count"
MOST_NAMED = 6


def open_alarms(
    session: Session, known: Iterable[CountAlarm] | None = None, counted: Collection[str] | None = None
) -> list[CountAlarm]:
    """The alarms of a session that wait to be explained, heaviest first.

    `known` are its alarms and `counted` the points with a count, if already loaded. The alarm for missing counts is
    unsaved until somebody acts on it.
    """
    rows = session.count_alarms.select_related("raised_by") if known is None else known
    found = [alarm for alarm in rows if alarm.is_open]
    uncounted = next((one for one in found if one.is_of_counting), None)
    if (uncounted is None or uncounted.agreed_at) and is_overdue(session, counted):
        found += [CountAlarm(session=session)] if uncounted is None else []
        reawaken(found)
    return sorted(found, key=lambda one: one.weight, reverse=True)


def may_explain(session: Session, by: User, *, is_visible: bool = False) -> bool:
    """Whether `by` may explain: a supervisor of the detention center, which is responsible for the people.

    `is_visible` means that the session was fetched as visible to `by`.
    """
    return by.has_perm(EXPLAIN) and (is_visible or _reaches(session, by))


def _reaches(session: Session, by: User) -> bool:
    return Session.objects.visible_to(by).filter(pk=session.pk).exists()


def own_count_blockers(*, has_counted: bool) -> list[Blocker]:
    """Why people who counted in a session cannot explain its counts, even if their own count was replaced."""
    if not has_counted:
        return []
    sentence = _("You have counted at this session. Another supervisor or the head explains its counts.")
    return [Blocker("own_count", sentence)]


def _has_counted(session: Session, by: User) -> bool:
    return counted_side(session, by) is not None


def explained_by_others(user: User, sessions: Collection[Session]) -> set[int]:
    """Keys of the sessions that this supervisor cannot explain because they counted there; at most one query."""
    if not sessions or not user.has_perm(EXPLAIN) or not any(user.has_perm(name) for name in COUNTERS):
        return set()
    rows = HeadCount.objects.filter(session__in=sessions, counted_by=user)
    return set(rows.order_by().values_list("session", flat=True))


def version_of(counts: Iterable[int | None], alarms: Iterable[CountAlarm] = ()) -> str:
    """The state that a page showed, for the form to send back: the keys of current counts and the names in alarms."""
    named = sorted(name for alarm in alarms if alarm.is_open for name in alarm.names)
    return ".".join([*(str(key) for key in sorted(key for key in counts if key)), *(f"n{name}" for name in named)])


def search_version_of(counts: Iterable[int | None], alarms: Iterable[CountAlarm]) -> str:
    """The state that decides who is searched for, for the form to send back.

    It covers counts, names in alarms of the roll, when an alarm got worse and whether class is over, but not names
    beside numbers: they change with every mark and cross nobody off.
    """
    waiting = [alarm for alarm in alarms if alarm.is_open]
    worse = sorted(f"w{round(alarm.worse_at.timestamp() * 1000)}" for alarm in waiting if alarm.worse_at)
    is_over = any(alarm.is_of_counting and over_since(alarm.session) for alarm in waiting)
    return ".".join([version_of(counts, [alarm for alarm in waiting if alarm.is_of_roll]), *worse, "o" * is_over])


def _stale_blockers(session: Session, by: User, alarms: list[CountAlarm], seen: str | None) -> list[Blocker]:
    """Whether counts have changed since `by` saw `seen`; names the current numbers."""
    standing = standing_of(session)
    if seen is None or seen == version_of((count.pk for count in standing.values()), alarms):
        return []
    found = figures_for(session, by, {point: count.people for point, count in standing.items()})
    # Everybody who is alarmed sees the numbers of the alarm.
    named = {
        point: people for one in alarms for point, people in ((one.from_point, one.before), (one.to_point, one.after))
    }
    known = {point.value: found.get(point, named.get(point)) for point in Point}
    figures = in_words({point: people for point, people in known.items() if people is not None})
    sentence = _("The counts have changed since you opened this page. Now: %(figures)s. Explain these numbers.")
    return [Blocker("stale_counts", sentence % {"figures": figures})]


def _name_blockers(alarm: CountAlarm) -> list[Blocker]:
    """Whether some names are not marked as seen."""
    names = names_without_word(alarm)
    if not names:
        return []
    more = len(names) - MOST_NAMED
    rest = [ngettext("and %(count)s more", "and %(count)s more", more) % {"count": more}] if more > 0 else []
    sentence = _("Not marked as here: %(names)s. Mark the names, or confirm that you explain it all the same.")
    return [Blocker("names_unseen", sentence % {"names": ", ".join([*names[:MOST_NAMED], *rest])})]


def _chosen(alarms: list[CountAlarm], about: str | None) -> CountAlarm | None:
    """The alarm being explained: the one with this key, or the heaviest."""
    return next((one for one in alarms if about is None or one.key == about), None)


def explain_blockers(
    session: Session,
    *,
    by: User,
    reason: str,
    seen: str | None = None,
    about: str | None = None,
    is_sure: bool = False,
) -> list[Blocker]:
    """Why `by` cannot end the alarm with the key `about` for this reason; `seen` is the `version_of` the page.

    While names are not marked as here, explaining needs `is_sure`.
    """
    reasons, alarms = [], open_alarms(session)
    if not may_explain(session, by):
        reasons.append(Blocker("not_allowed", _("Only a supervisor of the place of training explains counts.")))
    else:
        reasons += own_count_blockers(has_counted=_has_counted(session, by))
    alarm = _chosen(alarms, about)
    if alarm is None:
        reasons.append(Blocker("no_alarm", _("Somebody has explained these counts already, or they agree.")))
    elif not reasons:
        reasons += _stale_blockers(session, by, alarms, seen)
        reasons += [] if is_sure else _name_blockers(alarm)
    return reasons + reason_blockers(reason, _("Write why in at least %(count)s characters."), code="reason_short")


@transaction.atomic
def explain(
    session: Session,
    *,
    by: User,
    reason: str,
    seen: str | None = None,
    about: str | None = None,
    is_sure: bool = False,
) -> CountAlarm:
    """Ends one alarm on all pages with a supervisor's explanation. Raises `RuleViolation`.

    `seen` is the `version_of` the page, so that nobody explains counts that they have not seen. `about` is the `key`
    of the alarm; without it, the heaviest is explained.
    """
    session = locked(session)
    refuse_if(explain_blockers(session, by=by, reason=reason, seen=seen, about=about, is_sure=is_sure))
    waiting = open_alarms(session)
    alarm = next(one for one in waiting if about is None or one.key == about)
    ended = ended_by(_saved(alarm, by), by, reason)
    for other in waiting:
        if other is not alarm and tells_of_the_same(alarm, other):
            ended_by(other, by, reason)
    # People may be absent whom the explanation did not name.
    look_at_roll(session, by)
    return ended


def _saved(alarm: CountAlarm, by: User) -> CountAlarm:
    """Saves the alarm if it has no row yet, as with missing counts that nobody has acted on."""
    if alarm.pk is None:
        alarm.raised_at, alarm.raised_by = clock.now(), by
        alarm.save()
    return alarm


def may_say(session: Session, by: User, *, is_visible: bool = False) -> bool:
    """Whether `by` may search for people of this session; `is_visible` as in `may_explain`."""
    return any(by.has_perm(name) for name in (*COUNTERS, EXPLAIN)) and (is_visible or _reaches(session, by))


def say_blockers(session: Session, *, by: User) -> list[Blocker]:
    """Why `by` cannot record who of this session was seen."""
    reasons = []
    if not may_say(session, by):
        reasons.append(Blocker("not_allowed", _("You do not look for people of this session.")))
    if not session.count_alarms.open().exists() and not is_overdue(session):
        reasons.append(Blocker("no_alarm", _("Somebody has explained these counts already, or they agree.")))
    return reasons


def _search_version(session: Session) -> str:
    return search_version_of((count.pk for count in standing_of(session).values()), open_alarms(session))


@dataclass(frozen=True)
class Said:
    """What became of the answers: `taken` ones, and people marked as here on a page that was out of date (`stale`).

    `alarm` is None if nothing was recorded and the alarm for missing counts has no row yet.
    """

    alarm: CountAlarm | None
    taken: Mapping[Enrollment, bool | None]
    stale: Sequence[Enrollment]

    @property
    def here(self) -> list[Enrollment]:
        """The people marked as here."""
        return [place for place, is_seen in self.taken.items() if is_seen]


@transaction.atomic
def say(session: Session, *, by: User, seen: Mapping[Enrollment, bool | None], version: str | None = None) -> Said:
    """Records who was seen (True) or not (False), and takes back earlier answers (None). Raises `RuleViolation`.

    `version` is the `search_version_of` the page. On an outdated page, "here" may date from before things got worse, so
    it is not taken; "not here" always is. The counts stay as they are.
    """
    session = locked(session)
    refuse_if(say_blockers(session, by=by))
    is_old = version is not None and any(seen.values()) and version != _search_version(session)
    stale = [place for place, is_seen in seen.items() if is_seen and is_old]
    taken = {place: is_seen for place, is_seen in seen.items() if place not in stale}
    waiting = open_alarms(session)
    if not taken:
        return Said(waiting[0] if waiting[0].pk else None, taken, stale)
    alarm = _saved(waiting[0], by)
    _write(alarm, by, taken, waiting)
    return Said(alarm, taken, stale)


def _write(alarm: CountAlarm, by: User, taken: Mapping[Enrollment, bool | None], waiting: list[CountAlarm]) -> None:
    words = {key: row.is_seen for key, row in said_of(alarm).items()}
    changed = dict.fromkeys(_take_back(waiting, [one.pk for one, is_seen in taken.items() if is_seen is None]))
    changed |= {one.pk: word for one, word in taken.items() if word is not None and words.get(one.pk) != word}
    for enrollment, is_seen in changed.items():
        if is_seen is not None:
            values = {"is_seen": is_seen, "said_at": clock.now(), "said_by": by}
            LookedFor.objects.update_or_create(alarm=alarm, enrollment_id=enrollment, defaults=values)
    if changed:
        people = {str(enrollment): is_seen for enrollment, is_seen in changed.items()}
        audit.record("session.look_for", by=by, target=alarm.session, alarm=alarm.pk, people=people)


def _take_back(waiting: list[CountAlarm], people: list[int]) -> list[int]:
    """Takes back the answers about these places (keys) under any of these alarms; returns the places that had one.

    Answers under another alarm would otherwise still cross the name off. The audit keeps them.
    """
    if not people:
        return []
    since = min(alarm.raised_at for alarm in waiting if alarm.pk)
    words = LookedFor.objects.filter(alarm__session=waiting[0].session_id, said_at__gte=since, enrollment__in=people)
    found = list(words.order_by("enrollment").values_list("enrollment", flat=True).distinct())
    words.delete()
    return found
