"""The catalog: vocations, competency units, programs and their versions."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import TrainingCenter
from programs.catalog.lesson_hours import FEWEST_MINUTES_PER_JP, MOST_MINUTES_PER_JP, USUAL_MINUTES_PER_JP

LONGEST_BLOCK = 12


class Vocation(models.Model):
    """One of the five vocations (kejuruan) of a training center."""

    code = models.SlugField(max_length=20, unique=True)
    name = models.CharField(_("vocation"), max_length=60)
    name_en = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name


class CompetencyUnit(models.Model):
    """A unit of a competency standard (SKKNI). `code` is kept as printed; `code_key` is for searching."""

    vocation = models.ForeignKey(Vocation, on_delete=models.PROTECT, related_name="units")
    code = models.CharField(_("unit code"), max_length=40)
    code_key = models.CharField(max_length=40, db_index=True)
    title = models.CharField(_("unit title"), max_length=250)
    scheme_name = models.CharField(_("scheme"), max_length=200, blank=True)
    level = models.CharField(_("KKNI level"), max_length=10, blank=True)
    training_hours = models.PositiveSmallIntegerField(_("training hours"), null=True, blank=True)
    source = models.TextField(_("source"), blank=True)
    valid_until = models.DateField(_("standard valid until"), null=True, blank=True)
    is_example = models.BooleanField(_("example, to be confirmed"), default=False)

    class Meta:
        ordering = ["vocation", "scheme_name", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["vocation", "scheme_name", "code"], name="competency_unit_is_unique_in_scheme"
            )
        ]

    def __str__(self):
        return f"{self.code} {self.title}"


class ProgramQuerySet(models.QuerySet):
    """Programs, written by a training center and visible to the facilities it has agreements with."""

    def visible_to(self, user):
        """A center sees its own programs; a facility, those of the centers it has an agreement with."""
        if user.training_center_id:
            return self.filter(training_center=user.training_center_id)
        if user.facility_id:
            # A facility with two agreements with one center would otherwise get each program twice.
            return self.filter(training_center__agreements__facility=user.facility_id).distinct()
        return self.none()


class Program(models.Model):
    """A course offered by a training center; its content is kept in versions."""

    LONGEST_NAME = 120

    class Level(models.TextChoices):
        """Level of the program, as printed on the certificate."""

        BASIC = "dasar", _("Basic")
        ADVANCED = "lanjutan", _("Advanced")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    training_center = models.ForeignKey(TrainingCenter, on_delete=models.PROTECT, related_name="programs")
    vocation = models.ForeignKey(
        Vocation, verbose_name=_("vocation"), on_delete=models.PROTECT, related_name="programs"
    )
    code = models.CharField(_("code"), max_length=30)
    name = models.CharField(_("name"), max_length=LONGEST_NAME)
    level = models.CharField(_("level"), max_length=10, choices=Level, default=Level.BASIC)
    labor_market_note = models.TextField(_("labor market note"), blank=True)

    objects = ProgramQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["training_center", "code"],
                name="program_code_is_unique",
                violation_error_message=_("There is already a program with this code."),
            )
        ]

    def __str__(self):
        return self.name


class ProgramVersionQuerySet(models.QuerySet):
    """Program versions; at most one per program is open."""

    def visible_to(self, user):
        """Versions of the programs visible to the user."""
        return self.filter(program__in=Program.objects.visible_to(user))

    def open(self):
        """Versions that new batches can use."""
        return self.filter(state=ProgramVersion.State.OPEN)


class ProgramVersion(models.Model):
    """A program as taught from a given day. Frozen once a batch uses it; further changes create a new version."""

    class State(models.TextChoices):
        """New batches use the open version; a retired version continues for its existing batches."""

        DRAFT = "draft", _("Draft")
        OPEN = "open", _("Open")
        RETIRED = "retired", _("Retired")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    minutes_per_jp = models.PositiveSmallIntegerField(_("minutes per JP"), default=USUAL_MINUTES_PER_JP)
    total_jp = models.PositiveSmallIntegerField(_("total JP"))
    class_minimum = models.PositiveSmallIntegerField(_("smallest class"), default=10)
    class_maximum = models.PositiveSmallIntegerField(_("largest class"), default=16)
    attendance_threshold = models.PositiveSmallIntegerField(_("attendance needed, percent"), default=80)
    scheme_name = models.CharField(_("scheme"), max_length=200, blank=True)
    allows_parallel_batches = models.BooleanField(_("may be taken beside another program"), default=False)
    is_without_assessment = models.BooleanField(_("without assessment"), default=False)
    trainer_may_assess = models.BooleanField(_("the trainer may assess"), default=False)
    late_entry_days = models.PositiveSmallIntegerField(
        _("days after the start in which a free place is offered"), default=3
    )
    offer_days = models.PositiveSmallIntegerField(_("days to answer the offer of a place"), default=2)
    appeal_days = models.PositiveSmallIntegerField(_("days to appeal a result"), default=7)
    is_example = models.BooleanField(_("example, to be confirmed"), default=False)
    opened_on = models.DateField(null=True, blank=True)

    objects = ProgramVersionQuerySet.as_manager()

    class Meta:
        ordering = ["program", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["program", "number"], name="program_version_number_is_unique"),
            models.UniqueConstraint(
                fields=["program"], condition=Q(state="open"), name="program_version_one_open_a_program"
            ),
            models.CheckConstraint(
                condition=Q(class_minimum__gte=1, class_maximum__gte=F("class_minimum")),
                name="program_version_class_sizes_make_sense",
                violation_error_message=_("The largest class is smaller than the smallest class."),
            ),
            models.CheckConstraint(
                condition=Q(attendance_threshold__lte=100),
                name="program_version_threshold_is_a_percentage",
                violation_error_message=_("The attendance needed is a percentage from 0 to 100."),
            ),
            models.CheckConstraint(
                condition=Q(minutes_per_jp__gte=FEWEST_MINUTES_PER_JP, minutes_per_jp__lte=MOST_MINUTES_PER_JP),
                name="program_version_jp_is_a_lesson",
            ),
            models.CheckConstraint(
                condition=Q(is_without_assessment=False) | Q(trainer_may_assess=False, scheme_name=""),
                name="program_version_without_assessment_has_no_scheme",
                violation_error_message=_("A course without assessment has neither a scheme nor an assessor."),
            ),
        ]

    def __str__(self):
        return f"{self.program} v{self.number}"


class ProgramUnit(models.Model):
    """A unit as taught in this version.

    Code and title are copied, so later changes to the standard do not affect it.
    """

    version = models.ForeignKey(ProgramVersion, on_delete=models.CASCADE, related_name="units")
    # Null if the code belongs to no standard known to this installation.
    unit = models.ForeignKey(CompetencyUnit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    position = models.PositiveSmallIntegerField()
    code = models.CharField(_("unit code"), max_length=40)
    title = models.CharField(_("unit title"), max_length=250)
    jp = models.PositiveSmallIntegerField("JP")
    is_core = models.BooleanField(_("core unit"), default=True)
    block = models.CharField(
        _("block"),
        max_length=LONGEST_BLOCK,
        blank=True,
        help_text="Units with the same sign may be taken together without the others; empty: only in the whole course.",
    )

    class Meta:
        ordering = ["version", "position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "position"], name="program_unit_position_is_unique"),
            models.UniqueConstraint(
                fields=["version", "code"],
                name="program_unit_stands_once",
                violation_error_message=_("This unit is already part of the program."),
            ),
            models.CheckConstraint(condition=Q(jp__gte=1), name="program_unit_has_hours"),
        ]

    def __str__(self):
        return f"{self.code} {self.title}"

    @property
    def short_code(self) -> str:
        """The part of the code used in the workshop: C.24LAS01.029.1 -> 029.1."""
        return ".".join(self.code.split(".")[-2:])


class UnitCriterion(models.Model):
    """An assessment criterion of a unit in this version; frozen together with the unit."""

    unit = models.ForeignKey(ProgramUnit, on_delete=models.CASCADE, related_name="criteria")
    position = models.PositiveSmallIntegerField()
    text = models.CharField(_("criterion"), max_length=300)

    class Meta:
        ordering = ["unit", "position"]
        verbose_name_plural = "unit criteria"
        constraints = [models.UniqueConstraint(fields=["unit", "position"], name="unit_criterion_position_is_unique")]

    def __str__(self):
        return self.text
