"""One run of a program for one facility, and who teaches and assesses it."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Facility, TrainingCenter, User
from accounts.roles import Role
from programs.agreements.models import Agreement, FundingSource
from programs.catalog.models import ProgramVersion

SEES_OWN_BATCHES_ONLY = frozenset({Role.INSTRUCTOR, Role.ASSESSOR})


class BatchQuerySet(models.QuerySet):
    """Batches, seen by both of their offices."""

    def visible_to(self, user):
        """The batches of the user's office; instructors and assessors see those that they are assigned to."""
        if user.facility_id:
            return self.filter(facility=user.facility_id)
        if not user.training_center_id:
            return self.none()
        batches = self.filter(training_center=user.training_center_id)
        if user.is_narrowed_by(SEES_OWN_BATCHES_ONLY, permission="programs.view_batch"):
            return batches.filter(pk__in=BatchStaff.objects.filter(user=user).values("batch"))
        return batches

    def live(self):
        """Batches that are not over."""
        return self.filter(state__in=LIVE)


class Batch(models.Model):
    """A class (angkatan): one version of a program, taught to one group from one first day on."""

    class State(models.TextChoices):
        """From plan to certificates; which may follow which stands in `programs.batch_lifecycle.batch_plan`."""

        PLANNED = "planned", _("Planned")
        SELECTING = "selecting", _("Selecting")
        RUNNING = "running", _("Running")
        FINISHED = "finished", _("Finished")
        CERTIFIED = "certified", _("Certified")
        CANCELLED = "cancelled", _("Cancelled")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.ForeignKey(ProgramVersion, on_delete=models.PROTECT, related_name="batches")
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="batches")
    training_center = models.ForeignKey(TrainingCenter, on_delete=models.PROTECT, related_name="batches")
    agreement = models.ForeignKey(
        Agreement, verbose_name=_("agreement"), on_delete=models.PROTECT, null=True, blank=True, related_name="batches"
    )
    name = models.CharField(_("name"), max_length=60, help_text=_("Such as “Las 4/2026”."))
    state = models.CharField(max_length=10, choices=State, default=State.PLANNED)
    capacity = models.PositiveSmallIntegerField(_("places"))
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"))
    assessment_on = models.DateField(_("assessment on"))
    room = models.CharField(_("room"), max_length=60)
    funding_source = models.CharField(_("funding source"), max_length=20, choices=FundingSource)
    agreement_override = models.CharField(_("reason for running outside an agreement"), max_length=300, blank=True)
    agreement_override_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    cancel_reason = models.CharField(max_length=300, blank=True)

    objects = BatchQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "name"]
        verbose_name = _("batch")
        constraints = [
            models.UniqueConstraint(
                fields=["facility", "name"],
                name="batch_name_is_unique",
                violation_error_message=_("There is already a batch with this name."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on"), assessment_on__gte=F("starts_on")),
                name="batch_ends_after_it_begins",
                violation_error_message=_("The batch ends, or is assessed, before it begins."),
            ),
            models.CheckConstraint(condition=Q(capacity__gte=1), name="batch_has_places"),
            models.CheckConstraint(
                condition=Q(agreement__isnull=False)
                | Q(state__in=["planned", "cancelled"])
                | ~Q(agreement_override=""),
                name="batch_has_an_agreement_or_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state="cancelled") | ~Q(cancel_reason=""), name="batch_is_cancelled_with_a_reason"
            ),
        ]
        indexes = [
            models.Index(fields=["facility", "-starts_on", "id"], name="batch_by_facility"),
            models.Index(fields=["training_center", "-starts_on", "id"], name="batch_by_center"),
        ]

    def __str__(self):
        return self.name

    @property
    def is_live(self) -> bool:
        """Whether it is not over yet."""
        return self.state in LIVE

    @property
    def leaves_before(self):
        """The last day on which a participant must still be there: end or assessment, whichever is later."""
        return max(self.ends_on, self.assessment_on)


LIVE = (Batch.State.PLANNED, Batch.State.SELECTING, Batch.State.RUNNING)


class BatchStaff(models.Model):
    """Who teaches or assesses a batch."""

    class Duty(models.TextChoices):
        """Teaching or assessing: usually two people, so that nobody judges their own teaching."""

        INSTRUCTOR = "instructor", _("Instructor")
        ASSESSOR = "assessor", _("Assessor")

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="staff")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="batch_duties")
    duty = models.CharField(max_length=10, choices=Duty)

    class Meta:
        ordering = ["batch", "duty", "user__full_name"]
        constraints = [models.UniqueConstraint(fields=["batch", "user", "duty"], name="batch_staff_stands_once")]
