"""A spreadsheet being imported: only the columns we know, never the file."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Facility, TrainingCenter, User
from core import clock
from core.models import Job
from inmates.people.codes import Why
from inmates.people.models import Person


class KeptFile(models.Model):
    """What every import keeps of its file; `kept_lists` fills and reads it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    created_at = models.DateTimeField(default=clock.now)
    file_sha256 = models.CharField(max_length=64)
    # Each also says whether its content is `kept`; those of the previous version do not.
    headers = models.JSONField(default=list, help_text="Column heads as seen: [{index, text, field or ''}].")
    sheet_rows = models.PositiveIntegerField(default=0)
    sheets = models.JSONField(
        default=list,
        help_text="Sheets of the file with rows: [{name, rows, is_list}], the one that is read first. Empty for text.",
    )
    sealed_table = models.TextField(
        blank=True, editable=False, help_text="The known columns, encrypted, until the import is settled."
    )

    class Meta:
        abstract = True

    @property
    def has_served(self) -> bool:
        """Whether what was kept of the file is destroyed; of every file at least one column was seen."""
        return not self.headers

    @property
    def sheet(self) -> str:
        """The name of the sheet that is read; text files have none."""
        return self.sheets[0]["name"] if self.sheets else ""

    @property
    def other_lists(self) -> list[str]:
        """Names of the other sheets with lists, which are not read."""
        return [one["name"] for one in self.sheets[1:] if one["is_list"]]

    @property
    def kept_columns(self) -> set[int]:
        """Indexes of the columns whose content is kept."""
        return {head["index"] for head in self.headers if head.get("kept", bool(head["field"]))}


class SpreadsheetImportQuerySet(models.QuerySet):
    """Imports, visible only to their own facility."""

    def visible_to(self, user):
        """Imports of the user's facility; a training center has none."""
        return self.filter(facility=user.facility_id) if user.facility_id else self.none()

    def accepted(self):
        """Accepted imports, the last one first: it tells how old the custody data is."""
        return self.filter(state=SpreadsheetImport.State.ACCEPTED).order_by("-accepted_at", "pk")


class SpreadsheetImport(KeptFile):
    """One upload: mapped, compared with stored data (dry run), accepted, perhaps undone."""

    class State(models.TextChoices):
        """From upload to the end: accepted and perhaps undone, or discarded."""

        MAPPING = "mapping", _("Columns to be checked")
        COMPARING = "comparing", _("Being compared")
        COMPARED = "compared", _("Ready to accept")
        ACCEPTED = "accepted", _("Accepted")
        UNDONE = "undone", _("Undone")
        DISCARDED = "discarded", _("Discarded")

    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="imports")
    # Null if the management command imports without a user.
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="imports")
    state = models.CharField(max_length=10, choices=State, default=State.MAPPING)
    warnings = models.JSONField(default=list, help_text="How often each code of a warning stands on a row.")
    fields = models.JSONField(default=list, help_text="What the file has a column for; of the rest it says nothing.")
    counts = models.JSONField(default=dict, help_text="Rows by kind.")
    marks = models.JSONField(
        default=dict, help_text="Highest keys of other tables at acceptance; what is above them came later."
    )
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, related_name="+")
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)

    objects = SpreadsheetImportQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]

    @property
    def is_being_worked_on(self) -> bool:
        """True while a job is reading or writing it, so that nothing else may."""
        return bool(self.job and not self.job.is_finished)


class ImportRow(models.Model):
    """One row of the sheet (or a person missing from it) and its outcome."""

    class Kind(models.TextChoices):
        """What a row of the file does; MISSING stands for people who are not in the file."""

        READ = "read", _("Not compared yet")
        NEW = "new", _("New")
        CHANGED = "changed", _("Changed")
        UNCHANGED = "unchanged", _("Unchanged")
        REJECTED = "rejected", _("Rejected")
        MISSING = "missing", _("Not in the file")

    spreadsheet_import = models.ForeignKey(SpreadsheetImport, on_delete=models.CASCADE, related_name="rows")
    sheet_row = models.PositiveIntegerField(null=True)
    kind = models.CharField(max_length=10, choices=Kind)
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="import_rows")
    name = models.CharField(max_length=150, blank=True)
    values = models.JSONField(default=dict)
    register_key = models.CharField(max_length=80, blank=True)
    changes = models.JSONField(default=dict, help_text="{field: [old, new]}, for changed rows; never a NIK.")
    before = models.JSONField(default=dict, help_text="What is needed to undo the row.")
    warnings = models.JSONField(default=list, help_text="Codes of what was left out or looks doubtful.")
    why = models.CharField(max_length=10, choices=Why, blank=True)
    is_chosen = models.BooleanField(default=True)
    is_accepted = models.BooleanField(default=False)

    class Meta:
        ordering = ["spreadsheet_import", "sheet_row", "pk"]
        indexes = [
            models.Index(fields=["spreadsheet_import", "kind", "name", "id"], name="import_row_by_kind"),
            models.Index(fields=["spreadsheet_import", "register_key"], name="import_row_by_number"),
        ]


class ColumnMapping(models.Model):
    """A column header that this office mapped by hand; the next file is read the same way."""

    facility = models.ForeignKey(Facility, on_delete=models.CASCADE, related_name="column_mappings")
    head = models.CharField(max_length=100)
    field = models.CharField(max_length=30)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["facility", "head"], name="column_mapping_head_is_unique")]


class ListImportQuerySet(models.QuerySet):
    """Lists of training centers, visible only to their own."""

    def visible_to(self, user):
        """Lists of the user's training center; a facility has none."""
        return self.filter(training_center=user.training_center_id) if user.training_center_id else self.none()


class ListImport(KeptFile):
    """A list of a training center: mapped, compared, accepted, perhaps undone. What it is about, a later subject says.

    See `list_kinds`.
    """

    class State(models.TextChoices):
        """From upload to the end: accepted and perhaps undone, or discarded."""

        MAPPING = "mapping", _("Columns to be checked")
        COMPARED = "compared", _("Compared, not accepted yet")
        ACCEPTED = "accepted", _("Accepted")
        UNDONE = "undone", _("Undone")
        DISCARDED = "discarded", _("Discarded")

    kind = models.CharField(max_length=30, help_text="The code of an entry of `list_kinds.KINDS`.")
    training_center = models.ForeignKey(TrainingCenter, on_delete=models.PROTECT, related_name="list_imports")
    about = models.UUIDField(null=True, blank=True, help_text="The record that the list is for, if its kind has one.")
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.MAPPING)
    counts = models.JSONField(default=dict, help_text="Rows by what became of them.")
    sealed_rejected = models.TextField(
        blank=True, editable=False, help_text="Rows that were not stored, with their reasons, encrypted."
    )
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = ListImportQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=["mapping", "compared"], settled_at__isnull=True)
                | models.Q(state__in=["accepted", "undone", "discarded"], settled_at__isnull=False, sealed_table=""),
                name="list_import_keeps_nothing_once_settled",
            ),
            models.CheckConstraint(
                condition=models.Q(state="undone", undone_at__isnull=False, undone_by__isnull=False)
                | (~models.Q(state="undone") & models.Q(undone_at__isnull=True, undone_by__isnull=True)),
                name="list_import_is_undone_by_somebody",
            ),
        ]

    @property
    def is_open(self) -> bool:
        """Whether nothing of it is stored yet, and it may still be."""
        return self.state in (self.State.MAPPING, self.State.COMPARED)


class ListImportRow(models.Model):
    """An accepted row of such a list: what it made or changed, for whoever undoes it."""

    list_import = models.ForeignKey(ListImport, on_delete=models.CASCADE, related_name="rows")
    sheet_row = models.PositiveIntegerField()
    target = models.PositiveBigIntegerField(help_text="The key of the record that it made or changed.")
    is_new = models.BooleanField(default=True)
    before = models.TextField(blank=True, help_text="The values that it changed, encrypted.")

    class Meta:
        ordering = ["list_import", "sheet_row"]
        constraints = [
            models.UniqueConstraint(fields=["list_import", "sheet_row"], name="list_import_row_is_stored_once")
        ]
