"""What merging two records of one person does to the rows of reports."""

from django.utils.translation import gettext_lazy as _

from programs.merged_records.record_merge import Related, Way, rows_above
from reports.breaches.models import AffectedPerson
from reports.reconcile.models import Finding
from reports.retention.models import LegalHold
from reports.rights.models import RightsRequest
from reports.subject_file.models import SubjectRequest


@rows_above.register
def rows_of_reports() -> tuple[Related, ...]:
    """Requests move; findings stay, since the next reconcile finds whatever still holds, under the remaining record."""
    return (
        Related(SubjectRequest, _("requests for one's own data")),
        Related(RightsRequest, _("requests about data")),
        # One breach may have shown both records.
        Related(AffectedPerson, way=Way.STAY),
        # Each office asks for holds of the records that were merged, too.
        Related(LegalHold, way=Way.STAY),
        Related(Finding, way=Way.STAY),
        Related(Finding, field="other_person", way=Way.STAY),
    )
