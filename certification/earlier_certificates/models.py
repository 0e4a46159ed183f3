"""Certificates that a training center gave before this site kept its register, or beside it."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import TrainingCenter, User
from certification.register.number_keys import paper_key, paper_order
from core import clock
from core.two_person_decision import decided_by_another
from inmates.imports.models import ListImport
from inmates.people.models import Person
from inmates.people.names import name_key
from programs.recognized_units.models import RecognizedUnit


class EarlierCertificateQuerySet(models.QuerySet):
    """Certificates from before, by office and stage."""

    def visible_to(self, user):
        """Those of the user's own training center; a facility never learns of any."""
        return self.filter(training_center=user.training_center_id) if user.training_center_id else self.none()

    def standing(self):
        """All but refused ones, whose numbers are free again."""
        return self.exclude(state=EarlierCertificate.State.REFUSED)

    def waiting(self):
        """Those on which no second person has decided yet."""
        return self.filter(state=EarlierCertificate.State.WAITING)

    def public(self):
        """Those that the check page answers for."""
        return self.filter(state__in=PUBLIC)

    def ends_asked(self):
        """Those in force of which somebody has asked that they end."""
        return self.filter(state=EarlierCertificate.State.ISSUED, end_asked_at__isnull=False)

    def matching(self, words: str):
        """By part of the number, or of the holder's name however spelled."""
        key = name_key(words)
        named = Q(name_key__contains=key) if key else Q()
        return self.filter(Q(number_key__contains=paper_key(words)) | named)


class EarlierCertificate(models.Model):
    """One paper as the center's own records tell it. It counts once a second person has confirmed it."""

    class State(models.TextChoices):
        """Recorded by one person, confirmed by another; later perhaps ended."""

        WAITING = "waiting", _("Waits for a second person")
        REFUSED = "refused", _("Not taken into the register")
        ISSUED = "issued", _("In force")
        REVOKED = "revoked", _("Revoked")
        SUPERSEDED = "superseded", _("Superseded")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    training_center = models.ForeignKey(TrainingCenter, on_delete=models.PROTECT, related_name="+")
    list_import = models.ForeignKey(ListImport, on_delete=models.PROTECT, related_name="earlier_certificates")
    number_text = models.CharField(_("number"), max_length=60)
    number_key = models.CharField(max_length=60, db_index=True, editable=False)
    # A digit beside every other sign: no number of 60 signs gets longer than this.
    number_order = models.CharField(max_length=270, editable=False)
    name = models.CharField(_("name"), max_length=150)
    name_key = models.CharField(max_length=200, editable=False)
    birth_place = models.CharField(_("place of birth"), max_length=100, blank=True)
    birth_date = models.DateField(_("date of birth"), null=True, blank=True)
    program = models.CharField(_("program"), max_length=200)
    issued_on = models.DateField(_("date of issue"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    units = models.JSONField(default=list, blank=True, help_text="Units on the paper: [{code, title}].")
    sha256 = models.CharField(max_length=64, blank=True, help_text="Digest of the file, in hexadecimal.")
    # Only by a person's answer; see `earlier_comparison`.
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="earlier_certificates"
    )
    # Units that count because of this paper, and perhaps of another one that tells them too.
    recognized_units = models.ManyToManyField(RecognizedUnit, related_name="earlier_certificates")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    recorded_at = models.DateTimeField(default=clock.now)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    refusal_reason = models.CharField(_("reason"), max_length=200, blank=True)
    # What was asked for, until somebody else decides; then what it ended in.
    end_state = models.CharField(max_length=10, choices=State, blank=True)
    end_reason = models.CharField(_("reason of the end"), max_length=300, blank=True)
    end_asked_at = models.DateTimeField(null=True, blank=True)
    end_asked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = EarlierCertificateQuerySet.as_manager()

    class Meta:
        ordering = ["-issued_on", "number_order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["training_center", "number_key"],
                condition=~Q(state="refused"),
                name="earlier_certificate_number_is_unique_in_a_center",
                violation_error_message=_("A certificate with this number is recorded already."),
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("issued_on")),
                name="earlier_certificate_ends_after_its_issue",
            ),
            models.CheckConstraint(
                condition=decided_by_another("decided_by", "recorded_by"),
                name="earlier_certificate_decided_by_another",
                violation_error_message=_("Whoever recorded a certificate cannot confirm it."),
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", decided_at__isnull=True, decided_by__isnull=True)
                | (~Q(state="waiting") & Q(decided_at__isnull=False, decided_by__isnull=False)),
                name="earlier_certificate_waits_or_is_decided",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(refusal_reason=""),
                name="earlier_certificate_is_refused_with_a_reason",
            ),
            models.CheckConstraint(
                condition=decided_by_another("ended_by", "end_asked_by"),
                name="earlier_certificate_ended_by_another",
                violation_error_message=_("Whoever asked for the end cannot approve it."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "refused", "issued"], ended_at__isnull=True, ended_by__isnull=True)
                | (
                    Q(state__in=["revoked", "superseded"], end_state=F("state"))
                    & Q(ended_at__isnull=False, ended_by__isnull=False, end_asked_by__isnull=False)
                    & ~Q(end_reason="")
                ),
                name="earlier_certificate_ends_with_a_reason",
            ),
        ]
        indexes = [models.Index(fields=["training_center", "state"], name="earlier_certificate_by_state")]

    def __str__(self):
        return self.number_text

    def set_number(self, text: str) -> None:
        """The number as printed, and the keys by which it is found and sorted."""
        self.number_text, self.number_key, self.number_order = text, paper_key(text), paper_order(text)

    def set_name(self, text: str) -> None:
        """The holder's name as printed, and the key by which it is found."""
        self.name, self.name_key = text, name_key(text)

    @property
    def end_is_asked(self) -> bool:
        """Whether its end awaits approval."""
        return self.state == self.State.ISSUED and self.end_asked_at is not None


PUBLIC = (EarlierCertificate.State.ISSUED, EarlierCertificate.State.REVOKED, EarlierCertificate.State.SUPERSEDED)
