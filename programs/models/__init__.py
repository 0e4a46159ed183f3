from programs.models.agreement import Agreement, FundingSource
from programs.models.attendance import AttendanceStatus, Mark, MarkRevision
from programs.models.batch import Batch, BatchStaff
from programs.models.enrollment import (
    Application,
    Enrollment,
    EnrollmentSuspension,
    Hearing,
    HearingMember,
    RankingWeight,
)
from programs.models.program import CompetencyUnit, EntryRule, Program, ProgramUnit, ProgramVersion, Vocation
from programs.models.session import Holiday, PatternSlot, Session

__all__ = [
    "Agreement",
    "Application",
    "AttendanceStatus",
    "Batch",
    "BatchStaff",
    "CompetencyUnit",
    "Enrollment",
    "EnrollmentSuspension",
    "EntryRule",
    "FundingSource",
    "Hearing",
    "HearingMember",
    "Holiday",
    "Mark",
    "MarkRevision",
    "PatternSlot",
    "Program",
    "ProgramUnit",
    "ProgramVersion",
    "RankingWeight",
    "Session",
    "Vocation",
]
