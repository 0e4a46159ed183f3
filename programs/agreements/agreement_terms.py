"""Agreements (PKS) between a detention center and a training center, and what their dates allow."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.core.files.base import ContentFile
from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Facility, TrainingCenter, User
from core import audit
from core.errors import Blocker, refuse_if
from core.scans import Scan, scan_blockers, scan_kind
from programs.agreements.models import Agreement, FundingSource
from programs.catalog.models import Vocation

# Time before the end at which the office is reminded, so that the next agreement can be signed in time.
EARLY_REMINDER, LATE_REMINDER = timedelta(days=90), timedelta(days=30)


class Standing(models.TextChoices):
    """Status of an agreement on a given day."""

    UPCOMING = "upcoming", gettext_lazy("Not yet valid")
    VALID = "valid", gettext_lazy("Valid")
    ENDS_SOON = "ends_soon", gettext_lazy("Ends within 90 days")
    ENDS_NOW = "ends_now", gettext_lazy("Ends within 30 days")
    EXPIRED = "expired", gettext_lazy("Expired")


@dataclass(frozen=True)
class Terms:
    """The terms of an agreement, as passed by the form or another command."""

    training_center: TrainingCenter
    number: str
    title: str
    valid_from: date
    valid_until: date
    vocations: tuple[Vocation, ...]
    funding_source: str
    contact_persons: str = ""


def standing(agreement: Agreement, today: date) -> Standing:
    """Status derived from the dates; the agreement is still valid on its last day."""
    if today < agreement.valid_from:
        return Standing.UPCOMING
    if today > agreement.valid_until:
        return Standing.EXPIRED
    left = agreement.valid_until - today
    if left <= LATE_REMINDER:
        return Standing.ENDS_NOW
    return Standing.ENDS_SOON if left <= EARLY_REMINDER else Standing.VALID


def blockers(terms: Terms, *, by: User, facility: Facility, agreement: Agreement | None = None) -> list[Blocker]:
    """Why an agreement with these terms cannot be recorded; `agreement` is the one being changed, if any."""
    found = []
    if by.facility_id != facility.pk:
        found.append(Blocker("foreign_office", _("Only staff of the detention center keep its agreements.")))
    if not terms.number.strip() or not terms.title.strip():
        found.append(Blocker("unnamed", _("Number and subject are missing. Write both as the document has them.")))
    if terms.valid_until < terms.valid_from:
        found.append(Blocker("dates", _("The agreement ends before it begins. Check both dates.")))
    if not terms.vocations:
        found.append(Blocker("no_vocation", _("No vocation is chosen. Choose at least one.")))
    if terms.funding_source not in FundingSource.values:
        found.append(Blocker("funding", _("The funding source is unknown. Choose one of the list.")))
    same = Agreement.objects.filter(
        facility=facility, training_center=terms.training_center, number=terms.number.strip()
    )
    if same.exclude(pk__in=[agreement.pk] if agreement else []).exists():
        found.append(Blocker("number_taken", _("There is already an agreement with this number. Change that one.")))
    return found


def change_blockers(agreement: Agreement, terms: Terms) -> list[Blocker]:
    """Why an existing agreement cannot get these terms: batches already depend on its parties."""
    moves = agreement.training_center_id != terms.training_center.pk
    if moves and agreement.batches.exists():
        return [
            Blocker(
                "in_use",
                _("Batches run under this agreement, so its training center stays. Record a new agreement instead."),
            )
        ]
    return []


@transaction.atomic
def create_agreement(
    *,
    by: User,
    facility: Facility,
    training_center: TrainingCenter,
    number: str,
    title: str,
    valid_from: date,
    valid_until: date,
    vocations: list[Vocation],
    funding_source: str,
    contact_persons: str = "",
) -> Agreement:
    """Records an agreement. Raises `RuleViolation` with every reason."""
    terms = Terms(
        training_center, number, title, valid_from, valid_until, tuple(vocations), funding_source, contact_persons
    )
    refuse_if(blockers(terms, by=by, facility=facility))
    agreement = _write(Agreement(facility=facility), terms)
    audit.record("agreement.create", by=by, target=agreement, number=agreement.number)
    return agreement


@transaction.atomic
def change_agreement(agreement: Agreement, *, by: User, terms: Terms) -> Agreement:
    """Changes the terms; the audit keeps the previous dates."""
    agreement = Agreement.objects.select_for_update().get(pk=agreement.pk)
    refuse_if(
        blockers(terms, by=by, facility=agreement.facility, agreement=agreement) + change_blockers(agreement, terms)
    )
    before = {"number": agreement.number, "valid_from": agreement.valid_from, "valid_until": agreement.valid_until}
    agreement = _write(agreement, terms)
    audit.record("agreement.change", by=by, target=agreement, before=before)
    return agreement


def _write(agreement: Agreement, terms: Terms) -> Agreement:
    agreement.training_center = terms.training_center
    agreement.number = terms.number.strip()
    agreement.title = terms.title.strip()
    agreement.valid_from, agreement.valid_until = terms.valid_from, terms.valid_until
    agreement.funding_source = terms.funding_source
    agreement.contact_persons = terms.contact_persons.strip()
    agreement.save()
    agreement.vocations.set(terms.vocations)
    return agreement


@transaction.atomic
def attach_scan(agreement: Agreement, *, by: User, content: Scan) -> Agreement:
    """Stores `content` as the scan under a generated name; the previous scan is deleted after commit."""
    refuse_if(scan_blockers(content))
    agreement = Agreement.objects.select_for_update().get(pk=agreement.pk)
    old, storage = agreement.scan.name, agreement.scan.storage
    agreement.scan.save(f"{agreement.public_id}.{scan_kind(content)}", ContentFile(content), save=False)
    agreement.save(update_fields=["scan"])
    if old:
        # Deleting a file cannot be rolled back, so the old one stays until the new name is committed.
        transaction.on_commit(lambda: storage.delete(old))
    audit.record("agreement.attach_scan", by=by, target=agreement, bytes=len(content))
    return agreement
