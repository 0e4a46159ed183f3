from inmates.models.circumstances import Circumstance, NonAssociation
from inmates.models.custody import (
    Classification,
    CustodyPeriod,
    Housing,
    LimitingDate,
    Movement,
    RegisterNumber,
    Suspension,
)
from inmates.models.importing import ColumnMapping, ImportRow, SpreadsheetImport
from inmates.models.inbox import InboxTask
from inmates.models.inmate import Inmate

__all__ = [
    "Circumstance",
    "Classification",
    "ColumnMapping",
    "CustodyPeriod",
    "Housing",
    "ImportRow",
    "InboxTask",
    "Inmate",
    "LimitingDate",
    "Movement",
    "NonAssociation",
    "RegisterNumber",
    "SpreadsheetImport",
    "Suspension",
]
