"""Why results and certificates are kept."""

from django.utils.translation import gettext_lazy as _

from accounts.processing import PUBLIC_TASK, Purpose
from accounts.roles import Side

ASSESSMENT = Purpose(
    Side.BOTH,
    _("Assessment"),
    _("To judge each unit, to hear objections, and to show how a result came about."),
    _("Participants; assessors"),
    PUBLIC_TASK,
    _("Assessor, coordinator, certificate officer; training officer the results; the certification body its list"),
)
CERTIFICATES = Purpose(
    Side.BOTH,
    _("Certificates and their register"),
    _("To give proof of a skill, and to answer for good whether a paper is genuine."),
    _("Holders of certificates"),
    PUBLIC_TASK,
    _("Certificate officer and head; whoever is shown the paper checks name, program and date by its code"),
)
