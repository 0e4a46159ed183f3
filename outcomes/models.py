from outcomes.aids.models import AidUse, CenterAid, FacilityAid
from outcomes.effect.models import OutcomeReport
from outcomes.followup.models.consents import Consent
from outcomes.followup.models.contacts import Contact
from outcomes.followup.models.holder import HolderGrant, HolderPin, PinCounter, PinFailures
from outcomes.followup.models.job_words import JobWord
from outcomes.followup.models.outcomes import ContactAttempt, FollowUp, HelpWish, Outcome
from outcomes.followup.models.wages import MinimumWage
from outcomes.followup.models.work_papers import WorkPaper
from outcomes.leaving.models import CurriculumVitae, Readiness, ReadinessItem, ReadinessNote, WorkAssignment
from outcomes.needs.models import Employer, EmployerContact, NeedRecord, NeedUnit, NeedWeights
from outcomes.placement.models import Introduction, IntroductionStep, JobWish, Vacancy, VacancyUnit
from outcomes.plan.models import PlanLine, PlanMeeting, PlanRates, TrainingPlan
from outcomes.probation.models import ClientShare

__all__ = [
    "AidUse",
    "CenterAid",
    "ClientShare",
    "Consent",
    "Contact",
    "ContactAttempt",
    "CurriculumVitae",
    "Employer",
    "EmployerContact",
    "FacilityAid",
    "FollowUp",
    "HelpWish",
    "HolderGrant",
    "HolderPin",
    "Introduction",
    "IntroductionStep",
    "JobWish",
    "JobWord",
    "MinimumWage",
    "NeedRecord",
    "NeedUnit",
    "NeedWeights",
    "Outcome",
    "OutcomeReport",
    "PinCounter",
    "PinFailures",
    "PlanLine",
    "PlanMeeting",
    "PlanRates",
    "Readiness",
    "ReadinessItem",
    "ReadinessNote",
    "TrainingPlan",
    "Vacancy",
    "VacancyUnit",
    "WorkAssignment",
    "WorkPaper",
]
