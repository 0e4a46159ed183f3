"""Opening a holder's page by code and PIN, and how often that can be tried.

Only failures stay counted: by code and address, by address, and by code for as long as its card is in use. Whoever
knows a certificate's code alone learns nothing: codes that exist and others take the same steps and the same counts.
Such a stranger can lock a card by wrong PINs, and does not keep its holder out: the unlock code on it opens it all the
same.
"""

import secrets
from collections.abc import Iterable
from datetime import timedelta
from functools import cache

from django.contrib.auth.hashers import check_password, make_password
from django.db.models import F
from django.utils.crypto import constant_time_compare

from certification.register import check_codes
from certification.register.models import Certificate
from core import clock, crypto
from core.due import work_due
from core.throttling import may_ask, network_of
from outcomes.followup.models.holder import HolderPin, PinCounter, PinFailures

DIGITS = 6
WINDOW, MOST_FAILURES, MOST_BY_ADDRESS = timedelta(hours=1), 5, 40
# Of a million PINs; whoever types so many wrong ones needs a new card.
MOST_OF_CARD = 100
KEPT = timedelta(days=365)
NO_SUCH_CODE = "U" * check_codes.LENGTH
WRONG, OFTEN, SPENT = "wrong", "often", "spent"
_PURPOSE = "holder pin"


def tried(typed: str, pin: str, *, address: str, unlock: str = "") -> tuple[HolderPin | None, str]:
    """The certificate's PIN row if code and PIN belong together, else None and why: WRONG, OFTEN or SPENT.

    A try is counted before it is made, so that many at once are no more than one after the other; a right one is
    taken back. With `unlock`, failures of the card do not count, and are forgotten if all three belong together.
    """
    code, network = check_codes.plain(typed), network_of(address)
    counted = {f"code:{code} from:{network}": MOST_FAILURES, f"from:{network}": MOST_BY_ADDRESS}
    if not _count(counted):
        return None, OFTEN
    if not unlock and not _count_for_card(code):
        _take_back(counted)
        return None, SPENT
    row = opened_by(code, pin)
    if row is None or (unlock and not _unlocks(row, unlock)):
        return None, WRONG
    _take_back(counted)
    if unlock:
        begin_anew([row.certificate])
    else:
        PinFailures.objects.filter(code=_digest(code), count__gt=0).update(count=F("count") - 1)
    return row, ""


def _unlocks(row: HolderPin, typed: str) -> bool:
    return constant_time_compare(row.unlock_digest, digest_of(check_codes.plain(typed)))


def digest_of(unlock: str) -> str:
    """The keyed digest of an unlock code; its 40 random bits need no slow hash."""
    return crypto.blind_index(unlock, purpose="unlock code of a holder pin")


def locked(certificates: Iterable[Certificate]) -> list[Certificate]:
    """Those of the certificates whose cards have no tries left; one query."""
    digests = {_digest(one.code): one for one in certificates if one.code}
    spent = PinFailures.objects.filter(code__in=digests, count__gte=MOST_OF_CARD)
    return [digests[code] for code in spent.order_by("pk").values_list("code", flat=True)]


def confirmed(certificate: Certificate, pin: str) -> str:
    """Why the PIN does not confirm what is done on an opened page, WRONG or OFTEN; empty if it does.

    Counted by itself, or strangers who know the code could keep the holder from it.
    """
    counted = {f"confirm:{certificate.public_id}": MOST_FAILURES}
    if not _count(counted):
        return OFTEN
    if opened_by(certificate.code or "", pin) is None:
        return WRONG
    _take_back(counted)
    return ""


def _count(counted: dict[str, int]) -> bool:
    """Counts a try for each name until one is beyond its limit; whoever is shut out by one counts for no other."""
    return all(may_ask(PinCounter, name, most=most, window=WINDOW, purpose=_PURPOSE) for name, most in counted.items())


def _take_back(counted: Iterable[str]) -> None:
    keys = [crypto.blind_index(name, purpose=_PURPOSE) for name in counted]
    window = int(clock.now().timestamp() // WINDOW.total_seconds())
    PinCounter.objects.filter(address__in=keys, window=window, count__gt=0).update(count=F("count") - 1)


def _count_for_card(code: str) -> bool:
    """Counts a failure of the card, whether there is such a one or not; False if it has none left."""
    PinFailures.objects.get_or_create(code=_digest(code))
    left = PinFailures.objects.filter(code=_digest(code), count__lt=MOST_OF_CARD)
    return bool(left.update(count=F("count") + 1, last_at=clock.now()))


def _digest(code: str) -> str:
    return crypto.blind_index(code, purpose="failures of a holder pin")


def begin_anew(certificates: Iterable[Certificate]) -> None:
    """Forgets the failures of earlier cards of these certificates."""
    PinFailures.objects.filter(code__in=[_digest(one.code) for one in certificates if one.code]).delete()


@work_due.register
def forget_old_failures() -> None:
    """Forgets failures a year after the last one, of codes that exist and of others."""
    PinFailures.objects.filter(last_at__lt=clock.now() - KEPT).delete()


def opened_by(typed: str, pin: str) -> HolderPin | None:
    """The certificate's PIN row if code and PIN belong together. Takes the same steps whatever is wrong."""
    code = check_codes.plain(typed)
    rows = HolderPin.objects.select_related("certificate").defer("certificate__snapshot")
    wanted = code if check_codes.is_code(code) else NO_SUCH_CODE
    row = rows.filter(certificate__code=wanted, certificate__number__isnull=False).first()
    # A hash is compared in any case: without a row it is one that nothing fits.
    fits = check_password(pin[:DIGITS], row.pin_hash if row else _of_nobody())
    return row if row and fits and len(pin) == DIGITS else None


@cache
def _of_nobody() -> str:
    return make_password(secrets.token_hex(16))
