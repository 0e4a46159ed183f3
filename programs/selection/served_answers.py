"""What the entry rules saw of people who left custody long ago: values go, each rule with its verdict stays."""

from collections import Counter
from collections.abc import Collection
from typing import Any

from django.db.models import Exists, Q

from programs.entry_rules.findings import FORGOTTEN
from programs.selection.models import Application


def _kept(field: str) -> Q:
    # An answer is forgotten together with all others of its row.
    return Q(**{f"{field}__0__value__isnull": False}) & ~Q(**{f"{field}__0__value": FORGOTTEN})


def has_values(person: Any) -> Q:
    """Whether what was seen of this person (a key, or a reference in a query) is still kept with some application."""
    kept = _kept("answers") | _kept("decision_answers") | _kept("ranking__unmet")
    return Q(Exists(Application.objects.filter(kept, person=person)))


def forget_values(found: Collection[int]) -> Counter[str]:
    """Takes the values out of all answers about these people (keys); how many applications were changed."""
    rows = list(Application.objects.filter(person__in=found).only("answers", "decision_answers", "ranking"))
    for row in rows:
        row.answers, row.decision_answers = _forgotten(row.answers), _forgotten(row.decision_answers)
        if row.ranking:
            row.ranking = {**row.ranking, "unmet": _forgotten(row.ranking["unmet"])}
    Application.objects.bulk_update(rows, ["answers", "decision_answers", "ranking"], batch_size=100)
    return Counter({"application": len(rows)})


def _forgotten(answers: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{"kind": one["kind"], "answer": one["answer"], "value": FORGOTTEN, "message": ""} for one in answers]
