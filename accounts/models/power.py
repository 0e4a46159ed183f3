"""Who got which power by whom: roles that are asked for and confirmed, and what their owners and heads are told."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models.offices import Facility, TrainingCenter
from accounts.models.users import User
from accounts.roles import Role
from core import clock
from core.two_person_decision import decided_by_another


class SeparateRoles(models.Model):
    """Two roles that one person never has together. A trigger of the database reads it; `separate_roles` says why."""

    first = models.CharField(max_length=30)
    second = models.CharField(max_length=30)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["first", "second"], name="separate_roles_once")]


class RoleRequestQuerySet(models.QuerySet):
    """Requests of an office."""

    def visible_to(self, user):
        """Those for users of the own office."""
        return self.filter(user__in=User.objects.visible_to(user).order_by())

    def waiting(self):
        """Those that nobody has decided."""
        return self.filter(state=RoleRequest.State.WAITING)

    def decidable_by(self, user):
        """Waiting ones of the own office that neither come from this user nor are for this user."""
        return self.visible_to(user).waiting().exclude(asked_by=user).exclude(user=user)


class RoleRequest(models.Model):
    """Roles that one person asked for a user, and another confirmed or refused."""

    class State(models.TextChoices):
        """What became of a request."""

        WAITING = "waiting", _("Waits for confirmation")
        CONFIRMED = "confirmed", _("Confirmed")
        REFUSED = "refused", _("Refused")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="role_requests")
    roles = models.JSONField(help_text="Names of the roles that the user has not yet.")
    reason = models.CharField(_("why"), max_length=200)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    # Null if the site's operator decided, who has no account.
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    refusal = models.CharField(_("why not"), max_length=200, blank=True)

    objects = RoleRequestQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(state="waiting"), name="role_request_one_waiting_a_user"
            ),
            models.CheckConstraint(condition=~Q(user=models.F("asked_by")), name="role_request_is_for_another"),
            models.CheckConstraint(
                condition=decided_by_another("decided_by", "user"), name="role_request_is_not_decided_by_its_user"
            ),
            # Whoever asked may take the request back, and do nothing else to it.
            models.CheckConstraint(
                condition=Q(state="withdrawn") | decided_by_another("decided_by", "asked_by"),
                name="role_request_is_decided_by_another",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", decided_at__isnull=True, decided_by__isnull=True)
                | (~Q(state="waiting") & Q(decided_at__isnull=False)),
                name="role_request_decided_has_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(refusal=""), name="role_request_refused_says_why"
            ),
        ]

    @property
    def role_labels(self) -> list:
        """The names of the roles, in declaration order."""
        return [role.label for role in Role if role in self.roles]


class Notice(models.Model):
    """Something that was done to an account by others, told to its owner until read."""

    class Kind(models.TextChoices):
        """What was done; `accounts.notices` has the sentences."""

        ROLES_GIVEN = "roles_given", _("Roles given")
        ROLES_TAKEN = "roles_taken", _("Roles taken")
        ROLES_REFUSED = "roles_refused", _("Roles refused")
        PASSWORD_GIVEN = "password_given", _("Password given anew")
        COLLEAGUE_GIVEN = "colleague_given", _("Password of a colleague given anew")
        NEW_DEVICE = "new_device", _("Sign-in from an unknown device")
        CARD_GIVEN = "card_given", _("Code card given")
        FACTOR_ADDED = "factor_added", _("Second factor added")
        RENAMED = "renamed", _("Name or staff number changed")

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=16, choices=Kind)
    values = models.JSONField(default=dict, help_text="Names of people and roles, for the sentence.")
    made_at = models.DateTimeField(default=clock.now)
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at", "-pk"]


class AccessReview(models.Model):
    """That the head of an office looked, in a quarter, at who may do what."""

    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    training_center = models.ForeignKey(
        TrainingCenter, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    quarter = models.CharField(max_length=6, help_text="Year and number, such as 2026-4.")
    listed = models.JSONField(help_text="User names with roles and whether they may sign in, as they were seen.")
    reviewed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-quarter", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["facility", "quarter"], name="access_review_once_a_quarter_of_facility"),
            models.UniqueConstraint(
                fields=["training_center", "quarter"], name="access_review_once_a_quarter_of_center"
            ),
            models.CheckConstraint(
                condition=Q(facility__isnull=False, training_center__isnull=True)
                | Q(facility__isnull=True, training_center__isnull=False),
                name="access_review_is_of_one_office",
            ),
        ]
