"""Employers of a training center, contacts with them, and the work they need people for.

Nothing here says or asks where a graduate was trained: no field has room for it, and free words are checked.
"""

import uuid
from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import TrainingCenter, User
from core import clock, crypto
from outcomes.needs.codes import (
    Attitude,
    ContactKind,
    ContactWay,
    GraduateFit,
    HiringWay,
    NeedKind,
    PaperAsked,
    Terms,
)
from programs.catalog.models import Vocation


class OfCenterQuerySet(models.QuerySet):
    """Rows that belong to one training center, to which `center_path` leads; nobody else knows of them."""

    center_path = "training_center"

    def visible_to(self, user):
        """The rows of the user's own training center."""
        return self.filter(**{self.center_path: user.training_center_id}) if user.training_center_id else self.none()


class Employer(models.Model):
    """A business, village or office that may need people; `telephone` is kept sealed."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    training_center = models.ForeignKey(TrainingCenter, on_delete=models.PROTECT, related_name="employers")
    name = models.CharField(max_length=120)
    field = models.CharField(max_length=80)
    village = models.CharField(max_length=120, blank=True)
    workers = models.PositiveIntegerField(null=True, blank=True)
    contact_name = models.CharField(max_length=100, blank=True)
    contact_title = models.CharField(max_length=80, blank=True)
    telephone_sealed = models.CharField(max_length=200, blank=True)
    contact_way = models.CharField(max_length=7, choices=ContactWay, blank=True)
    contact_hours = models.CharField(max_length=60, blank=True)
    may_contact = models.BooleanField(default=False)
    attitudes = models.JSONField(default=list, blank=True)
    least_education = models.CharField(max_length=40, blank=True)
    unfit_unit = models.CharField(max_length=40, blank=True)
    hires_by = models.JSONField(default=list, blank=True)
    graduates_taken = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Of the center; 0: none yet.")
    graduates_fit = models.CharField(max_length=4, choices=GraduateFit, blank=True)
    unfit_why = models.CharField(max_length=120, blank=True)
    note = models.CharField(max_length=300, blank=True)
    recorded_at = models.DateTimeField(default=clock.now)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = OfCenterQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        permissions = [
            ("view_needs", "Can read employers and what they need"),
            ("change_needs", "Can record employers and what they need"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["training_center", "name", "village"],
                name="employer_stands_once",
                violation_error_message=_("This employer is recorded already."),
            ),
            models.CheckConstraint(
                condition=Q(may_contact=True) | Q(contact_way="", contact_hours=""),
                name="employer_is_contacted_only_with_consent",
            ),
            models.CheckConstraint(
                condition=Q(graduates_taken__gt=0) | Q(graduates_fit="", unfit_why=""),
                name="employer_judges_graduates_it_took",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def _context(self) -> str:
        return f"outcomes.employer.telephone:{self.public_id}"

    @property
    def telephone(self) -> str:
        """The number as typed; empty if there is none."""
        return crypto.decrypt(self.telephone_sealed, context=self._context) if self.telephone_sealed else ""

    def seal_telephone(self, number: str) -> None:
        """Sets the number, sealed; the row is not saved."""
        self.telephone_sealed = crypto.encrypt(number, context=self._context) if number else ""

    @property
    def attitude_labels(self) -> list:
        """What the employer said, in the order of the list."""
        return [one.label for one in Attitude if one in self.attitudes]

    @property
    def hiring_labels(self) -> list:
        """How people were looked for so far, in the order of the form."""
        return [one.label for one in HiringWay if one in self.hires_by]


class EmployerContact(models.Model):
    """A visit, call or message: when, by whom, who answered, and what was offered."""

    employer = models.ForeignKey(Employer, on_delete=models.CASCADE, related_name="contacts")
    kind = models.CharField(max_length=7, choices=ContactKind)
    held_on = models.DateField()
    was_answered = models.BooleanField(default=True)
    met = models.CharField(max_length=100, blank=True)
    offered = models.CharField(max_length=300, blank=True)
    recorded_at = models.DateTimeField(default=clock.now)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-held_on", "-pk"]


class NeedQuerySet(OfCenterQuerySet):
    """Need records; those withdrawn stay readable and count nowhere."""

    def standing(self):
        """Records that were not withdrawn."""
        return self.filter(withdrawn_on=None)

    def young(self, day):
        """Standing records that count on that day, the last day of their validity included."""
        return self.standing().filter(valid_until__gte=day)

    def old(self, day):
        """Standing records that are too old to count."""
        return self.standing().filter(valid_until__lt=day)


class NeedRecord(models.Model):
    """A number of people needed for one job. Wages are rupiah, a day for daily work, otherwise a month."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    training_center = models.ForeignKey(TrainingCenter, on_delete=models.PROTECT, related_name="needs")
    employer = models.ForeignKey(Employer, on_delete=models.PROTECT, null=True, blank=True, related_name="needs")
    kind = models.CharField(max_length=6, choices=NeedKind)
    vocation = models.ForeignKey(Vocation, on_delete=models.PROTECT, related_name="+")
    job = models.CharField(max_length=100)
    number = models.PositiveSmallIntegerField()
    place = models.CharField(max_length=120, blank=True)
    wage_least = models.PositiveIntegerField(null=True, blank=True)
    wage_most = models.PositiveIntegerField(null=True, blank=True)
    terms = models.CharField(max_length=6, choices=Terms, blank=True)
    begins = models.CharField(max_length=7, blank=True)
    tools = models.CharField(max_length=200, blank=True)
    brings_tools = models.BooleanField(default=False)
    papers = models.JSONField(default=list, blank=True)
    other_skills = models.CharField(max_length=200, blank=True)
    lacking = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=120)
    recorded_on = models.DateField()
    valid_until = models.DateField()
    scan = models.FileField(upload_to="needs/", blank=True)
    withdrawn_on = models.DateField(null=True, blank=True)
    withdrawn_why = models.CharField(max_length=200, blank=True)
    part_of = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="parts",
        help_text="The earlier record of the same demand, which counts only what this one leaves over.",
    )
    recorded_at = models.DateTimeField(default=clock.now)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    # Not columns: the age in months on the day of the page, and whether the record counts then.
    months = 0
    counts = False

    objects = NeedQuerySet.as_manager()

    class Meta:
        ordering = ["-recorded_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(number__gte=1), name="need_record_is_for_somebody"),
            models.CheckConstraint(
                condition=Q(valid_until__gt=F("recorded_on")), name="need_record_counts_for_some_time"
            ),
            models.CheckConstraint(
                condition=Q(wage_least=None) | Q(wage_most=None) | Q(wage_most__gte=F("wage_least")),
                name="need_record_wages_are_in_order",
                violation_error_message=_("The highest wage is below the lowest."),
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on=None, withdrawn_why="")
                | (Q(withdrawn_on__isnull=False) & ~Q(withdrawn_why="")),
                name="need_record_is_withdrawn_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(part_of=None) | ~Q(part_of=F("id")), name="need_record_is_no_part_of_itself"
            ),
        ]
        indexes = [
            models.Index(fields=["training_center", "-recorded_on", "id"], name="need_record_by_center"),
            models.Index(fields=["training_center", "vocation", "valid_until"], name="need_record_by_vocation"),
        ]

    def __str__(self):
        return self.job

    @property
    def paper_labels(self) -> list:
        """Papers asked from everybody, in the order of the form."""
        return [paper.label for paper in PaperAsked if paper in self.papers]


class NeedUnit(models.Model):
    """A competency unit that somebody in this job has to master, by its code as taught."""

    need = models.ForeignKey(NeedRecord, on_delete=models.CASCADE, related_name="units")
    code = models.CharField(max_length=40)
    title = models.CharField(max_length=250)
    is_must = models.BooleanField(default=True)

    class Meta:
        ordering = ["need", "-is_must", "code"]
        constraints = [models.UniqueConstraint(fields=["need", "code"], name="need_unit_stands_once")]


class NeedWeights(models.Model):
    """How much a place of each kind of need record counts, from a day on."""

    training_center = models.ForeignKey(TrainingCenter, on_delete=models.PROTECT, related_name="need_weights")
    valid_from = models.DateField()
    low = models.DecimalField(max_digits=3, decimal_places=2, default=Decimal(1))
    kun = models.DecimalField(max_digits=3, decimal_places=2, default=Decimal("0.6"))
    desa = models.DecimalField(max_digits=3, decimal_places=2, default=Decimal("0.5"))
    ush = models.DecimalField(max_digits=3, decimal_places=2, default=Decimal("0.4"))
    dinas = models.DecimalField(max_digits=3, decimal_places=2, default=Decimal("0.3"))
    alumni = models.DecimalField(max_digits=3, decimal_places=2, default=Decimal("0.2"))
    set_at = models.DateTimeField(default=clock.now)
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["training_center", "valid_from"], name="need_weights_stand_once_a_day"),
            models.CheckConstraint(
                condition=Q(low__range=(0, 1))
                & Q(kun__range=(0, 1))
                & Q(desa__range=(0, 1))
                & Q(ush__range=(0, 1))
                & Q(dinas__range=(0, 1))
                & Q(alumni__range=(0, 1)),
                name="need_weights_lie_from_0_to_1",
            ),
        ]

    def of(self, kind: str) -> Decimal:
        """The weight of a kind of record."""
        return getattr(self, kind.lower())


crypto.declare("outcomes.Employer", "telephone_sealed", context="outcomes.employer.telephone")
