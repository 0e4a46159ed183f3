"""Records without domain knowledge: audit chain, access log, form tokens, jobs."""

import json
import uuid

from django.conf import settings
from django.db import connection, models
from django.utils.translation import gettext_lazy as _

from core import clock


class AuditChain(models.Model):
    """The head of one office's chain of audit events; its row is the lock for appending the next."""

    name = models.CharField(max_length=40, unique=True)
    length = models.PositiveBigIntegerField(default=0)
    head = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField(null=True, blank=True, help_text="Of the last event.")

    def __str__(self):
        return self.name


class KeyMark(models.Model):
    """With which field key the database was written: one row, made before the first value is encrypted."""

    ONLY = 1

    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField(default=clock.now)
    halves_printed_at = models.DateTimeField(null=True, blank=True, help_text="The halves for two envelopes.")

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="key_mark_is_one")]


class AuditEventQuerySet(models.QuerySet):
    """Audit events, by office and by record."""

    def visible_to(self, user):
        """Events of the user's own office."""
        return self.filter(chain=user.office_code)

    def about(self, target):
        """Everything done to this record, newest first."""
        return self.filter(target_type=target._meta.label_lower, target_id=str(target.pk))


class AuditEvent(models.Model):
    """One recorded act. Append-only: the database refuses update and delete."""

    chain = models.CharField(max_length=40)
    sequence = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    # No foreign keys: an event outlives its account and its record.
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=150)
    action = models.CharField(max_length=60)
    target_type = models.CharField(max_length=60, blank=True)
    target_id = models.CharField(max_length=40, blank=True)
    details = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    objects = AuditEventQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [models.UniqueConstraint(fields=["chain", "sequence"], name="audit_event_sequence_is_unique")]
        indexes = [
            models.Index(fields=["target_type", "target_id"]),
            models.Index(fields=["chain", "-id"]),
            models.Index(fields=["at"], name="audit_event_by_time"),
        ]

    def __str__(self):
        return f"{self.chain} {self.sequence} {self.action}"


class AccessLogQuerySet(models.QuerySet):
    """Access log entries; an office reads only those of its own staff."""

    def showing(self, people):
        """Entries of answers that showed one of these people (primary keys)."""
        return self.filter(shows_one_of(people))

    def visible_to(self, user):
        """What the staff of the user's own office looked at."""
        return self.filter(office=user.office_code)


def shows_one_of(people):
    """That an entry names one of these people (primary keys) among those it showed."""
    keys = sorted({int(key) for key in people})
    if connection.vendor == "postgresql":
        # One condition a person, since the index answers containment alone.
        found = (models.Q(people__contains=[key]) for key in keys)
        return models.Q(*found, _connector=models.Q.OR) if keys else models.Q(pk__in=[])
    return models.Q(
        models.Func(
            models.F("people"),
            models.Value(json.dumps(keys)),
            template="EXISTS (SELECT 1 FROM json_each(%(expressions)s) AS wanted ON wanted.value = held.value)",
            arg_joiner=") AS held JOIN json_each(",
            output_field=models.BooleanField(),
        )
    )


class AccessLogEntry(models.Model):
    """Who viewed, exported or printed what, and which people the answer showed. Never changed; deleted only after its
    digest was kept (`DestroyedAccess`).
    """

    class Kind(models.TextChoices):
        """The kind of access: a page about one, a list or search, a file, a paper, a photo."""

        VIEW = "view", _("viewed")
        LIST = "list", _("listed")
        EXPORT = "export", _("exported")
        PRINT = "print", _("printed")
        PHOTO = "photo", _("photo shown")

    at = models.DateTimeField(default=clock.now)
    office = models.CharField(max_length=40)
    # As in the audit: no foreign keys, and the words of the time.
    user_id = models.BigIntegerField()
    user_name = models.CharField(max_length=150)
    kind = models.CharField(max_length=10, choices=Kind)
    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=40, blank=True)
    subject = models.CharField(max_length=200, help_text="What was seen, in words without personal data.")
    reason = models.CharField(max_length=200, blank=True)
    # Primary keys, in one row: a list of fifty people is one act, and reading must not write fifty rows.
    people = models.JSONField(default=list, help_text="Whom the answer showed, also where it is about something else.")
    query = models.CharField(max_length=500, blank=True, help_text="The filter of a list, as in its URL.")
    address = models.CharField(max_length=45, blank=True)
    session = models.CharField(max_length=16, blank=True, help_text="A digest that tells sign-ins apart.")

    objects = AccessLogQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["office", "-id"]),
            models.Index(fields=["subject_type", "subject_id", "-id"]),
            models.Index(fields=["at"], name="access_log_by_time"),
        ]

    def __str__(self):
        return f"{self.user_name} {self.kind} {self.subject_type} {self.subject_id}"


class DestroyedAccess(models.Model):
    """The digest of an entry of the access log that has served its time: with it the links of the log still hold.

    Append-only; an entry can be deleted only once its digest stands here. See `core.access_chain`.
    """

    id = models.BigIntegerField(primary_key=True, help_text="The key that the entry had.")
    digest = models.CharField(max_length=64)

    def __str__(self):
        return str(self.pk)


class DestroyedRow(models.Model):
    """The digest of a row of an append-only table that has served its time. Append-only; such a row can be deleted only
    once its digest stands here. See `core.destroyed_rows`.
    """

    table = models.CharField(max_length=63)
    key = models.BigIntegerField(help_text="The key that the row had.")
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["table", "key"], name="destroyed_row_once")]

    def __str__(self):
        return f"{self.table} {self.key}"


class StoredFile(models.Model):
    """A photo or scan where `FILES_IN_DATABASE` is set; written and read by `core.stored_files` alone."""

    LONGEST_NAME = 200

    name = models.CharField(max_length=LONGEST_NAME, help_text="As the column of its record names it.")
    content = models.BinaryField()
    size = models.PositiveIntegerField(help_text="Bytes.")
    stored_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name"], name="stored_file_has_its_name_alone")]

    def __str__(self):
        return self.name


class SubmittedForm(models.Model):
    """The answer to a form's token, so that a second submission gets the same one and writes nothing."""

    token = models.UUIDField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    path = models.CharField(max_length=500)
    submitted_at = models.DateTimeField(default=clock.now)
    status = models.PositiveSmallIntegerField(default=0)
    location = models.CharField(max_length=500, blank=True)
    content = models.TextField(blank=True)
    content_type = models.CharField(max_length=100, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "token"], name="submitted_form_token_is_used_once")]
        indexes = [models.Index(fields=["submitted_at"])]

    def __str__(self):
        return f"{self.path} {self.token}"


class JobQuerySet(models.QuerySet):
    """Jobs, by office and by state."""

    def visible_to(self, user):
        """Jobs started by staff of the user's own office."""
        return self.filter(office=user.office_code)

    def unfinished(self):
        """Waiting or running jobs; a killed worker leaves its job here until the reaper comes."""
        return self.filter(state__in=[Job.State.WAITING, Job.State.RUNNING])


class Job(models.Model):
    """Long work that survives a closed page and a killed worker; failed items can be retried one by one."""

    class State(models.TextChoices):
        """FAILED means that at least one item failed; the job's other items are done."""

        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    office = models.CharField(max_length=40)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="jobs")
    created_at = models.DateTimeField(default=clock.now)
    parameters = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    heartbeat = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    message = models.TextField(blank=True)
    result_url = models.CharField(max_length=300, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["state", "heartbeat"])]

    def __str__(self):
        return self.title

    @property
    def parts(self) -> int:
        """The number of items per thing that users count."""
        return self.parameters.get("parts", 1)

    @property
    def things(self) -> int:
        """The number of things this job makes, as users count them."""
        return self.total // self.parts

    @property
    def things_done(self) -> int:
        """The number of things that are finished."""
        return self.parameters.get("made", self.done // self.parts)

    @property
    def things_failed(self) -> int:
        """The number of things that have a failed part."""
        return self.parameters.get("broken", self.failed)

    @property
    def is_finished(self) -> bool:
        """True if nothing more happens by itself; failed items can still be retried."""
        return self.state in (self.State.DONE, self.State.FAILED)


class JobItem(models.Model):
    """One part of a job, done at most once."""

    class State(models.TextChoices):
        """An item stays WAITING until the transaction that did it commits."""

        WAITING = "waiting", _("Waiting")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")

    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveIntegerField()
    label = models.CharField(max_length=200)
    reference = models.CharField(max_length=40, help_text="Primary key of what the item works on.")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    message = models.TextField(blank=True)

    class Meta:
        ordering = ["job", "position"]
        constraints = [models.UniqueConstraint(fields=["job", "position"], name="job_item_position_is_unique")]

    def __str__(self):
        return self.label
