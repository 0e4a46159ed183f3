"""Pre-printed blanks with serials: every sheet is accounted for."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import TrainingCenter, User
from certification.outside_tests.models.tests import OutsideCandidate
from core import clock


class BlankLot(models.Model):
    """Blanks received together, in a range of serials."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    training_center = models.ForeignKey(TrainingCenter, on_delete=models.PROTECT, related_name="blank_lots")
    issuer = models.CharField(_("whose blanks"), max_length=150)
    first_serial = models.CharField(_("first serial"), max_length=40)
    last_serial = models.CharField(_("last serial"), max_length=40)
    received_on = models.DateField(_("received on"))
    received_at = models.DateTimeField(default=clock.now)
    received_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-received_on", "-pk"]

    def __str__(self):
        return f"{self.first_serial} – {self.last_serial}"


class BlankSerialQuerySet(models.QuerySet):
    """Blanks, visible only to the center that holds them."""

    def visible_to(self, user):
        """The blanks of the user's own training center."""
        return self.filter(training_center=user.training_center_id) if user.training_center_id else self.none()


class BlankSerial(models.Model):
    """One sheet."""

    class State(models.TextChoices):
        """State of the sheet; a used one refers to its candidate."""

        FREE = "free", _("In stock")
        USED = "used", _("Used")
        SPOILED = "spoiled", _("Spoiled")
        RETURNED = "returned", _("Given back")
        LOST = "lost", _("Lost")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    lot = models.ForeignKey(BlankLot, on_delete=models.PROTECT, related_name="serials")
    # Copied from the lot: a serial is unique within a center.
    training_center = models.ForeignKey(TrainingCenter, on_delete=models.PROTECT, related_name="+")
    serial = models.CharField(max_length=40)
    state = models.CharField(max_length=8, choices=State, default=State.FREE)
    candidate = models.OneToOneField(
        OutsideCandidate, on_delete=models.PROTECT, null=True, blank=True, related_name="blank"
    )
    reason = models.CharField(max_length=200, blank=True)
    changed_at = models.DateTimeField(null=True, blank=True)
    changed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = BlankSerialQuerySet.as_manager()

    class Meta:
        ordering = ["training_center", "serial"]
        constraints = [
            models.UniqueConstraint(fields=["training_center", "serial"], name="blank_serial_once_a_center"),
            models.CheckConstraint(
                condition=Q(state="used", candidate__isnull=False) | (Q(candidate__isnull=True) & ~Q(state="used")),
                name="blank_serial_used_names_its_candidate",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["free", "used"]) | ~Q(reason=""), name="blank_serial_gone_has_a_reason"
            ),
        ]

    def __str__(self):
        return self.serial
