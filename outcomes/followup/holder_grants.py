"""The page that is open now: a row of the server, so that it ends at a word, for copies of its cookie too."""

import secrets
from datetime import timedelta

from core import clock, crypto
from core.due import work_due
from outcomes.followup.models.holder import HolderGrant, HolderPin

OPEN_FOR = timedelta(minutes=10)
_LONGEST = 100


def open_page(pin: HolderPin) -> str:
    """The key for the browser; a page of this card that was open elsewhere is closed."""
    key = secrets.token_urlsafe(32)
    HolderGrant.objects.update_or_create(pin=pin, defaults={"key": _digest(key), "opened_at": clock.now()})
    return key


def opened(key: str) -> HolderPin | None:
    """The card whose page this key opens now, with what the page shows of its certificate."""
    related = ("enrollment__person__merged_into", "batch__training_center", "batch__version__program")
    found = HolderPin.objects.select_related(*(f"certificate__{name}" for name in related))
    begun = clock.now() - OPEN_FOR
    rows = found.defer("certificate__snapshot").filter(grant__key=_digest(key), grant__opened_at__gte=begun)
    return rows.first() if key else None


def close_page(key: str) -> None:
    """Closes the page that this key opens, wherever else it is open."""
    HolderGrant.objects.filter(key=_digest(key)).delete()


def renew(pin: HolderPin) -> str:
    """Another key for the same page after an act that nobody takes back; the time goes on."""
    key = secrets.token_urlsafe(32)
    HolderGrant.objects.filter(pin=pin).update(key=_digest(key))
    return key


def _digest(key: str) -> str:
    return crypto.blind_index(key[:_LONGEST], purpose="open page of a holder")


@work_due.register
def forget_closed() -> None:
    """Forgets pages that have closed by themselves."""
    HolderGrant.objects.filter(opened_at__lt=clock.now() - OPEN_FOR).delete()
