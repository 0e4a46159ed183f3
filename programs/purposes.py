"""Why programs, selection, training and its safety hold data about people."""

from django.utils.translation import gettext_lazy as _

from accounts.processing import PUBLIC_TASK, Purpose
from accounts.roles import Side

_PARTICIPANTS = _("Participants")
OFFER = Purpose(
    Side.BOTH,
    _("Programs, agreements and batches"),
    _("To plan what is taught, when and by whom."),
    _("Staff; contact persons of partners"),
    PUBLIC_TASK,
    _("Staff of both offices"),
)
SELECTION = Purpose(
    Side.FACILITY,
    _("Interviews and selection"),
    _("To choose participants by rules that everybody can read; an officer decides, never the system alone."),
    _("Applicants"),
    PUBLIC_TASK,
    _("Training officer, board and head of the own facility"),
)
REGISTRATION = Purpose(
    Side.CENTER,
    _("Registration for public batches"),
    _("To give places to whoever registered, and to reach them."),
    _("Applicants"),
    _("Public task: UU 27/2022, article 20 (2) e; for the telephone the person's agreement (a)"),
    _("Coordinator of the own center"),
)
TRAINING = Purpose(
    Side.BOTH,
    _("Places, attendance and journals"),
    _("To teach, to know who was there and for how long, and to judge it for the certificate."),
    _PARTICIPANTS,
    PUBLIC_TASK,
    _("Instructor, coordinator, training officer; a wali the own wards"),
)
SAFETY = Purpose(
    Side.FACILITY,
    _("Head counts, absences and tools"),
    _("To know at each step who and what should be where."),
    _("Participants; staff"),
    PUBLIC_TASK,
    _("Security and training officer of the own facility"),
)
