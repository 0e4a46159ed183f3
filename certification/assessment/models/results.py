"""Unit results of participants."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core import clock
from programs.batches.models import Batch
from programs.catalog.models import ProgramUnit
from programs.places.models import Enrollment


class UnitResultQuerySet(models.QuerySet):
    """Results; only the last attempt counts."""

    def visible_to(self, user):
        """Results of participants visible to the user."""
        return self.filter(enrollment__in=Enrollment.objects.visible_to(user))

    def latest(self):
        """Current results: the last attempt for each participant and unit."""
        newer = UnitResult.objects.filter(
            enrollment=models.OuterRef("enrollment"),
            unit=models.OuterRef("unit"),
            attempt__gt=models.OuterRef("attempt"),
        )
        return self.filter(~models.Exists(newer))


class UnitResult(models.Model):
    """One attempt of one participant at one unit."""

    class Result(models.TextChoices):
        """K or BK: SKKNI knows competent and not yet competent, and no grades."""

        COMPETENT = "K", _("Competent")
        NOT_YET = "BK", _("Not yet competent")

    enrollment = models.ForeignKey(Enrollment, on_delete=models.PROTECT, related_name="unit_results")
    unit = models.ForeignKey(ProgramUnit, on_delete=models.PROTECT, related_name="results")
    attempt = models.PositiveSmallIntegerField(default=1)
    result = models.CharField(max_length=2, choices=Result)
    feedback = models.CharField(_("feedback"), max_length=300, blank=True)
    assessed_on = models.DateField()
    assessed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=clock.now)
    version = models.PositiveIntegerField(default=1)

    objects = UnitResultQuerySet.as_manager()

    class Meta:
        ordering = ["enrollment", "unit", "attempt"]
        constraints = [
            models.UniqueConstraint(fields=["enrollment", "unit", "attempt"], name="unit_result_attempt_is_unique"),
            models.CheckConstraint(
                condition=Q(result="K") | ~Q(feedback=""),
                name="unit_result_not_yet_has_feedback",
                violation_error_message=_("“Not yet competent” needs feedback: what is missing, what comes next."),
            ),
        ]


class SignOff(models.Model):
    """The minutes (berita acara) that lock the results of a batch, with their words as signed."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    batch = models.OneToOneField(Batch, on_delete=models.PROTECT, related_name="sign_off")
    number = models.CharField(_("number of the minutes"), max_length=80)
    signed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()
    minutes = models.JSONField(help_text="Every printed word of the minutes.")

    class Meta:
        ordering = ["-signed_at"]
