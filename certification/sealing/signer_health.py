"""Health of the signer, for administrators."""

from django.utils.translation import gettext_lazy as _

from certification.sealing.models import SealKey
from certification.sealing.signer_client import open_keys
from core import health
from core.health import Finding, State


@health.register("signer", _("Signer"))
def signer() -> Finding:
    """Absent while no training center seals; failed while issued certificates wait for the signer."""
    wanted = set(SealKey.objects.active().values_list("fingerprint", flat=True))
    if not wanted:
        return Finding(State.ABSENT, _("No key is in use, nothing is sealed."))
    held = open_keys()
    if held is None:
        sentence = _(
            "It does not answer: certificates are issued and wait for their seals. Whoever runs the server types: "
            "systemctl restart terampil-segel, then systemd-tty-ask-password-agent"
        )
        return Finding(State.FAILED, sentence)
    if not wanted <= set(held):
        sentence = _(
            "It does not hold every key in use, and certificates wait for their seals. Whoever knows the passphrase "
            "types on the server: systemctl restart terampil-segel, then systemd-tty-ask-password-agent"
        )
        return Finding(State.FAILED, sentence)
    return Finding(State.OK, _("It holds the keys in use."))
