"""What looked like misuse of accounts or data, and what the data protection officer found out about it."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core import audit, clock


class SuspicionQuerySet(models.QuerySet):
    """Suspicions, by the office whose chain holds the events."""

    def visible_to(self, user):
        """Those of the user's office, and failures with names that no office has."""
        return self.filter(office__in=[user.office_code, audit.SYSTEM])

    def open(self):
        """Those that nobody has looked into."""
        return self.filter(settled_at__isnull=True)


class Suspicion(models.Model):
    """A pattern among sign-ins and accesses that somebody should look into."""

    class Kind(models.TextChoices):
        """What was seen; `reports.suspicions.patterns` has the limits."""

        FAILURES = "failures", _("Many failed sign-ins")
        PROFILES = "profiles", _("Many profiles in a short time")
        EXPORT = "export", _("Export outside working hours")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    office = models.CharField(max_length=40)
    kind = models.CharField(max_length=10, choices=Kind)
    # No foreign key, as in the audit; 0 if it is about no single user.
    user_id = models.BigIntegerField(default=0)
    user_name = models.CharField(max_length=150, blank=True)
    began_at = models.DateTimeField(help_text="The first of the events.")
    count = models.PositiveIntegerField(help_text="How many events there were when it was noticed.")
    noticed_at = models.DateTimeField(default=clock.now)
    settled_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)
    found = models.CharField(_("what you found"), max_length=300, blank=True)

    objects = SuspicionQuerySet.as_manager()

    class Meta:
        ordering = ["-noticed_at", "-pk"]
        constraints = [
            # Two runners that look at once note the same first event.
            models.UniqueConstraint(fields=["office", "kind", "user_id", "began_at"], name="suspicion_is_noted_once"),
            models.CheckConstraint(
                condition=Q(settled_at=None, settled_by=None, found="")
                | Q(settled_at__isnull=False, settled_by__isnull=False) & ~Q(found=""),
                name="suspicion_settled_says_by_whom_and_what",
            ),
            models.CheckConstraint(
                condition=Q(settled_by=None) | ~Q(user_id=models.F("settled_by")),
                name="suspicion_is_settled_by_another",
            ),
        ]
        indexes = [models.Index(fields=["office", "-noticed_at", "-id"], name="suspicion_by_office")]
