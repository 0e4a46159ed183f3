"""What a part of the entry rules finds about one person. A missing or expired value is never a pass."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Verdict(models.TextChoices):
    """What a part answers. Neither met nor failed is what is missing, which somebody has to complete, and what is
    unknown, which nobody can: there is no such date before a sentence.
    """

    MEETS = "meets", _("Meets the rules")
    FAILS = "fails", _("Does not meet the rules")
    MISSING = "missing", _("Data incomplete")
    UNKNOWN = "unknown", _("Not yet known")
