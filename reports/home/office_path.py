"""How far an office is on the way to its first batch, and which step is a user's own."""

from dataclasses import dataclass

from django.db.models import Count, IntegerField, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Facility, TrainingCenter, User
from core import clock
from reports.home.office_parts import NEEDED, OF_CENTER, OF_FACILITY, Counts, Part, center_rows, facility_rows


@dataclass(frozen=True)
class Step:
    """A part as a user sees it. `state`: done, now (the first that is open) or todo; `url` is empty without a right."""

    name: str
    why: str
    state: str
    role: str
    url: str
    is_mine: bool


@dataclass(frozen=True)
class Duty:
    """How far the steps of one role are."""

    role: str
    done: int
    total: int
    next: str


@dataclass(frozen=True)
class Path:
    """All steps of an office, the user's own next one if there is any, and how far each role is."""

    steps: list[Step]
    own: Step | None
    duties: list[Duty]

    @property
    def done(self) -> int:
        """How many steps are done."""
        return sum(step.state == "done" for step in self.steps)

    @property
    def now(self) -> Step | None:
        """The first open step of the office; None once all are done."""
        return next((step for step in self.steps if step.state == "now"), None)


def path_of(user: User) -> Path | None:
    """The path of the user's office, or None where it has none; two queries."""
    office = user.facility or user.training_center
    if office is None:
        return None
    parts = OF_FACILITY if isinstance(office, Facility) else OF_CENTER
    given = _roles_given(office)
    counts = {**_counts(office), "roles": len(given), "needed": len(NEEDED[type(office)])}
    missing = [str(role.label) for role in NEEDED[type(office)] if role not in given]
    open_part = next((part for part in parts if not part.is_done(counts)), None)
    steps = [_step(part, user, counts, missing, is_now=part is open_part) for part in parts]
    own = next((step for step in steps if step.is_mine and step.state != "done"), None)
    return Path(steps, own, _duties(parts, counts))


def _step(part: Part, user: User, counts: Counts, missing: list[str], *, is_now: bool) -> Step:
    done = part.is_done(counts)
    opened = part.see if done else part.do
    may = user.has_perm(opened.permission)
    why = part.why
    if part.key == "roles" and missing:
        why = _("Nobody has yet: %(roles)s.") % {"roles": ", ".join(missing)}
    elif counts[part.key]:
        why = part.told % {"count": counts[part.key], "all": counts.get(part.all_of, 0)}
    return Step(
        name=str(part.name),
        why=str(why),
        state="done" if done else "now" if is_now else "todo",
        role=str(part.role.label),
        url=reverse(opened.page) if may else "",
        is_mine=may and not done,
    )


def _duties(parts: tuple[Part, ...], counts: Counts) -> list[Duty]:
    """In the order in which roles come first."""
    found = []
    for role in dict.fromkeys(part.role for part in parts):
        own = [part for part in parts if part.role == role]
        left = [part for part in own if not part.is_done(counts)]
        found.append(Duty(str(role.label), len(own) - len(left), len(own), str(left[0].name) if left else ""))
    return found


def _roles_given(office: Facility | TrainingCenter) -> set[str]:
    """The needed roles that active users of the office have."""
    names = NEEDED[type(office)]
    users = office.users.filter(is_active=True, groups__name__in=names)
    return set(users.order_by().values_list("groups__name", flat=True).distinct()) & set(names)


def _counts(office: Facility | TrainingCenter) -> dict[str, int]:
    """How much there is of each part, in one query."""
    today = clock.today(office.time_zone)
    of_office = facility_rows if isinstance(office, Facility) else center_rows
    numbers = {name: _number(rows) for name, rows in of_office(today).items()}
    counted = type(office).objects.filter(pk=office.pk).values_list(*numbers.values()).get()
    return dict(zip(numbers, counted, strict=True))


def _number(rows: QuerySet) -> Coalesce:
    counted = rows.order_by().annotate(_one=Value(1)).values("_one").annotate(_count=Count("pk", distinct=True))
    return Coalesce(Subquery(counted.values("_count"), output_field=IntegerField()), 0)
