"""Whether the clock of this machine can be believed: it is compared with the latest moment that this site has known.

A clock that is wrong dates attendance, numbers and deadlines wrongly, and nothing of that can be taken back. So the
latest moment is kept from minute to minute and does not move until the clock agrees with it, or somebody who has looked
at the clock says that it is right.
"""

import json
import time
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Self

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils.dateformat import format as format_date
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from core import audit, clock, health
from core.health import Finding, State
from core.models import AuditChain

# Machines that set their clock by the network correct it by seconds.
BACK, AHEAD = timedelta(minutes=5), timedelta(minutes=10)
# The longest time for which an office that was switched off is believed.
OFF = timedelta(days=14)


@dataclass(frozen=True)
class Known:
    """The latest moment known; how long the machine had run by then, and since which start."""

    latest: str
    up: float | None = None
    start: str = ""
    # Events up to this moment were seen by whoever said that the clock is right.
    confirmed: str = ""

    @classmethod
    def at(cls, moment: datetime, *, confirmed: str = "") -> Self:
        up, start = _running_time()
        return cls(moment.isoformat(), up, start, confirmed)

    def is_ahead_of(self, now: datetime) -> bool:
        return now < _read(self.latest) - BACK

    def is_far_behind(self, now: datetime, *, up: float | None, start: str) -> bool:
        """Whether more time has passed by the clock than by the machine's own count, or than an office is closed."""
        if self.start and self.start == start and self.up is not None and up is not None:
            return now > _read(self.latest) + timedelta(seconds=up - self.up) + AHEAD
        return now > _read(self.latest) + OFF


def note() -> None:
    """Keeps the present moment as the latest one, if it can be believed."""
    now, known = clock.now(), read()
    last = AuditChain.objects.aggregate(at=Max("at"))["at"]
    if known is None:
        known = Known((last or now).isoformat())
    if last and last > now + BACK and last > _read(known.latest) and last.isoformat() > known.confirmed:
        # Restored from a machine whose clock was ahead, or recorded while this one was.
        _keep(replace(known, latest=last.isoformat(), up=None, start=""))
    elif fault(known) is None:
        _keep(Known.at(now, confirmed=known.confirmed))
    else:
        _keep(known)


def confirm() -> None:
    """Somebody has looked at the clock and says that it is right; that is kept in the audit."""
    known = read()
    with transaction.atomic():
        last = AuditChain.objects.aggregate(at=Max("at"))["at"]
        audit.record("clock.confirm", by=None, latest_known=known.latest if known else None)
    _keep(Known.at(clock.now(), confirmed=last.isoformat() if last else ""))


def fault(known: Known | None) -> Finding | None:
    """What is wrong with the clock; None if it agrees with what is known, or nothing is."""
    if known is None:
        return None
    now, (up, start) = clock.now(), _running_time()
    moments = {"now": written(now), "latest": written(_read(known.latest))}
    if known.is_ahead_of(now):
        return Finding(
            State.FAILED,
            _(
                "The clock of this machine says %(now)s, although it was %(latest)s before. Record nothing until it is "
                "right; nothing that is due is done until then, no backup either. Whoever runs the server compares it "
                "with a watch. If it is wrong: timedatectl set-ntp false, then timedatectl set-time with the right "
                "date and time. If it is right: manage.py confirm_clock"
            ),
            moments,
        )
    if known.is_far_behind(now, up=up, start=start):
        return Finding(
            State.FAILED,
            _(
                "The clock of this machine says %(now)s, a leap from %(latest)s. Record nothing until it is right; "
                "nothing that is due is done until then, no backup either. Whoever runs the server compares it with a "
                "watch. If it is wrong: timedatectl set-ntp false, then timedatectl set-time with the right date and "
                "time. If it is right: manage.py confirm_clock"
            ),
            moments,
        )
    return None


def is_believed() -> bool:
    """Whether anything may be done for good because its date has come."""
    return fault(read()) is None


@health.register("clock", _("Clock"), is_cheap=True)
def check() -> Finding:
    found = fault(read())
    return found or Finding(State.OK, _("It says %(now)s."), {"now": written(clock.now())})


def written(moment: datetime) -> str:
    """With seconds of no use, and with the zone, since the operator compares it with a watch."""
    return format_date(localtime(moment), "d-m-Y H.i T")


def read() -> Known | None:
    try:
        return Known(**json.loads(_path().read_text()))
    except (OSError, ValueError, TypeError):
        return None


def _keep(known: Known) -> None:
    health.keep(_path(), asdict(known))


def _read(moment: str) -> datetime:
    return datetime.fromisoformat(moment)


def _running_time() -> tuple[float | None, str]:
    """Seconds since the machine's start, sleep included, and the name of that start; unknown outside of Linux."""
    try:
        return time.clock_gettime(time.CLOCK_BOOTTIME), Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    except (OSError, AttributeError):
        return None, ""


def _path() -> Path:
    return Path(settings.DATA_DIR) / "latest-moment.json"
