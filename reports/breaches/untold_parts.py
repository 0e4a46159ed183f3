"""Whoever is not told yet, in parts: one file of letters, or one list to tick, holds no more than a part."""

from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from reports.breaches.models import AffectedPerson, AffectedQuerySet, Breach

MOST_PEOPLE = 50


@dataclass(frozen=True)
class UntoldPart:
    """One part of those who are not told yet, by name. `number` counts from 1; one outside is the nearest."""

    breach: Breach
    number: int = 1

    @cached_property
    def total(self) -> int:
        """How many people are not told yet."""
        return self._rows.count()

    @property
    def shown(self) -> int:
        """The number of the part that is shown."""
        return max(1, min(self.number, -(-self.total // MOST_PEOPLE)))

    @cached_property
    def people(self) -> list[AffectedPerson]:
        """Those of this part."""
        first = (self.shown - 1) * MOST_PEOPLE
        return list(self._rows.select_related("person").by_name()[first : first + MOST_PEOPLE])

    @property
    def _rows(self) -> AffectedQuerySet:
        return self.breach.affected.counting().filter(told_on=None)

    def spans(self) -> list[tuple[str, str]]:
        """The number of each part and which people it holds ("51–85"); empty while one part holds them all."""
        if self.total <= MOST_PEOPLE:
            return []
        firsts = range(1, self.total + 1, MOST_PEOPLE)
        return [(str(n), f"{at}–{min(at + MOST_PEOPLE - 1, self.total)}") for n, at in enumerate(firsts, 1)]

    def sentence(self) -> str:
        """Which of them are shown, and which come next; empty while one part holds them all."""
        spans = dict(self.spans())
        if not spans:
            return ""
        words = {"span": spans[str(self.shown)], "total": self.total, "next": spans.get(str(self.shown + 1), "")}
        if words["next"]:
            return _("%(span)s of %(total)d people who are not told yet; next: %(next)s.") % words
        return _("%(span)s of %(total)d people who are not told yet; these are the last.") % words
