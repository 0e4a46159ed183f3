"""Certificates from before come in by a list: what a row stores, and how it is taken back."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import TrainingCenter, User
from certification.authority import authority_blockers
from certification.earlier_certificates.earlier_columns import Field
from certification.earlier_certificates.earlier_comparison import DAYS, FIELDS, compare, said_by, values_of
from certification.earlier_certificates.earlier_files import CERTIFICATES, Row, rows_of
from certification.earlier_certificates.models import EarlierCertificate
from certification.register.models import NumberSeries
from core import audit, clock
from core.errors import Blocker
from inmates.imports.list_kinds import KINDS, Chosen, Line, OfficeList, Stored, TakenRow
from inmates.imports.models import ListImport, ListImportRow
from inmates.imports.reading.lists import Table
from inmates.people.models import Person

KIND = "earlier_certificates"
PERMISSION = "certification.prepare_certificate"
State = EarlierCertificate.State


def _blockers(found: ListImport, by: User) -> list[Blocker]:
    return authority_blockers(by, PERMISSION, found.training_center)


def _hold(found: ListImport) -> None:
    """Locks center, series and certificates: no number is taken twice, and none that a list brings is given here."""
    hold_center(found.training_center_id)
    list(NumberSeries.objects.select_for_update().filter(training_center=found.training_center_id).order_by("pk"))


def hold_center(pk: int) -> None:
    """Locks what the center's lists of certificates, confirmations and ends write; they come one after another."""
    list(TrainingCenter.objects.select_for_update(no_key=True).filter(pk=pk).values_list("pk"))


def _compare(found: ListImport, table: Table[Field], by: User) -> list[Line]:
    today = clock.today(found.training_center.time_zone)
    return compare(found.training_center, rows_of(table, today=today), today=today)


def _store(found: ListImport, chosen: Sequence[Chosen], by: User) -> list[Stored]:
    people = {str(one.public_id): one for one in Person.objects.filter(public_id__in=_named(chosen))}
    standing = EarlierCertificate.objects.in_bulk([one.line.content[1] for one in chosen if one.line.content[1]])
    made: list[tuple[int, EarlierCertificate]] = []
    changed: list[tuple[int, EarlierCertificate]] = []
    before: dict[int, dict[str, Any]] = {}
    for one in chosen:
        row, pk = one.line.content
        certificate = standing.get(pk) or EarlierCertificate(list_import=found, training_center=found.training_center)
        if pk:
            before[row.row] = _packed(certificate)
        _write(certificate, row, by)
        if not pk:
            certificate.person = people.get(one.answer)
        (changed if pk else made).append((row.row, certificate))
    EarlierCertificate.objects.bulk_create([certificate for _row, certificate in made])
    written = [*FIELDS, "name_key", "recorded_at", "recorded_by"]
    EarlierCertificate.objects.bulk_update([certificate for _row, certificate in changed], written, batch_size=200)
    audit.record_each(
        "earlier_certificate.record",
        by=by,
        targets=[(certificate, {"number": certificate.number_text}) for _row, certificate in (*made, *changed)],
    )
    return [
        *(Stored(row, certificate.pk) for row, certificate in made),
        *(Stored(row, certificate.pk, before[row], is_new=False) for row, certificate in changed),
    ]


def _named(chosen: Sequence[Chosen]) -> list[str]:
    return [one.answer for one in chosen if one.answer not in ("", "new")]


def _write(certificate: EarlierCertificate, row: Row, by: User) -> None:
    for name, value in said_by(row).items():
        setattr(certificate, name, value)
    certificate.set_name(certificate.name)
    certificate.set_number(certificate.number_text or row.number)
    # Whoever changes it records it anew, and another person has to confirm that.
    certificate.recorded_at, certificate.recorded_by = clock.now(), by


def _packed(certificate: EarlierCertificate) -> dict[str, Any]:
    values = {**values_of(certificate), "recorded_by": certificate.recorded_by_id}
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}


def _targets(found: ListImport) -> list[int]:
    return list(found.rows.values_list("target", flat=True))


def _undo_blockers(found: ListImport) -> list[Blocker]:
    targets, reasons = _targets(found), []
    if EarlierCertificate.objects.filter(pk__in=targets).exclude(state=State.WAITING).exists():
        text = _("A second person has decided on certificates of this list. One that is wrong can be revoked.")
        reasons.append(Blocker("decided", text))
    # By when they were accepted, whichever was uploaded first.
    after = Q(settled_at__gt=found.settled_at) | Q(settled_at=found.settled_at, pk__gt=found.pk)
    accepted = ListImport.objects.filter(after, kind=KIND, state=ListImport.State.ACCEPTED)
    later = ListImportRow.objects.filter(list_import__in=accepted, target__in=targets)
    if later.exists():
        reasons.append(Blocker("later_import", _("A later import has been accepted. Undo that one first.")))
    return reasons


def _take_back(found: ListImport, rows: Sequence[TakenRow], by: User) -> None:
    certificates = EarlierCertificate.objects.in_bulk([one.row.target for one in rows])
    audit.record_each(
        "earlier_certificate.take_back",
        by=by,
        targets=[(certificates[one.row.target], {"is_new": one.row.is_new}) for one in rows],
    )
    for one in rows:
        if not one.row.is_new:
            _restore(certificates[one.row.target], one.before)
    EarlierCertificate.objects.filter(pk__in=[one.row.target for one in rows if one.row.is_new]).delete()


def _restore(certificate: EarlierCertificate, before: dict[str, Any]) -> None:
    for name in FIELDS:
        is_day = name in DAYS and before[name]
        setattr(certificate, name, date.fromisoformat(before[name]) if is_day else before[name])
    certificate.set_name(certificate.name)
    certificate.recorded_by_id = before["recorded_by"]
    certificate.save()


KINDS.add(
    KIND,
    OfficeList(
        table=CERTIFICATES,
        blockers=_blockers,
        compare=_compare,
        store=_store,
        undo_blockers=_undo_blockers,
        take_back=_take_back,
        hold=_hold,
    ),
)
