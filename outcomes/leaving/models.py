"""Getting ready to leave: what has to be settled before somebody leaves, and how far each person is."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import Facility, User
from accounts.roles import Role
from core import clock
from inmates.people.models import Person


class Labelled(models.Model):
    """A row of a catalog. Codes are stored in old rows and never change."""

    label = models.CharField(max_length=80, help_text="As pages show it, in Indonesian.")
    label_en = models.CharField(max_length=80)
    position = models.PositiveSmallIntegerField()

    class Meta:
        abstract = True
        ordering = ["position"]

    def __str__(self):
        return self.label

    @property
    def word(self) -> str:
        """The label in the active language."""
        return self.label if (get_language() or "id").startswith("id") else self.label_en


class ReadinessItemQuerySet(models.QuerySet):
    """The catalog of things to settle."""

    def of_facility(self):
        """What the detention center settles: everything that begins before the day of leaving."""
        return self.filter(begins_days__lte=0)

    def of_placement(self):
        """What the placement officer settles, only after leaving and with whoever agreed."""
        return self.filter(duty=Role.PLACEMENT_OFFICER.value)


class ReadinessItem(Labelled):
    """One thing to settle. Days are counted from the earliest day of leaving, negative before it."""

    class Part(models.TextChoices):
        """The heading under which it is listed."""

        PAPERS = "papers", _("Papers and account")
        HOME = "home", _("The way home")
        WORK = "work", _("For work")

    DUTIES = (Role.CASE_OFFICER, Role.TRAINING_OFFICER, Role.REGISTRAR, Role.PLACEMENT_OFFICER)

    code = models.CharField(max_length=20, unique=True)
    part = models.CharField(max_length=6, choices=Part)
    begins_days = models.SmallIntegerField()
    done_by_days = models.SmallIntegerField()
    duty = models.CharField(max_length=20, choices=[(role.value, role.label) for role in DUTIES])
    is_on_short_list = models.BooleanField(default=False, help_text="Still owed after a sudden release.")
    is_for_trained = models.BooleanField(default=False, help_text="Only for people who took part in training.")

    objects = ReadinessItemQuerySet.as_manager()

    class Meta(Labelled.Meta):
        abstract = False
        constraints = [
            models.CheckConstraint(
                condition=Q(done_by_days__gte=F("begins_days")), name="readiness_item_is_done_after_it_begins"
            ),
        ]


class ReadinessNote(Labelled):
    """A catalogued note: of one item, or of any."""

    code = models.SlugField(max_length=30, unique=True)
    item = models.ForeignKey(ReadinessItem, on_delete=models.PROTECT, null=True, blank=True, related_name="notes")


class ReadinessQuerySet(models.QuerySet):
    """What was recorded about people; the newest row of a person and an item counts."""

    def in_force(self):
        """Rows that no departure has closed."""
        return self.filter(closed_at=None)

    def known(self):
        """What pages tell: rows in force, and of people who have left also what their departure closed as settled.

        What it left open was written anew, so it comes after.
        """
        return self.filter(Q(closed_at=None) | Q(person__facility=None))

    def settled(self):
        """The newest rows in force of items that are done or not needed."""
        later = Readiness.objects.in_force().filter(
            person=models.OuterRef("person"), item=models.OuterRef("item"), pk__gt=models.OuterRef("pk")
        )
        return self.in_force().filter(~models.Exists(later), state__in=Readiness.SETTLED)


class Readiness(models.Model):
    """How far one thing is for one person, as of a day. Rows are added, never changed; a departure closes them."""

    class State(models.TextChoices):
        """How far it is."""

        OPEN = "open", _("Not begun")
        IN_WORK = "in_work", _("In work")
        DONE = "done", _("Done")
        NOT_NEEDED = "not_needed", _("Not needed")

    SETTLED = (State.DONE, State.NOT_NEEDED)

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="readiness")
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey(ReadinessItem, on_delete=models.PROTECT, related_name="rows")
    state = models.CharField(_("state"), max_length=10, choices=State)
    note = models.ForeignKey(ReadinessNote, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    on = models.DateField(_("day"))
    closed_at = models.DateTimeField(null=True, blank=True)
    recorded_at = models.DateTimeField(default=clock.now)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    objects = ReadinessQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "readiness"
        indexes = [models.Index(fields=["person", "item"], name="readiness_by_person_and_item")]
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at=None) | Q(closed_at__gte=F("recorded_at")),
                name="readiness_is_closed_after_it_was_recorded",
            ),
        ]


class CurriculumVitae(models.Model):
    """The words of somebody's CV as corrected before printing. Rows are added; the newest counts."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="curricula")
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="+")
    schooling = models.CharField(_("education"), max_length=300, blank=True)
    courses = models.CharField(_("courses and certificates"), max_length=600, blank=True)
    experience = models.CharField(_("work experience"), max_length=600, blank=True)
    skills = models.CharField(_("skills"), max_length=300, blank=True)
    languages = models.CharField(_("languages"), max_length=100, blank=True)
    wanted = models.CharField(_("work sought"), max_length=200, blank=True)
    saved_at = models.DateTimeField(default=clock.now)
    saved_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-pk"]
        verbose_name_plural = "curricula vitae"
        permissions = [("view_passport", "Can print skill passports")]


class WorkAssignmentQuerySet(models.QuerySet):
    """Work inside, of the people whom the user may see."""

    def visible_to(self, user):
        """Rows of the user's facility about people now there; case officers see their own wards only."""
        return self.filter(facility=user.facility_id, person__in=Person.objects.visible_to(user))

    def on(self, day):
        """Those that go on on that day."""
        return self.filter(Q(until=None) | Q(until__gte=day), from_date__lte=day)


class WorkAssignment(models.Model):
    """Work that somebody does regularly in the detention center (bimbingan kerja), by days of the week and hours.

    Kind and place stand on the CV, so no word of theirs tells where it is.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="work_assignments")
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("kind of work"), max_length=80)
    place = models.CharField(_("place"), max_length=80)
    weekdays = models.JSONField(help_text="Monday is 0, as in `date.weekday`.")
    starts_at = models.TimeField(_("starts at"))
    ends_at = models.TimeField(_("ends at"))
    from_date = models.DateField(_("from"))
    until = models.DateField(_("until"), null=True, blank=True)
    recorded_at = models.DateTimeField(default=clock.now)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = WorkAssignmentQuerySet.as_manager()

    class Meta:
        ordering = ["-from_date", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="work_assignment_ends_after_it_begins",
                violation_error_message=_("The work ends before it begins. Check both times."),
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("from_date")),
                name="work_assignment_lasts_from_until",
                violation_error_message=_("The last day lies before the first one. Check both days."),
            ),
        ]
