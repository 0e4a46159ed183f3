"""Gapless numbers of a training center's certificates."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import TrainingCenter


class NumberSeriesQuerySet(models.QuerySet):
    """Series, visible only to their center."""

    def visible_to(self, user):
        """The series of the user's own training center."""
        return self.filter(training_center=user.training_center_id) if user.training_center_id else self.none()


class NumberSeries(models.Model):
    """The counter for one center, paper and year; its row is the lock for taking the next number."""

    class Paper(models.TextChoices):
        """Numbered kinds of papers; each has its own series."""

        CERTIFICATE = "certificate", _("Training certificate")
        STATEMENT = "statement", _("Statement of units")
        ATTENDANCE = "attendance", _("Paper of attendance")

    training_center = models.ForeignKey(TrainingCenter, on_delete=models.PROTECT, related_name="series")
    paper = models.CharField(max_length=12, choices=Paper)
    year = models.PositiveSmallIntegerField()
    pattern = models.CharField(
        max_length=60, help_text="With {number:04d} and {year}, as in 563/{number:04d}/BLK-TPN/{year}."
    )
    last_number = models.PositiveIntegerField(default=0)
    used_before = models.PositiveIntegerField(default=0, help_text="Numbers given on paper before this system.")
    validity_months = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="How long its certificates are valid; empty: without end."
    )

    objects = NumberSeriesQuerySet.as_manager()

    class Meta:
        ordering = ["training_center", "paper", "-year"]
        verbose_name_plural = "number series"
        constraints = [
            models.UniqueConstraint(
                fields=["training_center", "paper", "year"], name="number_series_one_a_center_paper_and_year"
            )
        ]

    def __str__(self):
        return f"{self.get_paper_display()} {self.year}"

    @property
    def is_untouched(self) -> bool:
        """Whether this system has not taken any of its numbers yet."""
        return self.last_number == self.used_before


class SeriesNumber(models.Model):
    """A number that was taken; every one is accounted for."""

    series = models.ForeignKey(NumberSeries, on_delete=models.PROTECT, related_name="numbers")
    number = models.PositiveIntegerField()
    given_at = models.DateTimeField()
    void_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["series", "number"]
        constraints = [models.UniqueConstraint(fields=["series", "number"], name="series_number_is_given_once")]
