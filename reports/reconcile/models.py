"""The nightly reconcile: its runs, their counts, and the current contradictions."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Facility, TrainingCenter
from certification.register.models import Certificate
from core import clock
from inmates.people.models import Person
from programs.batches.models import Batch
from programs.timetable.models.sessions import Session


class ReconcileRun(models.Model):
    """One check of everything. It repairs nothing and writes only rows of this module."""

    class State(models.TextChoices):
        """A run that was interrupted is FAILED, never DONE."""

        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")

    state = models.CharField(max_length=7, choices=State, default=State.RUNNING)
    night = models.DateField(null=True, blank=True, help_text="Which night it belongs to; empty for one by hand.")
    started_at = models.DateTimeField(default=clock.now)
    finished_at = models.DateTimeField(null=True, blank=True)
    seconds = models.FloatField(default=0)

    class Meta:
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["state"], condition=Q(state="running"), name="reconcile_run_one_at_a_time"),
            models.UniqueConstraint(fields=["night"], name="reconcile_run_once_a_night"),
            models.CheckConstraint(
                condition=Q(state="running", finished_at=None) | (~Q(state="running") & Q(finished_at__isnull=False)),
                name="reconcile_run_is_over_at_a_moment",
            ),
        ]
        indexes = [models.Index(fields=["-started_at", "-id"], name="reconcile_run_newest_first")]


class OfOfficeQuerySet(models.QuerySet):
    """Rows by the office they concern."""

    def visible_to(self, user):
        """Rows about the user's own office or the whole system."""
        whole = Q(facility=None, training_center=None)
        if user.facility_id:
            return self.filter(whole | Q(facility=user.facility_id))
        if user.training_center_id:
            return self.filter(whole | Q(training_center=user.training_center_id))
        return self.none()


class OfOffice(models.Model):
    """Belongs to one office or, without one, to the whole system."""

    kind = models.CharField(max_length=40, help_text="A code of `reports.reconcile.contradictions`.")
    facility = models.ForeignKey(Facility, on_delete=models.CASCADE, null=True, related_name="+")
    training_center = models.ForeignKey(TrainingCenter, on_delete=models.CASCADE, null=True, related_name="+")

    objects = OfOfficeQuerySet.as_manager()

    class Meta:
        abstract = True


class ReconcileCount(OfOffice):
    """How many contradictions of a kind a run found in an office, and the changes since the previous run."""

    run = models.ForeignKey(ReconcileRun, on_delete=models.CASCADE, related_name="counts")
    count = models.PositiveIntegerField()
    new = models.PositiveIntegerField()
    gone = models.PositiveIntegerField()

    @property
    def office_code(self) -> str:
        """The office's code; empty for the whole system."""
        office = self.facility or self.training_center
        return office.code if office else ""


class Finding(OfOffice):
    """A contradiction found by the last run: which records, never their content. Deleted once its cause is gone."""

    key = models.CharField(max_length=60, help_text="Names the matter within its kind.")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, related_name="+")
    other_person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, related_name="+")
    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, null=True, related_name="+")
    session = models.ForeignKey(Session, on_delete=models.CASCADE, null=True, related_name="+")
    certificate = models.ForeignKey(Certificate, on_delete=models.CASCADE, null=True, related_name="+")
    found_at = models.DateTimeField(default=clock.now, help_text="When it was found first.")

    class Meta:
        ordering = ["kind", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "key"], name="finding_stands_once"),
            models.CheckConstraint(
                condition=Q(facility=None) | Q(training_center=None), name="finding_belongs_to_one_office_at_most"
            ),
        ]
        indexes = [
            models.Index(fields=["facility", "kind", "id"], name="finding_by_facility"),
            models.Index(fields=["training_center", "kind", "id"], name="finding_by_center"),
        ]
