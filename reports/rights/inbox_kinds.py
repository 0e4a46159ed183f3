"""The inbox task of whoever keeps data of which somebody asks for a correction."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from inmates.inbox.inbox_tasks import Kind, profile_link, register
from inmates.inbox.models import InboxTask
from programs.places.models import Enrollment


def _data_link(task: InboxTask) -> str:
    """The page on which the data are corrected: the profile, or what a training center knows of its participant."""
    if task.facility_id:
        return profile_link(task)
    places = Enrollment.objects.filter(person=task.person_id, batch__training_center=task.training_center_id)
    place = places.order_by("-starts_on", "-pk").values_list("public_id", flat=True).first()
    return reverse("programs:participant_detail", args=[place]) if place else ""


CORRECTION_ASKED = register(
    Kind(
        "reports.correction_asked",
        _("Correction of data"),
        _("Data of %(name)s are to be corrected"),
        _("%(wish)s. Correct them, or write here why not; the person is answered until %(until)s."),
        "warn",
        "pencil",
        _data_link,
        example=_("For example: corrected by the birth certificate, or: the date is right, by the diploma."),
    )
)
