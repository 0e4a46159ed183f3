"""Meetings, visits and yearly evaluations under an agreement, for both parties."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import requires
from core import access, clock
from core.http import pdf_answer
from core.idempotency import outcome_of, reads_first
from core.scan_answers import scan_answer
from core.seen_forms import hold_shown
from programs.agreements import agreement_years, meeting_records
from programs.agreements.forms import MeetingForm, PhotoForm, ScanForm, shown_meeting
from programs.agreements.meeting_paper import minutes_paper, year_of
from programs.agreements.models import Agreement, AgreementMeeting


def _visible(request: HttpRequest, public_id) -> AgreementMeeting:
    related = ("agreement__facility", "agreement__training_center", "recorded_by")
    found = AgreementMeeting.objects.visible_to(request.user).select_related(*related)
    return get_object_or_404(found, public_id=public_id)


def _form(request: HttpRequest, agreement: Agreement, initial: dict) -> MeetingForm:
    years = agreement_years.years_of(agreement, until=clock.today(request.user.time_zone))
    of_center = request.user.training_center_id is not None
    return MeetingForm(request.POST or None, initial=initial, years=years, writes_for_center=of_center)


def _form_page(request: HttpRequest, form, agreement: Agreement, *, title: str, button: str, back: str, reasons=()):
    crumbs = [
        {"url": reverse("programs:agreement_list"), "label": _("Agreements")},
        {"url": reverse("programs:agreement_detail", args=[agreement.public_id]), "label": agreement.number},
    ]
    facts = [agreement.number, *reasons]
    context = {"form": form, "title": title, "facts": facts, "back": back, "crumbs": crumbs, "button": button}
    return render(request, "programs/command_form.html", context, status=form.status)


def _address(meeting: AgreementMeeting) -> str:
    return reverse("programs:meeting_detail", args=[meeting.public_id])


def _asked(request: HttpRequest, agreement: Agreement) -> dict:
    """The kind that a link asks for; of an evaluation also the year that is due."""
    kind = request.GET.get("jenis", AgreementMeeting.Kind.MEETING)
    if kind != AgreementMeeting.Kind.EVALUATION:
        return {"kind": kind}
    due = agreement_years.year_due(agreement, on=clock.today(request.user.time_zone), evaluated=None)
    return {"kind": kind, "year": due and due.number}


@requires("programs.record_meeting")
@require_http_methods(["GET", "POST"])
def meeting_new(request: HttpRequest, public_id) -> HttpResponse:
    agreement, user = get_object_or_404(Agreement.objects.visible_to(request.user), public_id=public_id), request.user
    form = _form(request, agreement, _asked(request, agreement))
    if form.carry_out(
        lambda data: meeting_records.record_meeting(
            agreement, by=user, record=form.record(), words_are_meant=form.is_meant()
        )
    ):
        messages.success(request, _("The meeting was recorded. Print the minutes and have both offices sign them."))
        return redirect(_address(form.result))
    back = reverse("programs:agreement_detail", args=[agreement.public_id])
    return _form_page(request, form, agreement, title=_("Record a meeting"), button=_("Save"), back=back)


@requires("programs.view_agreement")
@require_GET
def meeting_detail(request: HttpRequest, public_id) -> HttpResponse:
    meeting = _visible(request, public_id)
    context = {
        "meeting": meeting,
        "year": year_of(meeting),
        "figures": agreement_years.shown_figures(meeting.figures),
        "may_record": not meeting_records.record_blockers(meeting.agreement, by=request.user),
        "may_keep_photo": not meeting_records.photo_keeper_blockers(meeting, by=request.user),
        "may_keep_scan": not meeting_records.scan_keeper_blockers(meeting, by=request.user),
        "may_change": not meeting_records.change_blockers(meeting, by=request.user),
    }
    return render(request, "programs/agreements/meeting_detail.html", context)


@requires("programs.record_meeting")
@require_http_methods(["GET", "POST"])
def meeting_edit(request: HttpRequest, public_id) -> HttpResponse:
    meeting = hold_shown(request, lambda: _visible(request, public_id))
    form = _form(request, meeting.agreement, shown_meeting(meeting))
    if form.carry_out(
        lambda data: meeting_records.change_meeting(
            meeting, by=request.user, record=form.record(), words_are_meant=form.is_meant()
        )
    ):
        messages.success(request, _("The meeting was changed."))
        return redirect(_address(meeting))
    reasons = map(str, meeting_records.change_blockers(meeting, by=request.user))
    options = {"title": _("Change the meeting"), "button": _("Save"), "back": _address(meeting), "reasons": reasons}
    return _form_page(request, form, meeting.agreement, **options)


@requires("programs.view_agreement")
@require_GET
def meeting_print(request: HttpRequest, public_id) -> HttpResponse:
    meeting = _visible(request, public_id)
    content = minutes_paper(meeting, reader=request.user)
    access.log(access.Kind.PRINT, meeting, by=request.user, what="minutes of a meeting")
    return pdf_answer(content, f"{_('minutes')}-{meeting.held_on:%Y-%m-%d}.pdf")


@requires("programs.view_agreement")
@require_GET
def meeting_photo(request: HttpRequest, public_id) -> HttpResponse:
    meeting = _visible(request, public_id)
    if not meeting.photo or not meeting.photo.storage.exists(meeting.photo.name):
        raise Http404
    answer = FileResponse(meeting.photo.open("rb"), content_type="image/jpeg")
    answer["Cache-Control"] = "no-store, private"
    return answer


def _read_photo(request: HttpRequest, public_id) -> bytes | None:
    _visible(request, public_id)
    form = PhotoForm(request.POST, request.FILES)
    return meeting_records.read_photo(form.content(), whose=request.user.pk) if form.is_valid() else None


@requires("programs.record_meeting")
@require_http_methods(["GET", "POST"])
@reads_first(_read_photo)
def meeting_photo_add(request: HttpRequest, public_id) -> HttpResponse:
    meeting, form = _visible(request, public_id), PhotoForm(request.POST or None, request.FILES or None)
    if form.carry_out(lambda data: meeting_records.attach_photo(meeting, by=request.user, jpeg=outcome_of(request))):
        messages.success(request, _("The photo is kept with the meeting."))
        return redirect(_address(meeting))
    options = {"title": _("Photo of the meeting"), "button": _("Keep the photo"), "back": _address(meeting)}
    return _form_page(request, form, meeting.agreement, **options)


@requires("programs.view_agreement")
@require_GET
def meeting_scan(request: HttpRequest, public_id) -> HttpResponse:
    meeting = _visible(request, public_id)
    answer = scan_answer(meeting.scan, name=f"{_('minutes')}-{meeting.held_on:%Y-%m-%d}")
    access.log(access.Kind.EXPORT, meeting, by=request.user, what="signed minutes of a meeting")
    return answer


@requires("programs.record_meeting")
@require_http_methods(["GET", "POST"])
def meeting_scan_add(request: HttpRequest, public_id) -> HttpResponse:
    meeting, form = _visible(request, public_id), ScanForm(request.POST or None, request.FILES or None)
    if form.carry_out(lambda data: meeting_records.attach_scan(meeting, by=request.user, content=data["scan"])):
        messages.success(request, _("The signed minutes are kept; their words stand from now on."))
        return redirect(_address(meeting))
    options = {"title": _("Signed minutes"), "button": _("Keep the scan"), "back": _address(meeting)}
    return _form_page(request, form, meeting.agreement, **options)
