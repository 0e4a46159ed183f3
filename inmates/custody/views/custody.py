"""Pages that change the custody half: housing, register number, dates, classifications, suspensions."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import requires
from core import clock
from inmates.custody import classifications, housings, limiting_dates, register_entries, suspensions
from inmates.custody.forms import (
    ClassificationForm,
    HousingForm,
    LimitingDateForm,
    RegisterNumberForm,
    SuspensionEndForm,
    SuspensionForm,
)
from inmates.custody.models.stays import Classification, LimitingDate
from inmates.custody.people_apart import neighbors_to_avoid
from inmates.custody.views.changing import change_page, person_of
from inmates.people.models import Person


@requires("inmates.change_person")
@require_http_methods(["GET", "POST"])
def housing_change(request: HttpRequest, public_id) -> HttpResponse:
    def move(person, *, by, block, cell, **values):
        housing = housings.change_housing(person, by=by, block=block, cell=cell, **values)
        # The move has already happened, and refusing to record it would make the records wrong; so warn instead.
        for other in neighbors_to_avoid(person, block=block, cell=cell):
            sentence = _("%(name)s is housed there and must not be together with this person: choose another cell.")
            messages.warning(request, sentence % {"name": other.full_name})
        return housing

    heading, initial = _("Change block and cell"), {"from_date": clock.today(request.user.time_zone)}
    return change_page(request, public_id, HousingForm, move, heading=heading, initial=initial)


@requires("inmates.change_person")
@require_http_methods(["GET", "POST"])
def register_number_change(request: HttpRequest, public_id) -> HttpResponse:
    return change_page(
        request,
        public_id,
        RegisterNumberForm,
        register_entries.change_register_number,
        heading=_("Change the register number"),
        text=_("The number so far stays in the history."),
        initial={"from_date": clock.today(request.user.time_zone)},
    )


@requires("inmates.change_person")
@require_http_methods(["GET", "POST"])
def limiting_date_change(request: HttpRequest, public_id) -> HttpResponse:
    return change_page(
        request,
        public_id,
        LimitingDateForm,
        limiting_dates.set_limiting_date,
        heading=_("Change a date that limits training"),
        text=_("Leave the date blank when it is not known (any more). Unknown never counts as enough time."),
        initial=lambda person: _known_date(person, request.GET.get("kind")),
    )


def _known_date(person: Person, kind: str | None) -> dict:
    if kind not in LimitingDate.Kind.values:
        return {}
    row = person.limiting_dates.filter(kind=kind, replaced_at=None).first()
    return {"kind": kind, "date": row.date if row else None}


@requires("inmates.change_person")
@require_http_methods(["GET", "POST"])
def classification_add(request: HttpRequest, public_id) -> HttpResponse:
    """One kind at a time, taken from the URL, so that the form offers only matching values."""
    asked = request.POST.get("kind") or request.GET.get("kind")
    kind = Classification.Kind(asked) if asked in Classification.Kind.values else Classification.Kind.CONDUCT
    return change_page(
        request,
        public_id,
        ClassificationForm,
        classifications.classify,
        heading=_("Record a classification"),
        text=_("After its last day of validity it counts as missing. Never write a diagnosis."),
        initial={"kind": kind.value, "from_date": clock.today(request.user.time_zone)},
        tabs=[{"label": one.label, "url": f"?kind={one.value}", "current": one is kind} for one in Classification.Kind],
    )


@requires("inmates.change_person")
@require_http_methods(["GET", "POST"])
def suspension_add(request: HttpRequest, public_id) -> HttpResponse:
    return change_page(
        request,
        public_id,
        SuspensionForm,
        suspensions.suspend,
        heading=_("Suspend training"),
        text=_("Only from when, until when and by whose decision is recorded."),
        initial={"from_date": clock.today(request.user.time_zone)},
    )


@requires("inmates.change_person")
@require_http_methods(["GET", "POST"])
def suspension_end(request: HttpRequest, public_id) -> HttpResponse:
    today = clock.today(request.user.time_zone)
    running = person_of(request, public_id).suspensions.on(today).first()
    if running is None:
        raise Http404

    def end(person, *, by, until):
        return suspensions.end_suspension(running, by=by, until=until)

    heading, initial = _("End the suspension"), {"until": today}
    return change_page(request, public_id, SuspensionEndForm, end, heading=heading, initial=initial)
