"""Yearly reports of a training center: dated, never changed, with the rows behind each number."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import TrainingCenter
from reports.kept.models import KeptApproval, KeptPlace, KeptReport, KeptReportQuerySet


class YearReportQuerySet(KeptReportQuerySet):
    """Reports, visible to the training center that made them."""

    def visible_to(self, user):
        """The reports of the user's own training center."""
        return self.filter(training_center=user.training_center_id) if user.training_center_id else self.none()

    def of_year(self, center, year):
        """Those of the calendar year, the newest first."""
        return self.filter(training_center=center, year=year)

    def for_lists(self):
        """Without the large columns, with who made and who approved it."""
        return super().for_lists().select_related("approval__approved_by")


class YearReport(KeptReport):
    """A calendar year of a training center as it was known on a day."""

    ABOUT = ("training_center_id", "year")

    training_center = models.ForeignKey(TrainingCenter, on_delete=models.PROTECT, related_name="year_reports")
    year = models.PositiveSmallIntegerField()

    objects = YearReportQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "-number"]
        permissions = [
            ("view_year_report", "Can see yearly reports of the training center"),
            ("make_year_report", "Can make a yearly report of the training center"),
            ("approve_year_report", "Can approve a yearly report of the training center"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["training_center", "year", "number"],
                name="year_report_number_is_unique",
                violation_error_message=_("Somebody has just made this report. Open that one."),
            )
        ]

    def __str__(self):
        return f"{self.year} {self.number}"


class YearReportPlace(KeptPlace):
    """What a report counts of one place in its year."""

    report = models.ForeignKey(YearReport, on_delete=models.CASCADE, related_name="places")

    class Meta(KeptPlace.Meta):
        constraints = [models.UniqueConstraint(fields=["report", "enrollment"], name="year_report_place_once_a_report")]


class YearReportApproval(KeptApproval):
    """The approval of the center's head."""

    report = models.OneToOneField(YearReport, on_delete=models.CASCADE, related_name="approval")
