"""Integrity checks of the register: every number accounted for, every stored file unchanged."""

import hashlib
from collections.abc import Iterator

from certification.register import number_account
from certification.register.models import Certificate, CertificateFile, NumberSeries
from core.models import AuditEvent

ENDS = {"certificate.revoke": Certificate.State.REVOKED, "certificate.supersede": Certificate.State.SUPERSEDED}


def contradictions() -> Iterator[str]:
    """One sentence per contradiction: missing numbers, other states, words with another number, changed bytes."""
    for series in NumberSeries.objects.select_related("training_center"):
        for entry in number_account.account(series):
            if not entry.is_accounted_for:
                yield f"{entry.text}: the number was given and nothing stands behind it"
            elif entry.number > series.last_number:
                yield f"{entry.text}: the number lies behind the last one of its series"
    yield from _of_states()
    for certificate in Certificate.objects.issued().iterator(200):
        yield from _of_words(certificate)
    # Small chunks: each row carries a whole PDF.
    for file in CertificateFile.objects.select_related("certificate").defer("certificate__snapshot").iterator(50):
        if hashlib.sha256(bytes(file.content)).hexdigest() != file.sha256:
            yield f"{file.certificate}: the stored file is not the one that was made"


def _of_states() -> Iterator[str]:
    """Where register and audit do not agree on what has ended; the audit is chained, and its heads are signed."""
    events = AuditEvent.objects.filter(action__in=ENDS, target_type=Certificate._meta.label_lower)
    told = {int(key): ENDS[act] for key, act in events.order_by("pk").values_list("target_id", "action")}
    ended = Certificate.objects.filter(state__in=ENDS.values()).defer("snapshot").in_bulk()
    for key, certificate in sorted(ended.items()):
        if key not in told:
            yield f"{certificate}: it is {certificate.state}, and the audit knows of no such act"
    for certificate in Certificate.objects.filter(pk__in=told).defer("snapshot").order_by("pk").iterator(200):
        if certificate.state != told[certificate.pk]:
            yield f"{certificate}: the audit says that it was {told[certificate.pk]}, the register {certificate.state}"


def _of_words(certificate: Certificate) -> Iterator[str]:
    words = certificate.snapshot
    if words.get("number") != certificate.number_text:
        yield f"{certificate}: the printed words carry another number"
    if "".join(words.get("check", {}).get("code", [])).replace("-", "") != certificate.code:
        yield f"{certificate}: the printed words carry another code"
