"""Abilities, wishes and needs: the intake interview and the training plan that follows from it."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Facility, User
from core import clock
from inmates.people.codes import Education
from inmates.people.models import Person
from programs.catalog.models import Vocation


class Skill(models.TextChoices):
    """An existing skill, kept as a code so that it can be searched and counted."""

    WELDING = "welding", _("Welding")
    AUTOMOTIVE = "automotive", _("Repairing vehicles")
    CARPENTRY = "carpentry", _("Carpentry")
    MASONRY = "masonry", _("Building and masonry")
    ELECTRICITY = "electricity", _("Electrical installation")
    SEWING = "sewing", _("Sewing")
    COOKING = "cooking", _("Cooking and baking")
    FARMING = "farming", _("Farming, livestock, fishery")
    BARBERING = "barbering", _("Cutting hair")
    COMPUTER = "computer", _("Using a computer")
    DRIVING = "driving", _("Driving")
    TRADING = "trading", _("Selling, running a shop")


class OfficeRecordQuerySet(models.QuerySet):
    """Interviews and goals; they follow the person, not the office that wrote them."""

    def visible_to(self, user):
        """Rows about people now held at the user's facility; case officers see their own wards only."""
        return self.filter(person__in=Person.objects.visible_to(user))


class Interview(models.Model):
    """An intake interview. Later ones do not replace it: each describes the situation on its day."""

    class Entry(models.TextChoices):
        """How the answers were entered."""

        DIRECT = "direct", _("Written during the talk")
        PAPER = "paper", _("Keyed in from the paper form")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="interviews")
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="+")
    held_on = models.DateField(_("held on"))
    entry = models.CharField(_("how it was recorded"), max_length=6, choices=Entry, default=Entry.DIRECT)
    skills = models.JSONField(_("skills"), default=list, blank=True)
    prior_work = models.CharField(_("earlier work"), max_length=300, blank=True)
    prior_certificates = models.CharField(_("certificates held"), max_length=300, blank=True)
    education = models.CharField(_("last education"), max_length=4, choices=Education, blank=True)
    wishes = models.CharField(_("wishes after release"), max_length=300, blank=True)
    adjustments = models.CharField(_("needed adjustments"), max_length=200, blank=True)
    recorded_at = models.DateTimeField(default=clock.now)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = OfficeRecordQuerySet.as_manager()

    class Meta:
        ordering = ["-held_on", "-pk"]

    @property
    def skill_labels(self) -> list:
        """Labels of the skills, in list order."""
        return [skill.label for skill in Skill if skill in self.skills]


class VocationInterest(models.Model):
    """A trade the person would like to learn; 1 is the strongest wish."""

    interview = models.ForeignKey(Interview, on_delete=models.CASCADE, related_name="interests")
    vocation = models.ForeignKey(Vocation, on_delete=models.PROTECT, related_name="+")
    rank = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["interview", "rank"]
        constraints = [
            models.UniqueConstraint(fields=["interview", "vocation"], name="vocation_interest_stands_once"),
            models.UniqueConstraint(fields=["interview", "rank"], name="vocation_interest_rank_is_unique"),
            models.CheckConstraint(condition=Q(rank__gte=1, rank__lte=3), name="vocation_interest_rank_is_1_to_3"),
        ]


class TrainingGoal(models.Model):
    """One step of a person's training plan, with its due date."""

    class State(models.TextChoices):
        """Outcome of a goal."""

        OPEN = "open", _("Open")
        REACHED = "reached", _("Reached")
        DROPPED = "dropped", _("Given up")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="training_goals")
    text = models.CharField(_("goal"), max_length=200)
    vocation = models.ForeignKey(
        Vocation, verbose_name=_("vocation"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    due_on = models.DateField(_("due on"))
    state = models.CharField(max_length=7, choices=State, default=State.OPEN)
    made_at = models.DateTimeField(default=clock.now)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    closed_on = models.DateField(null=True, blank=True)
    close_note = models.CharField(_("result"), max_length=200, blank=True)

    objects = OfficeRecordQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", closed_on=None) | (Q(closed_on__isnull=False) & ~Q(close_note="")),
                name="training_goal_is_closed_with_a_result",
            )
        ]
