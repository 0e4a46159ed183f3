"""What the page and the minutes of a plan show: figures of the day, or those kept for the meeting.

Numbers of people are as the reader's office may know them; employers are not named.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.text import rupiah
from outcomes.effect.trade_outcomes import in_steps
from outcomes.needs.neutral_words import words_found
from outcomes.plan.models import PlanLine, PlanMeeting, TrainingPlan
from outcomes.plan.plan_arithmetic import Limit, Verdict
from outcomes.plan.plan_figures import counted_seekers, figures_of
from outcomes.plan.plan_lines import ladders, line_at, lines_of
from outcomes.plan.wishes import FEWEST_SHOWN, shown_number
from programs.batches.models import BEGUN, Batch
from programs.places.models import Enrollment

UNTOLD = "–"
LIMITS = {
    Limit.NEED: gettext_lazy("need"),
    Limit.ELIGIBLE: gettext_lazy("people who may enter"),
    Limit.CAPACITY: gettext_lazy("room and instructor"),
}
VERDICTS = {
    Verdict.PROPOSED: gettext_lazy("Proposed"),
    Verdict.TOO_FEW: gettext_lazy("Below the smallest class"),
    Verdict.NO_MONEY: gettext_lazy("The money does not reach"),
}


@dataclass(frozen=True)
class Shown:
    """One line in words and numbers; `figures` are those of `plan_figures.Row.kept`."""

    line: PlanLine
    figures: dict[str, Any]
    for_facility: bool

    def _beside(self, number: int, *smaller: int) -> str:
        """The number; not for a center if its difference from a smaller one beside it is itself a small number.

        The smallest is the one that stays, since places and money tell it anyway.
        """
        is_close = any(0 < number - other < FEWEST_SHOWN for other in smaller)
        if not self.for_facility and number >= FEWEST_SHOWN and is_close:
            return UNTOLD
        return shown_number(number, for_facility=self.for_facility)

    @property
    def old_needs(self) -> str:
        """The line with how many of its need records are too old to count."""
        return f"{self.line} ({self.figures['old']})"

    @property
    def age(self) -> str:
        """How old the newest of its need records is; empty where there is none, or none was kept."""
        months = self.figures.get("months")
        if months is None:
            return ""
        if months == 0:
            return _("The newest record is less than a month old")
        sentence = ngettext(
            "The newest record is %(count)d month old", "The newest record is %(count)d months old", months
        )
        return sentence % {"count": months}

    @property
    def twice(self) -> str:
        """How many people are asked for twice and count once; empty where nobody is, or it was not kept."""
        number = self.figures.get("twice", 0)
        sentence = ngettext(
            "%(count)d person named by a visit and by its vacancy counts once",
            "%(count)d people named by a visit and by its vacancy count once",
            number,
        )
        return sentence % {"count": number} if number else ""

    @property
    def wishes(self) -> str:
        """How many wish for it."""
        return self._beside(sum(self.figures["wishes"]), self.figures["meets"], self.figures["eligible"])

    @property
    def anchor(self) -> str:
        """What an address calls the line."""
        return f"{self.line.vocation.code}-{self.line.level}"

    @property
    def taught(self) -> dict[str, int] | None:
        """What was taught so far and with what; None where it was not kept with the figures."""
        return self.figures.get("taught")

    @property
    def ranks(self) -> str:
        """First, second and third wishes; for the detention center alone."""
        return " + ".join(map(str, self.figures["wishes"])) if self.for_facility else ""

    @property
    def meets(self) -> str:
        """How many of them meet the rules."""
        return self._beside(self.figures["meets"], self.figures["eligible"])

    @property
    def eligible(self) -> str:
        """How many of them stay long enough, too."""
        return shown_number(self.figures["eligible"], for_facility=self.for_facility)

    @property
    def places(self) -> str:
        """The smallest of need, people and room."""
        return shown_number(self.figures["places"], for_facility=self.for_facility or not self._hides_eligible)

    @property
    def limits(self) -> str:
        """What holds the places down; beside few people it would tell a center how many, or that they are more."""
        if self._hides_eligible:
            return UNTOLD
        return ", ".join(str(LIMITS[Limit(limit)]) for limit in self.figures["limits"])

    @property
    def verdict(self) -> str:
        """What becomes of it in the proposal."""
        return str(VERDICTS[Verdict(self.figures["verdict"])])

    @property
    def is_proposed(self) -> bool:
        """Whether at least one batch is proposed."""
        return self.figures["verdict"] == Verdict.PROPOSED

    @property
    def need(self) -> str:
        """The weighted need N."""
        return number_format(Decimal(self.figures["need"]), 1)

    @property
    def net_need(self) -> str:
        """N without seekers and public places."""
        return UNTOLD if self._tells_seekers else number_format(Decimal(self.figures["net_need"]), 1)

    @property
    def needed(self) -> str:
        """The net need over the yield, in places."""
        return UNTOLD if self._tells_seekers else str(self.figures["needed"])

    @property
    def seeking(self) -> str:
        """Graduates who seek work: fewer than five are told to nobody, as the page and the minutes are shared."""
        return shown_number(self.line.seeking, for_facility=False)

    @property
    def _tells_seekers(self) -> bool:
        """Whether kept figures were reckoned with a few seekers, who would be the difference from the need."""
        without = Decimal(self.figures["need"]) - counted_seekers(self.line.seeking) - self.line.public_places
        return Decimal(self.figures["net_need"]) != max(Decimal(0), without)

    @property
    def _hides_eligible(self) -> bool:
        return not self.for_facility and self.figures["eligible"] < FEWEST_SHOWN

    @property
    def divisor(self) -> str:
        """The share of places that end in work, by which the net need is divided; empty where it was not kept."""
        share = self.figures.get("planning_yield")
        return number_format(Decimal(share).normalize()) if share else ""

    @property
    def outcome(self) -> str:
        """The lower end of those who work after six months, as a share of earlier batches."""
        if self.figures["is_outcome_assumed"] and not self.figures["outcome"]:
            return ""
        return f"{number_format(in_steps(self.figures['outcome']) * 100, 0)} %"

    @property
    def points(self) -> str:
        """The points it is sorted by; without all parts, they would tell a center the hidden one."""
        return number_format(self.figures["points"], 1) if self._tells_parts else UNTOLD

    @property
    def parts(self) -> str:
        """The points by need, wishes, outcome and cost; with few wishes they would tell a center how many."""
        if not self._tells_parts:
            return ""
        return " + ".join(number_format(part, 1) for part in self.figures["parts"])

    @property
    def _tells_parts(self) -> bool:
        return self.for_facility or self.wishes == str(sum(self.figures["wishes"]))

    @property
    def cost(self) -> str:
        """What a place costs."""
        return rupiah(self.line.cost)

    @property
    def proposal(self) -> str:
        """The proposed batches and places; empty if there are none."""
        if self.hides_proposal:
            return UNTOLD
        return batches_and_places(self.figures["batches"], self.figures["proposed"])

    @property
    def hides_proposal(self) -> bool:
        """Whether this reader does not learn what is proposed."""
        return bool(self.figures["batches"]) and self._hides_eligible

    @property
    def summed(self) -> int:
        """The proposed places as sums take them: subtracting the other rows would give a hidden one back."""
        return 0 if self.hides_proposal else self.figures["proposed"]

    @property
    def proposed_money(self) -> str:
        """What the proposed places cost."""
        return UNTOLD if self._hides_eligible else rupiah(self.figures["proposed"] * self.line.cost)

    @property
    def decision(self) -> str:
        """The decided batches and places; empty if there are none."""
        return batches_and_places(self.line.batches or 0, self.line.places or 0)

    @property
    def class_size(self) -> int:
        """The places of one batch: as decided, else as many as the program takes."""
        batches, places = self.line.batches or 0, self.line.places or 0
        return -(-places // batches) if batches else self.line.seats

    @property
    def decided_money(self) -> str:
        """What the decided places cost."""
        return rupiah((self.line.places or 0) * self.line.cost)


@dataclass
class Held:
    """What became of a line: batches that have begun in the year, those still to begin, places decided and taken."""

    line: PlanLine
    held: int = 0
    coming: int = 0
    taken: int = 0

    @property
    def is_as_decided(self) -> bool:
        """Whether as many batches were held as decided, with no more people than places were decided."""
        return self.held == (self.line.batches or 0) and self.taken <= (self.line.places or 0)

    @property
    def is_underway(self) -> bool:
        """Whether the batches that are still to begin would make it as decided."""
        return self.coming > 0 and self.held + self.coming == (self.line.batches or 0)

    @property
    def is_planned(self) -> bool:
        """Whether as many batches exist as were decided."""
        return self.held + self.coming >= (self.line.batches or 0)


def batches_and_places(batches: int, places: int) -> str:
    """ "2 batches, 24 places"; empty without a batch."""
    return _("%(batches)d batches, %(places)d places") % {"batches": batches, "places": places} if batches else ""


def shown_rows(plan: TrainingPlan, *, on: date, for_facility: bool) -> list[Shown]:
    """The lines of a plan: with figures of `on` while it is prepared, afterwards with those of its meeting."""
    if plan.is_open:
        rows = figures_of(plan, on=on).rows
        return [Shown(row.line, row.kept(), for_facility) for row in rows]
    lines = sorted(lines_of(plan), key=lambda line: (line.position or 0, line.pk))
    return [Shown(line, line.figures, for_facility) for line in lines]


def present_words(meeting: PlanMeeting, *, for_facility: bool) -> str:
    """Who came, as the page shows it: pages of a training center name no partner, which the printed minutes may."""
    if for_facility or not words_found(meeting.present):
        return meeting.present
    return _("Who was present stands on the printed minutes.")


def money_of(plan: TrainingPlan, rows: list[Shown]) -> dict[str, Any]:
    """What the proposed or decided places cost beside the budget; a proposal that a row hides is in no sum."""
    is_decided = plan.state in (TrainingPlan.State.DECIDED, TrainingPlan.State.APPROVED)
    places = [(row.line.places or 0) if is_decided else row.summed for row in rows]
    spent = sum(number * row.line.cost for number, row in zip(places, rows, strict=True))
    return {
        "spent": rupiah(spent),
        "budget": rupiah(plan.budget),
        "left": rupiah(plan.budget - spent),
        "width": min(spent / plan.budget * 100, 100) if plan.budget else 0,
        "places": sum(places),
        "hides": not is_decided and any(row.hides_proposal for row in rows),
    }


def held_rows(plan: TrainingPlan, lines: Sequence[PlanLine], *, on: date) -> list[Held]:
    """What was held of an approved plan, by its lines: batches of both offices that begin in its year and are not
    cancelled, held once they run; nothing before the year has begun. A level that the plan does not have counts at the
    lowest.
    """
    if plan.state != TrainingPlan.State.APPROVED or plan.year > on.year:
        return []
    batches = Batch.objects.filter(
        facility=plan.facility_id, training_center=plan.training_center_id, starts_on__year=plan.year
    ).exclude(state=Batch.State.CANCELLED)
    taken = Count("enrollments", filter=~Q(enrollments__state=Enrollment.State.ENDED))
    rungs, found = ladders(lines), {line.pk: Held(line) for line in lines}
    program = "version__program__"
    rows = batches.annotate(taken=taken).values_list(f"{program}vocation", f"{program}level", "state", "taken")
    for vocation, level, state, people in rows:
        line = line_at(rungs.get(vocation, ()), level)
        if line and state in BEGUN:
            found[line.pk].held += 1
            found[line.pk].taken += people
        elif line:
            found[line.pk].coming += 1
    return [row for row in found.values() if row.line.batches or row.held or row.coming]
