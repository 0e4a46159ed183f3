"""The people who work in the offices. A user's scope comes from here, never from a request."""

import uuid
from datetime import datetime
from typing import Any

from django.contrib.auth.base_user import BaseUserManager
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.models.offices import Facility, ProbationOffice, TimeZone, TrainingCenter
from accounts.permissions import permissions_of
from accounts.roles import Role, Side
from core.spoken_names import spoken_name
from core.statements import Keyed
from core.two_person_decision import decided_by_another


class UserQuerySet(models.QuerySet):
    """Accounts, limited to those an office's administrator may see."""

    def visible_to(self, user):
        """Accounts of the user's own office."""
        if user.facility_id:
            return self.filter(facility=user.facility_id)
        if user.training_center_id:
            return self.filter(training_center=user.training_center_id)
        return self.none()

    def with_one_time_password(self):
        """Active users who have not yet replaced their one-time password."""
        return self.filter(must_change_password=True, is_active=True)

    def unseen_since(self, moment: datetime):
        """Active users who have not signed in since then, although their account is older."""
        return self.filter(Q(last_login__lt=moment) | Q(last_login=None, date_joined__lt=moment), is_active=True)

    def with_role(self, role: Role):
        """Users who have this role, possibly among others."""
        return self.filter(groups__name=role)


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):
    """Creates users, always with a hashed password."""

    def create_user(self, username: str, password: str | None = None, **fields) -> "User":
        """Creates a user. Without a password nobody can sign in as this user."""
        user = self.model(username=User.normalize_username(username), **fields)
        user.set_password(password)
        user.save()
        return user


class User(Keyed, AbstractUser):
    """A person who signs in. Belongs to exactly one facility, training center, probation office or region."""

    # Django's columns that are not used here; None removes them from the table.
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
    probation_office = models.ForeignKey(
        ProbationOffice, on_delete=models.PROTECT, null=True, blank=True, related_name="users"
    )
    region = models.CharField(_("region"), max_length=60, blank=True)
    language = models.CharField(
        _("language"), max_length=5, default="id", choices=[("id", "Indonesia"), ("en", "English")]
    )
    must_change_password = models.BooleanField(default=False)
    one_time_password_until = models.DateTimeField(null=True, blank=True)
    password_given_at = models.DateTimeField(
        null=True, blank=True, help_text="When another user of the office last gave the password anew."
    )
    first_factor_until = models.DateTimeField(
        null=True, blank=True, help_text="Until when the owner of a new password may set up a first second factor."
    )
    # Null if nobody of the office gave it, or if the user chose another one since.
    password_given_by = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    password_confirmed_by = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    password_refused_by = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    password_refusal = models.CharField(max_length=200, blank=True, help_text="Why the given password was refused.")
    is_demo = models.BooleanField(default=False)

    EMAIL_FIELD = ""
    REQUIRED_FIELDS = ["full_name"]
    # Number of open tasks of the signed-in user, counted in the query that loads the user.
    open_tasks: int | None = None
    # Whether the office has any count alarm; loaded with the user, so that a day without alarms costs no query.
    has_alarm: bool | None = None
    # Alarms this user may read, kept when a page shows them in several places.
    alarm_notices: list[Any] | None = None
    objects = UserManager()

    class Meta:
        ordering = ["full_name", "pk"]
        constraints = [
            models.CheckConstraint(
                name="user_belongs_to_one_office",
                condition=(
                    Q(facility__isnull=False, training_center__isnull=True, probation_office__isnull=True, region="")
                    | Q(facility__isnull=True, training_center__isnull=False, probation_office__isnull=True, region="")
                    | Q(facility__isnull=True, training_center__isnull=True, probation_office__isnull=False, region="")
                    | Q(facility__isnull=True, training_center__isnull=True, probation_office__isnull=True)
                    & ~Q(region="")
                ),
                violation_error_message=_(
                    "A user belongs to one office: detention center, training center, probation office or region."
                ),
            ),
            models.CheckConstraint(
                condition=decided_by_another("password_confirmed_by", "password_given_by", "id"),
                name="password_is_confirmed_by_another",
            ),
            models.CheckConstraint(
                condition=decided_by_another("password_refused_by", "password_given_by", "id"),
                name="password_is_refused_by_another",
            ),
            models.CheckConstraint(
                condition=Q(password_refused_by=None, password_refusal="")
                | Q(password_refused_by__isnull=False, password_confirmed_by=None) & ~Q(password_refusal=""),
                name="password_refusal_says_why",
            ),
        ]

    def __str__(self):
        return self.full_name

    def get_full_name(self):
        return self.full_name

    def get_short_name(self):
        return spoken_name(self.full_name)

    def clean(self):
        """Skips `AbstractUser.clean`, which expects an e-mail address; users have none here."""
        self.username = self.normalize_username(self.username)

    @property
    def office(self) -> Facility | TrainingCenter | ProbationOffice | None:
        """The detention center, training center or probation office; None for a regional user."""
        return self.facility or self.training_center or self.probation_office

    @property
    def side(self) -> Side:
        """The side on which the user works; a constraint guarantees that there is exactly one."""
        if self.facility_id:
            return Side.FACILITY
        if self.training_center_id:
            return Side.CENTER
        return Side.PROBATION if self.probation_office_id else Side.REGION

    @property
    def office_code(self) -> str:
        """The office's code in the audit and access log."""
        # A region has no code of its own; the prefix keeps it distinct from office codes.
        return self.office.code if self.office else f"kanwil:{self.region}"[:40]

    @property
    def time_zone(self) -> str:
        """The time zone in which this user reads days and hours."""
        # A region may span two time zones; pages that show hours of both need one of them.
        return self.office.time_zone if self.office else TimeZone.WITA

    @cached_property
    def role_names(self) -> frozenset[str]:
        """The roles, read once per request; code that changes them must reload the user."""
        return frozenset(group.name for group in self.groups.all())

    @cached_property
    def permission_names(self) -> frozenset[str]:
        """Every permission the user's roles give."""
        return permissions_of(set(self.role_names))

    def statement_shape(self):
        """The roles decide which query is built; which keys are set tells the user's side. The zone decides what day
        it is.
        """
        return self.role_names, self.is_active, self.time_zone

    def statement_keys(self):
        """The keys by which a reader's rows are found: those of the user, the office or the region."""
        names = ("facility_id", "training_center_id", "probation_office_id", "region")
        keys = {"pk": self.pk} | {name: getattr(self, name) for name in names}
        return {name: key for name, key in keys.items() if key}

    def with_keys(self, keys):
        """A stand-in reader with the same roles and zone. Any other attribute would be queried in vain."""
        # In the order of the columns, which `from_db` expects.
        names = ("id", "is_active", "facility_id", "training_center_id", "probation_office_id", "region")
        offices = [*map(keys.get, names[2:5]), keys.get("region", "")]
        other = User.from_db(self._state.db, names, [keys.get("pk"), self.is_active, *offices])
        other.is_superuser = False
        other.role_names = self.role_names
        for name, key in (("facility", other.facility_id), ("training_center", other.training_center_id)):
            if key:
                kind = type(getattr(self, name))
                setattr(other, name, kind.from_db(self._state.db, ("id", "time_zone"), (key, self.time_zone)))
        return other

    def has_role(self, *roles: str) -> bool:
        """True if the user has at least one of these roles."""
        return not self.role_names.isdisjoint(roles)

    def is_narrowed_by(self, roles: frozenset[str], *, permission: str) -> bool:
        """True if the user has this permission only through `roles`, which see just their own wards or batches."""
        # Checked per permission: a role that opens something unrelated must not widen what these roles see.
        return not self.role_names.isdisjoint(roles) and permission not in permissions_of(set(self.role_names - roles))

    @property
    def role_labels(self) -> list:
        """The names of the roles, in declaration order."""
        return [role.label for role in Role if role in self.role_names]
