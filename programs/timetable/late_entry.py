"""Which lessons are over for somebody who enters a public class today."""

from core import clock
from programs.batches.models import Batch
from programs.catalog.models import ProgramUnit
from programs.registrations.late_entry import lessons_over
from programs.timetable.taught_lessons import jp_by_unit


@lessons_over.register
def scheduled_before_today(batch: Batch) -> list[tuple[ProgramUnit, int]]:
    """The units with their JP of sessions before today that stand; whoever enters is expected from today's first on."""
    sessions = batch.sessions.standing().filter(date__lt=clock.today(batch.time_zone))
    jp = jp_by_unit(sessions, batch.version.minutes_per_jp)
    return [(unit, jp[unit.pk]) for unit in batch.version.units.all() if unit.pk in jp]
