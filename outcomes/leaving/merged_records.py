"""What merging two records of one person does to the rows of getting ready to leave."""

from django.utils.translation import gettext_lazy as _

from outcomes.leaving.models import CurriculumVitae, Readiness, WorkAssignment
from programs.merged_records.record_merge import Related, rows_above


@rows_above.register
def rows_of_leaving() -> tuple[Related, ...]:
    """Rows move; of two about the same thing the newest counts, as always."""
    return (
        Related(Readiness, _("steps of getting ready to leave")),
        Related(CurriculumVitae, _("CVs")),
        Related(WorkAssignment, _("work inside")),
    )
