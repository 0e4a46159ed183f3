"""Copies printed, and certificates handed over."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from certification.register.models.certificates import Certificate
from core import clock
from programs.batches.models import Batch


class PrintRecordQuerySet(models.QuerySet):
    """Copies, by the run in which they were taken."""

    def run_of(self, run, user):
        """Copies of one run, for the user who took them, as long as they belong to that center."""
        return self.filter(run=run, printed_by=user, certificate__batch__training_center=user.training_center_id)


class PrintRecord(models.Model):
    """Who downloaded or printed which copy of a certificate, and why; a run may cover a whole batch."""

    run = models.UUIDField(default=uuid.uuid4, db_index=True, editable=False)
    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="prints")
    printed_at = models.DateTimeField(default=clock.now)
    printed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    copy = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=200, blank=True)

    objects = PrintRecordQuerySet.as_manager()

    class Meta:
        ordering = ["certificate", "copy"]
        constraints = [models.UniqueConstraint(fields=["certificate", "copy"], name="print_record_copy_is_unique")]


class SignedReceiptQuerySet(models.QuerySet):
    """Signed receipts, visible only to the center that handed over the certificates."""

    def visible_to(self, user):
        """The receipts of the user's own training center."""
        return self.filter(batch__training_center=user.training_center_id) if user.training_center_id else self.none()


class SignedReceipt(models.Model):
    """Scan of a list signed by receivers, or of a proof that somebody may receive for the holder."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="signed_receipts")
    # Generated file name in private storage.
    scan = models.CharField(max_length=200)
    uploaded_at = models.DateTimeField(default=clock.now)
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = SignedReceiptQuerySet.as_manager()

    class Meta:
        ordering = ["-uploaded_at", "-pk"]


class HandOver(models.Model):
    """Hand-over of a certificate to its holder, or to another person with proof."""

    certificate = models.OneToOneField(Certificate, on_delete=models.PROTECT, related_name="hand_over")
    handed_on = models.DateField(_("handed over on"))
    received_by = models.CharField(_("received by"), max_length=150)
    is_holder = models.BooleanField(default=True)
    proof = models.CharField(max_length=200, blank=True, help_text="Why somebody else may receive it.")
    receipt = models.ForeignKey(
        SignedReceipt, on_delete=models.PROTECT, null=True, blank=True, related_name="hand_overs"
    )
    recorded_at = models.DateTimeField(default=clock.now)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(is_holder=True, proof="") | (Q(is_holder=False, receipt__isnull=False) & ~Q(proof="")),
                name="hand_over_to_another_has_a_proof",
            )
        ]
