"""The last reconcile's findings: kinds and counts for the administrator, records for the responsible officers."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby

from django.db.models import OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse

from accounts.models import User
from core import clock
from core.templatetags.dates import moment
from inmates.people.models import Person
from reports.reconcile.contradictions import KINDS, Kind, kinds_for
from reports.reconcile.models import Finding, ReconcileCount, ReconcileRun

# A machine may be off for one night; after that somebody has to look.
OVERDUE = timedelta(hours=36)
RUNS_SHOWN = 10
RELATED = ("person", "other_person", "batch", "session", "certificate")


@dataclass(frozen=True)
class Line:
    """One kind with the last run's counts."""

    kind: Kind
    count: int
    new: int
    gone: int


@dataclass(frozen=True)
class Summary:
    """The last finished run as one office reads it; `failed` is a later run that did not finish."""

    run: ReconcileRun | None = None
    failed: ReconcileRun | None = None
    lines: list[Line] = field(default_factory=list)

    @property
    def is_overdue(self) -> bool:
        """True if the reconcile has not run for too long."""
        return self.run is None or self.run.started_at < clock.now() - OVERDUE

    @property
    def found(self) -> list[Line]:
        """The kinds with findings."""
        return [line for line in self.lines if line.count]

    @property
    def total(self) -> int:
        """The number of current contradictions."""
        return sum(line.count for line in self.lines)

    @property
    def new(self) -> int:
        """How many of them are new since the previous run."""
        return sum(line.new for line in self.lines)

    @property
    def gone(self) -> int:
        """How many of the previous run's findings are gone."""
        return sum(line.gone for line in self.lines)

    @property
    def others(self) -> list[Kind]:
        """The kinds without findings."""
        known = {line.kind.code for line in self.found}
        return [kind for kind in KINDS.values() if kind.code not in known]


def summary_for(user: User) -> Summary:
    """Kinds and counts of the user's own office, in the order of the checks; two queries. Names no record."""
    ended = list(
        ReconcileRun.objects.exclude(state=ReconcileRun.State.RUNNING).order_by("-started_at", "-pk")[:RUNS_SHOWN]
    )
    run = next((one for one in ended if one.state == ReconcileRun.State.DONE), None)
    failed = ended[0] if ended and ended[0].state == ReconcileRun.State.FAILED else None
    counts = (
        ReconcileCount.objects.visible_to(user).filter(run=run).order_by() if run else ReconcileCount.objects.none()
    )
    tallies = {
        row["kind"]: Line(KINDS[row["kind"]], row["found"], row["fresh"], row["past"])
        for row in counts.values("kind").annotate(found=Sum("count"), fresh=Sum("new"), past=Sum("gone"))
        # A run of an earlier version may contain kinds that no longer exist.
        if row["kind"] in KINDS
    }
    return Summary(run, failed, [tallies[code] for code in KINDS if code in tallies])


def counts_of(summary: Summary) -> list[dict]:
    """The lines for the home page, each number linking to its explanation."""
    page = reverse("reports:reconcile")
    return [
        {"number": line.count, "label": line.kind.title, "url": f"{page}#{line.kind.code}"} for line in summary.found
    ]


def runs_for(user: User) -> QuerySet[ReconcileRun]:
    """The latest runs, newest first, each with `found`: the number of contradictions in the user's office."""
    own = ReconcileCount.objects.visible_to(user).filter(run=OuterRef("pk")).order_by()
    found = own.values("run").annotate(found=Sum("count")).values("found")
    return ReconcileRun.objects.annotate(found=Coalesce(Subquery(found), 0)).order_by("-started_at", "-pk")[:RUNS_SHOWN]


def last_run() -> ReconcileRun | None:
    """The last finished run."""
    return ReconcileRun.objects.filter(state=ReconcileRun.State.DONE).order_by("-started_at", "-pk").first()


def findings_for(user: User) -> QuerySet[Finding]:
    """The contradictions in the user's own office for which the user's roles are responsible."""
    return Finding.objects.visible_to(user).filter(kind__in=kinds_for(user.role_names)).select_related(*RELATED)


@dataclass(frozen=True)
class Place:
    """Something with a name and, if the reader may open it, a link."""

    label: str
    url: str = ""


@dataclass(frozen=True)
class Row:
    """A contradiction with its people and records, each linking to the page where it can be corrected."""

    people: list[Place]
    records: list[Place]
    found_at: datetime


@dataclass(frozen=True)
class Group:
    """The contradictions of one kind."""

    kind: Kind
    rows: list[Row]


def groups_of(findings: Iterable[Finding], user: User) -> list[Group]:
    """The findings grouped by kind, in order, for a reader responsible for these kinds and allowed to open
    their pages.
    """
    # `groupby` joins only adjacent rows; the page is sorted by kind first.
    groups = groupby(findings, key=lambda finding: finding.kind)
    return [Group(KINDS[code], [_row(one, KINDS[code], user) for one in rows]) for code, rows in groups]


def _row(finding: Finding, kind: Kind, user: User) -> Row:
    people = [_person(one, user) for one in (finding.person, finding.other_person) if one]
    return Row(people, list(_records(finding, kind)), finding.found_at)


def _person(person: Person, user: User) -> Place:
    # People who left are named, because a row of this office is about them, but their profile is no longer accessible.
    is_here = user.facility_id is not None and person.facility_id == user.facility_id
    return Place(person.full_name, reverse("inmates:detail", args=[person.public_id]) if is_here else "")


def _records(finding: Finding, kind: Kind) -> Iterator[Place]:
    if finding.session:
        address = reverse("programs:session_roll", args=[finding.session.public_id])
        yield Place(moment(finding.session.starts_at), address)
    if finding.certificate:
        address = reverse("certification:certificate_detail", args=[finding.certificate.public_id])
        yield Place(finding.certificate.number_text, address)
    if finding.batch:
        page = kind.page or "programs:batch_detail"
        yield Place(finding.batch.name, reverse(page, args=[finding.batch.public_id]))
    elif kind.page:
        yield Place(str(kind.page_label), reverse(kind.page))
