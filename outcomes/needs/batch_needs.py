"""Whether a batch that is being planned has a young record of need behind it."""

from datetime import date

from accounts.models import TrainingCenter
from outcomes.needs.need_age import has_young
from programs.batch_lifecycle.need_check import young_needs


@young_needs.register
def has_young_need(center: TrainingCenter, vocation: int, day: date) -> bool:
    """Yes or no; nothing of employers reaches the page that asks."""
    return has_young(center, vocation, day)
