"""What the tables of closing reports hold about people, for the record of processing."""

from accounts.processing import Keeping, describe
from reports.closing.models import (
    ClosingReport,
    ClosingReportApproval,
    ClosingReportPlace,
    ClosingReportWithdrawal,
)
from reports.purposes import CLOSING_REPORTS

describe(
    ClosingReport,
    CLOSING_REPORTS,
    Keeping.DATED,
    staff="made_by figures",
    # Who was not admitted stands there by the key of the application.
    custody="rows",
    # The reason of a correction is written by hand.
    words="differences",
    none="id public_id batch number digest made_at",
)
describe(
    ClosingReportPlace,
    CLOSING_REPORTS,
    Keeping.DATED,
    # Why somebody was away or left may tell of custody.
    custody="rows",
    learning="enrollment",
    none="id report",
)
describe(
    ClosingReportApproval,
    CLOSING_REPORTS,
    Keeping.DATED,
    staff="approved_by",
    none="id report side approved_at",
)
describe(
    ClosingReportWithdrawal,
    CLOSING_REPORTS,
    Keeping.DATED,
    staff="withdrawn_by",
    words="reason",
    none="id report withdrawn_at is_of_center",
)
