"""The secret half of a seal key: an encrypted PKCS#12 file readable only by its owner.

The web process does not use this module: it runs as another system user, who cannot read the file.
"""

import os
import stat
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, pkcs12
from cryptography.x509.oid import NameOID
from django.utils.translation import gettext as _

from core.errors import Blocker, RuleViolation

LIFETIME = timedelta(days=2 * 365)
SHORTEST_PASSPHRASE = 12
_HASH = hashes.SHA256()


@dataclass(frozen=True)
class OpenKey:
    """A decrypted key in the memory of the sealing process. Its repr does not contain the secret."""

    certificate: x509.Certificate
    _secret: ec.EllipticCurvePrivateKey = field(repr=False)

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the certificate, as in the key register."""
        return self.certificate.fingerprint(_HASH).hex()

    @property
    def name(self) -> str:
        """The name of the seal's owner in the certificate."""
        return str(self.certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value)

    def sign(self, content: bytes) -> bytes:
        """The ECDSA signature (DER, SHA-256) of the content; deterministic."""
        return self._secret.sign(content, ec.ECDSA(_HASH, deterministic_signing=True))

    def encrypted(self, passphrase: str) -> bytes:
        """The key and its certificate as encrypted PKCS#12."""
        encryption = BestAvailableEncryption(passphrase.encode())
        label = self.fingerprint[:16].encode()
        return pkcs12.serialize_key_and_certificates(label, self._secret, self.certificate, None, encryption)


def new_key(issuer: str, *, now: datetime) -> OpenKey:
    """A new P-256 key with a self-signed certificate that names the issuer.

    The key register holds its certificates, so no outside authority has to be trusted.
    """
    secret = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "ID"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, issuer[:64]),
            x509.NameAttribute(NameOID.COMMON_NAME, f"Segel integritas {issuer}"[:64]),
        ]
    )
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(secret.public_key())
        .serial_number(x509.random_serial_number())
        # So that a slightly slow clock does not consider the first seals premature.
        .not_valid_before(now - timedelta(minutes=5))
        .not_valid_after(now + LIFETIME)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(secret.public_key()), critical=False)
    )
    return OpenKey(builder.sign(secret, _HASH), secret)


def path_of(folder: Path, fingerprint: str) -> Path:
    """The path of the file of the key with that fingerprint."""
    return folder / f"{fingerprint[:16]}.p12"


def keep(key: OpenKey, folder: Path, passphrase: str) -> Path:
    """Writes the encrypted key to a new file of mode 0600. Raises `RuleViolation`."""
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise RuleViolation(
            Blocker(
                "passphrase", _("A passphrase needs at least %(count)s characters.") % {"count": SHORTEST_PASSPHRASE}
            )
        )
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = path_of(folder, key.fingerprint)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(key.encrypted(passphrase))
        file.flush()
        # The key is about to be registered, so the file must survive a power cut.
        os.fsync(file.fileno())
    return path


def blockers(path: Path) -> list[Blocker]:
    """Why a key in this file cannot be used: it is missing, or others could read it."""
    values = {"path": path}
    try:
        found = path.stat()
    except OSError:
        return [Blocker("missing", _("The key file %(path)s is not there or cannot be read.") % values)]
    if found.st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        return [Blocker("open", _("Others can read the key file %(path)s. Type: chmod 600 %(path)s") % values)]
    if found.st_uid != os.geteuid():
        return [Blocker("owner", _("The key file %(path)s belongs to another user.") % values)]
    return []


def opened(path: Path, passphrase: str) -> OpenKey:
    """The key in this file. Raises `RuleViolation` if others can read the file or the passphrase is wrong."""
    reasons = blockers(path)
    if reasons:
        raise RuleViolation(reasons)
    try:
        secret, certificate, _others = pkcs12.load_key_and_certificates(path.read_bytes(), passphrase.encode())
    except ValueError:
        # Without the cause, so that no log can contain the passphrase.
        raise RuleViolation(Blocker("passphrase", _("The passphrase does not open this key."))) from None
    if not isinstance(secret, ec.EllipticCurvePrivateKey) or certificate is None:
        raise RuleViolation(Blocker("kind", _("This file holds no key for seals.")))
    return OpenKey(certificate, secret)


def pem(certificate: x509.Certificate) -> str:
    """The certificate in PEM format."""
    return certificate.public_bytes(Encoding.PEM).decode()
