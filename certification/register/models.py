"""The certificate register: gapless numbers, permanent printed words, files stored once."""

import uuid
from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import TrainingCenter, User
from core import clock
from core.throttling import AddressCounter
from core.two_person_decision import decided_by_another
from inmates.people.models import names_like
from inmates.people.names import name_key
from programs.batches.models import Batch
from programs.places.models import Enrollment


class NumberSeriesQuerySet(models.QuerySet):
    """Series, visible only to their center."""

    def visible_to(self, user):
        """The series of the user's own training center."""
        return self.filter(training_center=user.training_center_id) if user.training_center_id else self.none()


class NumberSeries(models.Model):
    """The counter for one center, paper and year; its row is the lock for taking the next number."""

    class Paper(models.TextChoices):
        """Numbered kinds of papers; each has its own series."""

        CERTIFICATE = "certificate", _("Training certificate")
        STATEMENT = "statement", _("Statement of units")
        ATTENDANCE = "attendance", _("Paper of attendance")

    training_center = models.ForeignKey(TrainingCenter, on_delete=models.PROTECT, related_name="series")
    paper = models.CharField(max_length=12, choices=Paper)
    year = models.PositiveSmallIntegerField()
    pattern = models.CharField(
        max_length=60, help_text="With {number:04d} and {year}, as in 563/{number:04d}/BLK-TPN/{year}."
    )
    last_number = models.PositiveIntegerField(default=0)
    used_before = models.PositiveIntegerField(default=0, help_text="Numbers given on paper before this system.")
    validity_months = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="How long its certificates are valid; empty: without end."
    )

    objects = NumberSeriesQuerySet.as_manager()

    class Meta:
        ordering = ["training_center", "paper", "-year"]
        verbose_name_plural = "number series"
        constraints = [
            models.UniqueConstraint(
                fields=["training_center", "paper", "year"], name="number_series_one_a_center_paper_and_year"
            )
        ]

    def __str__(self):
        return f"{self.get_paper_display()} {self.year}"

    @property
    def is_untouched(self) -> bool:
        """Whether this system has not taken any of its numbers yet."""
        return self.last_number == self.used_before


class SeriesNumber(models.Model):
    """A number that was taken; every one is accounted for."""

    series = models.ForeignKey(NumberSeries, on_delete=models.PROTECT, related_name="numbers")
    number = models.PositiveIntegerField()
    given_at = models.DateTimeField()
    void_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["series", "number"]
        constraints = [models.UniqueConstraint(fields=["series", "number"], name="series_number_is_given_once")]


class CertificateQuerySet(models.QuerySet):
    """Certificates, by office, stage and search words."""

    def visible_to(self, user):
        """A center's own certificates; for a facility, those of its batches."""
        if user.training_center_id:
            return self.filter(batch__training_center=user.training_center_id)
        return self.filter(batch__facility=user.facility_id) if user.facility_id else self.none()

    def of_facilities(self):
        """Certificates of classes in detention centers; a facility learns of no others."""
        return self.filter(enrollment__is_public=False)

    def issued(self):
        """Certificates that ever got a number, including revoked and superseded ones."""
        return self.filter(number__isnull=False)

    def issued_in_month_of(self, day):
        """Certificates in force issued since the first of the month of `day`."""
        return self.filter(state=Certificate.State.ISSUED, issued_on__gte=day.replace(day=1))

    def matching(self, words: str):
        """By part of the number, or by the participant's name however spelled."""
        # Without letters there is no key, and an empty key would match every name.
        named = names_like(words, "enrollment__person__") if name_key(words) else Q()
        return self.filter(Q(number_text__icontains=words.strip()) | named)

    def in_the_making(self):
        """Prepared or approved: at most one per participant and paper."""
        return self.filter(state__in=IN_THE_MAKING)

    def without_content(self):
        """Includes the file's row, but neither its bytes nor the printed words, which contain a picture."""
        return self.select_related("file", "unsealed").defer("snapshot", "file__content", "unsealed__content")


class Certificate(models.Model):
    """A certificate from preparation on. Once issued, its words never change; it can be superseded or revoked."""

    class State(models.TextChoices):
        """From preparation to issue, and the later states of an issued one."""

        PREPARED = "prepared", _("Prepared")
        APPROVED = "approved", _("Approved")
        ISSUED = "issued", _("Issued")
        REVOKED = "revoked", _("Revoked")
        SUPERSEDED = "superseded", _("Superseded")
        WITHDRAWN = "withdrawn", _("Withdrawn before issue")

    class RevocationCategory(models.TextChoices):
        """Why a certificate is revoked; not shown on the check page."""

        ERROR = "error", _("Issued in error")
        FRAUD = "fraud", _("Result obtained by deceit")
        DUPLICATE = "duplicate", _("Issued twice")
        OTHER = "other", _("Other")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    enrollment = models.ForeignKey(Enrollment, on_delete=models.PROTECT, related_name="certificates")
    # Copied from the enrollment, for lists and counts by batch.
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="certificates")
    paper = models.CharField(max_length=12, choices=NumberSeries.Paper, default=NumberSeries.Paper.CERTIFICATE)
    state = models.CharField(max_length=10, choices=State, default=State.PREPARED)
    # One to one, so that a paper cannot be replaced twice.
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by")
    replace_reason = models.CharField(max_length=200, blank=True)
    prepared_at = models.DateTimeField(default=clock.now)
    prepared_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    approved_words = models.JSONField(
        default=dict, blank=True, help_text="SHA-256 of each fact of the words that were approved."
    )
    waits_until = models.DateField(null=True, blank=True, help_text="The fixed day of issue that it was kept for.")
    issued_at = models.DateTimeField(null=True, blank=True)
    issued_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    number = models.OneToOneField(
        SeriesNumber, on_delete=models.PROTECT, null=True, blank=True, related_name="certificate"
    )
    # As printed, since the pattern of the series may change later.
    number_text = models.CharField(max_length=60, blank=True)
    # Null until issue, since empty codes would violate uniqueness.
    code = models.CharField(
        max_length=26, null=True, blank=True, unique=True, help_text="130 random bits, Crockford base 32."
    )
    issued_on = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)
    status_list = models.ForeignKey(
        "certification.StatusList", on_delete=models.PROTECT, null=True, blank=True, related_name="certificates"
    )
    status_index = models.PositiveIntegerField(null=True, blank=True, help_text="Its place in the list, at random.")
    template = models.ForeignKey(
        "certification.CertificateTemplate", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    snapshot = models.JSONField(default=dict, help_text="Every printed word, as it was at the issue.")
    revocation_category = models.CharField(max_length=10, choices=RevocationCategory, blank=True)
    revocation_reason = models.CharField(max_length=300, blank=True)
    revocation_requested_at = models.DateTimeField(null=True, blank=True)
    revocation_requested_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = CertificateQuerySet.as_manager()

    class Meta:
        ordering = ["-prepared_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrollment", "paper"],
                # Literal values, because names of the enclosing class are not accessible inside Meta.
                condition=Q(state="issued"),
                name="certificate_one_in_force_a_person_and_batch",
                violation_error_message=_("This participant already has a certificate of this batch."),
            ),
            models.UniqueConstraint(
                fields=["enrollment", "paper"],
                condition=Q(state__in=["prepared", "approved"]),
                name="certificate_one_in_the_making_a_person_and_batch",
                violation_error_message=_("A certificate of this participant is already being prepared."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=["prepared", "approved", "withdrawn"])
                | Q(number__isnull=False, code__isnull=False, issued_at__isnull=False, issued_by__isnull=False),
                name="certificate_issued_has_a_number",
            ),
            models.CheckConstraint(
                condition=decided_by_another("approved_by", "prepared_by"),
                name="certificate_approved_by_another_person",
                violation_error_message=_("Whoever prepared a certificate cannot approve it."),
            ),
            models.UniqueConstraint(
                fields=["status_list", "status_index"], name="certificate_has_a_place_of_its_own_in_the_status_list"
            ),
            models.CheckConstraint(
                condition=~Q(state="revoked")
                | (Q(revoked_at__isnull=False, revoked_by__isnull=False) & ~Q(revocation_reason="")),
                name="certificate_is_revoked_with_a_reason",
            ),
            models.CheckConstraint(
                condition=decided_by_another("revoked_by", "revocation_requested_by"),
                name="certificate_revoked_by_another_person",
                violation_error_message=_("Whoever asked for a revocation cannot approve it."),
            ),
        ]
        indexes = [
            models.Index(fields=["batch", "state"], name="certificate_by_batch"),
            models.Index(fields=["-prepared_at", "-id"], name="certificate_newest_first"),
        ]

    def __str__(self):
        return self.number_text or str(self.public_id)

    @property
    def is_of_attendance(self) -> bool:
        """Whether it states presence alone, so that no page may call it a certificate."""
        return self.paper == NumberSeries.Paper.ATTENDANCE

    @property
    def is_issued(self) -> bool:
        """Whether it ever got a number."""
        return self.number_id is not None

    @property
    def revocation_is_asked(self) -> bool:
        """Whether a revocation awaits approval."""
        return self.state == self.State.ISSUED and self.revocation_requested_at is not None

    def has_expired(self, today) -> bool:
        """Whether its validity ended before `today`; it is still valid on the last day."""
        return self.valid_until is not None and self.valid_until < today


IN_THE_MAKING = (Certificate.State.PREPARED, Certificate.State.APPROVED)


class CertificateFile(models.Model):
    """The PDF as generated once; the database rejects changes."""

    certificate = models.OneToOneField(Certificate, on_delete=models.PROTECT, related_name="file")
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    rendered_at = models.DateTimeField(default=clock.now)
    seal_key = models.ForeignKey(
        "certification.SealKey", on_delete=models.PROTECT, null=True, blank=True, related_name="files"
    )
    sealed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(seal_key__isnull=True, sealed_at__isnull=True)
                | Q(seal_key__isnull=False, sealed_at__isnull=False),
                name="certificate_file_seal_has_key_and_moment",
            )
        ]


class HolderPaper(models.Model):
    """A paper that tells everything a holder learned at a training center, made to be sealed and checked by its code.

    Each office has its own, so that neither the row nor the moment of its seal tells one what the other has printed.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    enrollment = models.ForeignKey(
        Enrollment, on_delete=models.PROTECT, related_name="holder_papers", help_text="The newest that it tells of."
    )
    office = models.CharField(max_length=40, help_text="That made it: its code, as in the audit.")
    code = models.CharField(max_length=26, unique=True)
    words = models.JSONField(help_text="Every printed word.")
    words_digest = models.CharField(max_length=64, help_text="SHA-256 of what the words tell, without the code.")
    content = models.BinaryField(help_text="Of the paper; with its seal once that is made.")
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField(default=clock.now)
    seal_key = models.ForeignKey(
        "certification.SealKey", on_delete=models.PROTECT, null=True, blank=True, related_name="holder_papers"
    )
    sealed_at = models.DateTimeField(null=True, blank=True)
    proof = models.CharField(
        max_length=160, blank=True, default="", help_text="The signer's signature over this row, hexadecimal."
    )

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrollment", "office", "words_digest"], name="holder_paper_one_an_office_and_words"
            ),
            models.CheckConstraint(
                condition=Q(seal_key__isnull=True, sealed_at__isnull=True)
                | Q(seal_key__isnull=False, sealed_at__isnull=False),
                name="holder_paper_seal_has_key_and_moment",
            ),
        ]

    def __str__(self):
        return str(self.public_id)


class PrintRecordQuerySet(models.QuerySet):
    """Copies, by the run in which they were taken."""

    def run_of(self, run, user):
        """Copies of one run, for the user who took them, as long as they belong to that center."""
        return self.filter(run=run, printed_by=user, certificate__batch__training_center=user.training_center_id)


class PrintRecord(models.Model):
    """Who downloaded or printed which copy of a certificate, and why; a run may cover a whole batch."""

    run = models.UUIDField(default=uuid.uuid4, db_index=True, editable=False)
    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="prints")
    printed_at = models.DateTimeField(default=clock.now)
    printed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    copy = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=200, blank=True)

    objects = PrintRecordQuerySet.as_manager()

    class Meta:
        ordering = ["certificate", "copy"]
        constraints = [models.UniqueConstraint(fields=["certificate", "copy"], name="print_record_copy_is_unique")]


class SignedReceiptQuerySet(models.QuerySet):
    """Signed receipts, visible only to the center that handed over the certificates."""

    def visible_to(self, user):
        """The receipts of the user's own training center."""
        return self.filter(batch__training_center=user.training_center_id) if user.training_center_id else self.none()


class SignedReceipt(models.Model):
    """Scan of a list signed by receivers, or of a proof that somebody may receive for the holder."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="signed_receipts")
    # Generated file name in private storage.
    scan = models.CharField(max_length=200)
    uploaded_at = models.DateTimeField(default=clock.now)
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = SignedReceiptQuerySet.as_manager()

    class Meta:
        ordering = ["-uploaded_at", "-pk"]


class HandOver(models.Model):
    """Hand-over of a certificate to its holder, or to another person with proof."""

    certificate = models.OneToOneField(Certificate, on_delete=models.PROTECT, related_name="hand_over")
    handed_on = models.DateField(_("handed over on"))
    received_by = models.CharField(_("received by"), max_length=150)
    is_holder = models.BooleanField(default=True)
    proof = models.CharField(max_length=200, blank=True, help_text="Why somebody else may receive it.")
    receipt = models.ForeignKey(
        SignedReceipt, on_delete=models.PROTECT, null=True, blank=True, related_name="hand_overs"
    )
    recorded_at = models.DateTimeField(default=clock.now)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(is_holder=True, proof="") | (Q(is_holder=False, receipt__isnull=False) & ~Q(proof="")),
                name="hand_over_to_another_has_a_proof",
            )
        ]


class CheckCounter(AddressCounter):
    """Number of requests to the public check page from one address."""

    LENGTH = timedelta(minutes=10)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["address", "window"], name="check_counter_one_a_window")]
        indexes = [models.Index(fields=["window"], name="check_counter_by_window")]


class NumberCheckCounter(AddressCounter):
    """Number of requests about one number of a certificate from before, a day; `address` is the number's digest."""

    LENGTH = timedelta(days=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["address", "window"], name="number_check_counter_one_a_day")]
        indexes = [models.Index(fields=["window"], name="number_check_counter_by_day")]
