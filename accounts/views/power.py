"""Roles that wait for a second person, and the quarterly look at who may do what."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import access_review as reviews
from accounts import password_confirming, role_requests
from accounts.access import requires
from accounts.confirming import confirmed, confirmed_if, confirmed_if_file
from accounts.forms import PasswordRefusalForm, RoleDecisionForm
from accounts.models import RoleRequest, User
from accounts.power_lists import ROLE_REQUESTS
from core.http import typed
from core.listing import asks_for_file
from core.shown_acts import refuse_other

# Two years.
SHOWN_REVIEWS = 8


@requires(role_requests.MAY)
@require_GET
@confirmed_if_file
def role_request_list(request: HttpRequest) -> HttpResponse:
    found = RoleRequest.objects.visible_to(request.user).select_related("user", "asked_by", "decided_by")
    is_waiting = request.GET.get("state") == RoleRequest.State.WAITING
    if is_waiting:
        found = found.waiting()
    tabs = [
        {"label": _("All"), "url": "?", "current": not is_waiting},
        {"label": _("Waiting"), "url": f"?state={RoleRequest.State.WAITING}", "current": is_waiting},
    ]
    if asks_for_file(request):
        return ROLE_REQUESTS.file(request, found)
    page = ROLE_REQUESTS.page(request, found)
    passwords = password_confirming.decidable_by(request.user).select_related("password_given_by")
    context = {"page": page, "tabs": tabs, "passwords": passwords}
    return render(request, "accounts/role_request_list.html", context)


@requires(role_requests.MAY)
@require_POST
@confirmed
def password_confirm(request: HttpRequest, public_id) -> HttpResponse:
    user = get_object_or_404(User.objects.visible_to(request.user), public_id=public_id)
    refuse_other(request, user.password_given_at)
    password_confirming.confirm(user, by=request.user)
    messages.success(request, _("The new password of %(name)s works now.") % {"name": user.full_name})
    return redirect("accounts:role_request_list")


@requires(role_requests.MAY)
@require_http_methods(["GET", "POST"])
@confirmed_if(lambda request: PasswordRefusalForm(request.POST).is_valid())
def password_refuse(request: HttpRequest, public_id) -> HttpResponse:
    user = get_object_or_404(User.objects.visible_to(request.user), public_id=public_id)
    form = PasswordRefusalForm(request.POST or None)
    if request.method == "POST":
        refuse_other(request, user.password_given_at)
    if form.carry_out(lambda data: password_confirming.refuse(user, by=request.user, **data)):
        messages.success(request, _("The new password of %(name)s was refused; it opens nothing.") % {"name": user})
        return redirect("accounts:role_request_list")
    blockers = password_confirming.refusal_blockers(user, by=request.user)
    context = {"account": user, "form": form, "blockers": blockers}
    return render(request, "accounts/password_refuse.html", context, status=form.status)


@requires(role_requests.MAY)
@require_http_methods(["GET", "POST"])
@confirmed_if(lambda request: RoleDecisionForm(request.POST).is_valid())
def role_request_decide(request: HttpRequest, public_id) -> HttpResponse:
    found = RoleRequest.objects.visible_to(request.user).select_related("user", "asked_by", "decided_by")
    asked = get_object_or_404(found, public_id=public_id)
    form = RoleDecisionForm(request.POST or None)
    if form.carry_out(lambda data: role_requests.decide(asked, by=request.user, **data)):
        is_confirmed = form.result.state == RoleRequest.State.CONFIRMED
        messages.success(request, _("The roles were confirmed.") if is_confirmed else _("The roles were refused."))
        return redirect("accounts:role_request_list")
    context = {
        "asked": asked,
        "blockers": role_requests.decision_blockers(asked, by=request.user, confirms=True),
        "form": form,
    }
    return render(request, "accounts/role_request_decide.html", context, status=form.status)


@requires("accounts.change_user")
@require_POST
def role_request_withdraw(request: HttpRequest, public_id) -> HttpResponse:
    asked = get_object_or_404(RoleRequest.objects.visible_to(request.user), public_id=public_id)
    role_requests.withdraw(asked, by=request.user)
    messages.success(request, _("The request was withdrawn."))
    return redirect("accounts:user_edit", asked.user.public_id)


@requires(reviews.MAY)
@require_GET
def access_review(request: HttpRequest) -> HttpResponse:
    accounts = reviews.accounts_of(request.user)
    context = {
        "accounts": accounts,
        "seen": reviews.seal_of(accounts),
        "done": reviews.done_in_quarter(request.user).select_related("reviewed_by").first(),
        "earlier": reviews.reviews_of(request.user).select_related("reviewed_by")[:SHOWN_REVIEWS],
    }
    return render(request, "accounts/access_review.html", context)


@requires(reviews.MAY)
@require_POST
@confirmed
def access_review_confirm(request: HttpRequest) -> HttpResponse:
    reviews.confirm(by=request.user, seen=typed(request.POST, "seen", most=64))
    messages.success(request, _("You have confirmed who may do what in this quarter."))
    return redirect("accounts:access_review")
