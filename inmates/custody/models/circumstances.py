"""Changes of circumstance, with everything they changed, so that a return or correction can restore it."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Facility, User
from core import clock
from inmates.custody.models.stays import CustodyPeriod, Movement
from inmates.people.models import Person


class CircumstanceQuerySet(models.QuerySet):
    """Changes of circumstance, by the facility that recorded them."""

    def visible_to(self, user):
        """Those recorded by the user's own facility, even if the person has left since."""
        return self.filter(facility=user.facility_id) if user.facility_id else self.none()

    def standing(self):
        """Changes that have not been taken back."""
        return self.filter(withdrawn_at__isnull=True)


class Circumstance(models.Model):
    """One change of circumstance. `effects` lists each row it changed, with old and new values."""

    class Kind(models.TextChoices):
        """What can happen: arrivals, temporary absences, departures."""

        ADMISSION = "admission", _("Admission")
        TRANSFER_IN = "transfer_in", _("Transfer in")
        READMISSION = "readmission", _("Return to custody")
        COURT = "court", _("Court hearing")
        HOSPITAL = "hospital", _("Hospital")
        LOAN = "loan", _("Loan to investigators")
        ISOLATION = "isolation", _("Isolation")
        FULL_TERM = "full_term", _("Release at full term")
        CONDITIONAL = "conditional", _("Conditional release or leave")
        COURT_ORDER = "court_order", _("Release by order of a court")
        TRANSFER = "transfer", _("Transfer out")
        ESCAPE = "escape", _("Escape")
        DEATH = "death", _("Death")

    ARRIVALS = (Kind.ADMISSION, Kind.TRANSFER_IN, Kind.READMISSION)
    OUTINGS = (Kind.COURT, Kind.HOSPITAL, Kind.LOAN, Kind.ISOLATION)
    DEPARTURES = (Kind.FULL_TERM, Kind.CONDITIONAL, Kind.COURT_ORDER, Kind.TRANSFER, Kind.ESCAPE, Kind.DEATH)

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="circumstances")
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="circumstances")
    kind = models.CharField(max_length=12, choices=Kind)
    happened_on = models.DateField(help_text="Local to the facility.")
    period = models.ForeignKey(CustodyPeriod, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    movement = models.OneToOneField(
        Movement, on_delete=models.SET_NULL, null=True, blank=True, related_name="circumstance"
    )
    destination = models.ForeignKey(Facility, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    destination_name = models.CharField(max_length=120, blank=True)
    effects = models.JSONField(default=list, help_text="[{model, pk, before, after}], in the order of writing.")
    recorded_at = models.DateTimeField(default=clock.now, editable=False)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    returned_on = models.DateField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    withdrawal_reason = models.CharField(max_length=300, blank=True)

    objects = CircumstanceQuerySet.as_manager()

    class Meta:
        ordering = ["-recorded_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawal_reason="")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawal_reason="")),
                name="circumstance_is_withdrawn_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(returned_on__isnull=True) | Q(returned_on__gte=F("happened_on")),
                name="circumstance_returns_after_it_began",
            ),
        ]
        indexes = [
            models.Index(fields=["facility", "-recorded_at", "-id"], name="circumstance_by_facility"),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.happened_on}"

    @property
    def is_arrival(self) -> bool:
        return self.kind in self.ARRIVALS

    @property
    def is_outing(self) -> bool:
        return self.kind in self.OUTINGS

    @property
    def is_departure(self) -> bool:
        return self.kind in self.DEPARTURES


class NonAssociationQuerySet(models.QuerySet):
    """Pairs of people to be kept apart."""

    def open(self):
        """Pairs in force."""
        return self.filter(until__isnull=True)

    def of(self, people):
        """Pairs in force that include one of `people`."""
        return self.open().filter(Q(first__in=people) | Q(second__in=people))

    def visible_to(self, user):
        """Pairs of the user's own facility; the training center never learns of any."""
        return self.filter(facility=user.facility_id) if user.facility_id else self.none()


class NonAssociation(models.Model):
    """Two people who must not be in the same group: one row for both, never the reason."""

    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="+")
    first = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    from_date = models.DateField(_("from"))
    until = models.DateField(_("until"), null=True, blank=True)
    decided_by = models.CharField(_("decided by"), max_length=120)
    recorded_at = models.DateTimeField(default=clock.now, editable=False)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    objects = NonAssociationQuerySet.as_manager()

    class Meta:
        ordering = ["-from_date", "-pk"]
        constraints = [
            # One row covers both, whoever was named first.
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="non_association_pair_is_ordered"),
            models.UniqueConstraint(
                fields=["first", "second"],
                condition=Q(until__isnull=True),
                name="non_association_one_open_a_pair",
                violation_error_message=_("It is already recorded that these two must not be together."),
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("from_date")),
                name="non_association_ends_after_it_begins",
            ),
        ]

    def other(self, person: Person) -> Person:
        """The other person of the pair."""
        return self.second if self.first_id == person.pk else self.first
