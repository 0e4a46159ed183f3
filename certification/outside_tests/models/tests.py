"""Competency tests held by a certification body (LSP): candidates sent, results and certificate numbers received.

The certificates are the body's own and are never printed here.
"""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import TrainingCenter, User
from core import clock
from inmates.imports.models import KeptFile
from inmates.people.models import SEES_OWN_WARDS_ONLY, Person
from programs.places.models import Enrollment


class OutsideTestQuerySet(models.QuerySet):
    """Tests, visible only to the center that sends participants."""

    def visible_to(self, user):
        """The tests of the user's own training center."""
        return self.filter(training_center=user.training_center_id) if user.training_center_id else self.none()


class OutsideTest(models.Model):
    """One test day of a certification body for one scheme."""

    class SchemeKind(models.TextChoices):
        """What a scheme bundles, as at the top of the body's forms."""

        KKNI = "kkni", _("KKNI qualification")
        OCCUPATION = "occupation", _("Occupation")
        CLUSTER = "cluster", _("Cluster")

    class PlaceKind(models.TextChoices):
        """Types of test venues (TUK)."""

        TEMPORARY = "temporary", _("Temporary (TUK sewaktu)")
        WORKPLACE = "workplace", _("Workplace (TUK tempat kerja)")
        OWN = "own", _("Own (TUK mandiri)")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    training_center = models.ForeignKey(TrainingCenter, on_delete=models.PROTECT, related_name="outside_tests")
    body = models.CharField(_("certification body"), max_length=150)
    license_number = models.CharField(_("license number"), max_length=60, blank=True)
    scheme_name = models.CharField(_("scheme"), max_length=200)
    scheme_number = models.CharField(_("scheme number"), max_length=80, blank=True)
    scheme_kind = models.CharField(_("kind of scheme"), max_length=10, choices=SchemeKind)
    place = models.CharField(_("test place"), max_length=150)
    place_kind = models.CharField(_("kind of test place"), max_length=10, choices=PlaceKind)
    held_on = models.DateField(_("day of the test"))
    created_at = models.DateTimeField(default=clock.now)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    cancel_reason = models.CharField(max_length=200, blank=True)

    objects = OutsideTestQuerySet.as_manager()

    class Meta:
        ordering = ["-held_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(cancelled_at__isnull=True, cancelled_by__isnull=True, cancel_reason="")
                | (Q(cancelled_at__isnull=False, cancelled_by__isnull=False) & ~Q(cancel_reason="")),
                name="outside_test_is_cancelled_with_a_reason",
            )
        ]

    def __str__(self):
        return f"{self.scheme_name} ({self.body})"

    @property
    def is_cancelled(self) -> bool:
        return self.cancelled_at is not None


class OutsideCandidateQuerySet(models.QuerySet):
    """Candidates, by office and by what is pending."""

    def visible_to(self, user):
        """A center sees its own; a facility, those of its batches; a case officer, their own wards among these."""
        if user.training_center_id:
            return self.filter(test__training_center=user.training_center_id)
        if not user.facility_id:
            return self.none()
        if user.is_narrowed_by(SEES_OWN_WARDS_ONLY, permission="inmates.view_person"):
            return self.filter(enrollment__person__in=Person.objects.visible_to(user), enrollment__is_public=False)
        return self.filter(enrollment__batch__facility=user.facility_id)

    def waiting(self, today):
        """Tested by `today` without a result yet, or competent without the certificate yet."""
        tested = self.filter(test__cancelled_at__isnull=True, test__held_on__lte=today)
        return tested.filter(Q(result="") | Q(result="K", certificate_number=""))

    def certified(self):
        """Candidates with a certificate of the body."""
        return self.exclude(certificate_number="")


class OutsideCandidate(models.Model):
    """One participant in one test, with the body's result."""

    class Result(models.TextChoices):
        """The body's decision."""

        COMPETENT = "K", _("Competent")
        NOT_YET = "BK", _("Not yet competent")
        ABSENT = "TH", _("Did not take the test")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    test = models.ForeignKey(OutsideTest, on_delete=models.PROTECT, related_name="candidates")
    enrollment = models.ForeignKey(Enrollment, on_delete=models.PROTECT, related_name="outside_candidates")
    added_at = models.DateTimeField(default=clock.now)
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    result = models.CharField(_("result"), max_length=2, choices=Result, blank=True)
    # As written by the body; not the number printed on the blank.
    certificate_number = models.CharField(_("certificate number"), max_length=60, blank=True)
    registration_number = models.CharField(_("registration number"), max_length=60, blank=True)
    blank_serial = models.CharField(_("serial of the blank"), max_length=40, blank=True)
    issued_on = models.DateField(_("date of issue"), null=True, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    recorded_at = models.DateTimeField(null=True, blank=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=1)
    scan = models.FileField(_("scan"), upload_to="outside-certificates/", blank=True)
    handed_on = models.DateField(_("handed over on"), null=True, blank=True)
    received_by = models.CharField(_("received by"), max_length=150, blank=True)
    handed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = OutsideCandidateQuerySet.as_manager()

    class Meta:
        ordering = ["test", "enrollment__person__name_sort", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["test", "enrollment"], name="outside_candidate_once_a_test"),
            models.UniqueConstraint(
                fields=["certificate_number"],
                condition=~Q(certificate_number=""),
                name="outside_candidate_certificate_number_is_unique",
                violation_error_message=_("This certificate number is recorded for another candidate."),
            ),
            models.UniqueConstraint(
                fields=["blank_serial"],
                condition=~Q(blank_serial=""),
                name="outside_candidate_blank_serial_is_unique",
                violation_error_message=_("This serial is recorded for another candidate."),
            ),
            models.CheckConstraint(
                condition=Q(certificate_number="", issued_on__isnull=True, valid_until__isnull=True, blank_serial="")
                | (
                    Q(result="K", issued_on__isnull=False, valid_until__gte=models.F("issued_on"))
                    & ~Q(certificate_number="")
                ),
                name="outside_candidate_certificate_is_of_a_competent_one",
            ),
            models.CheckConstraint(
                condition=Q(handed_on__isnull=True, handed_by__isnull=True, received_by="")
                | (
                    Q(handed_on__isnull=False, handed_by__isnull=False) & ~Q(certificate_number="") & ~Q(received_by="")
                ),
                name="outside_candidate_only_a_certificate_is_handed_over",
            ),
        ]
        indexes = [models.Index(fields=["enrollment", "result"], name="outside_candidate_by_place")]

    def __str__(self):
        return self.certificate_number or str(self.public_id)


class OutsideImportQuerySet(models.QuerySet):
    """Result files, visible only to the center that sent the candidates."""

    def visible_to(self, user):
        """The files of the user's own training center."""
        return self.filter(test__training_center=user.training_center_id) if user.training_center_id else self.none()


class OutsideImport(KeptFile):
    """A result file being imported: only its known columns, encrypted until accepted or discarded."""

    class State(models.TextChoices):
        """From upload to acceptance or discarding."""

        MAPPING = "mapping", _("Columns to be checked")
        COMPARED = "compared", _("Compared, not accepted yet")
        ACCEPTED = "accepted", _("Accepted")
        DISCARDED = "discarded", _("Discarded")

    test = models.ForeignKey(OutsideTest, on_delete=models.PROTECT, related_name="imports")
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.MAPPING)
    counts = models.JSONField(default=dict, help_text="Rows by what became of them.")
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = OutsideImportQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["mapping", "compared"], settled_at__isnull=True)
                | Q(state__in=["accepted", "discarded"], settled_at__isnull=False, sealed_table=""),
                name="outside_import_keeps_nothing_once_settled",
            )
        ]

    @property
    def is_open(self) -> bool:
        return self.state in (self.State.MAPPING, self.State.COMPARED)
