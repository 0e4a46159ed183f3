"""Why records about the keeping of rules hold data about people."""

from django.utils.translation import gettext_lazy as _

from accounts.processing import OBLIGATION, PUBLIC_TASK, Purpose
from accounts.roles import Side

OVERSIGHT = Purpose(
    Side.BOTH,
    _("Contradictions and suspicious patterns"),
    _("To find what cannot be true, and accounts that look misused."),
    _("Participants; staff"),
    OBLIGATION,
    _("Data protection officer; findings go to whoever can mend them"),
)
DATA_PROTECTION = Purpose(
    Side.BOTH,
    _("Rights of people and protection of data"),
    _("To answer requests in time, to destroy what has served its time, and to prove both."),
    _("People who ask or for whom somebody asks; staff"),
    OBLIGATION,
    _("Head and data protection officer of the own office; the authority on request"),
)
WARD_SHEETS = Purpose(
    Side.FACILITY,
    _("Monthly sheets of wards"),
    _("To tell a wali each month how wards do in training."),
    _("People in custody"),
    PUBLIC_TASK,
    _("The wali and the training officer of the own facility"),
)
MONTH_REPORTS = Purpose(
    Side.FACILITY,
    _("Monthly reports of the facility"),
    _("To tell the regional office each month what was taught, attended and passed, and to prove each number."),
    _("Participants; staff"),
    PUBLIC_TASK,
    _("Training officer and head of the own facility; the regional office gets numbers without names"),
)
CLOSING_REPORTS = Purpose(
    Side.BOTH,
    _("Closing reports of batches"),
    _("To account for a batch to both offices and to whoever paid for it, and to prove each number."),
    _("Participants; staff"),
    PUBLIC_TASK,
    _("Planners and heads of both offices; others get numbers without names"),
)
YEAR_REPORTS = Purpose(
    Side.CENTER,
    _("Yearly reports of the training center"),
    _("To account to the district for a year of training, with a register of participants, and to prove each number."),
    _("Participants; staff"),
    PUBLIC_TASK,
    _("Coordinator and head of the own center; the district office that oversees it"),
)
REGION_FIGURES = Purpose(
    Side.BOTH,
    _("Figures of a region"),
    _("To tell the regional office how many people are trained, attend and pass, without names and small counts."),
    _("Participants, as counts"),
    PUBLIC_TASK,
    _("The regional office that oversees the facility"),
)
