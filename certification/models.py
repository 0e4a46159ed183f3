from certification.assessment.models.assessors import AssessorRegistration
from certification.assessment.models.contests import ResultAppeal, ResultCorrection
from certification.assessment.models.evidence import Evidence, PracticeMark
from certification.assessment.models.minutes import Addendum, PersonSignOff
from certification.assessment.models.results import SignOff, UnitResult
from certification.certificate_templates.models import CertificateTemplate
from certification.certificates.models import IssueDays, IssueRun
from certification.earlier_certificates.models import EarlierCertificate
from certification.outside_tests.models.blanks import BlankLot, BlankSerial
from certification.outside_tests.models.tests import OutsideCandidate, OutsideImport, OutsideTest
from certification.register.models import (
    Certificate,
    CertificateFile,
    CheckCounter,
    HandOver,
    NumberCheckCounter,
    NumberSeries,
    PrintRecord,
    SeriesNumber,
    SignedReceipt,
)
from certification.sealing.models import OfficialFile, RootStamp, SealKey, UnsealedFile
from certification.verification.models import Credential, StatementKey, StatusList

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
    "EarlierCertificate",
    "Evidence",
    "HandOver",
    "IssueDays",
    "IssueRun",
    "NumberCheckCounter",
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
    "RootStamp",
    "SealKey",
    "SeriesNumber",
    "SignOff",
    "SignedReceipt",
    "StatementKey",
    "StatusList",
    "UnitResult",
    "UnsealedFile",
]
