from accounts.models.factors import CardCode, CodeApp, CodeCard, FactorCounter, SecurityKey
from accounts.models.offices import Facility, Office, ProbationOffice, TimeZone, TrainingCenter
from accounts.models.power import AccessReview, Notice, RoleRequest, SeparateRoles
from accounts.models.sessions import SignIn
from accounts.models.users import User, UserManager, UserQuerySet

__all__ = [
    "AccessReview",
    "CardCode",
    "CodeApp",
    "CodeCard",
    "Facility",
    "FactorCounter",
    "Notice",
    "Office",
    "ProbationOffice",
    "RoleRequest",
    "SecurityKey",
    "SeparateRoles",
    "SignIn",
    "TimeZone",
    "TrainingCenter",
    "User",
    "UserManager",
    "UserQuerySet",
]
