"""The administrator's pages for the accounts of the user's own office."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts import administering, password_confirming, role_requests
from accounts.access import requires
from accounts.confirming import confirmed, confirmed_if_file
from accounts.forms import NewUserForm, UserChangeForm, UserFilterForm
from accounts.models import RoleRequest, User
from accounts.user_list import USERS
from core.idempotency import outcome_of, reads_first
from core.listing import asks_for_file
from core.seen_forms import hold_shown

SHOWN_REQUESTS = 10


@requires("accounts.change_user")
@require_GET
@confirmed_if_file
def user_list(request: HttpRequest) -> HttpResponse:
    form = UserFilterForm(request.GET, side=request.user.side)
    users = form.apply(User.objects.visible_to(request.user))
    users = users.select_related("password_confirmed_by", "password_refused_by").prefetch_related("groups")
    if asks_for_file(request):
        return USERS.file(request, users, prepare=password_confirming.mark_given)
    page = USERS.page(request, users, prepare=password_confirming.mark_given)
    return render(request, "accounts/user_list.html", {"page": page, "form": form})


def _draw_password(request: HttpRequest, public_id=None) -> administering.NewPassword:
    return administering.NewPassword.for_one_time()


@requires("accounts.change_user")
@require_http_methods(["GET", "POST"])
@confirmed
@reads_first(_draw_password)
def user_new(request: HttpRequest) -> HttpResponse:
    form = NewUserForm(request.POST or None, side=request.user.side)

    def add(data):
        return administering.add_user(by=request.user, office=request.user.office, new=outcome_of(request), **data)

    if form.carry_out(add):
        return one_time_password_page(request, form.result, outcome_of(request))
    return render(request, "accounts/user_new.html", {"form": form}, status=form.status)


@requires("accounts.change_user")
@require_http_methods(["GET", "POST"])
@confirmed
def user_edit(request: HttpRequest, public_id) -> HttpResponse:
    users = User.objects.visible_to(request.user)
    user = hold_shown(request, lambda: get_object_or_404(users, public_id=public_id))
    form = UserChangeForm(request.POST or None, side=user.side, initial=_values(user))
    if form.carry_out(lambda data: administering.change_user(user, by=request.user, **data)):
        if form.result:
            messages.success(request, _("The account was changed. New roles wait for another person to confirm them."))
        else:
            messages.success(request, _("The account was changed."))
        return redirect("accounts:user_edit", user.public_id)
    asked = RoleRequest.objects.filter(user=user).select_related("asked_by", "decided_by")
    context = {"form": form, "account": user, "asked": asked[:SHOWN_REQUESTS]}
    return render(request, "accounts/user_edit.html", context, status=form.status)


@requires("accounts.change_user")
@require_http_methods(["GET", "POST"])
@confirmed
@reads_first(_draw_password)
def user_password(request: HttpRequest, public_id) -> HttpResponse:
    """Asks first: whoever does not need it loses password and sign-ins."""
    user = get_object_or_404(User.objects.visible_to(request.user), public_id=public_id)
    if request.method == "GET":
        context = {"account": user, "blockers": role_requests.reset_blockers(user)}
        return render(request, "accounts/user_password_ask.html", context)
    administering.give_one_time_password(user, by=request.user, new=outcome_of(request))
    return one_time_password_page(request, user, outcome_of(request))


@never_cache
def one_time_password_page(request: HttpRequest, user: User, new: administering.NewPassword) -> HttpResponse:
    """Shows the password in the response itself. It is stored nowhere, not even in the form's saved response."""
    context = {
        "account": user,
        "password": new.clear,
        "waits": password_confirming.is_waiting(user),
        "roles_wait": RoleRequest.objects.filter(user=user).waiting().exists(),
    }
    response = render(request, "accounts/user_password.html", context)
    response.is_secret = True
    return response


def _values(user: User) -> dict:
    return {
        "full_name": user.full_name,
        "staff_number": user.staff_number,
        "roles": list(user.role_names),
        "is_active": user.is_active,
    }
