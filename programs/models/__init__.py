from programs.models.agreement import Agreement, FundingSource
from programs.models.alarms import CountAlarm, LookedFor
from programs.models.attendance import AttendanceStatus, Mark, MarkRevision
from programs.models.batch import Batch, BatchStaff
from programs.models.calendar import CalendarCounter, CalendarLink
from programs.models.counts import HeadCount
from programs.models.day import JournalEntry, KnownAbsence, RollScan
from programs.models.enrollment import Enrollment, EnrollmentSuspension
from programs.models.needs import Interview, Skill, TrainingGoal, VocationInterest
from programs.models.offline import MarkOperation, OfflinePack
from programs.models.program import CompetencyUnit, Program, ProgramUnit, ProgramVersion, UnitCriterion, Vocation
from programs.models.rules import EntryRuleSet, RankingScale
from programs.models.selection import Appeal, Application, Hearing, HearingMember, PlaceOffer
from programs.models.session import CancelReason, Holiday, PatternSlot, Session, WeekPattern
from programs.models.tools import Consumable, ConsumableIssue, MissingTool, MissingToolStep, NoToolsOut, Tool, ToolIssue

__all__ = [
    "Agreement",
    "Appeal",
    "Application",
    "AttendanceStatus",
    "Batch",
    "BatchStaff",
    "CalendarCounter",
    "CalendarLink",
    "CancelReason",
    "CompetencyUnit",
    "Consumable",
    "ConsumableIssue",
    "CountAlarm",
    "Enrollment",
    "EnrollmentSuspension",
    "EntryRuleSet",
    "FundingSource",
    "HeadCount",
    "Hearing",
    "HearingMember",
    "Holiday",
    "Interview",
    "JournalEntry",
    "KnownAbsence",
    "LookedFor",
    "Mark",
    "MarkOperation",
    "MarkRevision",
    "MissingTool",
    "MissingToolStep",
    "NoToolsOut",
    "OfflinePack",
    "PatternSlot",
    "PlaceOffer",
    "Program",
    "ProgramUnit",
    "ProgramVersion",
    "RankingScale",
    "RollScan",
    "Session",
    "Skill",
    "Tool",
    "ToolIssue",
    "TrainingGoal",
    "UnitCriterion",
    "Vocation",
    "VocationInterest",
    "WeekPattern",
]
