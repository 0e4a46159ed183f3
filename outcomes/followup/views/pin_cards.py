"""PIN cards of a batch: making, printing once, and a new card for a lost one."""

from datetime import UTC, datetime
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.access import requires
from certification.register.models import Certificate
from core import access
from core.http import pdf_answer
from core.idempotency import outcome_of, reads_first
from core.paging import keyset_page
from outcomes.followup import holder_pins, holder_tries, pin_card_paper
from outcomes.followup.models.holder import HolderPin
from programs.batches.models import Batch

# The last moment at which a card of the printed sheet was made.
UNTIL = "sampai"


def _batch(request: HttpRequest, public_id) -> Batch:
    batches = Batch.objects.filter(training_center=request.user.training_center_id).select_related("training_center")
    return get_object_or_404(batches, public_id=public_id)


@requires("certification.print_certificate")
@require_GET
def pin_card_batches(request: HttpRequest) -> HttpResponse:
    """Batches with certificates in force, with how many of these have no card yet."""
    batches = holder_pins.batches_with_certificates(request.user)
    page = keyset_page(request, batches, keys=("-ends_on", "pk"))
    return render(request, "outcomes/followup/pin_card_batches.html", {"page": page})


@requires("certification.print_certificate")
@require_GET
def pin_cards(request: HttpRequest, public_id) -> HttpResponse:
    batch = _batch(request, public_id)
    certificates = Certificate.objects.filter(batch=batch, state=Certificate.State.ISSUED)
    waiting = holder_pins.to_print(batch)
    related = certificates.select_related("enrollment__person", "holder_pin").defer("snapshot")
    rows = list(related.order_by("number__number", "pk"))
    context = {
        "batch": batch,
        "certificates": rows,
        "locked": holder_tries.locked(rows),
        "missing": len(holder_pins.without_card(batch)),
        "sheet": _sheet_of(waiting),
        "again": holder_pins.printed_before(waiting),
    }
    return render(request, "outcomes/followup/pin_cards.html", context)


def _sheet_of(rows: list[HolderPin]) -> dict[str, str]:
    """The moment until which the cards of the sheet were made, for the form and for the address; empty without any."""
    if not rows:
        return {}
    made_until = max(row.made_at for row in rows).isoformat()
    return {"made_until": made_until, "query": urlencode({UNTIL: made_until})}


def _made_until(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
        # Near the ends of the calendar an hour has no other zone, which the database would ask for.
        return moment.astimezone(UTC) if moment.tzinfo else None
    except (OverflowError, ValueError):
        return None


def _draw_for_batch(request: HttpRequest, public_id) -> list[holder_pins.Drawn]:
    return holder_pins.draw(len(holder_pins.without_card(_batch(request, public_id))))


@reads_first(_draw_for_batch)
@requires("certification.print_certificate")
@require_POST
def pin_cards_make(request: HttpRequest, public_id) -> HttpResponse:
    batch = _batch(request, public_id)
    holder_pins.make_cards(batch, by=request.user, drawn=outcome_of(request))
    messages.success(request, _("The cards are ready to be printed."))
    return redirect("outcomes:pin_cards", batch.public_id)


def _draw_again(request: HttpRequest, public_id) -> list[holder_pins.Drawn]:
    made_until = _made_until(request.POST.get(UNTIL, ""))
    sheet = holder_pins.to_print(_batch(request, public_id), made_until=made_until)
    return holder_pins.draw(len(holder_pins.printed_before(sheet)))


@reads_first(_draw_again)
@requires("certification.print_certificate")
@require_POST
def pin_cards_begin(request: HttpRequest, public_id) -> HttpResponse:
    """Begins to print the sheet and leads to its file; cards printed before get new PINs."""
    batch, made_until = _batch(request, public_id), _made_until(request.POST.get(UNTIL, ""))
    rows = holder_pins.begin_print(batch, by=request.user, made_until=made_until, drawn=outcome_of(request))
    return redirect(f"{reverse('outcomes:pin_cards_print', args=[batch.public_id])}?{_sheet_of(rows)['query']}")


@requires("certification.print_certificate")
@require_GET
def pin_cards_print(request: HttpRequest, public_id) -> HttpResponse:
    """The file of a sheet, for ten minutes from the beginning of its print."""
    batch = _batch(request, public_id)
    rows = holder_pins.being_printed(batch, made_until=_made_until(request.GET.get(UNTIL, "")))
    if not rows:
        return redirect("outcomes:pin_cards", batch.public_id)
    access.log_each(access.Kind.PRINT, [row.certificate for row in rows], by=request.user, what="PIN card")
    address = settings.PUBLIC_BASE_URL.partition("://")[2] + reverse("outcomes:holder_sign_in")
    return pdf_answer(pin_card_paper.sheet(rows, center=batch.training_center, address=address), "kartu-pin.pdf")


@requires("certification.print_certificate")
@require_POST
def pin_cards_settle(request: HttpRequest, public_id) -> HttpResponse:
    batch = _batch(request, public_id)
    holder_pins.settle_printed(batch, by=request.user, made_until=_made_until(request.POST.get(UNTIL, "")))
    messages.success(request, _("The PINs are forgotten here; only the cards know them."))
    return redirect("outcomes:pin_cards", batch.public_id)


def _certificate(request: HttpRequest, public_id) -> Certificate:
    found = Certificate.objects.visible_to(request.user).select_related("batch__training_center").defer("snapshot")
    return get_object_or_404(found, public_id=public_id)


@requires("certification.print_certificate")
@require_POST
def pin_card_unlock(request: HttpRequest, public_id) -> HttpResponse:
    """Begins the tries of a locked card anew; its PIN stays."""
    certificate = _certificate(request, public_id)
    holder_pins.unlock([certificate], by=request.user, permission=holder_pins.PERMISSION)
    messages.success(request, _("The card can be used again, with its PIN."))
    return redirect("outcomes:pin_cards", certificate.batch.public_id)


def _draw_one(request: HttpRequest, public_id) -> list[holder_pins.Drawn]:
    return holder_pins.draw(1)


@reads_first(_draw_one)
@requires("certification.print_certificate")
@require_POST
def pin_card_renew(request: HttpRequest, public_id) -> HttpResponse:
    certificate = _certificate(request, public_id)
    (drawn,) = outcome_of(request)
    holder_pins.make_anew(certificate, by=request.user, drawn=drawn)
    messages.success(request, _("The new card is ready to be printed. The old one opens nothing any more."))
    return redirect("outcomes:pin_cards", certificate.batch.public_id)
