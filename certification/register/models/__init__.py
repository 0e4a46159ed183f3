"""The certificate register."""

from certification.register.models.certificates import IN_THE_MAKING, Certificate, CertificateFile, CertificateQuerySet
from certification.register.models.check_counters import CheckCounter, NumberCheckCounter
from certification.register.models.copies import (
    HandOver,
    PrintRecord,
    PrintRecordQuerySet,
    SignedReceipt,
    SignedReceiptQuerySet,
)
from certification.register.models.holder_papers import HolderPaper
from certification.register.models.number_series import NumberSeries, NumberSeriesQuerySet, SeriesNumber

__all__ = [
    "IN_THE_MAKING",
    "Certificate",
    "CertificateFile",
    "CertificateQuerySet",
    "CheckCounter",
    "HandOver",
    "HolderPaper",
    "NumberCheckCounter",
    "NumberSeries",
    "NumberSeriesQuerySet",
    "PrintRecord",
    "PrintRecordQuerySet",
    "SeriesNumber",
    "SignedReceipt",
    "SignedReceiptQuerySet",
]
