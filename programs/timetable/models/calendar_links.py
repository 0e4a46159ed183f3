"""The link through which an instructor's calendar program reads upcoming sessions."""

from datetime import timedelta

from django.db import models
from django.db.models import Q

from accounts.models import User
from core import clock
from core.throttling import AddressCounter


class CalendarLink(models.Model):
    """A secret URL, of which only a digest is stored. A new link revokes the previous one."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="calendar_links")
    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the secret, hexadecimal.")
    made_at = models.DateTimeField(default=clock.now)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(revoked_at__isnull=True), name="calendar_link_one_a_user"
            ),
        ]


class CalendarCounter(AddressCounter):
    """Number of calendar requests from one address."""

    LENGTH = timedelta(minutes=10)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["address", "window"], name="calendar_counter_one_a_window")]
        indexes = [models.Index(fields=["window"], name="calendar_counter_by_window")]
