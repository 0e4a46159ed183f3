"""Batches, their instructors and assessors, and reasons for calling them off."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import Facility, TrainingCenter, User
from accounts.office_words import official_reason, words_for
from accounts.roles import Role
from programs.agreements.models import Agreement, FundingSource
from programs.catalog.models import ProgramVersion

SEES_OWN_BATCHES_ONLY = frozenset({Role.INSTRUCTOR, Role.ASSESSOR})


class CataloguedReason(models.Model):
    """A catalogued reason for cancelling. Codes are stored in old rows and never change."""

    code = models.SlugField(max_length=20, unique=True)
    label = models.CharField(max_length=60, help_text="As pages show it, in Indonesian.")
    label_en = models.CharField(max_length=60)
    position = models.PositiveSmallIntegerField()
    is_custody_reason = models.BooleanField(default=False, help_text="The training center reads only “Alasan dinas”.")
    needs_note = models.BooleanField(default=False)

    class Meta:
        abstract = True
        ordering = ["position"]

    def __str__(self):
        return self.label

    def word_for(self, *, for_facility: bool) -> str:
        """The reason in the active language; a training center reads the same words for every custody reason."""
        if self.is_custody_reason and not for_facility:
            return official_reason()
        return self.label if (get_language() or "id").startswith("id") else self.label_en

    def with_note(self, note: str, *, of_center: bool, for_facility: bool) -> str:
        """The reason and the note, as the reader's office may know them."""
        word = self.word_for(for_facility=for_facility)
        if not note or (self.is_custody_reason and not for_facility):
            return word
        shown = words_for(note, of_center=of_center, for_facility=for_facility)
        if shown == note:
            return f"{word}: {note}"
        # A reason that means nothing without its note is treated like a custody reason.
        return shown if self.needs_note else word


class CallOffReason(CataloguedReason):
    """Why a batch is called off."""


class BatchQuerySet(models.QuerySet):
    """Batches, visible to both of their offices."""

    def visible_to(self, user):
        """The batches of the user's office; instructors and assessors see only those they are assigned to."""
        if user.facility_id:
            return self.filter(facility=user.facility_id)
        if not user.training_center_id:
            return self.none()
        batches = self.filter(training_center=user.training_center_id)
        if user.is_narrowed_by(SEES_OWN_BATCHES_ONLY, permission="programs.view_batch"):
            return batches.filter(pk__in=BatchStaff.objects.filter(user=user).values("batch"))
        return batches

    def live(self):
        """Batches that are not over yet."""
        return self.filter(state__in=LIVE)


class Batch(models.Model):
    """A class (angkatan): one version of a program, taught to one group."""

    class State(models.TextChoices):
        """From planned to certified; the allowed transitions are in `programs.batch_lifecycle.batch_plan`."""

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
    # Empty for batches called off before reasons were catalogued.
    cancel_cause = models.ForeignKey(CallOffReason, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    cancel_reason = models.CharField(_("note"), max_length=300, blank=True)
    is_cancel_note_of_center = models.BooleanField(
        default=False, help_text="The training center wrote the note; that of the detention center stays there."
    )

    # Not a column: whether the agreement names the vocation, where it was asked for together with the batch.
    is_vocation_agreed: bool | None = None

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
                condition=~Q(state="cancelled") | ~Q(cancel_reason="") | Q(cancel_cause__isnull=False),
                name="batch_is_cancelled_with_a_reason",
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
        """Whether the batch is not over yet."""
        return self.state in LIVE

    def cancel_words(self, *, for_facility: bool) -> str:
        """Why it was called off, as the reader's office may know it; empty if it was not."""
        note, of_center = self.cancel_reason, self.is_cancel_note_of_center
        if self.cancel_cause is None:
            return words_for(note, of_center=of_center, for_facility=for_facility)
        return self.cancel_cause.with_note(note, of_center=of_center, for_facility=for_facility)

    @property
    def leaves_before(self):
        """Participants must still be here on this day: the end or the assessment, whichever is later."""
        return max(self.ends_on, self.assessment_on)


LIVE = (Batch.State.PLANNED, Batch.State.SELECTING, Batch.State.RUNNING)


class BatchStaff(models.Model):
    """Who teaches or assesses a batch."""

    class Duty(models.TextChoices):
        """Teaching or assessing; usually different people, so that nobody assesses their own teaching."""

        INSTRUCTOR = "instructor", _("Instructor")
        ASSESSOR = "assessor", _("Assessor")

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="staff")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="batch_duties")
    duty = models.CharField(max_length=10, choices=Duty)

    class Meta:
        ordering = ["batch", "duty", "user__full_name"]
        constraints = [models.UniqueConstraint(fields=["batch", "user", "duty"], name="batch_staff_stands_once")]
