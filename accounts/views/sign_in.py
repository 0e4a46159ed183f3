"""Signing in and out, changing one's password."""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts import administering, factors, own_sessions, pending_sign_ins, sign_in_events
from accounts.forms import OwnPasswordForm, SignInForm
from core.http import asked_page
from core.idempotency import outcome_of, reads_first, without_token


@method_decorator(login_not_required, name="dispatch")
class SignInView(LoginView):
    """Django's own view, which rotates the session."""

    authentication_form = SignInForm
    template_name = "accounts/sign_in.html"
    redirect_authenticated_user = True

    def get_redirect_url(self):
        target = asked_page(self.request)
        # Users who are already signed in would otherwise be redirected in a loop.
        return "" if urlsplit(target).path == self.request.path else target

    def form_valid(self, form):
        user = form.get_user()
        if factors.kinds_of(user).any:
            pending_sign_ins.begin(self.request, user, target=self.get_success_url())
            return redirect("accounts:factor_ask")
        response = super().form_valid(form)
        # The user is signed in only now, so the event has an actor.
        sign_in_events.note(sign_in_events.SIGNED_IN, self.request, by=self.request.user)
        own_sessions.begin(self.request, response, self.request.user)
        factors.note_sign_in(self.request, user)
        return response


sign_in = SignInView.as_view()


def locked_out(request: HttpRequest, credentials=None, *args, **kwargs) -> HttpResponse:
    """The response after too many failures; it does not reveal whether the account exists."""
    return render(request, "accounts/locked_out.html", status=429)


@without_token
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    # Recorded first: after `logout` the request has no user.
    sign_in_events.note(sign_in_events.SIGNED_OUT, request, by=request.user)
    logout(request)
    response = redirect("accounts:sign_in")
    # Nothing of this person may stay in the browser of a shared PC.
    response["Clear-Site-Data"] = '"cache", "storage"'
    return response


def _read_password(request: HttpRequest) -> tuple[OwnPasswordForm, administering.NewPassword | None]:
    """Returns the form with the old password checked, and the digest of the new one; both are slow."""
    form = OwnPasswordForm(request.user, request.POST, request=request)
    return form, form.new_password() if form.is_valid() else None


@require_http_methods(["GET", "POST"])
@reads_first(_read_password)
def password_change(request: HttpRequest) -> HttpResponse:
    form, new = (
        outcome_of(request) if request.method == "POST" else (OwnPasswordForm(request.user, request=request), None)
    )
    if new:
        user = administering.change_own_password(by=request.user, new=new)
        # The user's other sessions end with the old password; this one continues.
        update_session_auth_hash(request, user)
        messages.success(request, _("Your password was changed."))
        return redirect(settings.LOGIN_REDIRECT_URL)
    status = 422 if form.is_bound else 200
    return render(request, "accounts/password_change.html", {"form": form}, status=status)
