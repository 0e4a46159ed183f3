"""Imports queue files exported by a device: short ones at once, long ones in a background job."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from core import crypto, jobs
from core.lanes import Lane
from core.models import Job, JobItem
from programs.offline import mark_replay
from programs.offline.mark_replay import Operation
from programs.offline.models import OfflinePack
from programs.places.models import Enrollment

TAKE = "programs.offline_file"
# About 25 ms each, during which the request occupies a worker thread.
MOST_AT_ONCE = 200
# Marks per transaction of the job; small, so that others can write in between.
PART = 10


@dataclass(frozen=True)
class Taken:
    """The result of a file: outcomes of the marks replayed, the number of unknown ones, and the `job` for the rest."""

    outcomes: list[str]
    strange: int
    job: Job | None = None


def take(pack: OfflinePack, operations: Iterable[Operation], *, by: User) -> Taken:
    """Replays up to 200 marks at once, more in a job. Sending the same file again counts each mark only once.

    Call it outside a transaction, like `replay`.
    """
    known, strange = _known_and_strange(pack, operations)
    if len(known) > MOST_AT_ONCE:
        return Taken([], len(strange), start(pack, known, by=by))
    return Taken([answer.outcome for answer in mark_replay.replay(pack, known, by=by)], len(strange))


def _known_and_strange(pack: OfflinePack, operations: Iterable[Operation]) -> tuple[list[Operation], list[Operation]]:
    """Splits operations into those about a session and person of the pack, and the others."""
    batches = dict(pack.sessions.values_list("public_id", "batch"))
    people = set(Enrollment.objects.filter(batch__in=batches.values()).values_list("public_id", "batch"))
    known: list[Operation] = []
    strange: list[Operation] = []
    for one in operations:
        (known if (one.person, batches.get(one.session)) in people else strange).append(one)
    return known, strange


def start(pack: OfflinePack, operations: Sequence[Operation], *, by: User) -> Job:
    """Replays the operations in the background on behalf of `by`, in order of device and sequence.

    They are stored encrypted with the job until then. Raises `ValueError` for another user's pack, like `replay`.
    """
    if pack.user_id != by.pk:
        raise ValueError("A pack is replayed by its own user only.")
    ordered = sorted(operations, key=mark_replay.order)
    return jobs.start(
        TAKE,
        by=by,
        title=_("Take a file of marks"),
        items=_parts(len(ordered)),
        parameters={"pack": pack.pk, "sealed": crypto.encrypt(_as_text(ordered), context=_context(pack))},
        result_url=reverse("programs:offline_list"),
    )


def _parts(total: int) -> Iterator[tuple[str, str]]:
    for first in range(0, total, PART):
        text = _("Marks %(first)s to %(last)s")
        yield text % {"first": first + 1, "last": min(first + PART, total)}, str(first)


@jobs.handler(TAKE, Lane.LONG)
def take_part(job: Job, item: JobItem) -> None:
    """Replays the next ten marks; the file is deleted with the last of them."""
    pack = OfflinePack.objects.get(pk=job.parameters["pack"])
    waiting, first = _from_text(crypto.decrypt(job.parameters["sealed"], context=_context(pack))), int(item.reference)
    mark_replay.replay(pack, waiting[first : first + PART], by=job.created_by)
    left = job.items.filter(~Q(pk=item.pk), ~Q(state=JobItem.State.DONE))
    if not left.exists():
        Job.objects.filter(pk=job.pk).update(parameters={"pack": pack.pk})


def _context(pack: OfflinePack) -> str:
    return f"programs.offlinepack.file:{pack.public_id}"


def _as_text(operations: Iterable[Operation]) -> str:
    return json.dumps([asdict(one) for one in operations], default=str, separators=(",", ":"), ensure_ascii=False)


def _from_text(text: str) -> list[Operation]:
    return [_operation(row) for row in json.loads(text)]


def _operation(row: dict[str, Any]) -> Operation:
    ids = {name: UUID(row[name]) for name in ("id", "device", "session", "person")}
    return Operation(**{**row, **ids, "made_at": datetime.fromisoformat(row["made_at"])})


crypto.declare_passing("core.Job", "parameters__sealed")
