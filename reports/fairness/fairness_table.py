"""Who applied and who was admitted, by sex, age, block and register class: are chances distributed evenly?

For the facility's own use. The rows of each table add up to the period's applications; facts unknown on the day of the
application are shown as unknown and never left out.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from statistics import median
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from core import clock
from inmates.custody.models.stays import Housing, RegisterNumber
from inmates.people.codes import Sex
from programs.selection.models import Application

State = Application.State
# By decade from 18; the last group is open-ended.
AGE_GROUPS = ((0, 17), (18, 24), (25, 34), (35, 44), (45, 54), (55, None))
# An offered place counts as given: fairness does not depend on the person's answer.
IN = frozenset({State.ADMITTED.value, State.OFFERED.value, State.ENROLLED.value})
UNKNOWN = gettext_lazy("not known")


@dataclass
class Line:
    """One group: its applications by outcome, and the days each waited for a decision."""

    label: str
    applied: int = 0
    admitted: int = 0
    reserve: int = 0
    rejected: int = 0
    withdrawn: int = 0
    undecided: int = 0
    waits: list[int] = field(default_factory=list)

    @property
    def share(self) -> int | None:
        """Admitted applicants in percent; None if nobody applied."""
        return round(100 * self.admitted / self.applied) if self.applied else None

    @property
    def waiting_days(self) -> float | None:
        """Median days between application and decision; open applications count until today."""
        if not self.waits:
            return None
        days = median(self.waits)
        # For an even number of values the median is a float even if it is whole.
        return int(days) if days == int(days) else days

    def add(self, application: Application, waited: int) -> None:
        """Counts one application and the days it waited."""
        self.applied += 1
        name = {State.RESERVE: "reserve", State.REJECTED: "rejected", State.SUBMITTED: "undecided"}.get(
            State(application.state), "admitted" if application.state in IN else "withdrawn"
        )
        setattr(self, name, getattr(self, name) + 1)
        self.waits.append(waited)


@dataclass(frozen=True)
class Table:
    """The lines of one dimension; their sum is the total."""

    label: str
    lines: list[Line]


@dataclass
class Case:
    """An application with the facts it is grouped by, as of the day of the application."""

    application: Application
    on: date
    waited: int
    block: str = ""
    register_class: str = ""


def cases_of(user: User, since: date, until: date) -> list[Case]:
    """The facility's applications in the period, both days inclusive (local); three queries."""
    found = [_case(row, user.time_zone) for row in _applied(user, since, until).select_related("person")]
    people = {case.application.person_id for case in found}
    blocks = _on_days(Housing.objects.filter(person__in=people), "block")
    classes = _on_days(RegisterNumber.objects.filter(person__in=people), "register_class")
    for case in found:
        case.block = _value_on(blocks.get(case.application.person_id, []), case.on)
        case.register_class = _value_on(classes.get(case.application.person_id, []), case.on)
    return found


def _applied(user: User, since: date, until: date) -> QuerySet[Application]:
    begin, end = _midnight(since, user), _midnight(until + timedelta(days=1), user)
    return Application.objects.visible_to(user).filter(submitted_at__gte=begin, submitted_at__lt=end)


def _midnight(day: date, user: User) -> datetime:
    return clock.at(day, time(), user.time_zone)


def _case(application: Application, zone: str) -> Case:
    end = application.decided_at or application.closed_at or clock.now()
    waited = max((end - application.submitted_at) // timedelta(days=1), 0)
    return Case(application, clock.local(application.submitted_at, zone).date(), waited)


def _on_days(rows: Any, name: str) -> dict[int, list[tuple[date | None, date | None, str]]]:
    found: dict[int, list] = {}
    # In recording order: `_value_on` takes the last match, so a correction overrides what it corrects.
    for person, from_date, until, value in rows.order_by("pk").values_list("person", "from_date", "until", name):
        found.setdefault(person, []).append((from_date, until, value))
    return found


def _value_on(spans: Iterable[tuple[date | None, date | None, str]], day: date) -> str:
    """The value in force on that day, the last recorded if there are two; empty if unknown."""
    fitting = [
        value for since, until, value in spans if (since is None or since <= day) and (until is None or until >= day)
    ]
    return fitting[-1] if fitting else ""


def total_of(cases: Iterable[Case]) -> Line:
    """All applications of the period in one line."""
    line = Line(_("All"))
    for case in cases:
        line.add(case.application, case.waited)
    return line


def tables_of(cases: list[Case]) -> list[Table]:
    """The same applications grouped by each of the four features."""
    return [Table(str(label), _lines(cases, group)) for label, group in DIMENSIONS]


def _lines(cases: list[Case], group: Callable[[Case], tuple[Any, str]]) -> list[Line]:
    lines: dict[Any, Line] = {}
    for case in cases:
        key, label = group(case)
        lines.setdefault(key, Line(label)).add(case.application, case.waited)
    return [lines[key] for key in sorted(lines)]


def _by_sex(case: Case) -> tuple[Any, str]:
    sex = case.application.person.sex
    # False sorts before true, so unknown values form the last line.
    return (not sex, sex), str(Sex(sex).label if sex else UNKNOWN)


def _by_age(case: Case) -> tuple[Any, str]:
    born = case.application.person.birth_date
    if born is None:
        return len(AGE_GROUPS), str(UNKNOWN)
    age = case.on.year - born.year - ((case.on.month, case.on.day) < (born.month, born.day))
    place, (low, high) = next(
        (place, group) for place, group in enumerate(AGE_GROUPS) if group[1] is None or age <= group[1]
    )
    words = {"low": low, "high": high}
    return place, _("%(low)s and older") % words if high is None else _("%(low)s to %(high)s") % words


def _by_block(case: Case) -> tuple[Any, str]:
    return (not case.block, case.block), case.block or str(UNKNOWN)


def _by_class(case: Case) -> tuple[Any, str]:
    return (not case.register_class, case.register_class), case.register_class or str(UNKNOWN)


DIMENSIONS = (
    (gettext_lazy("Sex"), _by_sex),
    (gettext_lazy("Age on the day of the application"), _by_age),
    (gettext_lazy("Block on the day of the application"), _by_block),
    (gettext_lazy("Register class on the day of the application"), _by_class),
)


def usual_period(user: User) -> tuple[date, date]:
    """From 1 January until today."""
    today = clock.today(user.time_zone)
    return today.replace(month=1, day=1), today


def heads() -> list[str]:
    """The columns of the export."""
    return [
        _("Feature"),
        _("Group"),
        _("Applied"),
        _("Admitted"),
        _("Reserve list"),
        _("Not admitted"),
        _("Withdrawn"),
        _("Undecided"),
        _("Admitted, percent"),
        _("Waiting, median days"),
    ]


def export_rows(cases: list[Case]) -> Iterator[list[Any]]:
    """Yields every line of every table, preceded by the total."""
    yield [_("All"), *_cells(total_of(cases))]
    for table in tables_of(cases):
        for line in table.lines:
            yield [table.label, *_cells(line)]


def _cells(line: Line) -> list[Any]:
    counts = [line.applied, line.admitted, line.reserve, line.rejected, line.withdrawn, line.undecided]
    return [line.label, *counts, line.share, line.waiting_days]


def reconciles(cases: list[Case], user: User, since: date, until: date) -> bool:
    """True if every table adds up to the number of stored applications in the period."""
    # Queried again instead of using `cases`, so that rows lost on the way into the tables are noticed.
    held = _applied(user, since, until).count()
    return all(sum(line.applied for line in table.lines) == held for table in tables_of(cases))
