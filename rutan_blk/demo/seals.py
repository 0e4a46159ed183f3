"""Seals of the demo: the key exists only while the command runs, so sealing is switched off afterwards."""

from accounts.models import TrainingCenter
from certification.register.models import Certificate
from certification.sealing import key_register, seal_file
from certification.sealing.key_files import OpenKey, new_key
from certification.sealing.models import SealKey, UnsealedFile
from core import clock

_OPEN: dict[str, OpenKey] = {}


def begin(center: TrainingCenter) -> None:
    """Starts sealing the files of this center."""
    key = new_key(center.name, now=clock.now())
    key_register.begin(center, key, by=None)
    _OPEN[key.fingerprint] = key


def seal(certificate: Certificate) -> None:
    """Seals the certificate's file if it is waiting, as the signer would."""
    if UnsealedFile.objects.filter(certificate=certificate).exists():
        seal_file.seal(certificate.public_id, keys=_OPEN)


def end(center: TrainingCenter) -> None:
    """Retires the key: certificates issued after seeding carry no seal, since no signer has it."""
    for key in SealKey.objects.active().filter(training_center=center):
        key_register.retire(key, by=None)
        del _OPEN[key.fingerprint]
