"""Codes shared by records and spreadsheets; an empty string means unknown."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Sex(TextChoices):
    """As printed on Indonesian identity papers."""

    MALE = "L", _("Male")
    FEMALE = "P", _("Female")


class Education(TextChoices):
    """Highest school completed, in order; the codes of Indonesian forms."""

    NONE = "NONE", _("No school finished")
    SD = "SD", "SD"
    SMP = "SMP", "SMP"
    SMA = "SMA", "SMA/SMK"
    D1 = "D1", "D1"
    D2 = "D2", "D2"
    D3 = "D3", "D3"
    D4 = "D4", "D4"
    S1 = "S1", "S1"
    S2 = "S2", "S2"
    S3 = "S3", "S3"


class Why(TextChoices):
    """The five grounds for rejecting a spreadsheet row, in machine-readable form."""

    NAME = "name", _("Name is missing")
    NUMBER = "number", _("Register number is missing")
    DATE = "date", _("Impossible date")
    ORDER = "order", _("Leaves before entering")
    DUPLICATE = "duplicate", _("Register number stands twice")
