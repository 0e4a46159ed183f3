"""What is kept of a print in the background, for as long as whoever asked for it needs."""

from datetime import timedelta

from django.db import models

from core import clock
from core.models import JobItem

KEPT = timedelta(hours=24)


class SheetFileQuerySet(models.QuerySet):
    """Printed sheets, by print and by age."""

    def of_job(self, job):
        """Those of one print, in its order."""
        return self.filter(item__job=job).order_by("item__position")

    def outdated(self):
        """Those that nobody needs any more."""
        return self.filter(made_at__lt=clock.now() - KEPT)


class SheetFile(models.Model):
    """The printed sheet of one person; the item of the job names whose it is."""

    item = models.OneToOneField(JobItem, on_delete=models.CASCADE, related_name="+")
    content = models.BinaryField()
    made_at = models.DateTimeField(default=clock.now, db_index=True)

    objects = SheetFileQuerySet.as_manager()
