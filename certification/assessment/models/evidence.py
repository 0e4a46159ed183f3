"""Material beside a result: evidence files, and instructors' observations of practice."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core import clock
from programs.batches.models import Batch
from programs.catalog.models import ProgramUnit
from programs.places.models import Enrollment

# Either permission gives access to the evidence of every batch of the center.
READS_ALL = ("certification.sign_off", "certification.decide_result_appeal")


class EvidenceQuerySet(models.QuerySet):
    """Evidence files; they stay with the training center and are never shown to a facility."""

    def visible_to(self, user):
        """Evidence of the user's batches; of the whole center for those who sign off or decide on appeals."""
        if not user.training_center_id:
            return self.none()
        batches = Batch.objects.filter(training_center=user.training_center_id)
        if not any(user.has_perm(permission) for permission in READS_ALL):
            batches = batches.filter(staff__user=user)
        return self.filter(enrollment__batch__in=batches.values("pk"))


class Evidence(models.Model):
    """A photograph or document that supports a result. Never deleted; a withdrawn file stays, with the reason."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    enrollment = models.ForeignKey(Enrollment, on_delete=models.PROTECT, related_name="evidence")
    unit = models.ForeignKey(ProgramUnit, on_delete=models.PROTECT, related_name="+")
    file = models.FileField(upload_to="evidence/")
    sha256 = models.CharField(max_length=64)
    caption = models.CharField(_("what it shows"), max_length=200)
    added_at = models.DateTimeField(default=clock.now)
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    withdraw_reason = models.CharField(max_length=200, blank=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        ordering = ["added_at", "pk"]
        verbose_name_plural = "evidence"
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None, withdraw_reason="")
                | (Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdraw_reason="")),
                name="evidence_is_withdrawn_with_a_reason",
            )
        ]

    @property
    def kind(self) -> str:
        """Extension of the stored file: "jpg" or "pdf"."""
        return self.file.name.rpartition(".")[2]


class PracticeMark(models.Model):
    """An instructor's observation on one day. A teaching aid that never enters a result. The latest one counts."""

    class Level(models.TextChoices):
        """Level reached in the work of a unit."""

        NOT_YET = "not_yet", _("Not yet")
        HELPED = "helped", _("With help")
        ALONE = "alone", _("Alone")

    enrollment = models.ForeignKey(Enrollment, on_delete=models.PROTECT, related_name="practice_marks")
    unit = models.ForeignKey(ProgramUnit, on_delete=models.PROTECT, related_name="+")
    level = models.CharField(_("level"), max_length=7, choices=Level)
    seen_on = models.DateField(_("seen on"))
    note = models.CharField(_("note"), max_length=200, blank=True)
    recorded_at = models.DateTimeField(default=clock.now)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-seen_on", "-pk"]
        indexes = [models.Index(fields=["enrollment", "unit", "-seen_on"], name="practice_mark_newest_first")]
