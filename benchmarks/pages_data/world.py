"""What is loaded and how much of it, for the other modules of this folder and those that request pages."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, time

from django.db.models import Model

from accounts.models import Facility, TrainingCenter, User
from programs.batches.models import Batch
from programs.places.models import Enrollment
from programs.timetable.models.sessions import Session

# A session has two lessons of 45 minutes; an instructor can teach five sessions a day.
JP, MINUTES, SLOTS = 2, 45, (time(7, 30), time(9), time(10, 30), time(13), time(14, 30))
# Every second day, so that the ten batches of an instructor never overlap.
DAYS, COMING, OVER_SINCE = 2, 8, 40


@dataclass(frozen=True)
class Sizes:
    """How much is loaded. `over` batches are assessed, and as many are certified: a tenth, but at least one."""

    people: int = 2_000
    batches: int = 100
    places: int = 20
    sessions: int = 40
    units: int = 15
    instructors: int = 10
    over: int = 0


@dataclass
class World:
    """The loaded data, for modules that request pages."""

    sizes: Sizes
    facility: Facility
    center: TrainingCenter
    users: dict[str, User]
    today: date
    batches: list[Batch] = field(default_factory=list)
    places: dict[int, list[Enrollment]] = field(default_factory=dict)
    sessions: dict[int, list[Session]] = field(default_factory=dict)

    @property
    def ended(self) -> int:
        """The number of batches that are assessed but not signed off, which is also the number of certified ones."""
        return self.sizes.over or max(1, self.sizes.batches // 10)

    @property
    def graded(self) -> list[Batch]:
        """Batches that are assessed but have no certificates."""
        return self.batches[-2 * self.ended : -self.ended]

    @property
    def certified(self) -> list[Batch]:
        """The batches whose participants have certificates."""
        return self.batches[-self.ended :]

    @property
    def each(self) -> int:
        """The number of batches for each instructor."""
        return self.sizes.batches // self.sizes.instructors

    def held(self, batch: Batch) -> list[Session]:
        """The past sessions of the batch."""
        return self.sessions[batch.pk][: self.sizes.sessions]

    def instructor_of(self, batch: Batch) -> User:
        """The instructor of the batch: the first batches belong to the first instructor, and so on."""
        return self.users[f"instructor-{self.batches.index(batch) // self.each}"]


def store(rows: Iterable[Model]) -> list:
    """Writes rows of one model, a few thousand per statement; returns them with their keys."""
    kept = list(rows)
    return type(kept[0])._default_manager.bulk_create(kept, batch_size=2_000)
