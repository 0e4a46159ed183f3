"""Who agreed to be asked after training. A half of its own, read by the training center that asked and no facility."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import TrainingCenter, User
from core import clock, crypto
from inmates.people.models import Person
from outcomes.followup.codes import Answer, AskedBy, ContactKind, ReasonOfNo
from outcomes.needs.models import OfCenterQuerySet


def hash_of(person: Person) -> str:
    """The keyed digest of a person's public id that stays with a consent for ever (UU 27/2022, article 24)."""
    return crypto.blind_index(str(person.public_id), purpose="outcomes.consent.person")


class ConsentQuerySet(OfCenterQuerySet):
    """Consents by answer."""

    def live(self):
        """Those not withdrawn, yes and no."""
        return self.filter(withdrawn_at__isnull=True)

    def agreed(self):
        """Those under which somebody may be asked."""
        return self.live().filter(answer=Answer.YES)


class Consent(models.Model):
    """The answer to the read-out question. After withdrawal it no longer says whose it was: hash, answer, text and day
    stay, with the proof that it ended.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    training_center = models.ForeignKey(TrainingCenter, on_delete=models.PROTECT, related_name="consents")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="consents")
    person_hash = models.CharField(max_length=64, db_index=True, editable=False)
    text_version = models.CharField(max_length=20)
    asked_on = models.DateField(_("asked on"))
    answer = models.CharField(_("answer"), max_length=3, choices=Answer)
    reason_of_no = models.CharField(_("reason"), max_length=20, choices=ReasonOfNo, blank=True)
    channel = models.CharField(_("way"), max_length=12, choices=AskedBy, blank=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField(default=clock.now, editable=False)
    by_phone = models.BooleanField(_("may be called"), default=False)
    by_message = models.BooleanField(_("may get messages"), default=False)
    may_name_center = models.BooleanField(
        _("the training center may be named when somebody else answers"), default=False
    )
    may_visit = models.BooleanField(_("may be visited"), default=False)
    may_match = models.BooleanField(_("may be proposed for jobs"), default=False)
    followed_from = models.DateField(
        null=True, blank=True, help_text="Waves are counted from it; shown to nobody. Null until it is known."
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_channel = models.CharField(max_length=12, choices=AskedBy, blank=True)
    withdrawn_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    proof_code = models.CharField(max_length=12, blank=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_on", "-pk"]
        permissions = [
            ("follow_up", "Can ask graduates for their agreement and what became of them"),
            ("count_follow_up", "Can see how many graduates were asked and reached"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["training_center", "person"],
                condition=Q(withdrawn_at__isnull=True),
                name="consent_one_live_a_person_and_center",
                violation_error_message=_("This person has answered already."),
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, person__isnull=False, proof_code="", withdrawn_channel="")
                | (Q(withdrawn_at__isnull=False, person__isnull=True) & ~Q(proof_code="") & ~Q(withdrawn_channel="")),
                name="consent_withdrawn_names_nobody",
            ),
            models.CheckConstraint(
                condition=Q(answer="yes", reason_of_no="")
                | Q(
                    answer="no",
                    by_phone=False,
                    by_message=False,
                    may_name_center=False,
                    may_visit=False,
                    may_match=False,
                    followed_from__isnull=True,
                ),
                name="consent_no_allows_nothing",
            ),
            models.UniqueConstraint(
                fields=["proof_code"], condition=~Q(proof_code=""), name="consent_proof_code_is_unique"
            ),
        ]

    @property
    def is_agreed(self) -> bool:
        """Whether somebody may be asked under it."""
        return self.answer == Answer.YES and self.withdrawn_at is None

    def allows(self, kind: str) -> bool:
        """Whether contacts of this kind may be used."""
        if kind in (ContactKind.OWN_PHONE, ContactKind.FAMILY_PHONE):
            return self.by_phone
        return self.by_message if kind == ContactKind.MESSENGER else True


class AskedPerson(models.Model):
    """Somebody answered the question once; neither what, nor when, nor to whom, and whatever became of it.

    The preparation of leaving reads it, so that it learns of no withdrawal.
    """

    person = models.OneToOneField(Person, on_delete=models.CASCADE, primary_key=True, related_name="+")


class OfConsentQuerySet(OfCenterQuerySet):
    """Rows that go with a consent."""

    center_path = "consent__training_center"
