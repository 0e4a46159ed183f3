"""Papers of a training, as shown on a person's profile."""

from collections import defaultdict
from collections.abc import Collection, Mapping

from django.db.models import QuerySet

from certification.register.models import Certificate
from core.statements import Statement
from inmates.profile.trainings import Paper, papers_of

State = Certificate.State
LOOKS = {State.REVOKED: ("bad", ""), State.ISSUED: ("ok", "badge-check")}


@papers_of.register
def papers(places: Collection[int]) -> Mapping[int, list[Paper]]:
    """Papers for these places (keys), newest first; one query."""
    found: dict[int, list[Paper]] = defaultdict(list)
    for place, number, state, issued_at, revoked_at in _papers(places=list(places)):
        look, icon_name = LOOKS.get(State(state), ("quiet", ""))
        found[place].append(Paper(number, str(State(state).label), look, icon_name, issued_at, revoked_at))
    return found


@Statement
def _papers(places: list[int]) -> QuerySet:
    rows = Certificate.objects.filter(enrollment__in=places)
    return rows.values_list("enrollment", "number_text", "state", "issued_at", "revoked_at")
