"""Code cards of the office's users: one person prints, another hands over and activates."""

from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts import card_paper, code_cards
from accounts.access import requires
from accounts.confirming import confirmed, confirmed_if_file
from accounts.forms import CardPrintForm
from accounts.models import CodeApp, CodeCard, SecurityKey, User
from accounts.power_lists import CARDS
from core.http import or_404, pdf_answer
from core.idempotency import outcome_of, reads_first
from core.listing import asks_for_file
from core.shown_acts import refuse_other

WAITING = "waiting"


@requires(code_cards.MAY)
@require_GET
@confirmed_if_file
def card_list(request: HttpRequest) -> HttpResponse:
    cards = CodeCard.objects.filter(user=OuterRef("pk"), ended_at=None)
    users = User.objects.visible_to(request.user).annotate(
        has_card=Exists(cards.filter(activated_at__isnull=False)),
        has_waiting=Exists(cards.filter(activated_at=None)),
        has_other=Exists(SecurityKey.objects.filter(user=OuterRef("pk")))
        | Exists(CodeApp.objects.filter(user=OuterRef("pk"))),
    )
    is_waiting = request.GET.get("state") == WAITING
    if is_waiting:
        users = users.filter(pk__in=code_cards.to_hand_over(request.user).values("user"))
    tabs = [
        {"label": _("All"), "url": "?", "current": not is_waiting},
        {"label": _("Waiting for you"), "url": f"?state={WAITING}", "current": is_waiting},
    ]
    if asks_for_file(request):
        return CARDS.file(request, users.prefetch_related("groups"))
    page = CARDS.page(request, users.prefetch_related("groups"))
    return render(request, "accounts/card_list.html", {"page": page, "tabs": tabs})


def _user(request: HttpRequest, public_id) -> User:
    return get_object_or_404(User.objects.visible_to(request.user), public_id=public_id)


@requires(code_cards.MAY)
@require_GET
def card_detail(request: HttpRequest, public_id) -> HttpResponse:
    user = _user(request, public_id)
    card, waiting = code_cards.active_card(user), code_cards.waiting_card(user)
    context = {
        "account": user,
        "card": card,
        "left": code_cards.unused_of(user.pk).count(),
        "waiting": waiting,
        "print_blockers": code_cards.print_blockers(user, by=request.user),
        "activate_blockers": code_cards.activate_blockers(waiting, by=request.user) if waiting else [],
        "form": CardPrintForm(),
    }
    return render(request, "accounts/card_detail.html", context)


def _draw(request: HttpRequest, public_id) -> code_cards.Drawn:
    return code_cards.Drawn.new()


@requires(code_cards.MAY)
@require_POST
@confirmed
@reads_first(_draw)
def card_print(request: HttpRequest, public_id) -> HttpResponse:
    """The card as a file. It is stored nowhere, not even in the form's saved answer."""
    user, drawn, form = _user(request, public_id), outcome_of(request), CardPrintForm(request.POST)
    ends_others = bool(form.is_valid() and form.cleaned_data["ends_others"])
    card = code_cards.print_card(user, by=request.user, drawn=drawn, ends_others=ends_others)
    answer = pdf_answer(card_paper.paper_of(card, drawn.clear), "kartu-kode.pdf")
    answer.is_secret = True
    return answer


@requires(code_cards.MAY)
@require_POST
@confirmed
def card_activate(request: HttpRequest, public_id) -> HttpResponse:
    user = _user(request, public_id)
    card = or_404(code_cards.waiting_card(user))
    refuse_other(request, card.printed_at)
    code_cards.activate(card, by=request.user)
    messages.success(request, _("The card is active. It is asked for its first code at the next sign-in."))
    return redirect("accounts:card_detail", user.public_id)
