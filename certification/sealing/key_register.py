"""The register of seal keys: first key, rotation, retirement, compromise."""

from datetime import datetime

from cryptography import x509
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import TrainingCenter, User
from certification.register.models import CertificateFile
from certification.sealing.key_files import OpenKey, pem
from certification.sealing.models import SealKey
from core import audit, clock
from core.errors import Blocker, refuse_if

State = SealKey.State


def new_blockers(center: TrainingCenter) -> list[Blocker]:
    """Why this center cannot start with a first key: it already has one in use."""
    if SealKey.objects.active().filter(training_center=center).exists():
        return [Blocker("in_use", _("A key is in use already. Replace it, so that the old one is ended."))]
    return []


@transaction.atomic
def begin(center: TrainingCenter, key: OpenKey, *, by: User | None) -> SealKey:
    """Starts sealing with this key. Raises `RuleViolation` if another one is in use."""
    TrainingCenter.objects.select_for_update().get(pk=center.pk)
    refuse_if(new_blockers(center))
    return _entered(center, key, by=by)


@transaction.atomic
def rotate(center: TrainingCenter, key: OpenKey, *, by: User | None) -> SealKey:
    """Replaces the key in use with this one; seals of the old key stay verifiable.

    Raises `RuleViolation` if none is in use.
    """
    TrainingCenter.objects.select_for_update().get(pk=center.pk)
    old = SealKey.objects.active().filter(training_center=center).first()
    refuse_if([] if old else [Blocker("none", _("No key is in use. Begin with a first one."))])
    _end(old, State.RETIRED, by=by)
    return _entered(center, key, by=by)


@transaction.atomic
def retire(key: SealKey, *, by: User | None) -> SealKey:
    """Stops sealing with this key; files issued from now on have no seal. Raises `RuleViolation`."""
    key = SealKey.objects.select_for_update(of=("self",)).get(pk=key.pk)
    refuse_if([] if key.state == State.ACTIVE else [Blocker("ended", _("This key is not in use any more."))])
    return _end(key, State.RETIRED, by=by)


@transaction.atomic
def compromise(key: SealKey, *, since: datetime, by: User | None) -> SealKey:
    """Records that others may have had this key since that time. Raises `RuleViolation`.

    From now on only the register vouches for its files, and newly issued ones wait for the next key.
    """
    key = SealKey.objects.select_for_update(of=("self",)).get(pk=key.pk)
    reasons = []
    if key.state == State.COMPROMISED:
        reasons.append(Blocker("known", _("This key is noted as no longer trusted already.")))
    if since > clock.now():
        reasons.append(Blocker("future", _("The moment lies in the future.")))
    refuse_if(reasons)
    key.doubted_since = since
    return _end(key, State.COMPROMISED, by=by, since=since.isoformat(), files=affected(key).count())


def affected(key: SealKey) -> QuerySet[CertificateFile]:
    """Files sealed with this key after it came into doubt, oldest first, without their bytes."""
    found = CertificateFile.objects.filter(seal_key=key, sealed_at__gte=key.doubted_since)
    return found.select_related("certificate").defer("content", "certificate__snapshot").order_by("sealed_at", "pk")


def _entered(center: TrainingCenter, opened: OpenKey, *, by: User | None) -> SealKey:
    found: x509.Certificate = opened.certificate
    key = SealKey.objects.create(
        training_center=center,
        certificate=pem(found),
        fingerprint=opened.fingerprint,
        valid_from=found.not_valid_before_utc,
        valid_until=found.not_valid_after_utc,
    )
    audit.record("seal_key.begin", by=by, target=key, key=key.short, until=key.valid_until)
    return key


def _end(key: SealKey, state: SealKey.State, *, by: User | None, **details: object) -> SealKey:
    key.state = state
    key.ended_at = key.ended_at or clock.now()
    key.save(update_fields=["state", "ended_at", "doubted_since"])
    audit.record(
        f"seal_key.{'retire' if state == State.RETIRED else 'compromise'}", by=by, target=key, key=key.short, **details
    )
    return key
