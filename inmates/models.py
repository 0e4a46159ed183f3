from inmates.consents.models import ConsentText, GuardianConsent
from inmates.custody.models.circumstances import Circumstance, NonAssociation
from inmates.custody.models.remand import RemandPaper
from inmates.custody.models.stays import (
    Classification,
    CustodyPeriod,
    Housing,
    LimitingDate,
    Movement,
    RegisterNumber,
    Suspension,
)
from inmates.imports.models import ColumnMapping, ImportRow, ListImport, ListImportRow, SpreadsheetImport
from inmates.inbox.models import InboxTask
from inmates.people.models import Person

__all__ = [
    "Circumstance",
    "Classification",
    "ColumnMapping",
    "ConsentText",
    "CustodyPeriod",
    "GuardianConsent",
    "Housing",
    "ImportRow",
    "InboxTask",
    "LimitingDate",
    "ListImport",
    "ListImportRow",
    "Movement",
    "NonAssociation",
    "Person",
    "RegisterNumber",
    "RemandPaper",
    "SpreadsheetImport",
    "Suspension",
]
