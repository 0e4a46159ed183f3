"""When it is taught: the weekly pattern, the sessions made from it, and the days on which nothing is taught."""

import uuid
from datetime import time

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Facility, User
from programs.models.batch import Batch
from programs.models.program import ProgramUnit


class Holiday(models.Model):
    """A day without sessions. The office's own row wins over the national one: it may make it a working day."""

    class Kind(models.TextChoices):
        """Why nothing is taught; WORKING lifts a holiday for one office."""

        NATIONAL = "national", _("National holiday")
        JOINT_LEAVE = "joint_leave", _("Joint leave")
        OFFICE = "office", _("Closed by the office")
        WORKING = "working", _("Working day all the same")

    facility = models.ForeignKey(Facility, on_delete=models.CASCADE, null=True, blank=True, related_name="holidays")
    date = models.DateField(_("date"))
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)

    class Meta:
        ordering = ["date"]
        constraints = [
            models.UniqueConstraint(fields=["facility", "date"], name="holiday_is_unique_a_facility"),
            models.UniqueConstraint(
                # NULL equals nothing in a unique constraint, so national days need one of their own.
                fields=["date"],
                condition=Q(facility__isnull=True),
                name="holiday_is_unique_nationally",
            ),
        ]

    def __str__(self):
        return self.name


class PatternSlot(models.Model):
    """One teaching time in the week of a batch; `jp` lessons without a break from `starts_at` on, local time."""

    class Weekday(models.IntegerChoices):
        """Numbered as Python numbers them, from Monday on."""

        MONDAY = 0, _("Monday")
        TUESDAY = 1, _("Tuesday")
        WEDNESDAY = 2, _("Wednesday")
        THURSDAY = 3, _("Thursday")
        FRIDAY = 4, _("Friday")
        SATURDAY = 5, _("Saturday")
        SUNDAY = 6, _("Sunday")

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="pattern")
    weekday = models.PositiveSmallIntegerField(_("day"), choices=Weekday)
    starts_at = models.TimeField(_("starts at"))
    jp = models.PositiveSmallIntegerField("JP", default=2)

    class Meta:
        ordering = ["batch", "weekday", "starts_at"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "weekday", "starts_at"], name="pattern_slot_is_unique"),
            models.CheckConstraint(condition=Q(jp__gte=1, jp__lte=12), name="pattern_slot_has_lessons"),
        ]


class SessionQuerySet(models.QuerySet):
    """Sessions, seen with the batch that they belong to."""

    def visible_to(self, user):
        """The sessions of the batches that the user may see."""
        return self.filter(batch__in=Batch.objects.visible_to(user))

    def standing(self):
        """Sessions that are to be held or were: all but the cancelled ones."""
        return self.exclude(state=Session.State.CANCELLED)


class Session(models.Model):
    """One block of lessons. Once it has marks it is never deleted."""

    class State(models.TextChoices):
        """Finalized closes the roll; what is wrong in it is corrected with a reason."""

        PLANNED = "planned", _("Planned")
        FINALIZED = "finalized", _("Finalized")
        CANCELLED = "cancelled", _("Cancelled")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="sessions")
    unit = models.ForeignKey(ProgramUnit, on_delete=models.PROTECT, related_name="sessions")
    instructor = models.ForeignKey(User, on_delete=models.PROTECT, related_name="sessions")
    room = models.CharField(_("room"), max_length=60)
    date = models.DateField(_("date"), help_text="Local to the facility; the same day as starts_at.")
    starts_at = models.DateTimeField(_("starts at"))
    ends_at = models.DateTimeField(_("ends at"))
    jp = models.PositiveSmallIntegerField("JP")
    state = models.CharField(max_length=10, choices=State, default=State.PLANNED)
    cancel_reason = models.CharField(max_length=200, blank=True)
    # One to one: hours that were lost once are made up once.
    makes_up_for = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="made_up_by"
    )
    left_block = models.PositiveSmallIntegerField(_("left the block"), null=True, blank=True)
    arrived = models.PositiveSmallIntegerField(_("arrived at the workshop"), null=True, blank=True)
    left_workshop = models.PositiveSmallIntegerField(_("left the workshop"), null=True, blank=True)
    back_in_block = models.PositiveSmallIntegerField(_("back in the block"), null=True, blank=True)
    tools_out = models.PositiveSmallIntegerField(_("tools handed out"), null=True, blank=True)
    tools_in = models.PositiveSmallIntegerField(_("tools returned"), null=True, blank=True)
    counts_reason = models.CharField(_("reason for closing although counts differ"), max_length=300, blank=True)
    finalized_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    finalized_at = models.DateTimeField(null=True, blank=True)

    # No columns: `programs.timetable.week` notes them on the sessions of the week that it lays out.
    starts: time
    ends: time
    place: int

    objects = SessionQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "pk"]
        verbose_name = _("session")
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "starts_at"],
                # A cancelled session keeps its hour in the records, and another one may take it.
                condition=~Q(state="cancelled"),
                name="session_starts_once_a_batch",
                violation_error_message=_("This batch already has a session at this time."),
            ),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="session_ends_after_it_begins"),
            models.CheckConstraint(condition=Q(jp__gte=1), name="session_has_lessons"),
            models.CheckConstraint(
                condition=~Q(state="cancelled") | ~Q(cancel_reason=""), name="session_is_cancelled_with_a_reason"
            ),
            models.CheckConstraint(
                condition=~Q(state="finalized") | Q(finalized_by__isnull=False, finalized_at__isnull=False),
                name="session_is_finalized_by_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["batch", "date"], name="session_by_batch_and_day"),
            models.Index(fields=["instructor", "starts_at"], name="session_by_instructor"),
        ]

    def __str__(self):
        return f"{self.batch} {self.date}"

    @property
    def minutes(self) -> int:
        """How long it lasts."""
        return round((self.ends_at - self.starts_at).total_seconds() / 60)
