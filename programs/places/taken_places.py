"""Current and past places of people, as used by entry rules, selection and the rule on parallel places."""

from collections.abc import Collection, Iterable, Iterator

from django.db.models import QuerySet

from programs.batches.models import Batch
from programs.entry_rules import fact_sources
from programs.entry_rules.fact_sources import TakenPlace
from programs.places.models import Enrollment
from programs.selection import held_places


@held_places.known.register
def every_place() -> held_places.Places:
    """All places, as selection reads them."""
    return Enrollment.objects


@fact_sources.places.register
def taken_places(people: Collection[int], center: int | None) -> Iterator[tuple[int, TakenPlace]]:
    """The places of these people that count for the center or for facilities, earliest first; one query."""
    rows = Enrollment.objects.filter(fact_sources.counted(center), person__in=people)
    rows = rows.select_related("batch__version__program")
    for row in rows.order_by("starts_on", "pk"):
        is_live, is_completed = row.state in Enrollment.LIVE_STATES, row.state == Enrollment.State.COMPLETED
        yield row.person_id, TakenPlace(row.pk, row.batch, is_live, is_completed)


@fact_sources.members.register
def placed(batches: Collection[int]) -> QuerySet:
    """The people with a place in each of these batches."""
    return Enrollment.objects.live().filter(batch__in=batches).order_by().values_list("batch", "person")


def other_batches(people: Iterable[int], batch: Batch) -> dict[int, Batch]:
    """The live batch of the same kind, other than `batch`, in which each of these people has a place.

    A facility must not read of a place in a public class, nor a training center of one in a facility elsewhere.
    """
    alike = Enrollment.objects.live().filter(is_public=batch.is_public, person__in=people)
    rows = alike.exclude(batch=batch).select_related("batch")
    return {row.person_id: row.batch for row in rows.order_by("starts_on", "pk")}
