"""The custody half: dated rows visible only to the facility. An open row has no `until`."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Facility
from core import clock
from inmates.custody.housing_words import housing_words
from inmates.custody.register_numbers import RegisterClass
from inmates.people.models import Person


class Source(models.TextChoices):
    """The source of a statement about a person; every dated row names one."""

    IMPORT = "import", _("Imported spreadsheet")
    STAFF = "staff", _("Entered by staff")
    DOCUMENT = "document", _("Letter or decree")


class DatedQuerySet(models.QuerySet):
    """Rows that are in force for a period."""

    def on(self, day):
        """Rows in force on that day."""
        return self.filter(Q(from_date__isnull=True) | Q(from_date__lte=day)).filter(
            Q(until__isnull=True) | Q(until__gte=day)
        )

    def open(self):
        """Rows without an end; constraints allow one per kind and person."""
        return self.filter(until__isnull=True)


class Dated(models.Model):
    """In force from `from_date` to `until`, both inclusive, with its source."""

    from_date = models.DateField(_("from"), null=True, blank=True)
    until = models.DateField(_("until"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=10, choices=Source, default=Source.STAFF)
    recorded_at = models.DateTimeField(default=clock.now, editable=False)

    objects = DatedQuerySet.as_manager()

    class Meta:
        abstract = True


class StayQuerySet(DatedQuerySet):
    """Stays by day and hour."""

    def lasting_at(self, day, begins):
        """Those that went on when something began on that day (local to the facility), at the moment `begins`.

        On the day of leaving that is known by the hour; where none is recorded nobody waits on the whole day, and
        without `begins` the day counts as its end.
        """
        is_last = Q(until=day)
        left_before = is_last if begins is None else is_last & (Q(left_at__isnull=True) | Q(left_at__lte=begins))
        return self.on(day).exclude(left_before)


class CustodyPeriod(Dated):
    """One stay in one facility, from entry to leaving."""

    class Leaving(models.TextChoices):
        """How a stay ended; never shown to the training center."""

        FULL_TERM = "full_term", _("Released at full term")
        CONDITIONAL = "conditional", _("Conditional release or leave")
        COURT_ORDER = "court_order", _("Released by order of a court")
        TRANSFER = "transfer", _("Transferred to another facility")
        ESCAPE = "escape", _("Escaped")
        DEATH = "death", _("Died")
        CORRECTION = "correction", _("Entered by mistake")

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="custody_periods")
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="custody_periods")
    leaving = models.CharField(max_length=12, choices=Leaving, blank=True)
    left_at = models.DateTimeField(
        null=True, blank=True, help_text="The hour of leaving on the last day; without it nobody waits on that day."
    )

    objects = StayQuerySet.as_manager()  # type: ignore[misc]  # more than the manager of other dated rows

    class Meta:
        ordering = ["-from_date", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(until__isnull=True), name="custody_period_one_open_a_person"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | ~Q(leaving=""), name="custody_period_ends_with_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(left_at__isnull=True) | Q(until__isnull=False),
                name="custody_period_is_left_at_an_hour_of_its_end",
            ),
        ]
        # For SQLite, which would rather read everybody who ever was in the facility.
        indexes = [models.Index(fields=["person", "facility"], name="custody_period_by_person")]


class RegisterNumber(Dated):
    """A number in a register; it changes with the case, while the person stays the same."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="register_numbers")
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT)
    number = models.CharField(_("register number"), max_length=40)
    number_key = models.CharField(max_length=80, editable=False)
    register_class = models.CharField(_("register class"), max_length=6, choices=RegisterClass, blank=True)

    class Meta:
        ordering = ["-from_date", "-pk"]
        constraints = [
            models.UniqueConstraint(
                # Per facility: two offices may assign the same number.
                fields=["facility", "number_key"],
                condition=Q(until__isnull=True),
                name="register_number_is_open_once_a_facility",
                violation_error_message=_("Another person already has this register number."),
            ),
            models.UniqueConstraint(
                fields=["person"], condition=Q(until__isnull=True), name="register_number_one_open_a_person"
            ),
        ]

    def __str__(self):
        return self.number

    @property
    def is_sentenced(self) -> bool | None:
        """True for B registers, False for A registers, None if the class is unknown."""
        # Only classes A and B distinguish remand from sentence; other classes say nothing.
        return {"A": False, "B": True}.get(self.register_class[:1])


class Housing(Dated):
    """Block and cell: known to the facility, not to the training center."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="housings")
    block = models.CharField(_("block"), max_length=20)
    cell = models.CharField(_("cell"), max_length=20, blank=True)

    class Meta:
        ordering = ["-from_date", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(until__isnull=True), name="housing_one_open_a_person"
            )
        ]

    def __str__(self):
        return housing_words(self.block, self.cell)


class LimitingDate(models.Model):
    """A date on which the person may leave, so training should end before it. The open row counts."""

    class Kind(models.TextChoices):
        """Which date it is; the earliest one limits the training a person can finish."""

        TWO_THIRDS = "two_thirds", _("Two thirds of the sentence")
        INTEGRATION = "integration", _("Integration date")
        SENTENCE_END = "sentence_end", _("End of the sentence")

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="limiting_dates")
    kind = models.CharField(max_length=12, choices=Kind)
    date = models.DateField(_("date"))
    source = models.CharField(_("source"), max_length=10, choices=Source, default=Source.STAFF)
    recorded_at = models.DateTimeField(default=clock.now, editable=False)
    replaced_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["date"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind"],
                condition=Q(replaced_at__isnull=True),
                name="limiting_date_one_in_force_of_a_kind",
            )
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.date}"


class Classification(Dated):
    """Conduct, risk and fitness, each with a validity; after `until` it counts as missing."""

    class Kind(models.TextChoices):
        """What is judged; VALUES_OF lists the values of each kind."""

        CONDUCT = "conduct", _("Conduct")
        RISK = "risk", _("Risk")
        FITNESS = "fitness", _("Fitness for work")

    class Value(models.TextChoices):
        """The values of all kinds; VALUES_OF assigns them."""

        GOOD = "good", _("Good")
        FAIR = "fair", _("Fair")
        POOR = "poor", _("Poor")
        LOW = "low", _("Low")
        MEDIUM = "medium", _("Medium")
        HIGH = "high", _("High")
        FIT = "fit", _("Fit")
        LIMITED = "limited", _("Fit with limits")
        UNFIT = "unfit", _("Not fit")

    # One column serves all three kinds, so the database cannot check which value belongs to which.
    VALUES_OF = {
        Kind.CONDUCT: (Value.GOOD, Value.FAIR, Value.POOR),
        Kind.RISK: (Value.LOW, Value.MEDIUM, Value.HIGH),
        Kind.FITNESS: (Value.FIT, Value.LIMITED, Value.UNFIT),
    }

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="classifications")
    kind = models.CharField(max_length=8, choices=Kind)
    value = models.CharField(max_length=8, choices=Value)
    replaced_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["kind", "-from_date"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind"],
                condition=Q(replaced_at__isnull=True),
                name="classification_one_in_force_of_a_kind",
            ),
            models.CheckConstraint(condition=Q(until__isnull=False), name="classification_says_how_long_it_is_valid"),
        ]


class Suspension(Dated):
    """Training is suspended: only from when, until when and by whose decision, never why."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="suspensions")
    decided_by = models.CharField(_("decided by"), max_length=120)

    class Meta:
        ordering = ["-from_date"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("from_date")),
                name="suspension_ends_after_it_begins",
                violation_error_message=_("The suspension ends before it begins."),
            )
        ]


class Movement(models.Model):
    """Temporary absence from the block: court, hospital, loan, isolation. Open while `back_at` is empty."""

    class Kind(models.TextChoices):
        """Why somebody is out of the block; the training center reads only that it is official."""

        COURT = "court", _("Court hearing")
        HOSPITAL = "hospital", _("Hospital")
        LOAN = "loan", _("Loan to investigators")
        ISOLATION = "isolation", _("Isolation")

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="movements")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    out_at = models.DateTimeField(_("out since"))
    back_at = models.DateTimeField(_("back since"), null=True, blank=True)
    recorded_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        ordering = ["-out_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(back_at__isnull=True) | Q(back_at__gte=F("out_at")), name="movement_returns_after_leaving"
            ),
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(back_at__isnull=True),
                name="movement_one_open_a_person",
                violation_error_message=_("This person is out already."),
            ),
        ]
