"""What somebody who enters a public class after its start can no longer attend."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.ports import Port
from core.templatetags.dates import day as written_day
from programs.batches.models import Batch
from programs.catalog.models import ProgramUnit
from programs.catalog.unit_blocks import taken

lessons_over: Port[[Batch], Iterable[tuple[ProgramUnit, int]]] = Port()
"""Asked for the units of a batch in the order of teaching, each with its JP that were scheduled before today; units
of which nothing was may be left out."""


@dataclass(frozen=True)
class Missed:
    """The lessons that were given before an entry today: of whole units, and of units that go on, with their JP.

    `units`: all units that are taken.
    """

    batch: Batch
    units: list[ProgramUnit]
    whole: list[ProgramUnit]
    begun: list[tuple[ProgramUnit, int]]

    @property
    def jp(self) -> int:
        """The JP that are over."""
        return sum(unit.jp for unit in self.whole) + sum(jp for _unit, jp in self.begun)

    @property
    def sentences(self) -> list[str]:
        """What is missed, in words; none if nothing is."""
        if not self.jp:
            return []
        total = sum(unit.jp for unit in self.units)
        over = _("%(jp)s of %(total)s JP are over since %(day)s; who enters today cannot attend them any more.")
        found = [over % {"jp": self.jp, "total": total, "day": written_day(self.batch.starts_on)}]
        if self.whole:
            names = "; ".join(unit.title for unit in self.whole)
            found.append(_("Taught already, to the end: %(units)s.") % {"units": names})
        if self.begun:
            part = _("%(title)s (%(jp)s of %(total)s JP)")
            names = "; ".join(part % {"title": one.title, "jp": jp, "total": one.jp} for one, jp in self.begun)
            found.append(_("Begun already: %(units)s.") % {"units": names})
        return found


def missed(batch: Batch, signs: Collection[str] = ()) -> Missed:
    """What is over of the batch, or of these blocks of it, for somebody who enters today."""
    units = taken(batch.version.units.all(), signs)
    found = [(unit, jp) for answer in lessons_over.ask(batch) for unit, jp in answer if jp and unit in units]
    whole = [unit for unit, jp in found if jp >= unit.jp]
    return Missed(batch, units, whole, [(unit, jp) for unit, jp in found if jp < unit.jp])
