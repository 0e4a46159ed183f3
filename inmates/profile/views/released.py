"""People who have left: their list, and for each what may still be read and what is owed."""

from django.db.models import BooleanField, ExpressionWrapper
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from accounts.access import requires
from accounts.confirming import confirmed_if_file
from core import access
from core.listing import asks_for_file
from inmates.inbox import inbox_tasks
from inmates.inbox.models import InboxTask
from inmates.profile import owed_papers
from inmates.profile.forms import ReleasedForm
from inmates.profile.people_overview import released_rows
from inmates.profile.released_list import RELEASED
from inmates.profile.released_people import released_by
from inmates.profile.trainings import trainings_of


@requires("inmates.view_leaving")
@require_GET
@confirmed_if_file
def released_list(request: HttpRequest) -> HttpResponse:
    people = released_by(request.user)
    form = ReleasedForm(request.GET or None)
    if form.is_valid():
        people = form.narrowed(people)
    with_debts = people.annotate(is_owed=ExpressionWrapper(owed_papers.waits(), output_field=BooleanField()))
    if asks_for_file(request):
        return RELEASED.file(request, with_debts)
    page = RELEASED.page(request, with_debts)
    return render(request, "inmates/profile/released_list.html", {"page": page, "form": form})


@requires("inmates.view_leaving")
@require_GET
def released(request: HttpRequest, public_id) -> HttpResponse:
    person = get_object_or_404(released_by(request.user), public_id=public_id)
    access.log(access.Kind.VIEW, person, by=request.user, what="profile after leaving")
    # Training begun after leaving is private, and training elsewhere is that office's business.
    here = request.user.facility_id
    person.training = [one for one in trainings_of(person) if one.starts_on <= person.left_on and one.facility == here]
    # Tasks of other roles are theirs to read and answer.
    tasks = InboxTask.objects.open().visible_to(request.user).filter(person=person).select_related("person")
    context = {
        "person": person,
        "rows": released_rows(person, facility=request.user.facility_id),
        "owed": owed_papers.owed_to(person, reader=request.user),
        "tasks": [inbox_tasks.line_of(task) for task in tasks],
    }
    return render(request, "inmates/profile/released_detail.html", context)
