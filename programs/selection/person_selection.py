"""One person's view of selection, for a single page: why in, why not, and which data are missing."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F

from accounts.models import User
from inmates.people.models import Person
from programs.batches.models import Batch
from programs.entry_rules.findings import Verdict
from programs.entry_rules.rule_parts import Answer
from programs.entry_rules.verdicts import evaluate_each, unmet, verdict_of
from programs.interviews.models import Interview, TrainingGoal
from programs.selection.models import Application


@dataclass(frozen=True)
class Chance:
    """A batch that accepts applications, with the answers of its rules for the person today."""

    batch: Batch
    answers: list[Answer]
    application: Application | None

    @property
    def verdict(self) -> Verdict:
        """The verdict of all answers together."""
        return verdict_of(self.answers)

    @property
    def why_not(self) -> list[Answer]:
        """The answers that failed or lack data."""
        return unmet(self.answers)


def page_of(person: Person, user: User, *, on: date) -> dict[str, Any]:
    """The context of the page; a fixed number of queries for any number of batches."""
    related = ("batch__version__program", "hearing", "decided_by", "appeal")
    applications = list(
        Application.objects.visible_to(user)
        .filter(person=person)
        .select_related(*related)
        .order_by("-submitted_at", "-pk")
    )
    selects = Batch.objects.visible_to(user).filter(state=Batch.State.SELECTING, facility=user.facility_id)
    batches = list(selects.select_related("version__program", "facility").order_by("starts_on", "pk"))
    answers = evaluate_each(batches, [person], on=on)
    # Oldest first, so that the newest application for a batch wins.
    of_batch = {application.batch_id: application for application in reversed(applications)}
    chances = [Chance(batch, answers[batch.pk][person.pk], of_batch.get(batch.pk)) for batch in batches]
    return {
        **last_interview(person),
        "goals": TrainingGoal.objects.filter(person=person).select_related("vocation"),
        "applications": applications,
        "chances": chances,
        "missing": missing_data(chances),
    }


def last_interview(person: Person) -> dict[str, Any]:
    """The person's last interview and the trades that they would like to learn, strongest wish first; one query."""
    wishes = Interview.objects.filter(person=person).annotate(trade=F("interests__vocation__name"))
    rows = list(wishes.order_by("-held_on", "-pk", "interests__rank"))
    interview = rows[0] if rows else None
    return {"interview": interview, "trades": [row.trade for row in rows if row == interview and row.trade]}


def missing_data(chances: list[Chance]) -> list[Answer]:
    """The data needed before every batch can be judged, each listed once."""
    found: dict[str, Answer] = {}
    for chance in chances:
        for answer in chance.answers:
            if answer.missing:
                found.setdefault(answer.kind, answer)
    return list(found.values())
