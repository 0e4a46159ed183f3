"""The offices: detention centers, training centers, probation offices."""

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

# Office codes: an area code in parentheses, or two numbers separated by a comma.
TELEPHONE = RegexValidator(r"^[+(0-9][0-9 ()./,+-]+$", _("Write the number in digits, for example (0517) 31 234."))


class TimeZone(models.TextChoices):
    """Indonesia's three time zones; calendar days are local to the office."""

    WIB = "Asia/Jakarta", "WIB"
    WITA = "Asia/Makassar", "WITA"
    WIT = "Asia/Jayapura", "WIT"


class Office(models.Model):
    """What both kinds of office have in common."""

    code = models.CharField(_("code"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=120)
    short_name = models.CharField(_("short name"), max_length=40)
    city = models.CharField(_("city"), max_length=60, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    telephone = models.CharField(
        _("telephone number"),
        max_length=40,
        blank=True,
        validators=[TELEPHONE],
        help_text=_("Of the office, not of a person."),
    )
    time_zone = models.CharField(_("time zone"), max_length=30, choices=TimeZone, default=TimeZone.WITA)
    idle_minutes = models.PositiveSmallIntegerField(_("minutes until an idle sign-in ends"), default=30)
    is_demo = models.BooleanField(default=False)

    class Meta:
        abstract = True
        ordering = ["name"]

    def __str__(self):
        return self.name


class Facility(Office):
    """A detention center (Rutan) or prison whose people are trained."""

    region = models.CharField(_("region"), max_length=60, help_text=_("Regional office (Kanwil) that oversees it."))

    class Meta(Office.Meta):
        verbose_name = _("detention center")


class TrainingCenter(Office):
    """A vocational training center (BLK): trains, assesses and is the only issuer named on a certificate."""

    official_name = models.CharField(_("name as printed"), max_length=120)
    parent_name = models.CharField(_("authority above it, as printed"), max_length=120, blank=True)
    place_of_issue = models.CharField(_("place of issue"), max_length=60, blank=True)
    head_name = models.CharField(_("name of its head"), max_length=100, blank=True)
    head_title = models.CharField(_("title of its head, as printed"), max_length=120, blank=True)
    head_number = models.CharField(_("staff number of its head"), max_length=40, blank=True)
    coordinator_name = models.CharField(_("name of the coordinator"), max_length=100, blank=True)
    coordinator_number = models.CharField(_("staff number of the coordinator"), max_length=40, blank=True)

    class Meta(Office.Meta):
        verbose_name = _("training center")


class ProbationOffice(Office):
    """A probation office (Bapas): accompanies people after release, and reads of them what they agreed to share."""

    class Meta(Office.Meta):
        verbose_name = _("probation office")
