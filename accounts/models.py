"""Offices and the people who work in them. A user's scope comes from here, never from a request."""

import uuid
from typing import Any

from django.contrib.auth.base_user import BaseUserManager
from django.contrib.auth.models import AbstractUser
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role, Side, permissions_of
from core.statements import Keyed

# As offices write them: an area code in parentheses, or two numbers with a comma between.
TELEPHONE = RegexValidator(r"^[+(0-9][0-9 ()./,+-]+$", _("Write the number in digits, for example (0517) 31 234."))


class TimeZone(models.TextChoices):
    """The three zones of Indonesia; calendar days are those of the office's own zone."""

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


class UserQuerySet(models.QuerySet):
    """Accounts, as far as the administrator of an office may see them."""

    def visible_to(self, user):
        """The accounts of the user's own office."""
        if user.facility_id:
            return self.filter(facility=user.facility_id)
        if user.training_center_id:
            return self.filter(training_center=user.training_center_id)
        return self.none()

    def with_one_time_password(self):
        """Who may sign in and has not yet chosen a password: the one that was handed out waits to be used."""
        return self.filter(must_change_password=True, is_active=True)

    def with_role(self, role: Role):
        """Everybody who has that role, alone or among others."""
        return self.filter(groups__name=role)


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):
    """Makes users whose password is hashed, which is the only way in which one is made."""

    def create_user(self, username: str, password: str | None = None, **fields) -> "User":
        """A user with a hashed password; without one, nobody can sign in as this user."""
        user = self.model(username=User.normalize_username(username), **fields)
        user.set_password(password)
        user.save()
        return user


class User(Keyed, AbstractUser):
    """Somebody who signs in. Belongs to a facility, a training center or a region, never to two of them."""

    # Django's columns that nobody here has; None takes them out of the table.
    first_name = None
    last_name = None
    email = None
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    full_name = models.CharField(_("full name"), max_length=150)
    staff_number = models.CharField(_("staff number"), max_length=40, blank=True)
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, null=True, blank=True, related_name="users")
    training_center = models.ForeignKey(
        TrainingCenter, on_delete=models.PROTECT, null=True, blank=True, related_name="users"
    )
    region = models.CharField(_("region"), max_length=60, blank=True)
    language = models.CharField(
        _("language"), max_length=5, default="id", choices=[("id", "Indonesia"), ("en", "English")]
    )
    must_change_password = models.BooleanField(default=False)
    one_time_password_until = models.DateTimeField(null=True, blank=True)
    is_demo = models.BooleanField(default=False)

    EMAIL_FIELD = ""
    REQUIRED_FIELDS = ["full_name"]
    # Of whoever is signed in: how many tasks are open, counted in the query that reads the user.
    open_tasks: int | None = None
    # Whether anything at the office is counted wrong: asked with the user, so that a quiet day costs no query.
    has_alarm: bool | None = None
    # The alarms that this user reads, where a page has read them already because it tells them in several places.
    alarm_notices: list[Any] | None = None
    objects = UserManager()

    class Meta:
        ordering = ["full_name", "pk"]
        constraints = [
            models.CheckConstraint(
                name="user_belongs_to_one_office",
                condition=(
                    Q(facility__isnull=False, training_center__isnull=True, region="")
                    | Q(facility__isnull=True, training_center__isnull=False, region="")
                    | (Q(facility__isnull=True, training_center__isnull=True) & ~Q(region=""))
                ),
                violation_error_message=_("A user belongs to one office: detention center, training center or region."),
            )
        ]

    def __str__(self):
        return self.full_name

    def get_full_name(self):
        return self.full_name

    def get_short_name(self):
        return self.full_name.split(" ")[0]

    def clean(self):
        """`AbstractUser.clean` would look for an e-mail address, which nobody here has."""
        self.username = self.normalize_username(self.username)

    @property
    def office(self) -> Facility | TrainingCenter | None:
        """The detention or training center; None for somebody of the region."""
        return self.facility or self.training_center

    @property
    def side(self) -> Side:
        """On which side of the house the user works; the constraint sees that it is one."""
        if self.facility_id:
            return Side.FACILITY
        return Side.CENTER if self.training_center_id else Side.REGION

    @property
    def office_code(self) -> str:
        """Names the office in audit and access log."""
        # A region has no code of its own; the prefix keeps it apart from every office's.
        return self.office.code if self.office else f"kanwil:{self.region}"[:40]

    @property
    def time_zone(self) -> str:
        """The zone in which this user reads days and hours."""
        # A region may span offices of two zones; one has to be taken for what shows hours of both.
        return self.office.time_zone if self.office else TimeZone.WITA

    @cached_property
    def role_names(self) -> frozenset[str]:
        """The roles, read once a request; who changes them asks for the user anew."""
        return frozenset(group.name for group in self.groups.all())

    @cached_property
    def permission_names(self) -> frozenset[str]:
        """Every permission that the roles together give."""
        return permissions_of(set(self.role_names))

    def statement_shape(self):
        """Of a reader the roles decide what is asked; on which side of the house, the keys tell that there are."""
        return self.role_names

    def statement_keys(self):
        """By what a reader's rows are found: the own ones, those of the office or of the region."""
        keys = {"pk": self.pk, "facility_id": self.facility_id, "training_center_id": self.training_center_id}
        return {name: key for name, key in (keys | {"region": self.region}).items() if key}

    def with_keys(self, keys):
        """A reader of the same roles; whatever else is asked of it is looked for in the database, and not found."""
        names = ("id", "facility_id", "training_center_id", "region")
        values = [keys["pk"], keys.get("facility_id"), keys.get("training_center_id"), keys.get("region", "")]
        other = User.from_db(self._state.db, names, values)
        other.role_names = self.role_names
        return other

    def has_role(self, *roles: str) -> bool:
        """Whether the user has one of these roles at least."""
        return not self.role_names.isdisjoint(roles)

    def is_narrowed_by(self, roles: frozenset[str], *, permission: str) -> bool:
        """Whether only `roles` (which see their own wards or batches) give this permission, and no other role does."""
        # Asked by permission: a role that opens something else entirely must not widen what these see.
        return not self.role_names.isdisjoint(roles) and permission not in permissions_of(set(self.role_names - roles))

    @property
    def role_labels(self) -> list:
        """The roles as words, in the order in which they are declared."""
        return [role.label for role in Role if role in self.role_names]
