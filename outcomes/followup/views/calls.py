"""The day's calls: one person after the other, the questions, and the list on paper."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.access import requires
from accounts.confirming import confirmed_file
from core import access, clock
from core.http import as_uuid, pdf_answer, typed
from outcomes.followup import attempts, call_list_paper, call_order, contacts, help_wishes, work_papers
from outcomes.followup.calls import note_call
from outcomes.followup.follow_up_counts import counts_of_center
from outcomes.followup.forms.calls import CallForm
from outcomes.followup.models.contacts import Contact
from outcomes.followup.models.outcomes import FollowUp, HelpWish, Outcome
from outcomes.followup.told import note_help_given
from outcomes.followup.views.consents import ended_answer

MOST_NEXT = 8


@requires("outcomes.follow_up")
@require_GET
def call_list(request: HttpRequest) -> HttpResponse:
    """The person to call now, or the one that was chosen, beside those who come next."""
    order = _in_order(request)
    current = _named(request, order) or _chosen(request, order)
    if current:
        call_order.read_beside(current)
    return _day_page(request, order, current)


def _in_order(request: HttpRequest) -> list[FollowUp]:
    waves = call_order.waiting(request.user, clock.now())
    waves = waves.select_related("consent__person", "consent__training_center")
    return list(call_order.with_wage(waves, clock.today(request.user.time_zone)))


def _named(request: HttpRequest, order: list[FollowUp]) -> FollowUp | None:
    """A wave that is still open and is nobody's turn now, by its address: whoever rings back is noted there."""
    key = as_uuid(request.GET.get("siapa", ""))
    if key is None or key in {wave.public_id for wave in order}:
        return None
    today = clock.today(request.user.time_zone)
    waves = FollowUp.objects.visible_to(request.user).callable_on(today).filter(public_id=key)
    return call_order.with_wage(waves.select_related("consent__person", "consent__training_center"), today).first()


def _chosen(request: HttpRequest, order: list[FollowUp]) -> FollowUp | None:
    """The wave that the address names, the one after a skipped one, or the first."""
    keys = {wave.public_id: place for place, wave in enumerate(order)}
    asked, skipped = (keys.get(as_uuid(request.GET.get(name, ""))) for name in ("siapa", "lewati"))
    place = asked if asked is not None else (skipped + 1 if skipped is not None else 0)
    return order[place % len(order)] if order else None


def _shown(request: HttpRequest) -> QuerySet[FollowUp]:
    """The waves of the reader's center with everything that the page says of one."""
    waves = call_order.with_person(FollowUp.objects.visible_to(request.user))
    return call_order.with_wage(waves, clock.today(request.user.time_zone))


def _day_page(
    request: HttpRequest, order: list[FollowUp], wave: FollowUp | None, form: CallForm | None = None
) -> HttpResponse:
    others = [one for one in order if not wave or one.pk != wave.pk]
    context = {
        "wave": wave,
        "day": call_order.day_count(request.user, len(order)),
        "coming": others[:MOST_NEXT],
        "coming_in_all": len(others),
        "now": clock.now(),
    }
    if wave:
        context |= _of_wave(request, wave) | {"form": form or CallForm(follow_up=wave)}
    page = "outcomes/followup/call_day.html"
    return render(request, page, context, status=form.status if form else 200)


def _of_wave(request: HttpRequest, wave: FollowUp) -> dict:
    zone, made = request.user.time_zone, list(wave.attempts.all())
    turn = attempts.turn_of(wave, made)
    first = call_order.message_number_of if turn == attempts.Turn.MESSAGE else call_order.number_of
    # After a refusal the number that was called stays on the page.
    number = _called(request, wave) or first(wave)
    # Opened only when asked for, and noted each time.
    is_open = bool(number) and request.GET.get("buka") == str(number.public_id)
    return {
        "number": number,
        "dialed": contacts.reveal(number, by=request.user, purpose=f"follow-up {wave.wave}") if is_open else "",
        "called_name": call_order.called_name(wave),
        "attempts": made,
        "attempts_left": max(attempts.MOST_ATTEMPTS - len(attempts.calls_in(made)), 0),
        "turn": turn,
        "next_slot": attempts.next_slot(made, clock.now(), zone),
        "earlier": wave.consent.outcomes.order_by("-told_on", "-pk")[:3],
    }


def _called(request: HttpRequest, wave: FollowUp) -> Contact | None:
    """The number that stood on the page from which the call is noted."""
    return call_order.number_named(wave, as_uuid(typed(request.POST, "nomor", most=40)))


@requires("outcomes.follow_up")
@require_POST
def call_note(request: HttpRequest, public_id) -> HttpResponse:
    """Notes a call and goes on to the next person."""
    wave = _shown(request).filter(public_id=public_id).first()
    if wave is None:
        return ended_answer(request)
    form, number = CallForm(request.POST, follow_up=wave), _called(request, wave)
    if form.carry_out(lambda data: note_call(wave, by=request.user, noted=form.noted(number), told=form.told())):
        if form.result:
            return redirect("outcomes:consent_proof", form.result.public_id)
        messages.success(request, _("The call is noted."))
        return redirect("outcomes:call_list")
    return ended_answer(request) if form.status == 409 else _day_page(request, _in_order(request), wave, form)


@requires("outcomes.follow_up")
@require_POST
def call_pause(request: HttpRequest, public_id) -> HttpResponse:
    wave = get_object_or_404(FollowUp.objects.visible_to(request.user), public_id=public_id)
    attempts.pause(wave, by=request.user)
    messages.success(request, _("This person need not be contacted now. The next time comes by itself."))
    return redirect("outcomes:call_list")


@requires("outcomes.follow_up")
@require_GET
@confirmed_file
def call_list_print(request: HttpRequest) -> HttpResponse:
    now = clock.now()
    waves = list(call_order.with_person(call_order.waiting(request.user, now))[: call_list_paper.MOST_ROWS])
    numbers = [number for number in map(call_order.number_of, waves) if number]
    access.log_each(access.Kind.PRINT, numbers, by=request.user, what="telephone number of a graduate")
    return pdf_answer(call_list_paper.sheet(waves, now=now, zone=request.user.time_zone), "daftar.pdf")


@requires("outcomes.follow_up")
@require_GET
def help_list(request: HttpRequest) -> HttpResponse:
    """Help that was asked for, in an answer or by itself, that nobody has seen to yet; papers that are being got."""
    context = {"wanted": help_wishes.waiting(request.user), "papers": work_papers.in_work(request.user)}
    return render(request, "outcomes/followup/help_list.html", context)


@requires("outcomes.follow_up")
@require_POST
def help_given(request: HttpRequest, public_id) -> HttpResponse:
    outcome = Outcome.objects.visible_to(request.user).filter(public_id=public_id).first()
    wish = HelpWish.objects.visible_to(request.user).filter(public_id=public_id).select_related("consent").first()
    if outcome:
        note_help_given(outcome, by=request.user)
    elif wish:
        help_wishes.note_wish_met(wish, by=request.user)
    else:
        return ended_answer(request)
    messages.success(request, _("The help is noted as seen to."))
    return redirect(reverse("outcomes:help_list"))


@requires("outcomes.count_follow_up")
@require_GET
def follow_up_counts(request: HttpRequest) -> HttpResponse:
    context = {"counts": counts_of_center(request.user)}
    return render(request, "outcomes/followup/follow_up_counts.html", context)
