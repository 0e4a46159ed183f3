"""The secret half of a seal key: an encrypted PKCS#12 file that its owner alone can read.

The web process uses nothing in here: it runs as another system user, who cannot read the file.
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
    """A key that was opened, in the memory of the process that seals. Its secret is in no representation of it."""

    certificate: x509.Certificate
    _secret: ec.EllipticCurvePrivateKey = field(repr=False)

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the certificate, as the register of keys has it."""
        return self.certificate.fingerprint(_HASH).hex()

    @property
    def name(self) -> str:
        """Whose seal it is, as the certificate says."""
        return str(self.certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value)

    def sign(self, content: bytes) -> bytes:
        """The ECDSA signature (DER) of the content under SHA-256; the same content gives the same signature."""
        return self._secret.sign(content, ec.ECDSA(_HASH, deterministic_signing=True))

    def encrypted(self, passphrase: str) -> bytes:
        """The key with its certificate as PKCS#12."""
        encryption = BestAvailableEncryption(passphrase.encode())
        label = self.fingerprint[:16].encode()
        return pkcs12.serialize_key_and_certificates(label, self._secret, self.certificate, None, encryption)


def new_key(issuer: str, *, now: datetime) -> OpenKey:
    """A new key on P-256 whose certificate names the issuer and vouches for nothing but itself.

    Its certificates are kept in the register of keys, so that no authority has to be trusted beside it.
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
        # A clock that is a little behind must not call the first seals too early.
        .not_valid_before(now - timedelta(minutes=5))
        .not_valid_after(now + LIFETIME)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(secret.public_key()), critical=False)
    )
    return OpenKey(builder.sign(secret, _HASH), secret)


def path_of(folder: Path, fingerprint: str) -> Path:
    """Where the file of the key with that fingerprint stands."""
    return folder / f"{fingerprint[:16]}.p12"


def keep(key: OpenKey, folder: Path, passphrase: str) -> Path:
    """Writes the key, encrypted, into a file of mode 0600 that was not there before. Raises `RuleViolation`."""
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
        # The register will say that this key exists; a power cut must not make that untrue.
        os.fsync(file.fileno())
    return path


def blockers(path: Path) -> list[Blocker]:
    """Why a key in this file cannot be used: it is not there, or others could read it."""
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
    """The key in this file. Raises `RuleViolation` when the file can be read by others, or the passphrase is wrong."""
    reasons = blockers(path)
    if reasons:
        raise RuleViolation(reasons)
    try:
        secret, certificate, _others = pkcs12.load_key_and_certificates(path.read_bytes(), passphrase.encode())
    except ValueError:
        # Without the cause: no log may tell what was typed.
        raise RuleViolation(Blocker("passphrase", _("The passphrase does not open this key."))) from None
    if not isinstance(secret, ec.EllipticCurvePrivateKey) or certificate is None:
        raise RuleViolation(Blocker("kind", _("This file holds no key for seals.")))
    return OpenKey(certificate, secret)


def pem(certificate: x509.Certificate) -> str:
    """The certificate as text."""
    return certificate.public_bytes(Encoding.PEM).decode()
