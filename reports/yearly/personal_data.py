"""What the tables of yearly reports hold about people, for the record of processing."""

from accounts.processing import Keeping, describe
from reports.purposes import YEAR_REPORTS
from reports.yearly.models import YearReport, YearReportApproval, YearReportPlace

describe(
    YearReport,
    YEAR_REPORTS,
    Keeping.DATED,
    staff="made_by figures",
    # The reason of a correction is written by hand.
    words="differences",
    none="id public_id training_center year number rows digest made_at",
)
describe(
    YearReportPlace,
    YEAR_REPORTS,
    Keeping.DATED,
    learning="enrollment rows",
    none="id report",
)
describe(
    YearReportApproval,
    YEAR_REPORTS,
    Keeping.DATED,
    staff="approved_by",
    none="id report approved_at",
)
