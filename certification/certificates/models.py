"""Fixed days of issue: which ones a center has, and which of them are done."""

import re

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import TrainingCenter, User
from core import clock

# Days that every month has.
LAST_DAY = 28


def validate_days(text: str) -> None:
    """Days of a month in order, such as “1,15”; empty: any day. Raises ValidationError."""
    days = [int(day) for day in text.split(",")] if re.fullmatch(r"[0-9]{1,2}(,[0-9]{1,2})*", text) else []
    if text and not (days and days == sorted(set(days)) and days[0] >= 1 and days[-1] <= LAST_DAY):
        raise ValidationError(_("Write days from 1 to 28 in order, such as 1,15."))


class IssueDays(models.Model):
    """The days of each month on which a center issues, from a day on; the newest row that is in force counts."""

    training_center = models.ForeignKey(TrainingCenter, on_delete=models.PROTECT, related_name="issue_days")
    valid_from = models.DateField()
    days = models.CharField(max_length=20, blank=True, validators=[validate_days], help_text="“1,15”; empty: any day.")
    set_at = models.DateTimeField(default=clock.now)
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["training_center", "-valid_from"]
        verbose_name_plural = "issue days"
        constraints = [
            models.UniqueConstraint(fields=["training_center", "valid_from"], name="issue_days_one_rule_a_day")
        ]

    def __str__(self):
        return self.days

    @property
    def listed(self) -> str:
        """The days as a page says them: “1, 15”."""
        return self.days.replace(",", ", ")


class IssueRun(models.Model):
    """A fixed day whose certificates were issued; there is no second run, since its numbers would stand together."""

    training_center = models.ForeignKey(TrainingCenter, on_delete=models.PROTECT, related_name="issue_runs")
    day = models.DateField()
    begun_at = models.DateTimeField(default=clock.now)
    begun_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["training_center", "-day"]
        constraints = [models.UniqueConstraint(fields=["training_center", "day"], name="issue_run_one_a_day")]
