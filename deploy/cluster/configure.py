"""Writes what each machine of a site of several machines needs, from their addresses.

    .venv/bin/python -m deploy.cluster.configure cluster.env FOLDER

FOLDER gets a folder for each machine, to be carried there; `authority`, which vouches for the machines; and
`secrets.env`. Both belong in the safe. Passwords and keys are made once: typed again, the line keeps them and writes
the rest anew.
"""

import argparse
import os
import secrets
from datetime import timedelta
from pathlib import Path
from string import Template

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from deploy.internal_ca import AUTHORITY_LASTS, as_name, certificate, stop, usage, write_key

TEMPLATES = Path(__file__).parent / "templates"
WEB = {"haproxy-web.cfg": "haproxy.cfg"} | {
    name: name for name in ("keepalived.conf", "pgbouncer.ini", "pgbouncer-users.txt", "site.env", "unavailable.http")
}
DATABASE = {name: name for name in ("etcd.yml", "patroni.yml", "roles.sql")}
WITNESS = {"etcd.yml": "etcd.yml", "haproxy-witness.cfg": "haproxy.cfg", "signer.env": "signer.env"}
MACHINES = {"web1": WEB, "web2": WEB, "db1": DATABASE, "db2": DATABASE, "witness": WITNESS}
SECRETS = (
    *(f"PASSWORD_{role}" for role in ("SUPERUSER", "REPLICATION", "REWIND", "OWNER", "SITE", "SIGNER")),
    *("SECRET_KEY", "FIELD_KEY", "HEALTH_TOKEN"),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("addresses", type=Path, help="names and addresses, as in cluster.env.example")
    parser.add_argument("folder", type=Path)
    asked = parser.parse_args()
    write(read(asked.addresses), asked.folder)
    print(f"Carry each folder of {asked.folder} to its machine, authority and secrets.env into the safe.")


def read(path: Path) -> dict[str, str]:
    """Names and values of a file; comments and empty lines are left out."""
    lines = [line.strip() for line in path.read_text().splitlines()]
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def write(values: dict[str, str], folder: Path) -> None:
    """Writes a folder for each machine."""
    refuse_without({*map(str.upper, MACHINES), "NAME"} - values.keys())
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    known = values | kept_secrets(folder / "secrets.env")
    authority = kept_authority(folder / "authority")
    for machine, files in MACHINES.items():
        place, own = folder / machine, facts_of(machine, known)
        place.mkdir(mode=0o700, exist_ok=True)
        for source, name in files.items():
            text = Template((TEMPLATES / source).read_text())
            refuse_without(set(text.get_identifiers()) - own.keys())
            write_private(place / name, text.substitute(own))
        names = [machine, own["ADDRESS"], *(["database"] if files is DATABASE else [])]
        write_certificate(place, machine, names, authority)
        if files is WEB:
            write_certificate(place, "site", [values["NAME"]], authority)
        (place / "ca.crt").write_bytes((folder / "authority/ca.crt").read_bytes())


def refuse_without(missing: set[str]) -> None:
    """Ends where one of these values would be needed."""
    if missing:
        stop(f"The addresses lack {', '.join(sorted(missing))}. See deploy/cluster/cluster.env.example.")


def facts_of(machine: str, values: dict[str, str]) -> dict[str, str]:
    """All values, and those of this machine alone. A value may name it: `ETC=/etc/terampil/${MACHINE}`."""
    other = {"web1": "WEB2", "web2": "WEB1"}.get(machine, "WEB1")
    priority = "110" if machine == "web1" else "100"
    common = {name: Template(value).safe_substitute(MACHINE=machine) for name, value in values.items()}
    own = {"MACHINE": machine, "ADDRESS": values[machine.upper()], "OTHER_WEB": values[other], "PRIORITY": priority}
    return common | own


def kept_secrets(path: Path) -> dict[str, str]:
    """Passwords and keys, made at the first time."""
    known = read(path) if path.exists() else {}
    known |= {name: secrets.token_urlsafe(48) for name in SECRETS if name not in known}
    write_private(path, "".join(f"{name}={value}\n" for name, value in known.items()))
    return known


def write_private(path: Path, text: str) -> None:
    """Readable by its owner from its first moment on."""
    path.unlink(missing_ok=True)
    with open(path, "x", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
        file.write(text)


# --- Certificates ----------------------------------------------------------------------------------------------

Authority = tuple[ec.EllipticCurvePrivateKey, x509.Certificate]


def kept_authority(folder: Path) -> Authority:
    """Vouches for the machines to each other, and for the site to browsers that trust it; made at the first time."""
    if (folder / "ca-key.pem").exists():
        key = serialization.load_pem_private_key((folder / "ca-key.pem").read_bytes(), password=None)
        assert isinstance(key, ec.EllipticCurvePrivateKey)
        return key, x509.load_pem_x509_certificate((folder / "ca.crt").read_bytes())
    folder.mkdir(mode=0o700, exist_ok=True)
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Terampil - machines")])
    made = (
        certificate(subject, subject, key.public_key(), AUTHORITY_LASTS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage(signs_certificates=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    write_key(folder / "ca-key.pem", key)
    (folder / "ca.crt").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    return key, made


def write_certificate(place: Path, machine: str, names: list[str], authority: Authority) -> None:
    """Key and certificate of a machine (`machine.*`) or of the site (`site.*`); PEM holds both, as HAProxy reads it."""
    authority_key, issuer = authority
    base = place / ("site" if machine == "site" else "machine")
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, machine)])
    purposes = [ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH]
    made = (
        certificate(subject, issuer.subject, key.public_key(), timedelta(days=820))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage(purposes), critical=False)
        .add_extension(x509.SubjectAlternativeName([as_name(name) for name in names]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key()), critical=False)
        .sign(authority_key, hashes.SHA256())
    )
    write_key(base.with_suffix(".key"), key)
    text = made.public_bytes(serialization.Encoding.PEM).decode()
    base.with_suffix(".crt").write_text(text)
    write_private(base.with_suffix(".pem"), text + base.with_suffix(".key").read_text())


if __name__ == "__main__":
    main()
