"""Tools and capital given: a person's, the office's of a year, receipts."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import requires
from accounts.confirming import confirmed_file
from core import access, clock
from core.command_forms import ReasonForm
from core.exporting import file_response
from core.forms import MOST_SOUGHT
from core.http import pdf_answer, typed
from core.paging import keyset_page
from core.scan_answers import scan_answer
from inmates.people.models import Person
from inmates.profile.released_people import released_by
from outcomes.aids import aid_records, aid_uses, given_in_year, receipt_paper
from outcomes.aids.aid_records import AnyAid
from outcomes.aids.forms import AidForm, ReceiptForm, YearForm
from outcomes.aids.recipients import recipients
from outcomes.followup.asked_people import places_of


def _person(request: HttpRequest, public_id) -> Person:
    """By the key of somebody here or released from here; at a training center by that of a place."""
    user = request.user
    if not user.facility_id:
        return get_object_or_404(places_of(user).select_related("person"), public_id=public_id).person
    here = Person.objects.visible_to(user).filter(public_id=public_id).first()
    return here or get_object_or_404(released_by(user), public_id=public_id)


@requires("outcomes.view_aids")
@require_GET
def aid_person(request: HttpRequest, public_id) -> HttpResponse:
    """What the office gave one person, and what became of it if the person agreed to be asked."""
    person, user = _person(request, public_id), request.user
    access.log(access.Kind.VIEW, person, by=user, what="tools and capital")
    aids = list(aid_records.aids_of(user).filter(person=person).select_related("recorded_by"))
    # Use is part of what the person tells under the agreement, so only whoever asks reads it.
    uses = aid_uses.last_uses(aids) if user.has_perm("outcomes.follow_up") else {}
    context = {"person": person, "rows": [(aid, uses.get(aid.pk)) for aid in aids], "key": public_id}
    return render(request, "outcomes/aids/aid_person.html", context)


@requires("outcomes.change_aids")
@require_http_methods(["GET", "POST"])
def aid_new(request: HttpRequest, public_id) -> HttpResponse:
    person, user = _person(request, public_id), request.user
    initial = {"given_on": clock.today(user.time_zone), "giver": user.office.name}
    form = AidForm(request.POST or None, givers=given_in_year.givers_of(user), initial=initial)
    if form.carry_out(lambda data: aid_records.record_aid(person, by=user, given=form.given())):
        messages.success(request, _("It is recorded. Print the receipt and let both sign it."))
        return redirect("outcomes:aid_person", public_id)
    context = {"form": form, "person": person, "back": reverse("outcomes:aid_person", args=[public_id])}
    return render(request, "outcomes/aids/aid_form.html", context, status=form.status)


@requires("outcomes.view_aids")
@require_GET
def aid_list(request: HttpRequest) -> HttpResponse:
    """What the office gave in a year, with sums."""
    form, year = _year(request)
    page = keyset_page(request, given_in_year.aids_of_year(request.user, year), keys=("-given_on", "-pk"))
    sums = given_in_year.sums_of_year(request.user, year)
    context = {"form": form, "year": year, "page": page, "sums": sums, "total": given_in_year.total_of(sums)}
    return render(request, "outcomes/aids/aid_list.html", context)


def _year(request: HttpRequest) -> tuple[YearForm, int]:
    this_year = clock.today(request.user.time_zone).year
    form = YearForm({"year": this_year} | request.GET.dict(), years=given_in_year.years_of(request.user, this_year))
    chosen = form.cleaned_data.get("year") if form.is_valid() else None
    return form, chosen or this_year


@requires("outcomes.view_aids")
@require_GET
@confirmed_file
def aid_export(request: HttpRequest, kind: str) -> HttpResponse:
    _form, year = _year(request)
    access.log(access.Kind.EXPORT, "outcomes.aid", by=request.user, what="list of tools and capital")
    heads = [
        _("Given on"), _("Name"), _("Kind"), _("Thing"), _("Serial number or mark"), _("Given by"), _("Value (Rp)"),
        _("Recorded by"),
    ]  # fmt: skip  # Heads in the order of the cells.
    rows = given_in_year.rows_for_file(request.user, year)
    name = _("tools-and-capital")
    return file_response(kind, f"{name}-{year}", heads, rows)


@requires("outcomes.follow_up")
@require_GET
def aid_recipients(request: HttpRequest) -> HttpResponse:
    """People trained by the center, by name."""
    words = typed(request.GET, "q", most=MOST_SOUGHT)
    page = keyset_page(request, recipients(request.user, words), keys=("person__name_sort", "pk"))
    return render(request, "outcomes/aids/aid_recipients.html", {"page": page, "words": words})


def _aid(request: HttpRequest, public_id) -> AnyAid:
    return get_object_or_404(aid_records.aids_of(request.user).select_related("person"), public_id=public_id)


@requires("outcomes.view_aids")
@require_GET
def aid_receipt(request: HttpRequest, public_id) -> HttpResponse:
    aid = _aid(request, public_id)
    access.log(access.Kind.PRINT, aid, by=request.user, what="receipt of tools or capital")
    return pdf_answer(receipt_paper.sheet(aid), "tanda-terima.pdf")


@requires("outcomes.view_aids")
@require_GET
def aid_scan(request: HttpRequest, public_id) -> HttpResponse:
    aid = _aid(request, public_id)
    answer = scan_answer(aid.scan, name=_("receipt-%(number)s") % {"number": aid.pk})
    access.log(access.Kind.EXPORT, aid, by=request.user, what="signed receipt of tools or capital")
    access.shown(aid.person_id)
    return answer


@requires("outcomes.change_aids")
@require_http_methods(["GET", "POST"])
def aid_scan_add(request: HttpRequest, public_id) -> HttpResponse:
    aid, form = _aid(request, public_id), ReceiptForm(request.POST or None, request.FILES or None)
    if form.carry_out(lambda data: aid_records.attach_scan(aid, by=request.user, content=data["scan"])):
        messages.success(request, _("The signed receipt is kept."))
        return redirect("outcomes:aid_list")
    return _act_page(request, aid, form, title=_("Signed receipt"), button=_("Keep the scan"))


@requires("outcomes.change_aids")
@require_http_methods(["GET", "POST"])
def aid_cancel(request: HttpRequest, public_id) -> HttpResponse:
    aid, form = _aid(request, public_id), ReasonForm(request.POST or None)
    if form.carry_out(lambda data: aid_records.cancel_aid(aid, by=request.user, reason=data["reason"])):
        messages.success(request, _("It is taken back and counts no longer."))
        return redirect("outcomes:aid_list")
    return _act_page(request, aid, form, title=_("Take back"), button=_("Take back"))


def _act_page(request: HttpRequest, aid: AnyAid, form, **words) -> HttpResponse:
    back = reverse("outcomes:aid_list")
    crumbs = [{"url": back, "label": _("Tools and capital given")}]
    context = {"form": form, "crumbs": crumbs, "back": back, "facts": [aid.person.full_name, str(aid)], **words}
    return render(request, "programs/command_form.html", context, status=form.status)
