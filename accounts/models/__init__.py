from accounts.models.offices import Facility, Office, ProbationOffice, TimeZone, TrainingCenter
from accounts.models.power import AccessReview, Notice, RoleRequest, SeparateRoles
from accounts.models.users import User, UserManager, UserQuerySet

__all__ = [
    "AccessReview",
    "Facility",
    "Notice",
    "Office",
    "ProbationOffice",
    "RoleRequest",
    "SeparateRoles",
    "TimeZone",
    "TrainingCenter",
    "User",
    "UserManager",
    "UserQuerySet",
]
