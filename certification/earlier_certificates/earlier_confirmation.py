"""A second person confirms certificates from before: from then on they are in the register and the public check."""

import hashlib
import json
from collections.abc import Collection, Iterable
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import TrainingCenter, User
from certification.authority import authority_blockers
from certification.earlier_certificates.earlier_comparison import FIELDS
from certification.earlier_certificates.earlier_import import hold_center
from certification.earlier_certificates.models import EarlierCertificate
from core import audit, clock
from core.errors import Blocker, refuse_if
from core.reasons import reason_blockers
from inmates.imports.models import ListImport
from programs.recognized_units import recognition
from programs.recognized_units.recognition import Learned
from programs.registrations.known_people import records_in_classes

State = EarlierCertificate.State
PERMISSION = "certification.approve_certificate"


def waiting_of(found: ListImport) -> list[EarlierCertificate]:
    """The certificates of this list that wait for a second person, in the order of their numbers."""
    rows = EarlierCertificate.objects.waiting().filter(list_import=found)
    return list(rows.select_related("person", "recorded_by").order_by("number_order", "pk"))


def seal_of(rows: Iterable[EarlierCertificate]) -> str:
    """A digest of what the page showed, to ensure that what is confirmed is what was looked at."""
    said = [
        [str(row.public_id), row.number_text, row.person_id, *(str(getattr(row, name)) for name in FIELDS)]
        for row in rows
    ]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def confirm_blockers(found: ListImport, rows: Collection[EarlierCertificate], *, by: User) -> list[Blocker]:
    """Why `by` can decide on none of these."""
    reasons = authority_blockers(by, PERMISSION, found.training_center)
    if not rows:
        reasons.append(Blocker("nothing", _("No certificate of this list waits for a second person.")))
    elif all(row.recorded_by_id == by.pk for row in rows):
        text = _("You have taken in these certificates. Let another person compare them with the center's records.")
        reasons.append(Blocker("four_eyes", text))
    return reasons


def _choice_blockers(rows: Collection[EarlierCertificate], by: User, *, is_seen: bool) -> list[Blocker]:
    """Why `by`, who may decide on the list, cannot decide on these rows of it."""
    if not is_seen:
        return [Blocker("stale", _("Something has changed since this was shown. Look at the list once more."))]
    if not rows:
        return [Blocker("nobody", _("Choose at least one row."))]
    if any(row.recorded_by_id == by.pk for row in rows):
        text = _("You have taken in some of these certificates. Another person has to confirm them.")
        return [Blocker("four_eyes", text)]
    return []


@transaction.atomic
def decide(
    found: ListImport, *, by: User, chosen: Collection[UUID], seen: str, accepts: bool, reason: str = ""
) -> list[EarlierCertificate]:
    """Confirms the chosen certificates of the list, or refuses them with a reason; all or none.

    `seen` is `seal_of` what the page showed. Units with a code on the paper of somebody known are recognized with it.
    Raises `RuleViolation`.
    """
    hold_center(found.training_center_id)
    waiting = waiting_of(found)
    rows = [row for row in waiting if row.public_id in chosen]
    reasons = confirm_blockers(found, rows or waiting, by=by) or _choice_blockers(
        rows, by, is_seen=seen == seal_of(waiting)
    )
    if not accepts:
        reasons += reason_blockers(reason, _("Say in at least %(count)s characters why it is not taken in."))
    refuse_if(reasons)
    _decide(rows, by=by, accepts=accepts, reason=reason.strip())
    if accepts:
        _recognize(found.training_center, rows, by)
    return rows


def _decide(rows: list[EarlierCertificate], *, by: User, accepts: bool, reason: str) -> None:
    now = clock.now()
    for row in rows:
        row.state = State.ISSUED if accepts else State.REFUSED
        row.decided_at, row.decided_by, row.refusal_reason = now, by, "" if accepts else reason
    EarlierCertificate.objects.bulk_update(
        rows, ["state", "decided_at", "decided_by", "refusal_reason"], batch_size=200
    )
    audit.record_each(
        "earlier_certificate.confirm" if accepts else "earlier_certificate.refuse",
        by=by,
        targets=[(row, {"number": row.number_text}) for row in rows],
    )


def _recognize(center: TrainingCenter, rows: Collection[EarlierCertificate], by: User) -> None:
    """Recognizes the units on these papers, and keeps which paper told which."""
    people = records_in_classes(center, [row.person_id for row in rows if row.person_id])
    papers = {
        Learned(
            center=center.pk,
            person=people[row.person_id],
            code=unit["code"],
            title=unit["title"],
            source=f"{center.name}, {row.number_text}"[:200],
            passed_on=row.issued_on,
            recorded_by=row.recorded_by_id,
        ): row
        for row in rows
        if row.person_id
        for unit in row.units
        if unit["code"]
    }
    pairs = {(papers[told].pk, unit.pk) for told, unit in recognition.recognize_confirmed(list(papers), by=by)}
    link = EarlierCertificate.recognized_units.through
    link.objects.bulk_create(link(earliercertificate_id=paper, recognizedunit_id=unit) for paper, unit in pairs)
