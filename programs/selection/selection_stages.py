"""How far the selection of a batch has progressed, for its page."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.templatetags.dates import day
from programs.batches.models import Batch
from programs.entry_rules.findings import Verdict
from programs.selection import kept_ranking, place_offers
from programs.selection.candidate_ranking import Candidate
from programs.selection.held_places import places
from programs.selection.models import Application, Hearing, PlaceOffer

State = Application.State


def _with_places(applications: QuerySet[Application]) -> QuerySet[Application]:
    """Annotates `place_ended` (the resulting place was given back) and `offered_until` (last day of an open offer)."""
    ended = places().ended().filter(application=OuterRef("pk"))
    offers = PlaceOffer.objects.filter(application=OuterRef("pk"), state=PlaceOffer.State.OPEN)
    return applications.annotate(place_ended=Exists(ended), offered_until=Subquery(offers.values("expires_on")[:1]))


def with_counts(batches: QuerySet[Batch]) -> QuerySet[Batch]:
    """Annotates the numbers of `candidates` and of those `undecided`, `admitted` (ever) and `enrolled`."""
    held = places().holding().filter(batch=OuterRef("pk")).order_by().values("batch")
    return batches.annotate(
        candidates=Count("applications", filter=~Q(applications__state=State.WITHDRAWN)),
        undecided=Count("applications", filter=Q(applications__state=State.SUBMITTED)),
        admitted=Count("applications", filter=Q(applications__state__in=[State.ADMITTED, State.ENROLLED])),
        enrolled=Coalesce(Subquery(held.annotate(count=Count("pk")).values("count")), 0),
    )


@dataclass(frozen=True)
class Standing:
    """How the selection of a batch stands: its last hearing, and its candidates in order, grouped for the page."""

    hearing: Hearing | None
    weights: dict[str, int]
    candidates: list[Candidate]
    groups: dict[str, Any]

    @property
    def is_decided_on(self) -> bool:
        """Whether the board can decide now."""
        return self.hearing is not None and self.hearing.is_open


def standing_of(batch: Batch) -> Standing:
    """The standing of today, by the facility's calendar; a fixed number of queries."""
    applications = _with_places(batch.applications.exclude(state=State.WITHDRAWN))
    # Stored answers are long, and no list shows them.
    rows = list(applications.select_related("person", "appeal").defer("answers", "decision_answers"))
    hearing = batch.hearings.select_related("chair").first()
    weights = kept_ranking.weights_of(batch, rows, hearing)
    candidates = kept_ranking.shown(batch, rows, weights=weights, hearing=hearing)
    groups = groups_of(candidates)
    if hearing and not hearing.is_open:
        groups["reserve_list"] = _without_place(batch, groups) + groups["reserve_list"]
    return Standing(hearing, weights, candidates, groups)


def _places_held(candidates: list[Candidate]) -> int:
    """How many candidates hold a place; those who gave theirs back remain candidates."""
    rows = [one.application for one in candidates]
    return sum(row.state == State.ENROLLED and not row.place_ended for row in rows)


def groups_of(candidates: list[Candidate]) -> dict[str, Any]:
    """Candidates grouped for the page: the table, and below it those who do not meet the rules, with reasons.

    Decided candidates stay in the table, so that an override is always visible.
    """
    table: list[Candidate] = []
    below: list[Candidate] = []
    for one in candidates:
        is_below = one.verdict == Verdict.FAILS and one.application.state == State.SUBMITTED
        (below if is_below else table).append(one)
    undecided = [one for one in candidates if one.application.state == State.SUBMITTED]
    listed = _in_state(candidates, State.RESERVE, State.OFFERED)
    admitted = _in_state(candidates, State.ADMITTED)
    return {
        "candidates": table,
        "excluded": below,
        "incomplete": sum(one.verdict == Verdict.MISSING for one in undecided),
        "undecided": len(undecided),
        "admitted": admitted,
        "reserve": len(_in_state(candidates, State.RESERVE)),
        "reserve_list": sorted(listed, key=lambda row: (row.state != State.OFFERED, row.reserve_position)),
        "enrolled": _places_held(candidates),
        "appealed": [one.application for one in candidates if _waits_for_appeal(one.application)],
    }


def next_undecided(groups: dict[str, Any], after: str = "") -> Application | None:
    """Whom the board decides on next: the first without a decision below the application with that public id, as the
    page lists them, and from the top again. None if everybody has one.
    """
    shown = [one.application for one in (*groups["candidates"], *groups["excluded"])]
    place = next((place for place, one in enumerate(shown, 1) if str(one.public_id) == after), 0)
    return next((one for one in (*shown[place:], *shown[:place]) if one.state == State.SUBMITTED), None)


def _without_place(batch: Batch, groups: dict[str, Any]) -> list[Application]:
    """Admitted people for whom no place is left, in order of decision, of those decided together in that of rank; they
    come before the reserve list.
    """
    offered = sum(row.state == State.OFFERED for row in groups["reserve_list"])
    places_left = max(batch.capacity - groups["enrolled"] - offered, 0)
    return sorted(groups["admitted"], key=lambda row: row.decided_at)[places_left:]


def _in_state(candidates: list[Candidate], *states: str) -> list[Application]:
    return [one.application for one in candidates if one.application.state in states]


def _waits_for_appeal(application: Application) -> bool:
    appeal = getattr(application, "appeal", None)
    return appeal is not None and not appeal.outcome


def has_place_to_offer(batch: Batch, groups: dict[str, Any]) -> bool:
    """Whether the officer can offer a place by hand; runs no queries if the reserve list is empty."""
    return bool(groups["reserve_list"]) and not place_offers.offer_blockers(batch)


def steps_of(batch: Batch, candidates: list[Candidate], hearing: Hearing | None) -> list[dict[str, str]]:
    """Applications, entry rules, hearing and places: each done, now or to do."""
    total = len(candidates)
    fails = sum(one.verdict == Verdict.FAILS for one in candidates)
    waiting = sum(one.verdict == Verdict.MISSING and one.application.state == State.SUBMITTED for one in candidates)
    enrolled = _places_held(candidates)
    admitted = sum(one.application.state == State.ADMITTED for one in candidates)
    is_closed = hearing is not None and hearing.state != Hearing.State.OPEN
    candidates_note = ngettext("%(count)s candidate", "%(count)s candidates", total) % {"count": total}
    checked_note = _("%(checked)s checked, %(fails)s do not meet them") % {"checked": total, "fails": fails}
    if waiting:
        checked_note = _("%(waiting)s of %(all)s cannot be judged yet") % {"waiting": waiting, "all": total}
    places_note = _("%(taken)s of %(places)s taken") % {"taken": enrolled, "places": batch.capacity}
    all_placed = is_closed and enrolled and not admitted
    return [
        _step(_("Applications"), candidates_note, done=hearing is not None, now=hearing is None),
        _step(_("Entry rules"), checked_note, done=hearing is not None and not waiting, now=False),
        _step(_("Hearing"), _hearing_note(hearing), done=is_closed, now=hearing is not None and not is_closed),
        _step(_("Places"), places_note, done=bool(all_placed), now=is_closed and not all_placed),
    ]


def _hearing_note(hearing: Hearing | None) -> str:
    if hearing is None:
        return _("Not yet")
    if hearing.state == Hearing.State.CALLED_OFF:
        return str(Hearing.State.CALLED_OFF.label)
    if hearing.state == Hearing.State.CLOSED:
        return _("Closed, %(day)s") % {"day": day(hearing.held_on)}
    return _("Open, %(day)s") % {"day": day(hearing.held_on)}


def _step(name: str, note: str, *, done: bool, now: bool) -> dict[str, str]:
    return {"name": name, "note": note, "state": "done" if done else "now" if now else "todo"}
