"""Contradictions in certificates and the audit, for the certificate officer and the data protection officer."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from accounts.models import Facility, TrainingCenter
from accounts.roles import Role
from certification.assessment.models.results import UnitResult
from certification.certificates.certificate_rendering import waiting_for_file
from certification.register.end_papers import END_PAPERS
from certification.register.models import Certificate, NumberSeries
from core.models import AuditChain, AuditEvent
from outcomes.effect.models import CountedYear
from programs.catalog.models import ProgramUnit
from programs.places.models import Enrollment
from reports.reconcile.contradictions import Found, contradiction, found

FILE_TAKES = timedelta(hours=1)
NIGHTS = timedelta(days=2)
# Statements of units are for people who left early, so only certificates claim that everything was passed.
IN_FORCE = Q(state=Certificate.State.ISSUED, paper=NumberSeries.Paper.CERTIFICATE)


@contradiction(
    "certificate_not_completed",
    _("A paper of a whole course is in force, but the training was not completed"),
    _("Whoever checks it reads what did not happen. Look at the participant, and revoke it if it is wrong."),
    role=Role.CERTIFICATE_OFFICER,
)
def certificate_not_completed(moment: datetime) -> Iterable[Found]:
    rows = Certificate.objects.filter(state=Certificate.State.ISSUED, paper__in=END_PAPERS)
    rows = rows.exclude(enrollment__state=Enrollment.State.COMPLETED)
    return _of_certificates(rows)


@contradiction(
    "certificate_without_units",
    _("A certificate is in force, but a core unit is not passed"),
    _("The last result of a core unit is missing or says “not yet competent”. Compare with the minutes."),
    role=Role.CERTIFICATE_OFFICER,
)
def certificate_without_units(moment: datetime) -> Iterable[Found]:
    passed = UnitResult.objects.latest().filter(
        unit=OuterRef("pk"), enrollment=OuterRef(OuterRef("enrollment")), result=UnitResult.Result.COMPETENT
    )
    failed = ProgramUnit.objects.filter(version=OuterRef("batch__version"), is_core=True).exclude(Exists(passed))
    return _of_certificates(Certificate.objects.filter(IN_FORCE).filter(Exists(failed)))


@contradiction(
    "certificate_without_file",
    _("A certificate was issued more than an hour ago and has no file"),
    _("It cannot be printed or handed over. Open it and prepare the file again; its number stays."),
    role=Role.CERTIFICATE_OFFICER,
)
def certificate_without_file(moment: datetime) -> Iterable[Found]:
    return _of_certificates(
        waiting_for_file().filter(state=Certificate.State.ISSUED, issued_at__lt=moment - FILE_TAKES)
    )


def _of_certificates(rows: QuerySet) -> Iterable[Found]:
    return found(
        rows, training_center="batch__training_center", person="enrollment__person", batch="batch", certificate="pk"
    )


@contradiction(
    "number_unaccounted",
    _("A series has a number that nobody can account for"),
    _("A number is missing, comes after the last one, or has neither certificate nor reason. Look at the register."),
    role=Role.CERTIFICATE_OFFICER,
    page="certification:register",
    page_label=_("Register of numbers"),
)
def number_unaccounted(moment: datetime) -> Iterable[Found]:
    within = Q(numbers__number__lte=F("last_number"))
    rows = NumberSeries.objects.annotate(
        given=Count("numbers", filter=within),
        beyond=Count("numbers", filter=Q(numbers__number__gt=F("last_number"))),
        empty=Count("numbers", filter=Q(numbers__certificate=None, numbers__void_reason="")),
    ).filter(~Q(given=F("last_number")) | Q(beyond__gt=0) | Q(empty__gt=0))
    return found(rows, training_center="training_center")


@contradiction(
    "audit_chain_broken",
    _("The audit ends elsewhere than it says"),
    _("An event was removed or added past the program. `verify_audit` tells where; keep the database as it is."),
    role=Role.AUDITOR,
    page="reports:audit_list",
    page_label=_("Audit"),
)
def audit_chain_broken(moment: datetime) -> Iterable[Found]:
    """Checks only the head of each chain; `verify_audit` checks every link."""
    events = AuditEvent.objects.filter(chain=OuterRef("name")).order_by("-sequence")
    rows = AuditChain.objects.annotate(
        last=Coalesce(Subquery(events.values("sequence")[:1]), 0),
        last_hash=Coalesce(Subquery(events.values("hash")[:1]), Value("")),
        facility=Subquery(Facility.objects.filter(code=OuterRef("name")).values("pk")[:1]),
        center=Subquery(TrainingCenter.objects.filter(code=OuterRef("name")).values("pk")[:1]),
    ).exclude(last=F("length"), last_hash=F("head"))
    # At most one office: a code shared by a facility and a center would otherwise belong to both.
    for one in found(rows, facility="facility", training_center="center"):
        yield one if one.facility is None else one._replace(training_center=None)


@contradiction(
    "figures_not_counted",
    _("Figures of outcomes were not counted for two nights"),
    _("Pages show older figures and say of which day. The log says why; `count_outcomes` counts and proves them."),
    role=Role.AUDITOR,
)
def figures_not_counted(moment: datetime) -> Iterable[Found]:
    rows = CountedYear.objects.filter(day__lt=(moment - NIGHTS).date()).annotate(
        facility=Subquery(Facility.objects.filter(code=OuterRef("office")).values("pk")[:1]),
        center=Subquery(TrainingCenter.objects.filter(code=OuterRef("office")).values("pk")[:1]),
    )
    return found(rows, key="office", facility="facility", training_center="center")
