"""What is done for a site each night, and how it ended."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core import clock


class UpkeepRun(models.Model):
    """One verification, backup or drill. Concerns the whole installation and names nobody."""

    class State(models.TextChoices):
        """FOUND: it ran and something does not hold. FAILED: it could not run to its end."""

        RUNNING = "running", _("Running")
        WELL = "well", _("All well")
        FOUND = "found", _("Something is wrong")
        FAILED = "failed", _("Failed")

    work = models.CharField(max_length=30, help_text="A code of `reports.upkeep.works`.")
    state = models.CharField(max_length=7, choices=State, default=State.RUNNING)
    started_at = models.DateTimeField(default=clock.now)
    finished_at = models.DateTimeField(null=True, blank=True)
    says = models.TextField(blank=True, help_text="For the operator: what was compared, or what is wrong, a line each.")

    class Meta:
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["work"], condition=Q(state="running"), name="upkeep_run_one_at_a_time_of_a_work"
            ),
            models.CheckConstraint(
                condition=Q(state="running", finished_at=None) | (~Q(state="running") & Q(finished_at__isnull=False)),
                name="upkeep_run_is_over_at_a_moment",
            ),
        ]
        indexes = [models.Index(fields=["work", "-started_at", "-id"], name="upkeep_run_newest_of_a_work")]

    @property
    def lines(self) -> list[str]:
        """What it says, line by line."""
        return self.says.splitlines()
