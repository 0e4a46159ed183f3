"""Matters that need attention: one open row per matter and role, until acknowledged or settled."""

import uuid
from typing import Any

from django.contrib.auth.models import Group
from django.db import models
from django.db.models import Func, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from accounts.models import Facility, TrainingCenter, User
from accounts.roles import Role
from core import clock
from inmates.people.models import Person


class InboxTaskQuerySet(models.QuerySet):
    """Tasks, by whom they wait for."""

    def open(self):
        """Tasks that are neither acknowledged nor settled."""
        return self.filter(acknowledged_at__isnull=True, settled_at__isnull=True)

    def overdue(self, on):
        """Open tasks that were due before this day."""
        return self.open().filter(due_on__lt=on)

    def visible_to(self, user):
        """Tasks for the user's roles in the user's own office; case officers see only their own wards'."""
        if user.facility_id:
            tasks = self.filter(facility=user.facility_id)
        elif user.training_center_id:
            tasks = self.filter(training_center=user.training_center_id)
        else:
            return self.none()
        # Case officers see only tasks about their wards; any other role of theirs opens its own tasks.
        mine = Q(role__in=user.role_names - {Role.CASE_OFFICER})
        if user.has_role(Role.CASE_OFFICER):
            mine |= Q(role=Role.CASE_OFFICER, person__case_officer=user)
        return tasks.filter(mine)


def open_tasks_of_user() -> Subquery:
    """The number of open tasks for each user of an outer query, with the same scope as `visible_to`."""
    office = Q(facility=OuterRef("facility")) | Q(training_center=OuterRef("training_center"))
    roles = Group.objects.filter(user=OuterRef(OuterRef("pk"))).values("name")
    mine = Q(role__in=roles) & (~Q(role=Role.CASE_OFFICER) | Q(person__case_officer=OuterRef("pk")))
    tasks = InboxTask.objects.open().filter(office, mine).order_by()
    # No aggregate: without groups it would return no row instead of zero.
    counted = tasks.annotate(count=Func("pk", function="COUNT", output_field=IntegerField()))
    return Subquery(counted.values("count"))


class InboxTask(models.Model):
    """One matter for one role of one office; `kind` selects wording and link, see `inmates.inbox.inbox_tasks`."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, null=True, blank=True, related_name="inbox")
    training_center = models.ForeignKey(
        TrainingCenter, on_delete=models.PROTECT, null=True, blank=True, related_name="inbox"
    )
    role = models.CharField(max_length=30, choices=Role)
    kind = models.CharField(max_length=40)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, blank=True, related_name="inbox_tasks")
    matter = models.CharField(
        max_length=100, blank=True, help_text="What it is about beside the person, such as the key of a place."
    )
    values = models.JSONField(default=dict, help_text="What the sentence names; old and new.")
    due_on = models.DateField(_("due"), null=True, blank=True)
    opened_at = models.DateTimeField(default=clock.now)
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    note = models.CharField(_("what was done"), max_length=300, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True, help_text="When the matter ended without anybody's doing.")

    objects = InboxTaskQuerySet.as_manager()

    class Meta:
        ordering = ["opened_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                # NULLs count as equal here: a second task about nobody is a duplicate.
                Coalesce("facility", 0),
                Coalesce("training_center", 0),
                "role",
                "kind",
                Coalesce("person", 0),
                "matter",
                condition=Q(acknowledged_at__isnull=True, settled_at__isnull=True),
                name="inbox_task_one_open_a_matter",
            ),
            models.CheckConstraint(
                condition=Q(facility__isnull=False, training_center__isnull=True)
                | Q(facility__isnull=True, training_center__isnull=False),
                name="inbox_task_belongs_to_one_office",
            ),
            models.CheckConstraint(
                condition=Q(acknowledged_at__isnull=True) | Q(acknowledged_by__isnull=False),
                name="inbox_task_is_acknowledged_by_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["facility", "role", "opened_at", "id"], name="inbox_task_by_facility"),
            models.Index(fields=["training_center", "role", "opened_at", "id"], name="inbox_task_by_center"),
        ]

    @property
    def names(self) -> tuple[Any, ...]:
        """The columns that identify an open task."""
        return self.facility_id, self.training_center_id, self.role, self.kind, self.person_id, self.matter

    @property
    def is_open(self) -> bool:
        return self.acknowledged_at is None and self.settled_at is None
