"""A queue that a device has saved as a file: a short one is taken while its sender waits, a long one by a job."""

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
from core.models import Job, JobItem
from programs.offline import mark_replay
from programs.offline.mark_replay import Operation
from programs.offline.models import OfflinePack
from programs.places.models import Enrollment

TAKE = "programs.offline_file"
# Some 25 ms each, and whoever waits holds a thread of the site.
MOST_AT_ONCE = 200
# In one transaction of the job, so that others write in between.
PART = 10


@dataclass(frozen=True)
class Taken:
    """What became of a file: an outcome for each mark that was taken, how many no row can name; `job` takes them."""

    outcomes: list[str]
    strange: int
    job: Job | None = None


def take(pack: OfflinePack, operations: Iterable[Operation], *, by: User) -> Taken:
    """Takes up to 200 marks at once, more by a job. As often as a file is sent, each of its marks counts once.

    Call it outside a transaction, as `replay`.
    """
    known, strange = _known_and_strange(pack, operations)
    if len(known) > MOST_AT_ONCE:
        return Taken([], len(strange), start(pack, known, by=by))
    return Taken([answer.outcome for answer in mark_replay.replay(pack, known, by=by)], len(strange))


def _known_and_strange(pack: OfflinePack, operations: Iterable[Operation]) -> tuple[list[Operation], list[Operation]]:
    """Those about a session and a person of the pack; and the others, which no row can name."""
    batches = dict(pack.sessions.values_list("public_id", "batch"))
    people = set(Enrollment.objects.filter(batch__in=batches.values()).values_list("public_id", "batch"))
    known: list[Operation] = []
    strange: list[Operation] = []
    for one in operations:
        (known if (one.person, batches.get(one.session)) in people else strange).append(one)
    return known, strange


def start(pack: OfflinePack, operations: Sequence[Operation], *, by: User) -> Job:
    """Takes the operations in the background, in the order of device and sequence, in the name of `by`.

    Until all are taken they wait sealed with the job. Another user's pack raises `ValueError`, as in `replay`.
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


@jobs.handler(TAKE)
def take_part(job: Job, item: JobItem) -> None:
    """Takes the next ten marks; with the last of all, the file is gone."""
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
