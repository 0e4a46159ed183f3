"""What closing reports add to the page of a batch: its newest report, or where one is made."""

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from programs.batch_lifecycle.next_step import Beyond, Link, after_training
from programs.batches.models import Batch
from reports.closing.models import ClosingReport

VIEW = "programs.view_agreement"


@after_training.register
def close_batch(batch: Batch, user: User) -> Beyond:
    """A link once the batch is over, for whoever may read such reports."""
    if batch.is_live or not user.has_perm(VIEW):
        return Beyond()
    newest = ClosingReport.objects.of_batch(batch).values_list("public_id", flat=True).first()
    if newest:
        return Beyond([Link(_("Closing report"), reverse("reports:closing_report", args=[newest]), "file-text")])
    address = f"{reverse('reports:closing_report_list')}?angkatan={batch.public_id}"
    return Beyond([Link(_("Closing report"), address, "file-text", _("not made yet"))])
