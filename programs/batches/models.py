"""Batches, their instructors and assessors, and reasons for calling them off."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import Facility, Office, TrainingCenter, User
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

    def begun(self, first, last):
        """Batches under way or over that began between both days (inclusive), neither planned nor called off."""
        return self.filter(state__in=BEGUN, starts_on__range=(first, last))

    def of_facilities(self):
        """Classes in detention centers."""
        return self.filter(facility__isnull=False)

    def public(self):
        """Classes that a training center holds for everybody, on its own premises."""
        return self.filter(facility__isnull=True)

    def beside(self, batch):
        """Batches held on the same premises: those of its facility, or the public ones of its training center."""
        if batch.facility_id:
            return self.filter(facility=batch.facility_id)
        return self.public().filter(training_center=batch.training_center_id)


class Batch(models.Model):
    """A class (angkatan): one version of a program, taught to one group.

    In a detention center, or without a facility: a public class of the training center, of which no facility sees
    anything.
    """

    class State(models.TextChoices):
        """From planned to certified; the allowed transitions are in `programs.batch_lifecycle.batch_plan`."""

        PLANNED = "planned", _("Planned")
        SELECTING = "selecting", _("Selecting")
        RUNNING = "running", _("Running")
        FINISHED = "finished", _("Finished")
        CERTIFIED = "certified", _("Papers issued")
        CANCELLED = "cancelled", _("Cancelled")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.ForeignKey(ProgramVersion, on_delete=models.PROTECT, related_name="batches")
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, null=True, blank=True, related_name="batches")
    training_center = models.ForeignKey(TrainingCenter, on_delete=models.PROTECT, related_name="batches")
    agreement = models.ForeignKey(
        Agreement, verbose_name=_("agreement"), on_delete=models.PROTECT, null=True, blank=True, related_name="batches"
    )
    name = models.CharField(_("name"), max_length=60, help_text=_("Such as “Las 4/2026”."))
    state = models.CharField(max_length=10, choices=State, default=State.PLANNED)
    capacity = models.PositiveSmallIntegerField(_("places"))
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"))
    assessment_on = models.DateField(
        _("assessment on"), help_text="Of a course without assessment: the day on which it ends."
    )
    room = models.CharField(_("room"), max_length=60)
    funding_source = models.CharField(_("funding source"), max_length=20, choices=FundingSource)
    agreement_override = models.CharField(_("reason for running outside an agreement"), max_length=300, blank=True)
    agreement_override_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    no_need_reason = models.CharField(max_length=200, blank=True, help_text="Why it was planned without a need record.")
    is_need_reason_of_center = models.BooleanField(default=False)
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
            models.UniqueConstraint(
                fields=["training_center", "name"],
                condition=Q(facility__isnull=True),
                name="batch_public_name_is_unique",
                violation_error_message=_("There is already a batch with this name."),
            ),
            models.CheckConstraint(
                condition=Q(facility__isnull=False) | Q(agreement__isnull=True, agreement_override=""),
                name="batch_public_has_no_agreement",
                violation_error_message=_("A public class is held under no agreement."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on"), assessment_on__gte=F("starts_on")),
                name="batch_ends_after_it_begins",
                violation_error_message=_("The batch ends, or is assessed, before it begins."),
            ),
            models.CheckConstraint(condition=Q(capacity__gte=1), name="batch_has_places"),
            models.CheckConstraint(
                condition=Q(agreement__isnull=False)
                | Q(facility__isnull=True)
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

    @property
    def is_public(self) -> bool:
        """Whether it is a class of the training center for everybody, held in no facility."""
        return self.facility_id is None

    @property
    def has_assessment(self) -> bool:
        """Whether results are recorded; else it ends in papers of attendance."""
        return not self.version.is_without_assessment

    @property
    def house(self) -> Facility:
        """The facility, for what happens in detention centers alone. Raises `ValueError` for a public class."""
        if self.facility is None:
            raise ValueError(f"batch {self.pk} is held in no facility")
        return self.facility

    @property
    def office(self) -> Office:
        """The office on whose premises it is held; its clock and its days count."""
        return self.facility or self.training_center

    @property
    def time_zone(self) -> str:
        """The time zone of its days and hours."""
        return self.office.time_zone

    def is_beside(self, other: "Batch") -> bool:
        """Whether both are held on the same premises, so that they share rooms; see `BatchQuerySet.beside`."""
        here, there = (self.facility_id, other.facility_id)
        return here == there and (here is not None or self.training_center_id == other.training_center_id)

    def cancel_words(self, *, for_facility: bool) -> str:
        """Why it was called off, as the reader's office may know it; empty if it was not."""
        note, of_center = self.cancel_reason, self.is_cancel_note_of_center
        if self.cancel_cause is None:
            return words_for(note, of_center=of_center, for_facility=for_facility)
        return self.cancel_cause.with_note(note, of_center=of_center, for_facility=for_facility)

    def need_words(self, *, for_facility: bool) -> str:
        """Why it was planned without a young need record, as the reader's office may know it; usually empty."""
        return words_for(self.no_need_reason, of_center=self.is_need_reason_of_center, for_facility=for_facility)

    @property
    def leaves_before(self):
        """Participants must still be here on this day: the end or the assessment, whichever is later."""
        return max(self.ends_on, self.assessment_on)


LIVE = (Batch.State.PLANNED, Batch.State.SELECTING, Batch.State.RUNNING)
BEGUN = (Batch.State.RUNNING, Batch.State.FINISHED, Batch.State.CERTIFIED)


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
