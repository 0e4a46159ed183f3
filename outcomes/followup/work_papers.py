"""The papers that the placement officer helps a graduate to get, and how far each is.

They are the catalog's items of that duty. Their days are counted from the day on which the first time is due, which the
page shows anyway: from the day of leaving itself the center would learn it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from certification.authority import authority_blockers
from core import audit, clock
from core.catalog_rows import CatalogRows
from core.errors import Blocker, refuse_if
from outcomes.followup.codes import DUE_AFTER, Wave
from outcomes.followup.contacts import PERMISSION, ended, held
from outcomes.followup.deaths import has_died
from outcomes.followup.models.consents import Consent
from outcomes.followup.models.outcomes import FollowUp
from outcomes.followup.models.work_papers import WorkPaper
from outcomes.leaving.models import Readiness, ReadinessItem

State = Readiness.State
# Never begun by default: the one shows what somebody may not want shown, the other is for an own business.
IF_WANTED = frozenset({"SKCK", "NIB"})
MOST_SHOWN = 100

center_items = CatalogRows(ReadinessItem.objects.of_placement)
"""What the placement officer settles, in the order of the catalog."""


@dataclass(frozen=True)
class Paper:
    """One paper of one graduate: what was noted last, and until when it should be there, once that can be said."""

    item: ReadinessItem
    row: WorkPaper | None
    due_on: date | None

    @property
    def state(self) -> str:
        return self.row.state if self.row else State.OPEN

    @property
    def state_label(self) -> str:
        return str(State(self.state).label)

    @property
    def is_settled(self) -> bool:
        return self.state in Readiness.SETTLED

    @property
    def is_if_wanted(self) -> bool:
        return self.item.code in IF_WANTED

    @property
    def waits_until(self) -> date | None:
        """The due day as long as something is to be done; a paper that nobody asked for has none."""
        waits = not self.is_settled and (self.state == State.IN_WORK or not self.is_if_wanted)
        return self.due_on if waits else None


def papers_of(consent: Consent, waves: Iterable[FollowUp] = ()) -> list[Paper]:
    """The papers of this graduate, due as the first of the times that pages show (`shown_on`) tells; one query."""
    rows = {row.item_id: row for row in consent.work_papers.select_related("recorded_by")}
    first = next((wave.due_on for wave in waves if wave.wave == Wave.WEEKS_2), None)
    return [Paper(item, rows.get(item.pk), _due(item, first)) for item in center_items()]


def _due(item: ReadinessItem, first: date | None) -> date | None:
    return first + timedelta(days=item.done_by_days) - DUE_AFTER[Wave.WEEKS_2] if first else None


def blockers(
    consent: Consent, states: Mapping[str, str], *, wanted: frozenset[str], on: date, by: User
) -> list[Blocker]:
    """Why these states, by code of the item, cannot be noted; `wanted` are codes for which the condition is ticked."""
    if not consent.is_agreed:
        return [ended()]
    found = authority_blockers(by, PERMISSION, consent.training_center)
    if not consent.asked_on <= on <= clock.today(consent.training_center.time_zone):
        found.append(Blocker("day", _("The day lies in the future or before the agreement. Correct it.")))
    if has_died(consent):
        found.append(Blocker("died", _("It is noted that the person has died.")))
    known = {item.code: item for item in center_items()}
    if not set(states) <= known.keys() or not set(states.values()) <= set(State.values):
        return [*found, Blocker("unknown", _("Choose items and states from the list."))]
    begun = {code for code, state in states.items() if state in (State.IN_WORK, State.DONE)}
    for code in sorted((begun & IF_WANTED) - wanted):
        sentence = _("“%(item)s” is only begun if it is needed and the person wants it. Tick that.")
        found.append(Blocker("unwanted", sentence % {"item": known[code].word}))
    return found


@transaction.atomic
def note_papers(
    consent: Consent, *, by: User, on: date, states: Mapping[str, str], wanted: frozenset[str]
) -> list[WorkPaper]:
    """Adds a row for each state that differs from the one noted last; returns the rows. Raises `RuleViolation`."""
    consent = held(consent)
    now_known = {row.item.code: row.state for row in consent.work_papers.select_related("item")}
    changed = {code: state for code, state in states.items() if state != now_known.get(code, State.OPEN)}
    refuse_if(blockers(consent, changed, wanted=wanted, on=on, by=by))
    items = {item.code: item for item in center_items()}
    added = [
        WorkPaper(consent=consent, item=items[code], state=state, on=on, recorded_by=by)
        for code, state in changed.items()
    ]
    WorkPaper.objects.bulk_create(added)
    if added:
        audit.record("work_paper.record", by=by, target=consent)
    return added


def in_work(user: User) -> QuerySet[WorkPaper]:
    """Papers that are being got for people of the user's center, the longest first."""
    rows = WorkPaper.objects.visible_to(user).newest().filter(state=State.IN_WORK, consent__person__isnull=False)
    return rows.select_related("consent__person", "item").order_by("on", "pk")[:MOST_SHOWN]
