from programs.models.agreement import Agreement, FundingSource
from programs.models.attendance import AttendanceStatus, Mark, MarkRevision
from programs.models.batch import Batch, BatchStaff
from programs.models.enrollment import Enrollment, EnrollmentSuspension
from programs.models.needs import Interview, Skill, TrainingGoal, VocationInterest
from programs.models.program import CompetencyUnit, Program, ProgramUnit, ProgramVersion, Vocation
from programs.models.rules import EntryRuleSet, RankingScale
from programs.models.selection import Appeal, Application, Hearing, HearingMember, PlaceOffer
from programs.models.session import Holiday, PatternSlot, Session

__all__ = [
    "Agreement",
    "Appeal",
    "Application",
    "AttendanceStatus",
    "Batch",
    "BatchStaff",
    "CompetencyUnit",
    "Enrollment",
    "EnrollmentSuspension",
    "EntryRuleSet",
    "FundingSource",
    "Hearing",
    "HearingMember",
    "Holiday",
    "Interview",
    "Mark",
    "MarkRevision",
    "PatternSlot",
    "PlaceOffer",
    "Program",
    "ProgramUnit",
    "ProgramVersion",
    "RankingScale",
    "Session",
    "Skill",
    "TrainingGoal",
    "Vocation",
    "VocationInterest",
]
