"""Curricula vitae that have served their time; the words of somebody who looked for work years ago."""

from collections import Counter
from collections.abc import Collection

from django.db.models import F, QuerySet

from accounts.models import Facility
from outcomes.leaving.models import CurriculumVitae


def curricula(facility: Facility) -> QuerySet[CurriculumVitae]:
    """All that were saved in the facility, with `since`: when."""
    return CurriculumVitae.objects.filter(facility=facility).annotate(since=F("saved_at"))


def destroy(found: Collection[int]) -> Counter[str]:
    """Deletes these (keys), within the caller's transaction; how many rows went, by table."""
    return Counter(curriculumvitae=CurriculumVitae.objects.filter(pk__in=found).delete()[0])
