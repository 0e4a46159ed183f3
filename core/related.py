"""Rows of a relation that were fetched in another way, such as by a kept statement."""

from collections.abc import Sequence

from django.db.models import Model


def keep_related(instance: Model, relation: str, rows: Sequence[Model]) -> None:
    """Makes `rows` what `instance.relation.all()` gives, as if `prefetch_related` had fetched them.

    They must be all of the relation's rows, in its order.
    """
    queryset = getattr(instance, relation).get_queryset()
    # What Django's own prefetching does; it offers no other way in.
    vars(queryset).update(_result_cache=list(rows), _prefetch_done=True)
    vars(instance).setdefault("_prefetched_objects_cache", {})[relation] = queryset
