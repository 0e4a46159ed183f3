"""After issue: certificates not handed over, expiring ones, holdings of people, signed receipts."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import requires
from accounts.confirming import confirmed_file, confirmed_if_file
from certification.certificates import hand_overs, holdings, outstanding
from certification.certificates.end_lists import ENDING, ENDING_OUTSIDE, OUTSTANDING, OUTSTANDING_OUTSIDE
from certification.certificates.forms.after_issue import ExpiryFilter, HandOverTogetherForm, KindFilter
from certification.certificates.views.batches import visible_batch
from certification.register.models import SignedReceipt
from core import access, clock
from core.http import pdf_answer
from core.listing import asks_for_file
from core.paging import keyset_page
from core.scan_answers import stored_answer


@requires("certification.view_certificate")
@require_GET
@confirmed_if_file
def outstanding_list(request: HttpRequest) -> HttpResponse:
    form, user = KindFilter(request.GET), request.user
    is_outside = form.is_outside()
    found = outstanding.outside_certificates(user) if is_outside else outstanding.certificates(user)
    listing, today = OUTSTANDING_OUTSIDE if is_outside else OUTSTANDING, clock.today(user.time_zone)

    def tell(rows: list) -> None:
        for one in rows:
            one.told = outstanding.outstanding_of(one, today)

    if asks_for_file(request):
        return listing.file(request, found, prepare=tell)
    page = listing.page(request, found, prepare=tell)
    context = {"page": page, "rows": [one.told for one in page], "form": form, "is_outside": is_outside}
    return render(request, "certification/certificates/outstanding.html", context)


@requires("certification.view_certificate")
@require_GET
@confirmed_if_file
def expiry_list(request: HttpRequest) -> HttpResponse:
    form, user = ExpiryFilter(request.GET), request.user
    today = clock.today(user.time_zone)
    found, listing = form.found(user, today), ENDING_OUTSIDE if form.is_outside() else ENDING

    def count_days(rows: list) -> None:
        for one in rows:
            one.days = (one.valid_until - today).days

    if asks_for_file(request):
        return listing.file(request, found, prepare=count_days)
    page = listing.page(request, found, prepare=count_days)
    context = {"page": page, "rows": [(one, one.days) for one in page], "form": form, "is_outside": form.is_outside()}
    return render(request, "certification/certificates/expiry.html", context)


@requires("certification.view_holdings")
@require_GET
def holding_list(request: HttpRequest) -> HttpResponse:
    user, is_waiting = request.user, request.GET.get("state") == "waiting"
    people = holdings.holders(user)
    if is_waiting:
        people = holdings.not_handed_over(people, user)
    page = keyset_page(request, people, keys=("name_sort", "pk"))
    access.log_each(access.Kind.VIEW, page.rows, by=user, what="certificates of people")
    today = clock.today(user.time_zone)
    context = {
        "page": page,
        "rows": [(one, holdings.holdings(one, today)) for one in page],
        "is_narrowed": holdings.is_for_wards_only(user),
        "is_waiting": is_waiting,
    }
    return render(request, "certification/certificates/holding_list.html", context)


@requires("certification.view_holdings")
@require_GET
@confirmed_file
def holding_print(request: HttpRequest) -> HttpResponse:
    user = request.user
    people = list(holdings.holders(user))
    access.log_each(access.Kind.PRINT, people, by=user, what="certificates of people")
    return pdf_answer(holdings.render(people, by=user, today=clock.today(user.time_zone)), "sertifikat-binaan.pdf")


@requires("certification.print_certificate")
@require_http_methods(["GET", "POST"])
def receipt_add(request: HttpRequest, public_id) -> HttpResponse:
    batch = visible_batch(request, public_id)
    certificates = list(hand_overs.without_scan(batch))
    start = {"handed_on": clock.today(batch.training_center.time_zone)}
    form = HandOverTogetherForm(request.POST or None, request.FILES or None, certificates=certificates, initial=start)
    if form.carry_out(
        lambda data: hand_overs.hand_over_together(
            batch, list(data["certificate"]), by=request.user, handed_on=data["handed_on"], scan=data["scan"]
        )
    ):
        count = form.result
        text = ngettext(
            "The hand-over of %(n)s paper is recorded.", "The hand-over of %(n)s papers is recorded.", count
        )
        messages.success(request, text % {"n": count})
        return redirect("certification:batch_certificates", batch.public_id)
    context = {"batch": batch, "form": form, "certificates": certificates}
    return render(request, "certification/certificates/receipt_add.html", context, status=form.status)


@requires("certification.print_certificate")
@require_GET
def receipt_scan(request: HttpRequest, public_id) -> HttpResponse:
    receipt = get_object_or_404(SignedReceipt.objects.visible_to(request.user), public_id=public_id)
    answer = stored_answer(receipt.scan, name="tanda-terima")
    access.log(access.Kind.EXPORT, receipt, by=request.user, what="signed receipt")
    # The paper lists everybody of the batch, signed or not.
    access.shown(*receipt.batch.certificates.filter(state="issued").values_list("enrollment__person", flat=True))
    return answer
