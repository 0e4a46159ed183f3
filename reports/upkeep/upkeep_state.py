"""How the works of upkeep stand, for the administrator's pages and for /sehat/."""

from dataclasses import dataclass
from datetime import datetime
from typing import Self

from django.db.models import Max, Q
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock, health
from core.health import Finding
from core.models import KeyMark
from reports.upkeep.models import UpkeepRun
from reports.upkeep.works import WORKS, Work

RUNS_SHOWN = 20
State = UpkeepRun.State


@dataclass(frozen=True)
class Standing:
    """One work with its last run, and the beginning of the last run in which all was well."""

    work: Work
    last: UpkeepRun | None
    good_at: datetime | None

    @classmethod
    def of_all(cls) -> list[Self]:
        """Every work, in the order in which they are done; two queries."""
        # A clock that was ahead once has left runs that are still to come.
        ended = UpkeepRun.objects.order_by().exclude(state=State.RUNNING).filter(started_at__lte=clock.now())
        known = {
            row["work"]: row
            for row in ended.values("work").annotate(
                newest=Max("pk"), good_at=Max("started_at", filter=Q(state=State.WELL))
            )
        }
        newest = UpkeepRun.objects.in_bulk([row["newest"] for row in known.values()])
        return [
            cls(work, newest.get(known[code]["newest"]), known[code]["good_at"])
            if code in known
            else cls(work, None, None)
            for code, work in WORKS.items()
        ]

    @property
    def is_late(self) -> bool:
        """Whether the last good run is older than it may be; one that never ran is not late but missing."""
        return self.good_at is not None and self.good_at < clock.now() - self.work.late_after

    @property
    def is_missing(self) -> bool:
        """Whether it was never done, or is not set up on this site."""
        return not self.work.is_set_up() or self.last is None

    @property
    def kind(self) -> str:
        """Of the tag: ok, warn, bad or quiet."""
        if not self.work.is_set_up():
            return "warn"
        if self.last is None:
            return "quiet"
        if self.last.state != State.WELL or self.is_late:
            return "bad"
        return "ok"

    @property
    def word(self) -> str:
        """Of the tag."""
        if not self.work.is_set_up():
            return _("Not set up")
        if self.last is None:
            return _("Not done yet")
        return str(_("Late") if self.last.state == State.WELL and self.is_late else self.last.get_state_display())

    @property
    def needs_a_look(self) -> bool:
        """Whether the administrator should do something about it."""
        return self.kind in ("bad", "warn")


@dataclass(frozen=True)
class Done:
    """One run with the title of its work and the kind of its tag."""

    run: UpkeepRun
    title: str
    kind: str


KINDS = {State.RUNNING: "info", State.WELL: "ok", State.FOUND: "bad", State.FAILED: "bad"}


def last_runs() -> list[Done]:
    """The latest runs of all works, newest first."""
    # A run of an earlier version may be of a work that no longer exists.
    return [
        Done(run, str(WORKS[run.work].title) if run.work in WORKS else run.work, KINDS[State(run.state)])
        for run in UpkeepRun.objects.all()[:RUNS_SHOWN]
    ]


def are_halves_printed() -> bool:
    """Whether the halves of this key were printed for the envelopes; without them a lost disk takes the key along."""
    return KeyMark.objects.filter(halves_printed_at__isnull=False).exists()


@health.register("upkeep", gettext_lazy("Upkeep of the site"))
def upkeep() -> Finding:
    """Failed if a verification, a backup or a drill found something, failed or is late."""
    standing = Standing.of_all()
    bad = [one for one in standing if one.kind == "bad"]
    if bad:
        sentence = gettext_lazy("Needs a look: %(works)s")
        return Finding(health.State.FAILED, sentence, {"works": " ".join(_told(one) for one in bad)})
    if missing := [str(one.work.title) for one in standing if one.is_missing]:
        sentence = gettext_lazy("Not set up, or not done yet: %(works)s.")
        return Finding(health.State.WARNING, sentence, {"works": ", ".join(missing)})
    return Finding(health.State.OK, gettext_lazy("%(works)s works of upkeep are well."), {"works": len(standing)})


def _told(standing: Standing) -> str:
    return f"{standing.work.title} ({standing.word}): {standing.work.advice}"


@health.may_read.register
def may_read_health(request: HttpRequest) -> bool:
    """Whoever may see the upkeep of the site may see its parts."""
    return request.user.has_perm("reports.view_reconcile")
