"""How alarms of head counts end: guards look and count again, a supervisor explains one difference after the other."""

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
# Everybody who counts or reads the counts of the facility is alarmed.
COUNTERS = ("programs.count_at_block", "programs.count_at_workshop")
HEARERS = (*COUNTERS, "programs.view_count")
EXPLAIN = "programs.explain_count"
MOST_NAMED = 6


def open_alarms(
    session: Session, known: Iterable[CountAlarm] | None = None, counted: Collection[str] | None = None
) -> list[CountAlarm]:
    """What waits to be explained of a session, the heaviest first; `known`: its alarms, where they are read already,
    and `counted` the points that have a count.

    Counts that nobody made have no row before somebody does something about them: then theirs is not saved yet.
    """
    rows = session.count_alarms.select_related("raised_by") if known is None else known
    found = [alarm for alarm in rows if alarm.is_open]
    uncounted = next((one for one in found if one.is_of_counting), None)
    if (uncounted is None or uncounted.agreed_at) and is_overdue(session, counted):
        found += [CountAlarm(session=session)] if uncounted is None else []
        reawaken(found)
    return sorted(found, key=lambda one: one.weight, reverse=True)


def may_explain(session: Session, by: User, *, is_visible: bool = False) -> bool:
    """Whether `by` has the authority: a supervisor of the detention center, which answers for the people.

    `is_visible`: the session was fetched as one that `by` may see.
    """
    return by.has_perm(EXPLAIN) and (is_visible or _reaches(session, by))


def _reaches(session: Session, by: User) -> bool:
    return Session.objects.visible_to(by).filter(pk=session.pk).exists()


def own_count_blockers(*, has_counted: bool) -> list[Blocker]:
    """Why whoever has counted at a session does not explain its counts, those replaced since included."""
    if not has_counted:
        return []
    sentence = _("You have counted at this session. Another supervisor or the head explains its counts.")
    return [Blocker("own_count", sentence)]


def _has_counted(session: Session, by: User) -> bool:
    return counted_side(session, by) is not None


def explained_by_others(user: User, sessions: Collection[Session]) -> set[int]:
    """The sessions, by key, that this supervisor does not explain, having counted at them; a query where it can be."""
    if not sessions or not user.has_perm(EXPLAIN) or not any(user.has_perm(name) for name in COUNTERS):
        return set()
    rows = HeadCount.objects.filter(session__in=sessions, counted_by=user)
    return set(rows.order_by().values_list("session", flat=True))


def version_of(counts: Iterable[int | None], alarms: Iterable[CountAlarm] = ()) -> str:
    """What stands of a session, as its page hands it back: the keys of its counts, which no replaced count keeps, and
    whom its roll misses."""
    named = sorted(name for alarm in alarms if alarm.is_open for name in alarm.names)
    return ".".join([*(str(key) for key in sorted(key for key in counts if key)), *(f"n{name}" for name in named)])


def search_version_of(counts: Iterable[int | None], alarms: Iterable[CountAlarm]) -> str:
    """What makes people be looked for, as the page hands it back: counts, whom an alarm of the roll names, when one got
    worse, and that class is over. Names beside the numbers change with each mark, and cross nobody off."""
    waiting = [alarm for alarm in alarms if alarm.is_open]
    worse = sorted(f"w{round(alarm.worse_at.timestamp() * 1000)}" for alarm in waiting if alarm.worse_at)
    is_over = any(alarm.is_of_counting and over_since(alarm.session) for alarm in waiting)
    return ".".join([version_of(counts, [alarm for alarm in waiting if alarm.is_of_roll]), *worse, "o" * is_over])


def _stale_blockers(session: Session, by: User, alarms: list[CountAlarm], seen: str | None) -> list[Blocker]:
    """That counts were written since `by` saw those that `seen` names; with the numbers that stand now."""
    standing = standing_of(session)
    if seen is None or seen == version_of((count.pk for count in standing.values()), alarms):
        return []
    found = figures_for(session, by, {point: count.people for point, count in standing.items()})
    # What an alarm names is shown to everybody whom it alarms.
    named = {
        point: people for one in alarms for point, people in ((one.from_point, one.before), (one.to_point, one.after))
    }
    known = {point.value: found.get(point, named.get(point)) for point in Point}
    figures = in_words({point: people for point, people in known.items() if people is not None})
    sentence = _("The counts have changed since you opened this page. Now: %(figures)s. Explain these numbers.")
    return [Blocker("stale_counts", sentence % {"figures": figures})]


def _name_blockers(alarm: CountAlarm) -> list[Blocker]:
    """That nobody has said of some of the names that he or she was seen."""
    names = names_without_word(alarm)
    if not names:
        return []
    more = len(names) - MOST_NAMED
    rest = [ngettext("%(count)s more", "%(count)s more", more) % {"count": more}] if more > 0 else []
    sentence = _("Not marked as here: %(names)s. Mark the names, or confirm that you explain it all the same.")
    return [Blocker("names_unseen", sentence % {"names": ", ".join([*names[:MOST_NAMED], *rest])})]


def _chosen(alarms: list[CountAlarm], about: str | None) -> CountAlarm | None:
    """The alarm that is explained: that of this pair, or without one the heaviest."""
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
    """Why `by` cannot end the alarm about this pair with this reason; `seen`: `version_of` what the page showed.

    While names are not marked as here, only whoever `is_sure` explains.
    """
    reasons, alarms = [], open_alarms(session)
    if not may_explain(session, by):
        reasons.append(Blocker("not_allowed", _("Only a supervisor of the detention center explains counts.")))
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
    """Ends one alarm with what a supervisor writes, on all pages at once. Raises `RuleViolation`.

    `seen` is `version_of` the counts that the writer's page showed: others are not explained unseen. `about` is the
    `key` of the alarm, without it the heaviest.
    """
    session = locked(session)
    refuse_if(explain_blockers(session, by=by, reason=reason, seen=seen, about=about, is_sure=is_sure))
    waiting = open_alarms(session)
    alarm = next(one for one in waiting if about is None or one.key == about)
    ended = ended_by(_saved(alarm, by), by, reason)
    for other in waiting:
        if other is not alarm and tells_of_the_same(alarm, other):
            ended_by(other, by, reason)
    # The roll may miss others than those whom the explanation knew by name.
    look_at_roll(session, by)
    return ended


def _saved(alarm: CountAlarm, by: User) -> CountAlarm:
    """The alarm with a row; counts that nobody made have none before somebody does something about them."""
    if alarm.pk is None:
        alarm.raised_at, alarm.raised_by = clock.now(), by
        alarm.save()
    return alarm


def may_say(session: Session, by: User, *, is_visible: bool = False) -> bool:
    """Whether `by` looks for people of this session; `is_visible` as for `may_explain`."""
    return any(by.has_perm(name) for name in (*COUNTERS, EXPLAIN)) and (is_visible or _reaches(session, by))


def say_blockers(session: Session, *, by: User) -> list[Blocker]:
    """Why `by` cannot say who of this session was seen."""
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
    """What became of answers: those `taken`, and who was marked as here on a page that is out of date (`stale`).

    `alarm` is the one they belong to; None if nothing was said and counts that nobody made have no row yet.
    """

    alarm: CountAlarm | None
    taken: Mapping[Enrollment, bool | None]
    stale: Sequence[Enrollment]

    @property
    def here(self) -> list[Enrollment]:
        """Who was marked as here."""
        return [place for place, is_seen in self.taken.items() if is_seen]


@transaction.atomic
def say(session: Session, *, by: User, seen: Mapping[Enrollment, bool | None], version: str | None = None) -> Said:
    """Writes down who was seen (True) or not (False), and takes back earlier answers (None). Raises `RuleViolation`.

    `version` is the `search_version_of` what the page showed. On an old page "here" may date from before things got
    worse, so it is left out; "not here" is always taken. Nobody is crossed off the count.
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
    """Takes back what was said of these places (keys) because of any of these alarms; of whom there was something.

    The audit keeps the words. Of one alarm alone, what was said because of another would still cross the name off.
    """
    if not people:
        return []
    since = min(alarm.raised_at for alarm in waiting if alarm.pk)
    words = LookedFor.objects.filter(alarm__session=waiting[0].session_id, said_at__gte=since, enrollment__in=people)
    found = list(words.order_by("enrollment").values_list("enrollment", flat=True).distinct())
    words.delete()
    return found
