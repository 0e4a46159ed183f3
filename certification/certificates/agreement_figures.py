"""What came of a year under an agreement: who was competent, and who holds a certificate."""

from collections import Counter
from datetime import date

from django.utils.translation import gettext_lazy as _

from certification.assessment import certificate_gate
from certification.register.models import Certificate, NumberSeries
from programs.agreements.agreement_years import figure_labels, year_figures
from programs.agreements.models import Agreement
from programs.places.models import Enrollment

figure_labels.add("competent", _("Of these, competent in every core unit"))
figure_labels.add("certified", _("Of these, with a certificate in force"))
figure_labels.add("attended", _("Of these, with a paper of attendance in force"))


@year_figures.register
def earned_in(agreement: Agreement, begins: date, ends: date) -> dict[str, int]:
    """Participants of the batches that began in this time, by what they have earned."""
    held = agreement.batches.begun(begins, ends)
    places = Enrollment.objects.filter(batch__in=held)
    in_force = Certificate.objects.filter(enrollment__in=places, state=Certificate.State.ISSUED)
    papers = Counter(in_force.order_by().values_list("paper", flat=True))
    competent = [one for one in certificate_gate.earned_by(places).values() if one.units and one.is_competent]
    return {
        "competent": len(competent),
        "certified": papers[NumberSeries.Paper.CERTIFICATE],
        "attended": papers[NumberSeries.Paper.ATTENDANCE],
    }
