"""Monthly reports of a facility: dated, never changed, with the rows behind each number."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Facility, User
from core import clock
from programs.places.models import Enrollment


class MonthReportQuerySet(models.QuerySet):
    """Reports, visible to the facility that made them."""

    def visible_to(self, user):
        """The reports of the user's own facility."""
        return self.filter(facility=user.facility_id) if user.facility_id else self.none()

    def of_month(self, facility, month):
        """Those of the month beginning on that day, the newest first."""
        return self.filter(facility=facility, month=month)

    def for_lists(self):
        """Without the large columns, with who made and who approved it."""
        found = self.defer("figures", "rows", "differences")
        return found.select_related("made_by", "approval__approved_by")


class MonthReport(models.Model):
    """A facility's month as it was known on a day. A correction is a new row; the database refuses changes."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="month_reports")
    month = models.DateField(help_text="Its first day.")
    number = models.PositiveSmallIntegerField(help_text="1 is the first report of the month, others correct it.")
    figures = models.JSONField(help_text="Of the facility, of each batch, and of the report of the month before.")
    rows = models.JSONField(help_text="What names no person: sessions and count alarms.")
    differences = models.JSONField(help_text="What the report before it said otherwise: numbers, and the rows why.")
    digest = models.CharField(max_length=64, help_text="SHA-256 of all that it says, also in the audit.")
    made_at = models.DateTimeField(default=clock.now)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

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

    @property
    def mark(self) -> str:
        """The beginning of its digest, by which page and paper are compared."""
        return f"{self.digest[:4]}-{self.digest[4:8]}".upper()


class MonthReportPlace(models.Model):
    """What a report counts of one place: the place, its marks, results and papers of the month. No name."""

    report = models.ForeignKey(MonthReport, on_delete=models.CASCADE, related_name="places")
    enrollment = models.ForeignKey(Enrollment, on_delete=models.PROTECT, related_name="+")
    rows = models.JSONField()

    class Meta:
        ordering = ["report", "enrollment"]
        constraints = [
            models.UniqueConstraint(fields=["report", "enrollment"], name="month_report_place_once_a_report")
        ]


class MonthReportApproval(models.Model):
    """The head's approval of a report, which itself never changes."""

    report = models.OneToOneField(MonthReport, on_delete=models.CASCADE, related_name="approval")
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(default=clock.now)
