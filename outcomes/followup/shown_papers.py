"""Scans of papers that were shown: their files go with the rows."""

from django.db import transaction
from django.db.models import QuerySet

from outcomes.followup.models.outcomes import Outcome


def delete_scans(outcomes: QuerySet[Outcome]) -> None:
    """Deletes the files of outcomes that are about to be deleted, once that is committed."""
    storage, names = (
        Outcome._meta.get_field("scan").storage,
        list(outcomes.exclude(scan="").values_list("scan", flat=True)),
    )

    def delete() -> None:
        for name in names:
            storage.delete(name)

    transaction.on_commit(delete)
