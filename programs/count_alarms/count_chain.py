"""The four counts of a session side by side, each with its difference from the one before."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.templatetags.dates import hour_on
from programs.count_alarms.models import CountAlarm
from programs.count_alarms.open_counts import Line


@dataclass(frozen=True)
class Joint:
    """The difference between a count and the previous one; `gap` is None if the reader cannot see one of them."""

    gap: int | None

    @property
    def is_bad(self) -> bool:
        """Whether the two differ."""
        return bool(self.gap)

    @property
    def word(self) -> str:
        """Whether the number is the same, lower, higher or not known yet."""
        if self.gap is None:
            return _("not known yet")
        if not self.gap:
            return _("the same")
        sentence = _("%(count)s fewer") if self.gap < 0 else _("%(count)s too many")
        return sentence % {"count": abs(self.gap)}


@dataclass
class Box:
    """One count of the chain as its reader sees it, with the joint before it."""

    line: Line
    people: int | None
    joint: Joint | None
    is_short: bool = False
    expected: int | None = None

    @property
    def is_bad(self) -> bool:
        """Whether the count differs from the previous one or from the list."""
        return self.is_short or bool(self.joint and self.joint.is_bad)

    @property
    def note(self) -> str:
        """When and by whom it was counted, or why there is no number."""
        if self.line.is_hidden:
            return _("Counted, not shown yet") if self.people is None else _("Counted by the other side")
        count = self.line.count
        if count is None:
            return _("Not counted yet")
        return f"{hour_on(count.counted_at, self.line.day)} · {count.counted_by.full_name}"


def chain(lines: Iterable[Line], alarms: Iterable[CountAlarm]) -> list[Box]:
    """The four counts in a chain. Everybody who is alarmed sees the numbers of the alarm."""
    boxes: list[Box] = []
    differing = [alarm for alarm in alarms if not alarm.agreed_at]
    named = {alarm.from_point: alarm.before for alarm in differing} | {one.to_point: one.after for one in differing}
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
