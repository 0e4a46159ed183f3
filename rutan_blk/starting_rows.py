"""The catalogs every installation starts with; each is defined beside its model."""

from outcomes.followup.starting_rows import sync_job_words
from outcomes.leaving.starting_rows import sync_readiness_items
from programs.attendance.starting_rows import sync_statuses
from programs.batches.starting_rows import sync_call_off_reasons
from programs.catalog.starting_rows import sync_vocations
from programs.timetable.starting_rows import sync_cancel_reasons


def sync_catalogs() -> None:
    """Adds missing rows of every catalog; changes none."""
    sync_vocations()
    sync_job_words()
    sync_statuses()
    sync_call_off_reasons()
    sync_cancel_reasons()
    sync_readiness_items()
