"""Numbered workshop tools and consumables, their issue and return at sessions, and missing tools."""

import uuid

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Facility, User
from core import clock
from programs.batches.models import SEES_OWN_BATCHES_ONLY, Batch
from programs.catalog.models import Program
from programs.timetable.models.sessions import Session


class OfFacilityQuerySet(models.QuerySet):
    """Rows of one detention center, visible also to the training centers that teach there."""

    def visible_to(self, user):
        """Rows of the user's facility; for training centers, of their programs; for instructors, of their batches."""
        if user.facility_id:
            return self.filter(facility=user.facility_id)
        if not user.training_center_id:
            return self.none()
        taught = self.filter(program__training_center=user.training_center_id)
        if user.is_narrowed_by(SEES_OWN_BATCHES_ONLY, permission="programs.view_tools"):
            own = Batch.objects.visible_to(user)
            return taught.filter(
                Exists(own.filter(facility=OuterRef("facility"), version__program=OuterRef("program")))
            )
        return taught


class ToolQuerySet(OfFacilityQuerySet):
    """Tools, by availability."""

    def on_list(self, session):
        """Tools listed for the session's program at its facility, without retired ones."""
        return self.on_list_of(session.facility_id, session.batch.version.program_id)

    def on_list_of(self, facility, program):
        """Tools listed for the program (a key) at the facility (a key), without retired ones."""
        return self.filter(facility=facility, program=program).exclude(state=Tool.State.RETIRED)

    def with_whereabouts(self):
        """Adds `is_out`: handed out at a session and not returned."""
        return self.annotate(is_out=Exists(ToolIssue.objects.open().filter(tool=OuterRef("pk"))))


class Tool(models.Model):
    """A tool with its engraved number, on the list of a program at a facility."""

    class State(models.TextChoices):
        """Only tools in use can be handed out."""

        IN_USE = "in_use", _("Ready to use")
        REPAIR = "repair", _("In repair")
        MISSING = "missing", _("Missing")
        RETIRED = "retired", _("Retired")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="tools")
    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="tools")
    number = models.CharField(_("number"), max_length=20, help_text=_("As engraved, such as “LAS-014”."))
    # Engraved numbers are read aloud and typed in many ways; `tool_register.number_key` normalizes them.
    number_key = models.CharField(max_length=80, editable=False)
    name = models.CharField(_("name"), max_length=80)
    board = models.CharField(_("shadow board"), max_length=40, blank=True)
    place = models.CharField(_("place on the board"), max_length=20, blank=True)
    is_dangerous = models.BooleanField(_("dangerous"), default=False, help_text=_("Sharp, or fit to break out with."))
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.IN_USE)
    state_since = models.DateTimeField(_("since"), default=clock.now)
    state_note = models.CharField(_("note"), max_length=200, blank=True)

    # Not a column: annotated by pages that show whether a tool is out.
    is_out: bool = False

    objects = ToolQuerySet.as_manager()

    class Meta:
        ordering = ["number_key", "pk"]
        verbose_name = _("tool")
        constraints = [
            models.UniqueConstraint(
                fields=["facility", "number_key"],
                name="tool_number_is_unique",
                violation_error_message=_("There is already a tool with this number."),
            ),
            models.CheckConstraint(condition=~Q(number_key=""), name="tool_has_a_number"),
        ]
        indexes = [models.Index(fields=["program", "facility"], name="tool_by_program")]

    def __str__(self):
        return f"{self.number} {self.name}"


class ConsumableQuerySet(OfFacilityQuerySet):
    """Consumables, by availability."""

    def on_list(self, session):
        """Consumables listed for the session's program at its facility."""
        return self.on_list_of(session.facility_id, session.batch.version.program_id)

    def on_list_of(self, facility, program):
        """Consumables listed for the program (a key) at the facility (a key)."""
        return self.filter(facility=facility, program=program, is_active=True)


class Consumable(models.Model):
    """A material that is used up but can be dangerous: electrodes, blades, solvents.

    Weighed or counted out and back.
    """

    class Unit(models.TextChoices):
        """Unit of measurement."""

        GRAM = "g", _("grams")
        MILLILITER = "ml", _("milliliters")
        PIECE = "pc", _("pieces")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="consumables")
    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="consumables")
    name = models.CharField(_("name"), max_length=80)
    unit = models.CharField(_("unit"), max_length=2, choices=Unit)
    tolerance = models.PositiveIntegerField(
        _("tolerance"), default=0, help_text=_("How far out, back and used may differ, in the same unit.")
    )
    is_active = models.BooleanField(_("in use"), default=True)

    objects = ConsumableQuerySet.as_manager()

    class Meta:
        ordering = ["facility", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["facility", "program", "name"],
                name="consumable_name_is_unique",
                violation_error_message=_("There is already a consumable with this name."),
            ),
        ]

    def __str__(self):
        return self.name


class ToolIssueQuerySet(models.QuerySet):
    """Issues, by whether the tool was returned."""

    def open(self):
        """Issues of tools not returned yet."""
        return self.filter(returned="")


class ToolIssue(models.Model):
    """The issue of one tool at a session, and its return."""

    class Return(models.TextChoices):
        """How it came back, or that it is missing."""

        FINE = "fine", _("Returned")
        DAMAGED = "damaged", _("Returned damaged")
        MISSING = "missing", _("Missing")

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="tool_issues")
    tool = models.ForeignKey(Tool, on_delete=models.PROTECT, related_name="issues")
    out_at = models.DateTimeField(default=clock.now)
    out_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    returned = models.CharField(max_length=8, choices=Return, blank=True)
    back_at = models.DateTimeField(null=True, blank=True)
    back_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = ToolIssueQuerySet.as_manager()

    class Meta:
        ordering = ["-out_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["session", "tool"], name="tool_issue_once_a_session"),
            # A tool that has not been returned cannot be issued a second time.
            models.UniqueConstraint(fields=["tool"], condition=Q(returned=""), name="tool_issue_one_open_a_tool"),
            models.CheckConstraint(
                condition=Q(returned="", back_at__isnull=True, back_by__isnull=True)
                | (~Q(returned="") & Q(back_at__isnull=False, back_by__isnull=False)),
                name="tool_issue_comes_back_by_somebody",
            ),
        ]


class ConsumableIssue(models.Model):
    """Amounts of a consumable issued, returned and used, in its unit. Waste such as stubs is returned too."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="consumable_issues")
    consumable = models.ForeignKey(Consumable, on_delete=models.PROTECT, related_name="issues")
    amount_out = models.PositiveIntegerField(_("out"))
    out_at = models.DateTimeField(default=clock.now)
    out_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    amount_back = models.PositiveIntegerField(_("back"), null=True, blank=True)
    amount_used = models.PositiveIntegerField(_("used"), null=True, blank=True)
    back_at = models.DateTimeField(null=True, blank=True)
    back_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["session", "consumable__name"]
        constraints = [
            models.UniqueConstraint(fields=["session", "consumable"], name="consumable_issue_once_a_session"),
            models.CheckConstraint(
                condition=Q(amount_back__isnull=True) | Q(amount_back__lte=F("amount_out")),
                name="consumable_issue_brings_back_no_more",
            ),
            models.CheckConstraint(
                condition=Q(amount_back=None, amount_used=None, back_at=None, back_by=None)
                | Q(amount_back__isnull=False, amount_used__isnull=False, back_at__isnull=False, back_by__isnull=False),
                name="consumable_issue_comes_back_whole",
            ),
        ]

    @property
    def difference(self) -> int:
        """Issued minus returned and used; 0 until something has been returned."""
        if self.amount_back is None or self.amount_used is None:
            return 0
        return abs(self.amount_out - self.amount_back - self.amount_used)

    @property
    def agrees(self) -> bool:
        """Whether it was returned with a loss within tolerance."""
        return self.amount_back is not None and self.difference <= self.consumable.tolerance


class NoToolsOut(models.Model):
    """Statement that no tools are handed out at this session; deleted when some are."""

    session = models.OneToOneField(Session, on_delete=models.PROTECT, related_name="no_tools_out")
    said_at = models.DateTimeField(default=clock.now)
    said_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")


class MissingToolQuerySet(models.QuerySet):
    """Cases, by who may see them."""

    def visible_to(self, user):
        """Cases about tools visible to the user."""
        return self.filter(tool__in=Tool.objects.visible_to(user))

    def open(self):
        """Open cases."""
        return self.filter(state=MissingTool.State.OPEN)


class MissingTool(models.Model):
    """A missing tool: the case is opened on return or after a look at the board, and closed as found or written off."""

    class State(models.TextChoices):
        """Open until the outcome is recorded."""

        OPEN = "open", _("Being searched")
        FOUND = "found", _("Found")
        WRITTEN_OFF = "written_off", _("Written off")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    tool = models.ForeignKey(Tool, on_delete=models.PROTECT, related_name="cases")
    session = models.ForeignKey(Session, on_delete=models.PROTECT, null=True, blank=True, related_name="missing_tools")
    state = models.CharField(max_length=12, choices=State, default=State.OPEN)
    missed_at = models.DateTimeField(default=clock.now)
    reported_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    report = models.CharField(_("how it was noticed"), max_length=300, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    outcome = models.CharField(_("how it ended"), max_length=300, blank=True)

    objects = MissingToolQuerySet.as_manager()

    class Meta:
        ordering = ["-missed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["tool"], condition=Q(state="open"), name="missing_tool_one_open_a_tool"),
            models.CheckConstraint(
                condition=Q(state="open") | (Q(closed_at__isnull=False, closed_by__isnull=False) & ~Q(outcome="")),
                name="missing_tool_is_closed_with_an_outcome",
            ),
        ]


class MissingToolStep(models.Model):
    """One step of the procedure as taken. Append-only, enforced by the database."""

    case = models.ForeignKey(MissingTool, on_delete=models.PROTECT, related_name="steps")
    code = models.SlugField(max_length=20)
    note = models.CharField(_("note"), max_length=300, blank=True)
    taken_at = models.DateTimeField(_("when"), help_text=_("When it was done; it may be written down later."))
    recorded_at = models.DateTimeField(default=clock.now)
    taken_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["case", "pk"]
        constraints = [models.UniqueConstraint(fields=["case", "code"], name="missing_tool_step_is_taken_once")]
