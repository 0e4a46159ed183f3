"""What the tables of wali sheets hold about people, for the record of processing."""

from accounts.processing import Keeping, describe
from reports.purposes import WARD_SHEETS
from reports.wali_sheets.models import SheetFile

describe(
    SheetFile,
    WARD_SHEETS,
    Keeping.SHORT,
    custody="content",
    none="id item made_at",
)
