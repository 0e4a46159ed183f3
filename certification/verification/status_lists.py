"""Revocation status as a signed list, fetched as a whole so that no request reveals a certificate.

W3C Bitstring Status List: 131,072 bits, compressed, signed as VC-JWT. Each certificate has a random place. A fixed
number of places are marked, most of them decoys never assigned, so that the list reveals neither the number of
certificates nor that of revoked ones. It is signed at fixed hours, changed or not: what was revoked together would else
be seen to change together.
"""

import gzip
import hashlib
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import structlog
from django.db import transaction
from django.db.models import QuerySet

from accounts.models import TrainingCenter
from certification.register import check_codes
from certification.register.models import Certificate
from certification.verification import statement_keys, tokens
from certification.verification.models import StatementKey, StatusList
from core import clock, due
from core.errors import RuleViolation

logger = structlog.get_logger(__name__)
PLACES = 131_072
MARKS = 4_096
# Less than half of the places, so that a free one is found in a try or two.
FULL = 60_000
ROUNDS = 64
# The fixed hours (UTC), and a validity that survives a day without network.
SIGNED_EVERY, GOOD_FOR = timedelta(hours=6), timedelta(days=7)
NO_LONGER = (Certificate.State.REVOKED, Certificate.State.SUPERSEDED)


def take_places(center: TrainingCenter, count: int) -> tuple[StatusList, list[int]]:
    """Assigns random places in the center's open list permanently, returned in the order drawn.

    Call it in the caller's transaction; locks the list.
    """
    found, taken = _open_list(center), list[int]()
    for _ in range(ROUNDS):
        if len(taken) == count:
            break
        drawn = dict.fromkeys(secrets.randbelow(PLACES) for _ in range(count - len(taken)))
        free = [index for index in drawn if index not in taken and not _bit(found.decoys, index)]
        used = set(found.certificates.filter(status_index__in=free).values_list("status_index", flat=True))
        taken += [index for index in free if index not in used]
    if len(taken) < count:
        # Each round finds at least half of what is missing, unless the fill count is wrong.
        raise RuntimeError(f"list {found.slug} has no {count} free places")
    StatusList.objects.filter(pk=found.pk).update(taken=found.taken + count)
    return found, taken


def _open_list(center: TrainingCenter) -> StatusList:
    lists = StatusList.objects.select_for_update().defer("token").filter(training_center=center, is_open=True)
    found = lists.first()
    if found and found.taken < FULL:
        return found
    if found:
        StatusList.objects.filter(pk=found.pk).update(is_open=False)
    new = StatusList(training_center=center, slug=_new_slug(), decoys=_new_decoys())
    # Of two simultaneous first issues of a center, one creates the list and the other waits and finds it.
    StatusList.objects.bulk_create([new], ignore_conflicts=True)
    return lists.get()


def _new_slug() -> str:
    return check_codes.drawn(10)


def _new_decoys() -> bytes:
    return _bits(secrets.SystemRandom().sample(range(PLACES), MARKS))


def _bits(places: Iterable[int]) -> bytes:
    """Bit 0 is the most significant of the first byte, as in the standard."""
    found = bytearray(PLACES // 8)
    for place in places:
        found[place >> 3] |= 0x80 >> (place & 7)
    return bytes(found)


def _bit(bits: bytes | memoryview, place: int) -> bool:
    # PostgreSQL returns a memoryview of characters rather than numbers.
    return bool(memoryview(bits).cast("B")[place >> 3] & 0x80 >> (place & 7))


def marks_of(listed: StatusList) -> bytes:
    """The bits of the list as the register stands now, filled up with decoys."""
    ended = listed.certificates.filter(state__in=NO_LONGER).values_list("status_index", flat=True)
    real = {place for place in ended if place is not None}
    decoys = [place for place in range(PLACES) if _bit(listed.decoys, place)]
    return _bits(real | set(decoys[: max(0, MARKS - len(real))]))


def sign_lists() -> int:
    """Signs every list not signed since the last fixed hour, or signed with another key; returns the number."""
    keys = {key.training_center_id: key for key in _keys_in_use()}
    lists = StatusList.objects.filter(training_center__in=keys).defer("token")
    return sum(_sign(listed, keys[listed.training_center_id]) for listed in lists)


def _keys_in_use() -> QuerySet[StatementKey]:
    return StatementKey.objects.filter(state=statement_keys.State.ACTIVE).select_related("training_center")


@transaction.atomic
def _sign(listed: StatusList, key: StatementKey) -> bool:
    listed = StatusList.objects.select_for_update().get(pk=listed.pk)
    now = clock.now()
    if listed.signed_at and listed.signed_at >= max(_fixed_hour(now), key.used_from):
        return False
    bits = marks_of(listed)
    try:
        listed.token = tokens.signed(credential_of(listed, bits, key), key)
    except RuleViolation as violation:
        # The old list stays valid until its expiry; administrators find the reason in the log.
        logger.warning("status_list_not_signed", list=listed.slug, why=str(violation))
        return False
    listed.digest, listed.signed_at = hashlib.sha256(key.kid.encode() + bits).hexdigest(), now
    listed.save(update_fields=["token", "digest", "signed_at"])
    return True


def _fixed_hour(now: datetime) -> datetime:
    """The last fixed hour."""
    midnight = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + (now - midnight) // SIGNED_EVERY * SIGNED_EVERY


def credential_of(listed: StatusList, bits: bytes, key: StatementKey) -> dict[str, object]:
    """The list as a credential, before signing."""
    url, now = tokens.address("status_list", listed.slug), clock.now().astimezone(UTC)
    issuer = tokens.issuer_of(key)
    return {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "id": url,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer["id"],
        "validFrom": tokens.moment(now),
        "validUntil": tokens.moment(now + GOOD_FOR),
        "credentialSubject": {
            "id": f"{url}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": encoded(bits),
        },
        "iss": issuer["id"],
        "jti": url,
        "nbf": int(now.timestamp()),
        "exp": int((now + GOOD_FOR).timestamp()),
    }


def encoded(bits: bytes) -> str:
    """Multibase: u, then the compressed bits in base64url."""
    return "u" + urlsafe_b64encode(gzip.compress(bits, mtime=0)).decode().rstrip("=")


due.work_due.register(sign_lists)
