"""What merging two records of one person does to the rows of reports."""

from django.utils.translation import gettext_lazy as _

from programs.merged_records.record_merge import Related, Way, register
from reports.reconcile.models import Finding
from reports.subject_file.models import SubjectRequest

register(Related(SubjectRequest, _("requests for one's own data")))
# The next reconcile finds whatever still holds, under the remaining record.
register(Related(Finding, way=Way.STAY))
register(Related(Finding, field="other_person", way=Way.STAY))
