from certification.models.assessment import SignOff, UnitResult
from certification.models.assessor import AssessorRegistration
from certification.models.blank import BlankLot, BlankSerial
from certification.models.certificate import (
    Certificate,
    CertificateFile,
    CheckCounter,
    HandOver,
    NumberSeries,
    PrintRecord,
    SeriesNumber,
    SignedReceipt,
)
from certification.models.contest import ResultAppeal, ResultCorrection
from certification.models.evidence import Evidence, PracticeMark
from certification.models.minutes import Addendum, PersonSignOff
from certification.models.outside import OutsideCandidate, OutsideImport, OutsideTest
from certification.models.sealing import OfficialFile, SealKey, UnsealedFile
from certification.models.statement_key import Credential, StatementKey, StatusList
from certification.models.template import CertificateTemplate

__all__ = [
    "Addendum",
    "AssessorRegistration",
    "BlankLot",
    "BlankSerial",
    "Certificate",
    "CertificateFile",
    "CertificateTemplate",
    "CheckCounter",
    "Credential",
    "Evidence",
    "HandOver",
    "NumberSeries",
    "OfficialFile",
    "OutsideCandidate",
    "OutsideImport",
    "OutsideTest",
    "PersonSignOff",
    "PracticeMark",
    "PrintRecord",
    "ResultAppeal",
    "ResultCorrection",
    "SealKey",
    "SeriesNumber",
    "SignOff",
    "SignedReceipt",
    "StatementKey",
    "StatusList",
    "UnitResult",
    "UnsealedFile",
]
