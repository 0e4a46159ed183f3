"""Fetching the batch that a page is about."""

from uuid import UUID

from django.db.models import Prefetch, QuerySet, prefetch_related_objects
from django.http import HttpRequest

from accounts.models import User
from core.http import or_404
from core.statements import Statement
from programs.batches.models import Batch

RELATED = (
    "version__program__vocation",
    "facility",
    "training_center",
    "agreement",
    "agreement_override_by",
    "cancel_cause",
)


def visible_batch(request: HttpRequest, public_id: UUID, *shown: str | Prefetch) -> Batch:
    """The batch in the URL with its offices, program and agreement, and `shown` prefetched; 404 if not visible."""
    batch = or_404(_batch.first(user=request.user, public_id=public_id))
    prefetch_related_objects([batch], *shown)
    return batch


@Statement
def _batch(user: User, public_id: UUID) -> QuerySet[Batch]:
    return Batch.objects.visible_to(user).select_related(*RELATED).filter(public_id=public_id)
