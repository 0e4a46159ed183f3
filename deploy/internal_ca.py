#!/usr/bin/env python3
"""A certificate authority of the office, and a certificate of the server for HTTPS in the local network.

    .venv/bin/python deploy/internal_ca.py NAME [NAME ...] [--folder var/tls]

Each NAME is a host name or an IP address by which browsers reach the server. The authority is made once and can vouch
for these names only; typed again, the same line renews the certificate of the server. docs/operations.md says how
tablets come to trust it.
"""

import argparse
import ipaddress
import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NoReturn

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

ROOT = Path(__file__).resolve().parent.parent
AUTHORITY_LASTS = timedelta(days=3650)
# Apple's devices refuse anything longer, whoever vouches for it.
SERVER_LASTS = timedelta(days=820)
# The clock of a tablet may be behind.
EARLIER = timedelta(days=2)
Name = x509.DNSName | x509.IPAddress


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="+", metavar="NAME", help="host name or IP address of the server")
    parser.add_argument("--folder", type=Path, default=ROOT / "var/tls", help="where the files stand (var/tls)")
    options = parser.parse_args(arguments)
    names = [as_name(text) for text in options.names]
    options.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    key, authority = kept_authority(options.folder, names) or made_authority(options.folder, names)
    make_server_certificate(options.folder, names, key, authority)
    tell(options.folder, options.names[0])


def stop(sentence: str) -> NoReturn:
    """Ends with one sentence that says what to do."""
    print(sentence, file=sys.stderr)
    raise SystemExit(2)


def as_name(text: str) -> Name:
    """A host name or an IP address as certificates name it."""
    try:
        return x509.IPAddress(ipaddress.ip_address(text))
    except ValueError:
        pass
    name = text.lower().rstrip(".")
    if not name or not all(part and part.replace("-", "").isalnum() and part.isascii() for part in name.split(".")):
        stop(f"{text} is neither a host name nor an IP address. Write it without https:// and without a port.")
    return x509.DNSName(name)


def made_authority(folder: Path, names: list[Name]) -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
    """A new authority that can vouch for `names` alone: whoever steals its key cannot pose as other sites."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Terampil - otoritas sertifikat kantor")])
    builder = (
        certificate(subject, subject, key.public_key(), AUTHORITY_LASTS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage(signs_certificates=True), critical=True)
        .add_extension(x509.NameConstraints([allowed(name) for name in names], None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    authority = builder.sign(key, hashes.SHA256())
    write_key(folder / "ca-key.pem", key)
    (folder / "ca.crt").write_bytes(authority.public_bytes(serialization.Encoding.PEM))
    return key, authority


def allowed(name: Name) -> x509.GeneralName:
    """The name as a limit of what may be vouched for: of an address that address and no network."""
    return x509.IPAddress(ipaddress.ip_network(name.value)) if isinstance(name, x509.IPAddress) else name


def kept_authority(folder: Path, names: list[Name]) -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate] | None:
    """The authority that was made before, if there is one. Stops when it may not vouch for these names."""
    if not (folder / "ca-key.pem").exists():
        return None
    key = serialization.load_pem_private_key((folder / "ca-key.pem").read_bytes(), password=None)
    authority = x509.load_pem_x509_certificate((folder / "ca.crt").read_bytes())
    limits = authority.extensions.get_extension_for_class(x509.NameConstraints).value.permitted_subtrees or []
    if any(allowed(name) not in limits for name in names):
        stop(
            f"The authority in {folder} was made for other names. Move that folder away and type this again; "
            "the tablets then need the new ca.crt."
        )
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        stop(f"{folder / 'ca-key.pem'} is not the key of an authority that this program made.")
    return key, authority


def make_server_certificate(
    folder: Path, names: list[Name], authority_key: ec.EllipticCurvePrivateKey, authority: x509.Certificate
) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Terampil")])
    made = (
        certificate(subject, authority.subject, key.public_key(), SERVER_LASTS)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key()), critical=False)
        .sign(authority_key, hashes.SHA256())
    )
    write_key(folder / "server-key.pem", key)
    (folder / "server.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))


def certificate(
    subject: x509.Name, issuer: x509.Name, public_key: ec.EllipticCurvePublicKey, lasts: timedelta
) -> x509.CertificateBuilder:
    """What both kinds of certificates have."""
    now = datetime.now(UTC)  # noqa: TID251 - runs by itself, without the settings that core.clock needs
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public_key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - EARLIER)
        .not_valid_after(now - EARLIER + lasts)
    )


def usage(*, signs_certificates: bool) -> x509.KeyUsage:
    """What the key may be used for: to vouch for others, or to speak for the server."""
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def write_key(path: Path, key: ec.EllipticCurvePrivateKey) -> None:
    """Readable by its owner from its first moment on."""
    content = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.unlink(missing_ok=True)
    with open(path, "xb", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
        file.write(content)


def tell(folder: Path, name: str) -> None:
    print(f"For tablets and PCs:  {folder / 'ca.crt'}")
    print("For .env:")
    print(f"  HTTPS=true\n  TLS_CERTIFICATE={folder / 'server.pem'}\n  TLS_KEY={folder / 'server-key.pem'}")
    print(f"  ALLOWED_HOSTS={name},127.0.0.1,localhost")
    print(f"Keep {folder / 'ca-key.pem'} off the server once the certificate is made; it is needed to renew it.")


if __name__ == "__main__":
    main()
