"""What may be wrong with an uploaded PDF, and what rewriting it may cost. No Django here: the rewriting process imports
this module.
"""

from enum import StrEnum

from core.apart.limits import MEGABYTE, Limits

# A scan of 10 MB needs less than a third of each. The output is in base64.
LIMITS = Limits(memory=1024 * MEGABYTE, processor_seconds=8, output=32 * MEGABYTE)


class Flaw(StrEnum):
    """Why a PDF is not kept."""

    UNREADABLE = "pdf_unreadable"
    LOCKED = "pdf_locked"
    ACTS = "pdf_acts"
