"""The second factor: asked for after the password, and kept by its owner."""

import segno
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import code_apps, code_cards, factors, own_sessions, pending_sign_ins, security_keys, sign_in_events
from accounts.confirming import confirmed
from accounts.forms import AppCodeForm, FactorForm, KeyForm
from accounts.models import CodeApp, SecurityKey
from core.errors import RuleViolation, refuse_if

BACKEND = "accounts.backends.RoleBackend"


@login_not_required
@never_cache
@sensitive_post_parameters("code", "answer")
@require_http_methods(["GET", "POST"])
def factor_ask(request: HttpRequest) -> HttpResponse:
    user = pending_sign_ins.user_of(request)
    if user is None:
        return redirect("accounts:sign_in")
    form = FactorForm(request.POST or None, kinds=factors.kinds_of(user))
    if form.is_valid():
        try:
            kind = factors.check(request, user, **form.cleaned_data)
        except RuleViolation as refused:
            form.add_error("code", [str(reason) for reason in refused.reasons])
        else:
            return _enter(request, user, kind)
    context = {"form": form, "account": user, **factors.page_of(request, user)}
    return render(request, "accounts/factor_ask.html", context, status=422 if form.is_bound else 200)


def _enter(request: HttpRequest, user, kind: str) -> HttpResponse:
    target = pending_sign_ins.end(request)
    login(request, user, backend=BACKEND)
    sign_in_events.note(sign_in_events.SIGNED_IN, request, by=user, factor=kind)
    left = code_cards.unused_of(user.pk).count() if kind == "card" else code_cards.CODES
    if left <= code_cards.FEW:
        text = _("Your code card has %(count)d codes left. Ask for a new one.")
        messages.warning(request, text % {"count": left})
    response = redirect(target or resolve_url(settings.LOGIN_REDIRECT_URL))
    own_sessions.begin(request, response, user)
    return response


@require_GET
def factor_list(request: HttpRequest) -> HttpResponse:
    kinds = factors.kinds_of(request.user)
    context = {
        "kinds": kinds,
        "not_first": factors.first_blockers(request.user, kinds),
        "keys": SecurityKey.objects.filter(user=request.user),
        "app": CodeApp.objects.filter(user=request.user).first(),
        "left": code_cards.unused_of(request.user.pk).count(),
        "lacks": factors.LACKS in request.session,
    }
    return render(request, "accounts/factor_list.html", context)


def _added(request: HttpRequest, sentence: str) -> HttpResponse:
    request.session.pop(factors.LACKS, None)
    messages.success(request, sentence)
    return redirect("accounts:factor_list")


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
@confirmed
def app_add(request: HttpRequest) -> HttpResponse:
    refuse_if(factors.first_blockers(request.user, factors.kinds_of(request.user)))
    form = AppCodeForm(request.POST or None)
    if form.carry_out(lambda data: code_apps.register(request, by=request.user, **data)):
        return _added(request, _("The app is set up. It is asked for a code at each sign-in."))
    secret = code_apps.drawn_secret(request, request.user)
    symbol = segno.make(code_apps.address_of(secret, request.user), error="m")
    context = {
        "form": form,
        "secret": " ".join(secret[start : start + 4] for start in range(0, len(secret), 4)),
        "symbol": symbol.svg_data_uri(scale=5, border=4, dark="#000", light="#fff"),
    }
    return render(request, "accounts/app_add.html", context, status=form.status)


@require_POST
@confirmed
def app_remove(request: HttpRequest) -> HttpResponse:
    refuse_if(factors.remove_blockers(request.user, factors.kinds_of(request.user), removes="app"))
    code_apps.remove(request, by=request.user)
    messages.success(request, _("The app is no longer asked for a code."))
    return redirect("accounts:factor_list")


@never_cache
@require_http_methods(["GET", "POST"])
@confirmed
def key_add(request: HttpRequest) -> HttpResponse:
    refuse_if(factors.first_blockers(request.user, factors.kinds_of(request.user)))
    form = KeyForm(request.POST or None)
    if form.carry_out(lambda data: security_keys.register(request, by=request.user, **data)):
        return _added(request, _("The key is registered."))
    context = {"form": form, "options": security_keys.registration_options(request, request.user)}
    return render(request, "accounts/key_add.html", context, status=form.status)


@require_POST
@confirmed
def key_remove(request: HttpRequest, public_id) -> HttpResponse:
    key = get_object_or_404(SecurityKey, user=request.user, public_id=public_id)
    refuse_if(factors.remove_blockers(request.user, factors.kinds_of(request.user), removes="key"))
    security_keys.remove(request, key, by=request.user)
    messages.success(request, _("The key was removed."))
    return redirect("accounts:factor_list")
