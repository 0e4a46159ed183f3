"""Monthly reports of a facility: dated, never changed, with the rows behind each number."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Facility
from reports.kept.models import KeptApproval, KeptPlace, KeptReport, KeptReportQuerySet


class MonthReportQuerySet(KeptReportQuerySet):
    """Reports, visible to the facility that made them."""

    def visible_to(self, user):
        """The reports of the user's own facility."""
        return self.filter(facility=user.facility_id) if user.facility_id else self.none()

    def of_month(self, facility, month):
        """Those of the month beginning on that day, the newest first."""
        return self.filter(facility=facility, month=month)

    def for_lists(self):
        """Without the large columns, with who made and who approved it."""
        return super().for_lists().select_related("approval__approved_by")


class MonthReport(KeptReport):
    """A facility's month as it was known on a day."""

    ABOUT = ("facility_id", "month")

    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="month_reports")
    month = models.DateField(help_text="Its first day.")

    objects = MonthReportQuerySet.as_manager()

    class Meta:
        ordering = ["-month", "-number"]
        permissions = [
            ("view_month_report", "Can see monthly reports of the facility"),
            ("make_month_report", "Can make a monthly report of the facility"),
            ("approve_month_report", "Can approve a monthly report of the facility"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["facility", "month", "number"],
                name="month_report_number_is_unique",
                violation_error_message=_("Somebody has just made this report. Open that one."),
            )
        ]

    def __str__(self):
        return f"{self.month:%Y-%m} {self.number}"


class MonthReportPlace(KeptPlace):
    """What a report counts of one place in its month."""

    report = models.ForeignKey(MonthReport, on_delete=models.CASCADE, related_name="places")

    class Meta(KeptPlace.Meta):
        constraints = [
            models.UniqueConstraint(fields=["report", "enrollment"], name="month_report_place_once_a_report")
        ]


class MonthReportApproval(KeptApproval):
    """The approval of the facility's head."""

    report = models.OneToOneField(MonthReport, on_delete=models.CASCADE, related_name="approval")
