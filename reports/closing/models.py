"""Closing reports of batches: dated, never changed, with the rows behind each number, approved by both heads."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core import clock
from programs.batches.models import Batch
from reports.kept.models import KeptApproval, KeptPlace, KeptReport, KeptReportQuerySet


class ClosingReportQuerySet(KeptReportQuerySet):
    """Reports, visible to both offices of the batch."""

    def visible_to(self, user):
        """The reports of batches of the user's office."""
        if user.facility_id:
            return self.filter(batch__facility=user.facility_id)
        if not user.training_center_id:
            return self.none()
        return self.filter(batch__training_center=user.training_center_id)

    def of_batch(self, batch):
        """Those of the batch, the newest first."""
        return self.filter(batch=batch)


class ClosingReport(KeptReport):
    """A batch that is over, as it was known on a day."""

    ABOUT = ("batch_id",)

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="closing_reports")

    objects = ClosingReportQuerySet.as_manager()

    class Meta:
        ordering = ["-batch__ends_on", "batch", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "number"],
                name="closing_report_number_is_unique",
                violation_error_message=_("Somebody has just made this report. Open that one."),
            )
        ]

    def __str__(self):
        return f"{self.batch_id} {self.number}"


class ClosingReportPlace(KeptPlace):
    """What a report counts of one place of its batch."""

    report = models.ForeignKey(ClosingReport, on_delete=models.CASCADE, related_name="places")

    class Meta(KeptPlace.Meta):
        constraints = [
            models.UniqueConstraint(fields=["report", "enrollment"], name="closing_report_place_once_a_report")
        ]


class ClosingReportApproval(KeptApproval):
    """The approval of one of the two heads."""

    class Side(models.TextChoices):
        """Whose head approved."""

        FACILITY = "facility", _("Detention center")
        CENTER = "center", _("Training center")

    report = models.ForeignKey(ClosingReport, on_delete=models.CASCADE, related_name="approvals")
    side = models.CharField(max_length=8, choices=Side)

    class Meta:
        ordering = ["report", "approved_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "side"],
                name="closing_report_approved_once_an_office",
                violation_error_message=_("Your office has approved this report already."),
            )
        ]


class ClosingReportWithdrawal(models.Model):
    """That a report does not count, before both heads have approved it."""

    report = models.OneToOneField(ClosingReport, on_delete=models.CASCADE, related_name="withdrawal")
    withdrawn_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(default=clock.now)
    reason = models.CharField(max_length=300)
    is_of_center = models.BooleanField(
        default=False, help_text="The training center wrote the reason; that of the detention center stays there."
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="closing_report_is_withdrawn_with_a_reason")
        ]
