from certification.models.assessment import SignOff, UnitResult
from certification.models.certificate import (
    Certificate,
    CertificateFile,
    CheckCounter,
    HandOver,
    NumberSeries,
    PrintRecord,
    SeriesNumber,
)

__all__ = [
    "Certificate",
    "CertificateFile",
    "CheckCounter",
    "HandOver",
    "NumberSeries",
    "PrintRecord",
    "SeriesNumber",
    "SignOff",
    "UnitResult",
]
