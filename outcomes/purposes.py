"""Why needs, leaving, follow-up, placement and figures hold data about people."""

from django.utils.translation import gettext_lazy as _

from accounts.processing import AGREED, PUBLIC_TASK, Purpose
from accounts.roles import Side

_GRADUATES = _("Graduates who agreed")
NEEDS = Purpose(
    Side.CENTER,
    _("Employers and what they need"),
    _("To train for work that there is."),
    _("Contact persons of employers"),
    PUBLIC_TASK,
    _("Placement officer, coordinator and head of the own center"),
)
LEAVING = Purpose(
    Side.FACILITY,
    _("Preparing to leave"),
    _("To let nobody leave without papers, tools and a plan."),
    _("People in custody, and those who left"),
    _("Public task: UU 27/2022, article 20 (2) e; for the probation officer the person's agreement (a)"),
    _("Registrar, training officer and head of the own facility; the probation officer whom the person chose to tell"),
)
FOLLOW_UP = Purpose(
    Side.CENTER,
    _("Follow-up after the training"),
    _("To learn whether the training led to work, and to help where it did not."),
    _GRADUATES,
    AGREED,
    _("Placement officer of the own center, and nobody else"),
)
HOLDERS = Purpose(
    Side.CENTER,
    _("The holder's own page"),
    _("To let holders see their papers, tell how they are, and end the agreement by themselves."),
    _("Holders of certificates"),
    AGREED,
    _("The holder; the placement officer hands out the card"),
)
AIDS = Purpose(
    Side.CENTER,
    _("Tools and capital given"),
    _("To account for what was given, and to see whether it is in use."),
    _("Graduates"),
    PUBLIC_TASK,
    _("Placement officer and head of the own center"),
)
PLACEMENT = Purpose(
    Side.CENTER,
    _("Vacancies and introductions"),
    _("To bring graduates and employers together."),
    _GRADUATES,
    AGREED,
    _("Placement officer; the employer to whom the person agreed to be introduced"),
)
FIGURES = Purpose(
    Side.BOTH,
    _("Figures about outcomes"),
    _("To account for what the training does; small counts are hidden."),
    _("Nobody by name, but in files for research that two heads released"),
    PUBLIC_TASK,
    _("Heads, coordinators, regional office"),
)
PLAN = Purpose(
    Side.BOTH,
    _("Training plan of a year"),
    _("To decide what is taught next year, with minutes."),
    _("Staff; those present at the meeting"),
    PUBLIC_TASK,
    _("Staff of both offices"),
)
