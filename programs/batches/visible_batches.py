"""The batch that a page is about."""

from uuid import UUID

from django.db.models import Prefetch
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

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
    """The batch of the address with its offices, program and agreement, and what `shown` prefetches; 404 elsewhere."""
    batches = Batch.objects.visible_to(request.user).select_related(*RELATED).prefetch_related(*shown)
    return get_object_or_404(batches, public_id=public_id)
