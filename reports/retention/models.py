"""How long an office keeps which records, whose destruction is on hold, and what was destroyed by which two people."""

import uuid
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core import clock
from core.models import Job
from core.two_person_decision import decided_by_another
from inmates.people.models import Person


class OfficeQuerySet(models.QuerySet):
    """Rows of one office."""

    def visible_to(self, user):
        """Those of the user's own office."""
        return self.filter(office=user.office_code)


class RetentionPeriod(models.Model):
    """How many months an office keeps one kind of record from a day on. Rows are added; see `retention_periods`."""

    office = models.CharField(max_length=40)
    kind = models.CharField(max_length=30, help_text="The code of an entry of `record_kinds.KINDS`.")
    months = models.PositiveSmallIntegerField(_("months"))
    basis = models.CharField(_("basis"), max_length=200)
    set_at = models.DateTimeField(default=clock.now)
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = OfficeQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(months__gte=1), name="retention_period_has_months"),
            models.CheckConstraint(condition=~Q(basis=""), name="retention_period_has_a_basis"),
        ]
        indexes = [models.Index(fields=["office", "kind", "-id"], name="retention_period_by_kind")]


class DueCount(models.Model):
    """How many records of one kind of an office have served their time, as counted once a month."""

    office = models.CharField(max_length=40)
    kind = models.CharField(max_length=30)
    counted_on = models.DateField()
    due = models.PositiveIntegerField()

    objects = OfficeQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["office", "kind"], name="due_count_one_a_kind")]

    def __str__(self):
        return f"{self.office}, {self.kind}, {self.counted_on}: {self.due}"


class LegalHoldQuerySet(OfficeQuerySet):
    """Holds by office and standing."""

    def standing(self):
        """Holds that nobody has lifted."""
        return self.filter(lifted_at=None)

    def at_some_time_since(self, moment):
        """Holds that stand, or were lifted after that moment."""
        return self.filter(models.Q(lifted_at=None) | models.Q(lifted_at__gt=moment))


class LegalHold(models.Model):
    """While it stands, nothing about the person is destroyed by this office, whatever its time."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    office = models.CharField(max_length=40)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="legal_holds")
    reason = models.CharField(_("reason"), max_length=300)
    placed_at = models.DateTimeField(default=clock.now)
    placed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    lift_reason = models.CharField(_("reason"), max_length=300, blank=True)

    objects = LegalHoldQuerySet.as_manager()

    class Meta:
        ordering = ["-placed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["office", "person"],
                condition=Q(lifted_at=None),
                name="legal_hold_stands_once",
                violation_error_message=_("The destruction is on hold for this person already."),
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="legal_hold_has_a_reason"),
            models.CheckConstraint(
                condition=Q(lifted_at=None, lifted_by=None, lift_reason="")
                | Q(lifted_at__isnull=False, lifted_by__isnull=False) & ~Q(lift_reason=""),
                name="legal_hold_is_lifted_with_a_reason",
            ),
            models.CheckConstraint(
                condition=decided_by_another("lifted_by", "placed_by"), name="legal_hold_lifted_by_another"
            ),
        ]


class DestructionQuerySet(OfficeQuerySet):
    """Destructions by office and state."""

    def waiting(self):
        """Those on which nobody else has decided yet."""
        return self.filter(state=Destruction.State.PROPOSED)

    def under_way(self):
        """Those that are proposed, or confirmed and not ended."""
        return self.filter(state__in=(Destruction.State.PROPOSED, Destruction.State.CONFIRMED))


class Destruction(models.Model):
    """Records of an office that have served their time: counted, proposed, confirmed by another person, destroyed."""

    class State(models.TextChoices):
        """From the proposal to the minutes."""

        PROPOSED = "proposed", _("Waits for a second person")
        REJECTED = "rejected", _("Rejected")
        CONFIRMED = "confirmed", _("Being destroyed")
        DONE = "done", _("Destroyed")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    office = models.CharField(max_length=40)
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    # As of which (local) day records were counted.
    counted_on = models.DateField()
    lines = models.JSONField(
        help_text="[{kind, months, basis, before, due, held, oldest}]: what is due, by kind; days in ISO 8601."
    )
    proposed_at = models.DateTimeField(default=clock.now)
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    destroyed = models.JSONField(default=dict, help_text="{kind: {records, and rows by table}}.")
    people = models.JSONField(
        default=list, help_text="Keys of the people whose records went; none where rows name none."
    )
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    done_at = models.DateTimeField(null=True, blank=True)

    objects = DestructionQuerySet.as_manager()

    class Meta:
        ordering = ["-proposed_at", "-pk"]
        permissions = [
            ("keep_retention", "Can set retention periods and propose or confirm the destruction of records"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["office"],
                condition=Q(state__in=["proposed", "confirmed"]),
                name="destruction_one_at_a_time",
                violation_error_message=_("A destruction is proposed already."),
            ),
            models.CheckConstraint(
                condition=decided_by_another("decided_by", "proposed_by"),
                name="destruction_decided_by_another",
                violation_error_message=_("Whoever proposed it cannot decide on it."),
            ),
            models.CheckConstraint(
                condition=Q(state="proposed", decided_at=None, decided_by=None)
                | ~Q(state="proposed") & Q(decided_at__isnull=False, decided_by__isnull=False),
                name="destruction_waits_or_is_decided",
            ),
            models.CheckConstraint(
                condition=~Q(state="rejected") | ~Q(reason=""), name="destruction_is_rejected_with_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(state="done", done_at__isnull=False) | ~Q(state="done") & Q(done_at=None),
                name="destruction_is_done_at_a_moment",
            ),
        ]

    @property
    def total(self) -> int:
        """How many records are due, of all kinds."""
        return sum(line["due"] for line in self.lines)

    def line_of(self, kind: str) -> dict[str, Any]:
        """What was confirmed about this kind."""
        return next(line for line in self.lines if line["kind"] == kind)
