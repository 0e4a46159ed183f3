"""Why accounts, sign-ins, proofs and the running of the site hold data about people."""

from django.utils.translation import gettext_lazy as _

from accounts.processing import OBLIGATION, PUBLIC_TASK, Purpose
from accounts.roles import Side

_STAFF = _("Staff")
ACCOUNTS = Purpose(
    Side.BOTH,
    _("Accounts of staff"),
    _("To let in whoever may, with the rights of the role, and nobody else."),
    _STAFF,
    PUBLIC_TASK,
    _("Administrator, head and data protection officer of the own office"),
)
OFFICES = Purpose(
    Side.BOTH,
    _("Offices and roles"),
    _("To put names and addresses on letters and to say which role may do what."),
    _("Heads and coordinators who sign"),
    PUBLIC_TASK,
    _("Staff of the own office; readers of its letters"),
)
TRAIL = Purpose(
    Side.BOTH,
    _("Proof of who read and changed what"),
    _("To find misuse, to answer people who ask who read their data, and to find whom a breach affects."),
    _("Staff; people whose data were shown"),
    OBLIGATION,
    _("Data protection officer of the own office; the person on request"),
)
RUNNING = Purpose(
    Side.BOTH,
    _("Running of the system"),
    _("To carry out long work in the background and to count a form that is sent twice once."),
    _STAFF,
    PUBLIC_TASK,
    _("Whoever started the work"),
)
