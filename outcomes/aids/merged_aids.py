"""What merging two records of one person does to what they were given."""

from django.utils.translation import gettext_lazy as _

from outcomes.aids.models import CenterAid, FacilityAid
from programs.merged_records.record_merge import Merging, Related, Way, people_become_one, rows_above


@rows_above.register
def rows_of_aids() -> tuple[Related, ...]:
    """What a center gave is moved unseen by the office that merges."""
    return Related(FacilityAid, _("tools and capital given")), Related(CenterAid, way=Way.APART)


@people_become_one.register
def move_center_aids(merging: Merging) -> None:
    """Moves what training centers gave to the record that stays."""
    CenterAid.objects.filter(person=merging.goes).update(person=merging.stays)
