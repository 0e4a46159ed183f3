"""What stays of attendance once its marks have served their time: minutes by place and unit."""

from django.db import models

from programs.catalog.models import ProgramUnit
from programs.places.models import Enrollment


class KeptHours(models.Model):
    """The sums of a place's marks in one unit, in place of the marks. Append-only: printed hours stay provable."""

    enrollment = models.ForeignKey(Enrollment, on_delete=models.PROTECT, related_name="kept_hours")
    unit = models.ForeignKey(ProgramUnit, on_delete=models.PROTECT, related_name="+")
    minutes_held = models.PositiveIntegerField()
    minutes_possible = models.PositiveIntegerField()

    class Meta:
        ordering = ["enrollment", "unit"]
        verbose_name_plural = "kept hours"
        constraints = [models.UniqueConstraint(fields=["enrollment", "unit"], name="kept_hours_once_a_unit")]
