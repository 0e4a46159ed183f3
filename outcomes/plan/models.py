"""The training plan of a year: what is proposed from needs, wishes and room, and what a meeting decided."""

import uuid
from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Facility, TrainingCenter, User
from core import clock
from core.two_person_decision import decided_by_another
from outcomes.plan.plan_arithmetic import Rates
from programs.catalog.models import Program, ProgramVersion, Vocation


class TrainingPlanQuerySet(models.QuerySet):
    """Plans, visible to both of their offices."""

    def visible_to(self, user):
        """The plans to which the user's office is a party."""
        if user.facility_id:
            return self.filter(facility=user.facility_id)
        return self.filter(training_center=user.training_center_id) if user.training_center_id else self.none()


class TrainingPlan(models.Model):
    """One year of one training center with one partner; `budget` is rupiah."""

    class State(models.TextChoices):
        """From proposal to approval; `plan_drafts`, `plan_decisions` and `plan_approvals` hold its transitions."""

        DRAFT = "draft", _("Being prepared")
        PROPOSED = "proposed", _("Ready for the meeting")
        DECIDED = "decided", _("Decided, to be approved")
        APPROVED = "approved", _("Approved")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="training_plans")
    training_center = models.ForeignKey(TrainingCenter, on_delete=models.PROTECT, related_name="training_plans")
    year = models.PositiveSmallIntegerField()
    budget = models.PositiveBigIntegerField(default=0)
    state = models.CharField(max_length=8, choices=State, default=State.DRAFT)
    counted_on = models.DateField(null=True, blank=True, help_text="The day whose figures are kept in the lines.")
    # Kept for the first office to approve and the second; a plan counts once both heads have.
    facility_head = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    center_head = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField(default=clock.now)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    returned_why = models.CharField(max_length=200, blank=True, help_text="Why a head sent it back, until it goes on.")

    objects = TrainingPlanQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "pk"]
        permissions = [
            ("view_plan", "Can read training plans"),
            ("change_plan", "Can prepare training plans and record their meeting"),
            ("approve_plan", "Can approve training plans"),
            ("view_wishes", "Can read who wishes to learn what"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["facility", "training_center", "year"],
                name="training_plan_stands_once_a_year",
                violation_error_message=_("There is already a plan of this year."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "proposed", "decided"])
                | Q(facility_head__isnull=False, center_head__isnull=False),
                name="training_plan_is_approved_by_both_heads",
            ),
            models.CheckConstraint(
                condition=decided_by_another("center_head", "facility_head"),
                name="training_plan_is_approved_by_two_people",
            ),
            models.CheckConstraint(
                condition=decided_by_another("facility_head", "made_by", "proposed_by")
                & decided_by_another("center_head", "made_by", "proposed_by"),
                name="training_plan_is_approved_by_nobody_who_prepared_it",
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(counted_on__isnull=False), name="training_plan_keeps_its_figures"
            ),
        ]

    def __str__(self):
        return str(self.year)

    @property
    def versions(self) -> "list[PlanMeeting]":
        """All versions of the minutes, the last one first; before the first meeting there are none."""
        return [] if self.is_open and not self.returned_why else list(self.meetings.all())

    @property
    def meeting(self) -> "PlanMeeting | None":
        """The minutes that stand: those of the last version."""
        return next(iter(self.versions), None)

    @property
    def is_open(self) -> bool:
        """Whether its lines may still be prepared."""
        return self.state == self.State.DRAFT


class PlanLine(models.Model):
    """One level of a vocation in a plan: what can be taught at what cost, the figures shown to the meeting, and the
    decision.
    """

    plan = models.ForeignKey(TrainingPlan, on_delete=models.CASCADE, related_name="lines")
    vocation = models.ForeignKey(Vocation, on_delete=models.PROTECT, related_name="+")
    level = models.CharField(
        max_length=10, choices=Program.Level, default=Program.Level.BASIC, help_text="That of the program."
    )
    version = models.ForeignKey(ProgramVersion, on_delete=models.PROTECT, related_name="+")
    seats = models.PositiveSmallIntegerField()
    runs = models.PositiveSmallIntegerField()
    seeking = models.PositiveSmallIntegerField(default=0)
    public_places = models.PositiveSmallIntegerField(default=0)
    cost = models.PositiveIntegerField(default=0)
    figures = models.JSONField(default=dict, blank=True)
    position = models.PositiveSmallIntegerField(null=True, blank=True)
    batches = models.PositiveSmallIntegerField(null=True, blank=True)
    places = models.PositiveSmallIntegerField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    not_held_why = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["plan", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "vocation", "level"], name="plan_line_stands_once"),
            models.CheckConstraint(
                condition=Q(batches=None, places=None)
                | Q(batches=0, places=0)
                | Q(batches__gte=1, places__gte=models.F("batches")),
                name="plan_line_batches_have_places",
            ),
        ]

    def __str__(self):
        return f"{self.vocation}, {self.get_level_display()}"

    @property
    def step(self) -> tuple[int, str]:
        """The vocation (key) and the level."""
        return self.vocation_id, self.level


class PlanMeeting(models.Model):
    """The meeting of both offices that decided a plan; its words are neutral, since both keep the minutes.

    A correction is a new version and says why; the earlier ones stay.
    """

    plan = models.ForeignKey(TrainingPlan, on_delete=models.CASCADE, related_name="meetings")
    version = models.PositiveSmallIntegerField(default=1)
    why = models.CharField(max_length=200, blank=True)
    decisions = models.JSONField(default=list, help_text="What was decided of each line, by its key.")
    held_on = models.DateField()
    place = models.CharField(max_length=100)
    present = models.CharField(max_length=300)
    course = models.CharField(max_length=1000)
    partner_name = models.CharField(max_length=100)
    partner_number = models.CharField(max_length=40, blank=True)
    recorded_at = models.DateTimeField(default=clock.now)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["plan", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "version"], name="plan_meeting_version_stands_once"),
            models.CheckConstraint(
                condition=Q(version=1, why="") | (Q(version__gt=1) & ~Q(why="")),
                name="plan_meeting_later_version_says_why",
            ),
        ]

    def __str__(self):
        return str(self.version)


def _rate(default: str, *, digits: int = 3) -> models.DecimalField:
    return models.DecimalField(max_digits=digits, decimal_places=2, default=Decimal(default))


class PlanRates(models.Model):
    """Yield, weights of wishes and points of a training center's plans, from a day on."""

    training_center = models.ForeignKey(TrainingCenter, on_delete=models.PROTECT, related_name="plan_rates")
    valid_from = models.DateField()
    planning_yield = _rate("0.5")
    second_wish = _rate("0.5")
    third_wish = _rate("0.25")
    need_points = _rate("40", digits=5)
    wish_points = _rate("30", digits=5)
    outcome_points = _rate("20", digits=5)
    cost_points = _rate("10", digits=5)
    set_at = models.DateTimeField(default=clock.now)
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["training_center", "valid_from"], name="plan_rates_stand_once_a_day"),
            models.CheckConstraint(
                condition=Q(planning_yield__gt=0, planning_yield__lte=1), name="plan_rates_yield_is_a_share"
            ),
        ]

    def rates(self) -> Rates:
        """The figures as the arithmetic takes them."""
        return Rates(**{name: getattr(self, name) for name in Rates.__dataclass_fields__})
