"""Why people, custody, imported lists and tasks are kept."""

from django.utils.translation import gettext_lazy as _

from accounts.processing import OBLIGATION, PUBLIC_TASK, Purpose
from accounts.roles import Side

PEOPLE = Purpose(
    Side.BOTH,
    _("Who the participants are"),
    _("To know one person as one person, on lists and on papers."),
    _("Participants and applicants"),
    PUBLIC_TASK,
    _("Staff of the own office, by role; whoever is shown a paper by its holder"),
)
CUSTODY = Purpose(
    Side.FACILITY,
    _("Custody, as far as it limits training"),
    _("To train whoever may be trained, safely, and to see who leaves before the training ends."),
    _("People in custody"),
    _("Public task: UU 27/2022, article 20 (2) e, with UU 22/2022"),
    _("Staff of the own facility, by role; never the training center"),
)
LISTS = Purpose(
    Side.CENTER,
    _("Lists that were taken in"),
    _("To take in registrations and earlier certificates, and to undo it."),
    _("Participants and applicants"),
    PUBLIC_TASK,
    _("Coordinator and certificate officer of the own center"),
)
TASKS = Purpose(
    Side.BOTH,
    _("Tasks about a person"),
    _("To let nothing be forgotten that somebody of staff has to look at."),
    _("Participants"),
    PUBLIC_TASK,
    _("The roles to which the task is given"),
)
CONSENTS = Purpose(
    Side.BOTH,
    _("Agreements of people"),
    _("To ask for agreement in words that everybody can read, and to prove who agreed to what."),
    _("Staff"),
    OBLIGATION,
    _("Head and data protection officer of the own office"),
)
CHILDREN = Purpose(
    Side.CENTER,
    _("Consent of parents and guardians"),
    _("To process data of people under 18 only with the consent of parent or guardian (UU 27/2022, article 25)."),
    _("Participants under 18; their parents and guardians"),
    OBLIGATION,
    _("Coordinator and placement officer of the own center"),
)
