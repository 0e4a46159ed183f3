"""Sheets printed in the background, kept as long as needed for download."""

from datetime import timedelta

from django.db import models

from core import clock
from core.models import JobItem

KEPT = timedelta(hours=24)


class SheetFileQuerySet(models.QuerySet):
    """Printed sheets, by job and by age."""

    def of_job(self, job):
        """The sheets of one print job, in order."""
        return self.filter(item__job=job).order_by("item__position")

    def outdated(self):
        """Sheets no longer needed."""
        return self.filter(made_at__lt=clock.now() - KEPT)


class SheetFile(models.Model):
    """One person's printed sheet; the job's item names the person."""

    item = models.OneToOneField(JobItem, on_delete=models.CASCADE, related_name="+")
    content = models.BinaryField()
    made_at = models.DateTimeField(default=clock.now, db_index=True)

    objects = SheetFileQuerySet.as_manager()
