"""Marks made offline: packs taken along by an instructor, and the operations sent back from them."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core import clock
from programs.places.models import Enrollment
from programs.timetable.models.sessions import Session


class OfflinePack(models.Model):
    """Sessions that an instructor took along on one device; marks are accepted only from that user."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="offline_packs")
    made_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField(help_text="When the device deletes it.")
    sessions = models.ManyToManyField(Session, related_name="+")

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(expires_at__gt=F("made_at")), name="offline_pack_lasts_for_some_time")
        ]

    def is_over(self, now) -> bool:
        """Whether the device must have deleted the pack by now, by the server's clock."""
        return now > self.expires_at


class MarkOperationQuerySet(models.QuerySet):
    """Operations, by who may see and settle them."""

    def visible_to(self, user):
        """Operations about sessions visible to the user."""
        return self.filter(session__in=Session.objects.visible_to(user))

    def in_doubt(self):
        """Unsettled conflicts."""
        return self.waiting().filter(outcome=MarkOperation.Outcome.CONFLICT)

    def waiting(self):
        """Operations that need attention: conflicts and rejected marks."""
        return self.exclude(outcome=MarkOperation.Outcome.ACCEPTED).filter(resolved_at__isnull=True)


class MarkOperation(models.Model):
    """One mark made on a device, as received, and its outcome.

    The id comes from the device, which makes resending safe.
    """

    class Outcome(models.TextChoices):
        """The server's answer; duplicates have no row of their own."""

        ACCEPTED = "accepted", _("Accepted")
        CONFLICT = "conflict", _("Conflict")
        REJECTED = "rejected", _("Rejected")

    class Resolution(models.TextChoices):
        """How a person settled it; "overtaken" if the same device recorded something else afterwards."""

        MINE = "mine", _("The mark of the device holds")
        THEIRS = "theirs", _("The recorded mark holds")
        NOTED = "noted", _("Seen to")
        OVERTAKEN = "overtaken", _("Overtaken by a later mark")

    id = models.UUIDField(primary_key=True, help_text="Made on the device.")
    pack = models.ForeignKey(OfflinePack, on_delete=models.PROTECT, related_name="operations")
    device = models.UUIDField(help_text="Of the browser profile; tells two devices of one user apart.")
    sequence = models.PositiveIntegerField(help_text="Order on the device, whatever its clock says.")
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="operations")
    enrollment = models.ForeignKey(Enrollment, on_delete=models.PROTECT, related_name="operations")
    status_code = models.CharField(max_length=20)
    minutes_late = models.PositiveSmallIntegerField(default=0)
    note = models.CharField(max_length=200, blank=True)
    base_version = models.PositiveIntegerField(help_text="Of the mark that the device knew; 0 for none.")
    made_at = models.DateTimeField(help_text="By the clock of the device, which may be wrong.")
    received_at = models.DateTimeField(default=clock.now)
    received_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=8, choices=Outcome)
    message = models.CharField(max_length=300, blank=True)
    # Version of the mark created from this operation; later operations from the device may build on it while it is
    # current.
    version = models.PositiveIntegerField(default=0, help_text="0 where no version of the mark came of it.")
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    resolution = models.CharField(max_length=9, choices=Resolution, blank=True)

    objects = MarkOperationQuerySet.as_manager()

    class Meta:
        ordering = ["received_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(resolution="", resolved_at__isnull=True, resolved_by__isnull=True)
                | (~Q(resolution="") & Q(resolved_at__isnull=False, resolved_by__isnull=False)),
                name="mark_operation_is_resolved_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="accepted") | Q(resolution=""), name="mark_operation_accepted_needs_nobody"
            ),
        ]
        indexes = [
            models.Index(fields=["session", "outcome"], name="operation_by_session"),
            models.Index(fields=["device", "session", "enrollment"], name="operation_by_device"),
        ]
