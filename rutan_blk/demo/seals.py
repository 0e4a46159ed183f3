"""Seals of the demo: a key that lives as long as the command. Nobody has its file, so it is out of use afterwards."""

from accounts.models import TrainingCenter
from certification.register.models import Certificate
from certification.sealing import key_register, seal_file
from certification.sealing.key_files import OpenKey, new_key
from certification.sealing.models import SealKey, UnsealedFile
from core import clock

_OPEN: dict[str, OpenKey] = {}


def begin(center: TrainingCenter) -> None:
    """From now on the files of this center are sealed."""
    key = new_key(center.name, now=clock.now())
    key_register.begin(center, key, by=None)
    _OPEN[key.fingerprint] = key


def seal(certificate: Certificate) -> None:
    """Seals the file of this certificate if it waits for that, as the signer does."""
    if UnsealedFile.objects.filter(certificate=certificate).exists():
        seal_file.seal(certificate.public_id, keys=_OPEN)


def end(center: TrainingCenter) -> None:
    """What is issued after the demo was made goes out without a seal, since no signer has the key."""
    for key in SealKey.objects.active().filter(training_center=center):
        key_register.retire(key, by=None)
        del _OPEN[key.fingerprint]
