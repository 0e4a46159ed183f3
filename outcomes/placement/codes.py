"""Code lists of vacancies and introductions. Codes are kept in rows and never change."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Wish(models.TextChoices):
    """How somebody wants to work."""

    ANY = "any", _("Any work")
    FIXED = "fixed", _("Permanent work")
    DAILY = "daily", _("Daily work")


class Step(models.TextChoices):
    """The steps of an introduction; `introductions.NEXT` says which follows which."""

    PROPOSED = "DIUSULKAN", _("Proposed")
    AGREED = "ORANG_SETUJU", _("The person agreed")
    SENT = "DIKIRIM", _("Letter given")
    INTERVIEW = "WAWANCARA", _("Interview")
    HIRED = "DITERIMA", _("Accepted")
    REJECTED = "DITOLAK", _("Not accepted")
    WITHDREW = "MUNDUR", _("The person withdrew")
    STARTED = "MULAI_KERJA", _("Started work")


class Why(models.TextChoices):
    """Why an introduction came to nothing."""

    DISTANCE = "JARAK", _("Too far")
    WAGE = "UPAH", _("The wage")
    SKILL = "KETERAMPILAN", _("A skill was missing")
    PAPERS = "SURAT", _("A paper was missing")
    FILLED = "TERISI", _("The place was taken")
    NO_ANSWER = "TIDAK_MENJAWAB", _("The employer did not answer")
    OTHER_WORK = "KERJA_LAIN", _("Found other work")
    NO_INTEREST = "TIDAK_BERMINAT", _("No interest")
    OTHER = "LAIN", _("Other")


class EndOfVacancy(models.TextChoices):
    """Why a vacancy is closed."""

    FILLED = "filled", _("Filled")
    WITHDRAWN = "withdrawn", _("Withdrawn by the employer")
    LAPSED = "lapsed", _("Its time is over")
