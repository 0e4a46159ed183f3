"""Printed movement lists of a day on A4, in Indonesian, with boxes to tick."""

from collections.abc import Callable, Iterable, Iterator

from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.letterhead import of_office
from accounts.models import User
from core import clock
from core.templatetags.dates import day_long, hour, hour_span, moment
from inmates.custody.housing_words import housing_words
from printing import office_list
from programs.movements.movement_list import Block, MovementList
from programs.movements.whereabouts import Walk


def movement_paper(user: User, movements: MovementList) -> bytes:
    """By block: who goes where, and when they return. Raises `RuleViolation` if a text cannot be printed."""
    return _print(user, movements, _movement_words)


def unlock_paper(user: User, movements: MovementList) -> bytes:
    """By block and time: whose door is opened. Raises `RuleViolation` if a text cannot be printed."""
    return _print(user, movements, _unlock_words)


def destination_paper(user: User, movements: MovementList) -> bytes:
    """By time and place: who is expected; without blocks for the training center. Raises `RuleViolation`."""
    return _print(user, movements, _destination_words)


def _print(user: User, movements: MovementList, words: Callable[[User, MovementList], dict]) -> bytes:
    with translation.override("id"), timezone.override(user.time_zone):
        return office_list.render({**_head(user, movements), **words(user, movements)})


def _head(user: User, movements: MovementList) -> dict:
    out = ", ".join(hour(departure) for departure in movements.departures) or "–"
    return {
        "issuer": of_office(user),
        "facts": [
            {"label": _("Day"), "value": day_long(movements.day)},
            {"label": _("People"), "value": str(movements.people)},
            {"label": _("Leave at") if user.facility_id else _("Beginning at"), "value": out},
            {"label": _("Printed"), "value": moment(clock.now())},
        ],
        "hands": _hands_below(user),
    }


def _hands_below(user: User) -> list[str]:
    if user.facility_id is None:
        return [_("Instructor")]
    return [_("Block officer"), _("Workshop officer"), _("Commander of the guard")]


def _columns(*columns: tuple[str, int]) -> list[dict]:
    return [{"label": label, "width": width} for label, width in columns]


def _movement_words(user: User, movements: MovementList) -> dict:
    day = day_long(movements.day)
    # Counts taken at the block do not belong on the training center's roll.
    boxes = {"label": _("Counted"), "value": _("out ........ / back ........")}
    return {
        "facts": [*_head(user, movements)["facts"], boxes],
        "title": _("Movement list"),
        "foot": _("Movement list of %(day)s") % {"day": day},
        "columns": _columns(
            (_("Block / cell"), 24),
            (_("Name"), 44),
            (_("Destination"), 46),
            (_("Time"), 22),
            (_("Out"), 15),
            (_("Back"), 15),
        ),
        "rows": list(
            _grouped(
                movements.blocks,
                lambda walk: [_cell(walk), walk.name, _where(walk), _span(walk), *_hands(walk)],
            )
        ),
    }


def _unlock_words(user: User, movements: MovementList) -> dict:
    day = day_long(movements.day)
    return {
        "title": _("Unlock list"),
        "foot": _("Unlock list of %(day)s") % {"day": day},
        "columns": _columns(
            (_("Unlock at"), 18),
            (_("Block / cell"), 24),
            (_("Name"), 48),
            (_("Destination"), 44),
            (_("Unlocked"), 16),
            (_("Locked"), 16),
        ),
        "rows": list(
            _grouped(
                movements.doors,
                lambda walk: [hour(walk.leaves_at), _cell(walk), walk.name, _place(walk), "", ""],
            )
        ),
    }


def _grouped(blocks: Iterable[Block], row: Callable[[Walk], list[str]]) -> Iterator[list[str] | str]:
    for block in blocks:
        people = ngettext("%(people)s person", "%(people)s people", block.people) % {"people": block.people}
        name = _("Block %(name)s") % {"name": block.name} if block.name else _("Block not recorded")
        yield f"{name} – {people}"
        yield from map(row, block.walks)


def _destination_words(user: User, movements: MovementList) -> dict:
    day, for_facility = day_long(movements.day), user.facility_id is not None
    origin = ((_("Block / cell"), 30),) if for_facility else ()
    return {
        "title": _("List by destination"),
        "foot": _("List by destination of %(day)s") % {"day": day},
        "columns": _columns(
            (_("Time"), 24),
            *origin,
            (_("Name"), 76 if for_facility else 106),
            (_("Arrived"), 18),
            (_("Out"), 18),
        ),
        "rows": list(_arrivals(movements, for_facility=for_facility)),
    }


def _arrivals(movements: MovementList, *, for_facility: bool) -> Iterator[list[str] | str]:
    for one in movements.destinations:
        people = ngettext("%(people)s person", "%(people)s people", one.people) % {"people": one.people}
        yield f"{hour(one.at)} – {one.place} – {people}"
        for walk in one.walks:
            yield [_span(walk), *_origin(walk, for_facility), walk.name, "", ""]
        for walk in one.missing:
            reason = walk.where(for_facility=for_facility)
            absent = _("Not expected: %(name)s (%(reason)s)") % {"name": walk.name, "reason": reason}
            yield [hour(one.at), *_origin(walk, for_facility), absent, "×", "×"]


def _origin(walk: Walk, for_facility: bool) -> list[str]:
    return [_cell(walk)] if for_facility else []


def _cell(walk: Walk) -> str:
    return housing_words(walk.block, walk.cell) or "–"


def _hands(walk: Walk) -> list[str]:
    return ["", ""] if walk.is_fetched else ["×", "×"]


def _place(walk: Walk) -> str:
    return f"{walk.where_to}, {walk.session.batch.name}" if walk.session else walk.where_to


def _where(walk: Walk) -> str:
    place = _place(walk)
    missed = ", ".join(f"{session.batch.name} {hour(session.starts_at)}" for session in walk.missed_sessions)
    if not missed:
        return place
    sentence = _("goes before %(training)s") if walk.is_fetched else _("without %(training)s")
    return f"{place} – {sentence % {'training': missed}}"


def _span(walk: Walk) -> str:
    # Out since another day, or in the block all day: there is no time at which to open a door.
    return hour_span(walk.leaves_at, walk.back_at) if walk.is_fetched else "–"
