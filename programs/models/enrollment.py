"""From applying to being enrolled: applications, the hearing that decides, and the places taken."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core import clock
from inmates.models import Inmate, Movement, Suspension
from programs.models.batch import Batch


class Hearing(models.Model):
    """A meeting of the placement board (sidang TPP) on one batch. Closing it locks its decisions."""

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        CLOSED = "closed", _("Closed")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="hearings")
    held_on = models.DateField(_("held on"))
    place = models.CharField(_("place"), max_length=100)
    chair = models.ForeignKey(User, on_delete=models.PROTECT, related_name="hearings_chaired")
    state = models.CharField(max_length=6, choices=State, default=State.OPEN)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-held_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["batch"], condition=Q(state="open"), name="hearing_one_open_a_batch",
                violation_error_message=_("This batch already has an open hearing."),
            ),
            models.CheckConstraint(
                condition=Q(state="open") | Q(closed_at__isnull=False, closed_by__isnull=False),
                name="hearing_is_closed_by_somebody",
            ),
        ]  # fmt: skip


class HearingMember(models.Model):
    hearing = models.ForeignKey(Hearing, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["hearing", "user"], name="hearing_member_stands_once")]


class ApplicationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Selection is the facility's own affair; the training center sees who is enrolled."""
        return self.filter(batch__facility=user.facility_id) if user.facility_id else self.none()

    def open(self):
        return self.filter(state__in=Application.OPEN_STATES)


class Application(models.Model):
    """A person's application for a batch, with the answers of the entry rules at the time."""

    class State(models.TextChoices):
        SUBMITTED = "submitted", _("Submitted")
        ADMITTED = "admitted", _("Admitted")
        RESERVE = "reserve", _("Reserve list")
        REJECTED = "rejected", _("Not admitted")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        ENROLLED = "enrolled", _("Enrolled")

    class Source(models.TextChoices):
        INMATE = "inmate", _("The person's own wish")
        STAFF = "staff", _("Proposed by staff")
        BOARD = "board", _("Proposed by the board")

    OPEN_STATES = ("submitted", "admitted", "reserve")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="applications")
    inmate = models.ForeignKey(Inmate, on_delete=models.PROTECT, related_name="applications")
    source = models.CharField(_("source"), max_length=10, choices=Source)
    consent_on = models.DateField(_("consent given on"))
    interest = models.PositiveSmallIntegerField(
        _("interest"), default=3, help_text=_("From 1 (little) to 5 (very strong), as the person says.")
    )
    note = models.CharField(_("note"), max_length=300, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.SUBMITTED)
    submitted_at = models.DateTimeField(default=clock.now)
    submitted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    answers = models.JSONField(default=list, help_text="Entry rules at application: [{kind, answer, value, message}].")
    reserve_position = models.PositiveSmallIntegerField(null=True, blank=True)
    hearing = models.ForeignKey(Hearing, on_delete=models.PROTECT, null=True, blank=True, related_name="decisions")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decision_reason = models.CharField(_("reason"), max_length=300, blank=True)
    decision_answers = models.JSONField(default=list, help_text="Entry rules at the decision.")
    is_override = models.BooleanField(default=False)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        ordering = ["submitted_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "inmate"],
                condition=Q(state__in=["submitted", "admitted", "reserve"]),
                name="application_one_open_a_batch_and_person",
                violation_error_message=_("This person has already applied for this batch."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["admitted", "reserve", "rejected"])
                | (Q(decided_at__isnull=False, decided_by__isnull=False) & ~Q(decision_reason="")),
                name="application_is_decided_by_somebody_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(interest__gte=1, interest__lte=5), name="application_interest_is_1_to_5"
            ),
        ]


class EnrollmentQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(batch__in=Batch.objects.visible_to(user))

    def live(self):
        return self.filter(state__in=Enrollment.LIVE_STATES)

    def expected_on(self, day):
        """Who is expected at a session on `day`: the one place that decides it.

        Enrolled on that day, not suspended, still in the custody of the batch's facility, not out of the house.
        """
        return (
            self.filter(starts_on__lte=day)
            .filter(Q(ended_on__isnull=True) | Q(ended_on__gt=day))
            .exclude(suspended_from__isnull=False, suspended_from__lte=day, suspended_until__isnull=True)
            .exclude(suspended_from__lte=day, suspended_until__gte=day)
            .filter(inmate__facility=F("batch__facility"))
            .exclude(inmate__suspensions__in=Suspension.objects.on(day))
            .exclude(inmate__movements__in=_movements_on(day))
        )


def _movements_on(day):
    return Movement.objects.filter(out_at__date__lte=day).filter(Q(back_at__isnull=True) | Q(back_at__date__gt=day))


class Enrollment(models.Model):
    """A place in a batch. Ended with a reason; units passed stay passed."""

    class State(models.TextChoices):
        ACTIVE = "active", _("Active")
        SUSPENDED = "suspended", _("Suspended")
        ENDED = "ended", _("Ended early")
        COMPLETED = "completed", _("Completed")

    class Reason(models.TextChoices):
        FULL_TERM = "full_term", _("Released at full term")
        CONDITIONAL = "conditional", _("Conditional release or leave")
        TRANSFER = "transfer", _("Transferred to another facility")
        STATUS = "status", _("Change of legal status")
        ILLNESS = "illness", _("Illness")
        DISCIPLINE = "discipline", _("Disciplinary measure")
        COURT = "court", _("Series of court hearings")
        WITHDREW = "withdrew", _("Withdrew")
        ABSENT = "absent", _("Did not attend")
        DEATH = "death", _("Died")
        OTHER = "other", _("Other")

    LIVE_STATES = ("active", "suspended")
    # The only reasons that the training center may read; every other one shows as "administrative".
    OPEN_REASONS = frozenset({Reason.WITHDREW, Reason.ABSENT})

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="enrollments")
    inmate = models.ForeignKey(Inmate, on_delete=models.PROTECT, related_name="enrollments")
    application = models.OneToOneField(
        Application, on_delete=models.PROTECT, null=True, blank=True, related_name="enrollment"
    )
    state = models.CharField(max_length=10, choices=State, default=State.ACTIVE)
    blocks_parallel = models.BooleanField(
        default=True, help_text="Copied from the version: while live, no second live batch for this person."
    )
    starts_on = models.DateField()
    ends_on = models.DateField()
    enrolled_at = models.DateTimeField(default=clock.now)
    enrolled_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    suspended_from = models.DateField(null=True, blank=True)
    suspended_until = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    end_reason = models.CharField(_("reason"), max_length=12, choices=Reason, blank=True)

    objects = EnrollmentQuerySet.as_manager()

    class Meta:
        ordering = ["batch", "inmate__name_key", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "inmate"], name="enrollment_one_a_batch_and_person"),
            models.UniqueConstraint(
                fields=["inmate"],
                condition=Q(state__in=["active", "suspended"], blocks_parallel=True),
                name="enrollment_one_live_batch_a_person",
                violation_error_message=_("This person is already enrolled in another running batch."),
            ),
            models.CheckConstraint(
                condition=~Q(state="ended") | (Q(ended_on__isnull=False) & ~Q(end_reason="")),
                name="enrollment_ends_with_a_reason",
            ),
        ]
        indexes = [models.Index(fields=["inmate", "state"], name="enrollment_by_person")]

    @property
    def end_reason_for_center(self):
        """The reason as the training center may read it."""
        if not self.end_reason:
            return ""
        is_open = self.end_reason in self.OPEN_REASONS
        return self.get_end_reason_display() if is_open else _("Ended early – administrative")
