"""How counts of a region are told, so that nobody is picked out.

Counts of one to four are hidden and all others told to the nearest five; shares are made of what is told, or rounded to
five points. Less a total, one hidden part beside one told part leaves at least two counts. It is no proof against every
combination, as reports of outcomes have it: several parts that are all hidden under a small total are narrowed by it.
How many people a facility holds is no secret and told as it is.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from outcomes.effect.small_cells import LARGE_GROUP, SMALL, is_small

FIVE, ONE = 5, 1


@dataclass(frozen=True)
class Told:
    """A count as it may be told: `value` is None where it is hidden, zero where there is nobody."""

    value: int | None
    step: int = FIVE

    @property
    def is_hidden(self) -> bool:
        """Whether it lies between one and four."""
        return self.value is None

    @property
    def cell(self) -> int | str:
        """What a file says: a number where one is told."""
        return str(self) if self.value is None else self.value

    def __str__(self) -> str:
        if self.value is None:
            return _("< 5")
        return f"± {self.value}" if self.value and self.step > ONE else str(self.value)


def tell(count: int, step: int = FIVE) -> Told:
    """The count rounded to the nearest `step`, halves up; hidden from one to four."""
    if 0 < count < SMALL:
        return Told(None, step)
    return Told((2 * count + step) // (2 * step) * step, step)


def tell_percent(part: int, whole: int) -> int | None:
    """`part` of `whole` people in percent of what is told of both; None where a count or its complement is hidden."""
    told, of = tell(part).value, tell(whole).value
    if not told or not of or is_small(part, whole) or is_small(whole - part, whole):
        return None
    return min(told * 100 // of, 100)


def tell_attendance(held: int, possible: int, people: int) -> int | None:
    """Minutes attended in percent, to the nearest five points.

    None if they are of fewer than five people, if none was possible, or if it would say all or nothing of a few.
    """
    if not possible or people < SMALL:
        return None
    percent = min((200 * held + 5 * possible) // (10 * possible) * 5, 100)
    return None if percent in (0, 100) and people < LARGE_GROUP else percent
