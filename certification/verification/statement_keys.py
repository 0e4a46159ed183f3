"""Keys for signing facts: creation, replacement, distrust.

The secret half is a file readable only by the worker's user; database and repository contain only the public half.
Where several machines serve one site (`FILES_IN_DATABASE`) it stands in the key's row, sealed with the field key: a
file would be missing on the machine that takes over.
"""

import hashlib
import os
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import TrainingCenter
from certification.register import check_codes
from certification.verification.models import StatementKey
from core import audit, clock, crypto
from core.errors import Blocker, RuleViolation, refuse_if
from inmates.custody.custody_words import custody_words

State = StatementKey.State
KID_LENGTH = 8
CONTEXT = "certification.statement_key.secret"


def active_key(center: TrainingCenter) -> StatementKey | None:
    """The center's current signing key; None if it has none and its papers carry no signed facts."""
    return StatementKey.objects.filter(training_center=center, state=State.ACTIVE).first()


@transaction.atomic
def new_key(center: TrainingCenter) -> StatementKey:
    """Creates a key and retires the previous one, whose signatures stay valid.

    Locks the center, so that simultaneous calls run one after another. A file is written before the row, since a key
    without a row signs nothing.
    """
    TrainingCenter.objects.select_for_update().get(pk=center.pk)
    secret, kid, public = _drawn()
    sealed = _sealed(_pem(secret), kid) if settings.FILES_IN_DATABASE else _keep(secret, kid)
    if old := active_key(center):
        _end(old, State.RETIRED)
    key = StatementKey.objects.create(
        training_center=center, kid=kid, public_key=public, used_from=clock.now(), secret_sealed=sealed
    )
    audit.record("statement_key.create", by=None, target=key, center=center.code, replaces=old.kid if old else "")
    return key


def _drawn() -> tuple[Ed25519PrivateKey, str, str]:
    for _attempt in range(check_codes.TRIES):
        secret = Ed25519PrivateKey.generate()
        content = secret.public_key().public_bytes_raw()
        number = int.from_bytes(hashlib.sha256(content).digest()[:5], "big")
        kid = "".join(check_codes.ALPHABET[number >> 5 * place & 31] for place in range(KID_LENGTH))
        public = urlsafe_b64encode(content).decode().rstrip("=")
        # They appear in symbols and on public pages, so they must not contain a custody word by chance.
        if not custody_words([kid, public]):
            return secret, kid, public
    raise RuntimeError("every key drawn spelled a word")


def ending_blockers(key: StatementKey) -> list[Blocker]:
    """Why a key cannot be distrusted: it already has been, which is permanent."""
    if key.state == State.COMPROMISED:
        return [Blocker("state", _("This key is marked as no longer trusted already."))]
    return []


@transaction.atomic
def distrust(key: StatementKey) -> StatementKey:
    """Records that others may know the secret half: its signatures prove nothing any longer. Raises `RuleViolation`.

    Its papers stay in force and are checked by their code.
    """
    key = StatementKey.objects.select_for_update().get(pk=key.pk)
    refuse_if(ending_blockers(key))
    _end(key, State.COMPROMISED)
    audit.record("statement_key.distrust", by=None, target=key, kid=key.kid)
    return key


def _end(key: StatementKey, state: str) -> None:
    key.state, key.used_until = state, key.used_until or clock.now()
    key.save(update_fields=["state", "used_until"])


def path_of(kid: str) -> Path:
    """The path of that key's secret half."""
    return Path(settings.STATEMENT_KEY_DIR) / f"{kid}.pem"


def place_of(key: StatementKey) -> str:
    """Where the secret half stands, in words for whoever runs the site."""
    if key.secret_sealed:
        return _("Its secret half stands in the database, sealed with the field key.")
    sentence = _("Its file: %(path)s. Copy it to a stick in the safe: it is in no backup of the database.")
    return sentence % {"path": path_of(key.kid)}


crypto.declare("certification.StatementKey", "secret_sealed", context=CONTEXT, ends_with="kid")


def _sealed(pem: bytes, kid: str) -> str:
    return crypto.encrypt(pem.decode(), context=f"{CONTEXT}:{kid}")


def _keep(secret: Ed25519PrivateKey, kid: str) -> str:
    """Writes the file; empty, as nothing stands in the row then."""
    folder = Path(settings.STATEMENT_KEY_DIR)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(path_of(kid), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(_pem(secret))
        file.flush()
        # The key is about to be registered, so the file must survive a power cut.
        os.fsync(file.fileno())
    return ""


def _pem(secret: Ed25519PrivateKey) -> bytes:
    return secret.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def secret_of(kid: str) -> Ed25519PrivateKey:
    """The secret half, for a process that may read it. Raises `RuleViolation`."""
    sealed = StatementKey.objects.filter(kid=kid).values_list("secret_sealed", flat=True).first()
    try:
        pem = crypto.decrypt(sealed, context=f"{CONTEXT}:{kid}").encode() if sealed else path_of(kid).read_bytes()
        found = load_pem_private_key(pem, password=None)
    except (OSError, ValueError):
        # Without the cause: neither the path nor any content may appear on a page.
        raise RuleViolation(_unreadable(kid)) from None
    if not isinstance(found, Ed25519PrivateKey):
        raise RuleViolation(_unreadable(kid))
    return found


def _unreadable(kid: str) -> Blocker:
    return Blocker(
        "statement_key",
        _("The file of key %(kid)s cannot be read here. Put it back from its copy, then make the file again.")
        % {"kid": kid},
    )


def missing_files() -> Iterator[str]:
    """Yields a sentence for each key in use whose secret half is not at hand: nothing can be signed with it."""
    for key in StatementKey.objects.filter(state=StatementKey.State.ACTIVE, secret_sealed="").order_by("kid"):
        if not path_of(key.kid).exists():
            yield f"statement key {key.kid}: its file is not in {settings.STATEMENT_KEY_DIR}"


def take_into_database() -> int:
    """Seals every secret half that still is a file here into the row of its key. Returns how many."""
    taken = 0
    for key in StatementKey.objects.filter(secret_sealed="").order_by("kid"):
        if path_of(key.kid).exists():
            key.secret_sealed = _sealed(path_of(key.kid).read_bytes(), key.kid)
            key.save(update_fields=["secret_sealed"])
            taken += 1
    return taken
