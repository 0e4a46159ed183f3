"""Certificates with their permanent printed words, and files that are stored once."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from certification.register.models.number_series import NumberSeries, SeriesNumber
from core import clock
from core.two_person_decision import decided_by_another
from inmates.people.models import names_like
from inmates.people.names import name_key
from programs.batches.models import Batch
from programs.places.models import Enrollment


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
