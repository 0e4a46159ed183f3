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
from inmates.models.inmate import Education, Inmate, Sex

__all__ = [
    "Classification",
    "ColumnMapping",
    "CustodyPeriod",
    "Education",
    "Housing",
    "ImportRow",
    "Inmate",
    "LimitingDate",
    "Movement",
    "RegisterNumber",
    "Sex",
    "SpreadsheetImport",
    "Suspension",
]
