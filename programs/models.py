from programs.agreements.models import Agreement, AgreementMeeting, FundingSource
from programs.attendance.models.kept_hours import KeptHours
from programs.attendance.models.marks import AttendanceStatus, Mark, MarkRevision
from programs.attendance.models.session_day import KnownAbsence, RollScan
from programs.batches.models import Batch, BatchStaff
from programs.catalog.models import CompetencyUnit, Program, ProgramUnit, ProgramVersion, UnitCriterion, Vocation
from programs.count_alarms.models import CountAlarm, LookedFor
from programs.entry_rules.models import EntryRuleSet, RankingScale
from programs.head_counts.models import AwaitedPerson, HeadCount
from programs.interviews.models import Interview, Skill, TrainingGoal, VocationInterest
from programs.journal.models import JournalEntry
from programs.offline.models import MarkOperation, OfflinePack
from programs.places.models import Enrollment, EnrollmentSuspension, PlaceUnit
from programs.recognized_units.models import RecognizedUnit
from programs.registrations.models import Registration
from programs.selection.board_models import HearingQuorum
from programs.selection.models import Appeal, Application, Hearing, HearingMember, PlaceOffer
from programs.timetable.models.calendar_links import CalendarCounter, CalendarLink
from programs.timetable.models.sessions import CancelReason, Holiday, PatternSlot, Session, WeekPattern
from programs.tools.models import Consumable, ConsumableIssue, MissingTool, MissingToolStep, NoToolsOut, Tool, ToolIssue

__all__ = [
    "Agreement",
    "AgreementMeeting",
    "Appeal",
    "Application",
    "AttendanceStatus",
    "AwaitedPerson",
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
    "HearingQuorum",
    "Holiday",
    "Interview",
    "JournalEntry",
    "KeptHours",
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
    "PlaceUnit",
    "Program",
    "ProgramUnit",
    "ProgramVersion",
    "RankingScale",
    "RecognizedUnit",
    "Registration",
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
