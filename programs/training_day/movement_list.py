"""Who is taken where on a day and brought back when, block by block: the list that guards walk with.

It names those who are expected at the sessions of the day and nobody else, so whoever was released, moved or taken
out of the house is not on it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from operator import attrgetter

from django.db.models import OuterRef, Subquery
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.errors import Blocker, RuleViolation
from core.printing import listing
from core.printing.measuring import Unprintable
from core.templatetags.dates import day_long, hour, moment
from inmates.models import Housing
from programs.models import Enrollment, Session

WIDTHS = (22, 50, 34, 30, 15, 15)
"""Columns of the paper in mm: cell, name, batch, room, out, back."""


@dataclass(frozen=True)
class Walk:
    """One person on the way to one session and back."""

    place: Enrollment
    session: Session
    block: str
    cell: str

    @property
    def name(self) -> str:
        """The full name: security fetches by it."""
        return self.place.inmate.full_name


@dataclass
class Block:
    """A block with everybody who is fetched from it; an empty name: nobody wrote down where they stay."""

    name: str
    walks: list[Walk] = field(default_factory=list)

    @property
    def people(self) -> int:
        """How many people are fetched, each counted once, however many sessions they walk to."""
        return len({walk.place.inmate_id for walk in self.walks})

    @property
    def sessions(self) -> list[Session]:
        """The sessions that people of this block walk to, each once, by their hour."""
        found = {walk.session.pk: walk.session for walk in self.walks}
        return sorted(found.values(), key=lambda session: (session.starts_at, session.room))


@dataclass(frozen=True)
class MovementList:
    """All movements of a day, with the hours at which people leave their blocks."""

    day: date
    blocks: list[Block]

    @property
    def people(self) -> int:
        """How many people are fetched on this day."""
        return sum(block.people for block in self.blocks)

    @property
    def departures(self) -> list[datetime]:
        """The moments at which somebody is fetched, in order."""
        return sorted({walk.session.starts_at for block in self.blocks for walk in block.walks})


def movements_on(user: User, day: date) -> MovementList:
    """The movements of the user's own office on `day`: two queries, however many people."""
    visible = Session.objects.visible_to(user).standing().filter(date=day)
    sessions = {one.pk: one for one in visible.select_related("batch__facility")}
    housing = Housing.objects.open().filter(inmate=OuterRef("inmate"))
    pairs = (
        Enrollment.objects.expected_at(visible)
        .annotate(block=Subquery(housing.values("block")[:1]), cell=Subquery(housing.values("cell")[:1]))
        .select_related("inmate")
    )
    walks = [Walk(row, sessions[row.session_pk], row.block or "", row.cell or "") for row in pairs]
    return MovementList(day, list(_by_block(walks)))


def _by_block(walks: Iterable[Walk]) -> Iterator[Block]:
    ordered = sorted(
        # Whoever has no block on record stands last, where a guard sees that something is missing.
        walks,
        key=lambda w: (not w.block, w.block, w.cell, w.place.inmate.name_key, w.place.pk, w.session.starts_at),
    )
    for name, found in groupby(ordered, key=attrgetter("block")):
        yield Block(name, list(found))


def paper(user: User, movements: MovementList) -> bytes:
    """The list on A4 in Indonesian, ready to be ticked. Raises `RuleViolation` when a word does not fit."""
    with translation.override("id"), timezone.override(user.time_zone):
        try:
            return listing.render(_words(user, movements))
        except Unprintable as refusal:
            raise RuleViolation([Blocker("unprintable", reason) for reason in refusal.reasons]) from refusal


def _words(user: User, movements: MovementList) -> dict:
    labels = (_("Block / cell"), _("Name"), _("Batch"), _("Where to"), _("Out"), _("Back"))
    out = ", ".join(hour(departure) for departure in movements.departures) or "–"
    return {
        "issuer": {"name": user.office.name, "address": user.office.address or user.office.city},
        "title": _("Movement list"),
        "facts": [
            {"label": _("Day"), "value": day_long(movements.day)},
            {"label": _("People"), "value": str(movements.people)},
            {"label": _("Leave at"), "value": out},
            {"label": _("Printed"), "value": moment(clock.now())},
        ],
        "columns": [{"label": label, "width": width} for label, width in zip(labels, WIDTHS, strict=True)],
        "rows": [_row(block, walk) for block in movements.blocks for walk in block.walks],
        "foot": _("Movement list of %(day)s") % {"day": day_long(movements.day)},
    }


def _row(block: Block, walk: Walk) -> list[str]:
    where = " / ".join(filter(None, (block.name, walk.cell))) or "–"
    session = walk.session
    return [where, walk.name, session.batch.name, session.room, hour(session.starts_at), hour(session.ends_at)]
