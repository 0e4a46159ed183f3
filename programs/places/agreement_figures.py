"""What a year under an agreement held: batches that began in it, and who took part."""

from datetime import date

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from programs.agreements.agreement_years import figure_labels, year_figures
from programs.agreements.models import Agreement
from programs.places.models import Enrollment

figure_labels.add("batches", _("Batches that began"))
figure_labels.add("participants", _("Participants"))
figure_labels.add("finished", _("Of these, completed the training"))


@year_figures.register
def held_in(agreement: Agreement, begins: date, ends: date) -> dict[str, int]:
    """Batches of the agreement that began in this time, and their participants."""
    held = agreement.batches.begun(begins, ends)
    return held.aggregate(
        batches=Count("pk", distinct=True),
        participants=Count("enrollments"),
        finished=Count("enrollments", filter=Q(enrollments__state=Enrollment.State.COMPLETED)),
    )
