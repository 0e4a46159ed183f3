"""A spreadsheet being imported: only the columns we know, never the file."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Facility, User
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
