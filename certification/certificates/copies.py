"""Copies: the stored file goes out unchanged, and each copy is logged with who took it and why."""

from collections.abc import Sequence
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.models import User
from certification.authority import authority_blockers
from certification.register.models import Certificate, PrintRecord
from core import access, audit
from core.errors import Blocker, RuleViolation, refuse_if
from programs.batches.models import Batch

SHORTEST_REASON = 5


def blockers(certificate: Certificate, *, by: User) -> list[Blocker]:
    """Why `by` cannot get a copy of this certificate now."""
    reasons = authority_blockers(by, "certification.print_certificate", certificate.batch.training_center)
    if not certificate.is_issued:
        reasons.append(Blocker("state", _("Only an issued paper can be printed.")))
    elif hasattr(certificate, "unsealed"):
        reasons.append(Blocker("seal", _("Issued; its seal waits for the signer. It arrives automatically.")))
    elif not hasattr(certificate, "file"):
        reasons.append(Blocker("file", _("Issued; its file is still being made. Try again in a minute.")))
    if certificate.state in (Certificate.State.REVOKED, Certificate.State.SUPERSEDED):
        reasons.append(Blocker("out_of_force", _("It is revoked or replaced and is not printed any more.")))
    return reasons


def needs_reason(certificates: Sequence[Certificate]) -> bool:
    """Whether a reason is required, as from the second copy on."""
    return PrintRecord.objects.filter(certificate__in=certificates).exists()


@transaction.atomic
def take_copies(certificates: Sequence[Certificate], *, by: User, reason: str = "") -> UUID:
    """Logs the next copy of each certificate and returns the run under which `by` can download them, in that order."""
    pks = [certificate.pk for certificate in certificates]
    locked = Certificate.objects.select_for_update(of=("self",)).filter(pk__in=pks).order_by("pk")
    found = {one.pk: one for one in locked.select_related("file", "batch__training_center").defer("file__content")}
    # A reason shared by forty certificates is shown once.
    reasons = list(dict.fromkeys(reason for one in found.values() for reason in blockers(one, by=by)))
    if needs_reason(certificates) and len(reason.strip()) < SHORTEST_REASON:
        reasons.append(Blocker("reason", _("It was printed before. Write why another copy is needed.")))
    refuse_if(reasons)
    run = uuid4()
    copies = dict(
        PrintRecord.objects.filter(certificate__in=pks).order_by().values_list("certificate").annotate(Max("copy"))
    )
    # Counted under the lock above; the constraint on certificate and copy number is the fallback.
    records = [
        PrintRecord(run=run, certificate=found[pk], printed_by=by, copy=copies.get(pk, 0) + 1, reason=reason.strip())
        for pk in pks
    ]
    PrintRecord.objects.bulk_create(records)
    _log(records, by, reason.strip())
    return run


def _log(records: Sequence[PrintRecord], by: User, reason: str) -> None:
    """Writes who took which copy, in the access log and in the audit."""
    for copy in sorted({record.copy for record in records}):
        printed = [record.certificate for record in records if record.copy == copy]
        access.log_each(access.Kind.PRINT, printed, by=by, what=f"certificate, copy {copy}", reason=reason)
    details = [(record.certificate, {"copy": record.copy, "reason": reason}) for record in records]
    audit.record_each("certificate.print", by=by, targets=details)


def printable(batch: Batch) -> list[Certificate]:
    """Certificates in force in the batch with finished files, by name."""
    found = Certificate.objects.filter(batch=batch, state=Certificate.State.ISSUED, file__isnull=False)
    return list(found.without_content().select_related("batch").order_by("enrollment__person__name_sort", "pk"))


def waiting_count(batch: Batch) -> int:
    """Number of certificates in force that cannot be printed yet because file or seal is pending."""
    return Certificate.objects.filter(batch=batch, state=Certificate.State.ISSUED, file__isnull=True).count()


@transaction.atomic
def take_batch_copies(batch: Batch, *, by: User, reason: str = "") -> UUID:
    """The same for every certificate in force in a batch. Raises `RuleViolation` if there are none."""
    found = printable(batch)
    if not found:
        raise RuleViolation(Blocker("nothing", _("No paper of this batch has its file yet.")))
    return take_copies(found, by=by, reason=reason)


def asks_reason(batch: Batch) -> bool:
    """Whether printing the batch needs a reason because some certificates were printed before."""
    return needs_reason(printable(batch))


def last_run(batch: Batch, *, by: User) -> UUID | None:
    """The run of `by` that is the latest copy of every certificate in force of the batch.

    Its files are that same copy, so downloading what was just printed creates no further copy.
    """
    found = {one.pk for one in printable(batch)}
    newest = PrintRecord.objects.filter(certificate__in=found).order_by("-pk").values_list("run", "printed_by")[:1]
    run, taker = next(iter(newest), (None, None))
    if run is None or taker != by.pk:
        return None
    held = set(PrintRecord.objects.run_of(run, by).values_list("certificate", flat=True))
    return run if held == found else None


def file_name(certificate: Certificate) -> str:
    """The number with hyphens for everything but letters and digits; reveals no person, class or place."""
    return "".join(char if char.isalnum() else "-" for char in certificate.number_text) + ".pdf"
