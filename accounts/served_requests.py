"""Who asked for which roles and who listed them, long ago."""

from django.db.models import Q
from django.db.models.functions import Coalesce

from accounts.models import AccessReview, Facility, RoleRequest
from core.served_rows import ServedRows

ROLE_REQUESTS = ServedRows(
    RoleRequest,
    office=lambda office: Q(user__facility=office) if isinstance(office, Facility) else Q(user__training_center=office),
    since=Coalesce("decided_at", "asked_at"),
)
ACCESS_REVIEWS = ServedRows(
    AccessReview,
    office=lambda office: Q(facility=office) if isinstance(office, Facility) else Q(training_center=office),
    since="reviewed_at",
    where=Q(reviewed_at__isnull=False),
)
