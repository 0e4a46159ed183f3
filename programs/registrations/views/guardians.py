"""Consent of a parent or guardian for somebody under 18 whom the training center trains or has registered."""

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import requires
from core import access, clock
from inmates.consents import guardian_consents
from inmates.consents.guardian_consents import PERMISSION
from inmates.consents.minors import is_minor
from inmates.consents.models import GuardianConsent
from inmates.people.models import Person
from programs.places.models import Enrollment
from programs.registrations.forms import GuardianEndForm, GuardianForm
from programs.registrations.models import Registration


def _person(request: HttpRequest, public_id) -> Person:
    center = request.user.training_center_id
    taught = Enrollment.objects.filter(batch__training_center=center).values("person")
    registered = Registration.objects.filter(batch__training_center=center).values("person")
    people = Person.objects.filter(Q(pk__in=taught) | Q(pk__in=registered))
    return get_object_or_404(people, public_id=public_id)


@requires(PERMISSION)
@require_http_methods(["GET", "POST"])
def guardian_consent(request: HttpRequest, public_id) -> HttpResponse:
    """Who signed, and earlier ones; a form while nobody has and the person is under 18."""
    person, center = _person(request, public_id), request.user.training_center
    access.log(access.Kind.VIEW, person, by=request.user, what="consent of a guardian")
    today = clock.today(center.time_zone)
    form = GuardianForm(request.POST or None, initial={"given_on": today})
    if form.carry_out(lambda data: guardian_consents.record(person, center, by=request.user, **data)):
        messages.success(request, _("The consent of parent or guardian is recorded."))
        return redirect("programs:guardian_consent", person.public_id)
    rows = GuardianConsent.objects.visible_to(request.user).filter(person=person)
    context = {
        "person": person,
        "form": form,
        "rows": rows.select_related("recorded_by"),
        "asks": is_minor(person.birth_date, today) and not rows.standing().exists(),
    }
    return render(request, "programs/registrations/guardian_consent.html", context, status=form.status)


@requires(PERMISSION)
@require_http_methods(["GET", "POST"])
def guardian_consent_end(request: HttpRequest, public_id) -> HttpResponse:
    """Asks before it ends: without it the own agreement of a child does not count."""
    rows = GuardianConsent.objects.visible_to(request.user).select_related("person", "training_center")
    row = get_object_or_404(rows, public_id=public_id)
    access.log(access.Kind.VIEW, row.person, by=request.user, what="consent of a guardian")
    form = GuardianEndForm(request.POST or None, initial={"ended_on": clock.today(row.training_center.time_zone)})
    if form.carry_out(lambda data: guardian_consents.end(row, by=request.user, **data)):
        messages.success(request, _("The consent of parent or guardian has ended."))
        return redirect("programs:guardian_consent", row.person.public_id)
    back, title = reverse("programs:guardian_consent", args=[row.person.public_id]), _("End the consent")
    context = {
        "form": form,
        "title": title,
        "button": title,
        "back": back,
        "crumbs": [{"url": back, "label": row.person.full_name}],
        "facts": [row.person.full_name, f"{row.guardian_name} ({row.get_relation_display()})"],
        "note": _("While the person is under 18, nothing that he or she agrees to counts until somebody signs again."),
    }
    return render(request, "programs/command_form.html", context, status=form.status)
