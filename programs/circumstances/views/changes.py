"""Changes of circumstance: previewing, recording, returning, and undoing a wrong entry."""

from django.contrib import messages
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import requires
from accounts.confirming import confirmed_if_file
from core import access, clock
from core.command_forms import CommandForm
from core.errors import Blocker, refuse_if
from core.listing import asks_for_file
from inmates.custody.models.circumstances import Circumstance
from inmates.custody.views.changing import person_of
from inmates.people.models import Person
from inmates.profile.released_people import released_by
from programs.circumstances import entry_withdrawal, outings, training_restored
from programs.circumstances.change_list import CHANGES_RECORDED
from programs.circumstances.forms import EarlyReleaseForm, ReturnForm, WithdrawForm
from programs.circumstances.views.change_kinds import CHANGES, Change, Values, preview


@requires("inmates.record_movement")
@require_GET
@confirmed_if_file
def change_list(request: HttpRequest) -> HttpResponse:
    found = Circumstance.objects.visible_to(request.user).select_related("person", "recorded_by", "movement", "period")
    if asks_for_file(request):
        return CHANGES_RECORDED.file(request, found)
    page = CHANGES_RECORDED.page(request, found)
    left = released_by(request.user).filter(pk__in=[change.person_id for change in page.rows])
    context = {"page": page, "released": set(left.values_list("pk", flat=True))}
    return render(request, "programs/circumstances/change_list.html", context)


@requires("inmates.record_movement")
@require_GET
def change_choose(request: HttpRequest, public_id) -> HttpResponse:
    person = person_of(request, public_id)
    access.log(access.Kind.VIEW, person, by=request.user, what="changes of circumstance")
    out = person.movements.filter(back_at=None).select_related("circumstance").first()
    recorded = person.circumstances.filter(facility=person.facility).select_related("recorded_by", "movement")
    context = {"person": person, "changes": CHANGES.values(), "out": out, "recorded": recorded}
    return render(request, "programs/circumstances/change_choose.html", context)


def _change(code: str) -> Change:
    if code not in CHANGES:
        raise Http404
    return CHANGES[code]


@requires("inmates.record_movement")
@require_http_methods(["GET", "POST"])
def change_record(request: HttpRequest, public_id, code: str) -> HttpResponse:
    change, person = _change(code), person_of(request, public_id)
    now = clock.local(clock.now(), person.facility.time_zone)
    # The preview is a GET with the values in its address, so it writes nothing.
    sent = request.POST or (request.GET if "preview" in request.GET else None)
    form = change.form(sent, person=person, initial={change.day: now.date(), "hour": now.time()})
    is_whole = form.is_valid()
    doubts = change.doubts(person, form.cleaned_data) if is_whole else []
    if request.method == "POST" and form.carry_out(lambda data: change.command(person, request.user, data)):
        messages.success(request, _("%(change)s of %(name)s was recorded.") % _words(change, person))
        return redirect(*_next(request, change, person))
    context, status = {"person": person, "change": change, "form": form}, 422 if request.method == "POST" else 200
    if is_whole and (request.method == "GET" or doubts):
        context |= {"told": _told(form), **_looked_ahead(change, person, form.cleaned_data, doubts)}
        return render(request, "programs/circumstances/change_preview.html", context, status=status)
    return render(request, "programs/circumstances/change_record.html", context, status=status)


def _looked_ahead(change: Change, person: Person, values: Values, doubts: list[Blocker]) -> dict:
    asked = EarlyReleaseForm(initial={"reason": values.get("reason")}) if doubts else None
    return {
        "effects": preview(change, person, values),
        "reasons": change.blockers(person, values),
        "doubts": doubts,
        "asked": asked,
    }


def _told(form: CommandForm) -> list[tuple[str, str]]:
    """The submitted values in readable form: for a choice from a list, its name instead of its key."""
    fields = [field for field in form.visible_fields() if field.data]
    chosen = {name: value for name, value in form.cleaned_data.items() if isinstance(value, Model)}
    return [(str(field.label), str(chosen.get(field.name, field.data))) for field in fields]


def _words(change: Change, person: Person) -> dict:
    return {"change": change.label, "name": person.full_name}


def _next(request: HttpRequest, change: Change, person: Person) -> list:
    """The next page: the profile; after a departure, the page of the released person if readable, else the list."""
    if not change.is_final:
        return ["inmates:detail", person.public_id]
    is_released = released_by(request.user).filter(pk=person.pk).exists()
    return ["inmates:released", person.public_id] if is_released else ["programs:change_list"]


def _circumstance(request: HttpRequest, public_id) -> Circumstance:
    found = Circumstance.objects.visible_to(request.user).select_related("person__facility", "facility", "movement")
    return get_object_or_404(found, public_id=public_id)


@requires("inmates.record_movement")
@require_http_methods(["GET", "POST"])
def change_return(request: HttpRequest, public_id) -> HttpResponse:
    found = _circumstance(request, public_id)
    if not found.is_outing:
        raise Http404
    if request.method == "GET":
        refuse_if(outings.return_blockers(found, back_at=clock.now()))
    now = clock.local(clock.now(), found.facility.time_zone)
    form = ReturnForm(request.POST or None, person=found, initial={"day": now.date(), "hour": now.time()})
    if request.method == "POST" and form.carry_out(
        lambda data: outings.bring_back(found, by=request.user, back_at=data["moment"])
    ):
        messages.success(request, _("The return of %(name)s was recorded.") % {"name": found.person.full_name})
        return redirect("inmates:detail", found.person.public_id)
    # Suspensions decided elsewhere do not concern this facility.
    is_here = found.person.facility_id == found.facility_id
    suspensions = found.person.suspensions.on(now.date()) if is_here else []
    context = {"circumstance": found, "form": form, "suspensions": suspensions}
    return render(request, "programs/circumstances/change_return.html", context, status=form.status)


@requires("inmates.record_movement")
@require_http_methods(["GET", "POST"])
def change_withdraw(request: HttpRequest, public_id) -> HttpResponse:
    found = _circumstance(request, public_id)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.carry_out(
        lambda data: entry_withdrawal.withdraw(found, by=request.user, **data)
    ):
        for sentence in form.result:
            messages.warning(request, sentence)
        messages.success(request, _("The entry was taken back."))
        return redirect("programs:change_list")
    context = {"circumstance": found, "form": form, "reasons": entry_withdrawal.blockers(found)}
    context["left_closed"] = training_restored.left_closed(found) if not context["reasons"] else []
    return render(request, "programs/circumstances/change_withdraw.html", context, status=form.status)
