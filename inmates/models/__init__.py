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
from inmates.models.inmate import Inmate

__all__ = [
    "Classification",
    "ColumnMapping",
    "CustodyPeriod",
    "Housing",
    "ImportRow",
    "Inmate",
    "LimitingDate",
    "Movement",
    "RegisterNumber",
    "SpreadsheetImport",
    "Suspension",
]
