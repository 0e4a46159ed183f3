"""Code lists of employers and need records. Codes are kept in rows and never change."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class NeedKind(models.TextChoices):
    """Where the knowledge of a need comes from; how much it counts is dated data."""

    LOW = "LOW", _("Real vacancy")
    KUN = "KUN", _("Visit to an employer")
    DESA = "DESA", _("Village project or public works")
    USH = "USH", _("Demand for an own business")
    DINAS = "DINAS", _("Data of the labor office or Karirhub")
    ALUMNI = "ALUMNI", _("News from graduates")


class Attitude(models.TextChoices):
    """What an employer said; the same is asked of all."""

    TERIMA = "TERIMA", _("Takes graduates of the training center")
    COBA = "COBA", _("Ready for a trial period")
    MAGANG = "MAGANG", _("Offers an internship")
    UJI = "UJI", _("Tests the practical work")
    ALAT = "ALAT", _("Gives tools or material")
    BICARA = "BICARA", _("Comes as a speaker")
    SKCK_WAJIB = "SKCK_WAJIB", _("Asks everybody for a police certificate")
    SKCK_TIDAK = "SKCK_TIDAK", _("Asks nobody for a police certificate")
    IJAZAH_MIN = "IJAZAH_MIN", _("Asks for a least education")
    PENUH = "PENUH", _("Takes nobody at present")
    TIDAK_COCOK = "TIDAK_COCOK", _("A graduate was not fit")
    STOP = "STOP", _("Asked not to be contacted")


class ContactKind(models.TextChoices):
    """How an employer was met or asked."""

    VISIT = "visit", _("Visit")
    CALL = "call", _("Telephone call")
    MESSAGE = "message", _("Message")


class ContactWay(models.TextChoices):
    """How an employer wants to be told of a fitting graduate."""

    CALL = "call", _("By telephone")
    MESSAGE = "message", _("By message")


class HiringWay(models.TextChoices):
    """How an employer has looked for people so far."""

    KENALAN = "KENALAN", _("Through acquaintances")
    PAPAN = "PAPAN", _("By a notice")
    KARIRHUB = "KARIRHUB", _("Through Karirhub")
    BLK = "BLK", _("Through the training center")
    LAIN = "LAIN", _("In another way")


class GraduateFit(models.TextChoices):
    """Whether graduates of the training center whom an employer took were fit for the work."""

    YES = "yes", _("Were fit")
    LESS = "less", _("Less fit")


class Terms(models.TextChoices):
    """How somebody in the job is employed."""

    DAILY = "daily", _("Daily")
    FIXED = "fixed", _("Permanent")


class PaperAsked(models.TextChoices):
    """A paper that an employer asks from everybody who applies."""

    KTP = "KTP", _("Identity card (KTP)")
    IJAZAH = "IJAZAH", _("School certificate")
    SERTIFIKAT = "SERTIFIKAT", _("Training certificate")
    SKCK = "SKCK", _("Police certificate (SKCK)")
    LAIN = "LAIN", _("Other paper")
