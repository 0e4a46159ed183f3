"""What merging two records of one person does to shares with probation officers: one stays standing."""

from core import audit, clock
from outcomes.probation.models import ClientShare
from programs.merged_records.record_merge import Merging, Related, Way, people_become_one, rows_above


@rows_above.register
def rows_of_probation() -> tuple[Related, ...]:
    """Moved by `move_shares`."""
    return (Related(ClientShare, way=Way.APART),)


@people_become_one.register
def move_shares(merging: Merging) -> None:
    """Moves the shares of the record that goes; of two standing ones, that of the record that stays goes on."""
    has_one = ClientShare.objects.standing().filter(person=merging.stays).exists()
    for moved in ClientShare.objects.filter(person=merging.goes).select_related("facility").order_by("pk"):
        if has_one and moved.ended_on is None:
            moved.ended_on = clock.today(moved.facility.time_zone)
            audit.record("client_share.end", by=None, target=moved)
        moved.person = merging.stays
        moved.save(update_fields=["person", "ended_on"])
