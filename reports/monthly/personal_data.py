"""What the tables of monthly reports hold about people, for the record of processing."""

from accounts.processing import Keeping, describe
from reports.monthly.models import MonthReport, MonthReportApproval, MonthReportPlace
from reports.purposes import MONTH_REPORTS

describe(
    MonthReport,
    MONTH_REPORTS,
    Keeping.DATED,
    staff="made_by",
    # The reason of a correction is written by hand.
    words="differences",
    none="id public_id facility month number figures rows digest made_at",
)
describe(
    MonthReportPlace,
    MONTH_REPORTS,
    Keeping.DATED,
    # Why somebody was away or left may tell of custody.
    custody="rows",
    learning="enrollment",
    none="id report",
)
describe(
    MonthReportApproval,
    MONTH_REPORTS,
    Keeping.DATED,
    staff="approved_by",
    none="id report approved_at",
)
