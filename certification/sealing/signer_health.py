"""Health of the signer, for administrators."""

from certification.sealing.models import SealKey
from certification.sealing.signer_client import open_keys
from core import health
from core.health import Finding, State


@health.register("signer")
def signer() -> Finding:
    """Absent while no training center seals; failed while issued certificates wait for the signer."""
    wanted = set(SealKey.objects.active().values_list("fingerprint", flat=True))
    if not wanted:
        return Finding(State.ABSENT, "No key is in use, nothing is sealed.")
    held = open_keys()
    if held is None:
        return Finding(State.FAILED, "It does not answer: certificates are issued and wait for their seals.")
    if not wanted <= set(held):
        return Finding(State.FAILED, "It does not hold every key in use: give it the passphrase, then it seals.")
    return Finding(State.OK, "It holds the keys in use.")
