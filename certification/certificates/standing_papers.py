"""Papers about a place that ended early: while there are any, the end cannot be undone."""

from django.utils.translation import gettext as _

from certification.register.models import Certificate
from core.errors import Blocker
from programs.circumstances.place_reinstatement import built_upon_an_end
from programs.places.models import Enrollment

State = Certificate.State
STANDING = (State.PREPARED, State.APPROVED, State.ISSUED)


@built_upon_an_end.register
def blockers(place: Enrollment) -> list[Blocker]:
    """Each paper about the place in preparation or in force."""
    papers = Certificate.objects.filter(enrollment=place, state__in=STANDING).only("state", "paper", "number_text")
    return [_blocker(paper) for paper in papers.order_by("pk")]


def _blocker(paper: Certificate) -> Blocker:
    words = {"paper": paper.get_paper_display(), "number": paper.number_text}
    if paper.state == State.ISSUED:
        sentence = _("%(paper)s %(number)s is issued. The training center has to revoke it first.")
        return Blocker("paper_issued", sentence % words)
    sentence = _("%(paper)s is being prepared. The training center has to withdraw it first.")
    return Blocker("paper_prepared", sentence % words)
