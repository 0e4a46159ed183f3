"""Asks signed-in users once more who they are, before a step that cannot be taken back."""

from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts import confirming, factors
from accounts.forms import ConfirmIdentityForm, ConfirmWithFactorForm
from core.errors import RuleViolation
from core.http import asked_page, safe_next
from core.idempotency import without_token

# Where "Cancel" leads from a held form.
BACK = f"{confirming.PREFIX}-back"
SECRETS = [name for field in ("password", "code", "answer") for name in (field, f"{confirming.PREFIX}-{field}")]


# Outside the form's transaction, which would roll back the count of wrong passwords.
@without_token
@sensitive_post_parameters(*SECRETS)
@require_http_methods(["GET", "POST"])
def identity_confirm(request: HttpRequest) -> HttpResponse:
    """Asks before a page or a file is opened, then leads there."""
    target, back = safe_next(request, settings.LOGIN_REDIRECT_URL), asked_page(request, "back")
    # A user who returns here with the back button has nothing left to do.
    is_back = "next" in request.GET and request.method == "GET" and not confirming.is_sent_from_elsewhere(request)
    if is_back and confirming.is_fresh(request):
        return redirect(target)
    kinds = factors.kinds_of(request.user)
    form = _form(kinds, request.POST or None)
    if form.is_bound and _is_confirmed(request, form):
        if back:
            return render(request, "accounts/file_follows.html", {"file": target, "back": back})
        messages.success(request, _("Thank you. For five minutes you will not be asked again. Go on here."))
        return redirect(target)
    held = [("next", target), ("back", back)]
    return _page(request, form, kinds, act=_act_at(target), held=held, way_out=back or target)


def _act_at(address: str) -> str:
    try:
        return confirming.act_name(resolve(urlsplit(address).path).view_name)
    except Resolver404:
        return confirming.act_name("")


@sensitive_post_parameters(*SECRETS)
def step_confirm(request: HttpRequest) -> HttpResponse | None:
    """Asks over a form that was sent; None as soon as it may go on.

    The fields of the form travel in the page and back, so that nothing of it is kept on the server.
    """
    kinds = factors.kinds_of(request.user)
    is_answer = f"{confirming.PREFIX}-password" in request.POST
    form = _form(kinds, request.POST if is_answer else None, prefix=confirming.PREFIX)
    if is_answer and _is_confirmed(request, form):
        return None
    way_out = asked_page(request, BACK) or confirming.page_before(request) or "/"
    held = [*sent_fields(request), (BACK, way_out)]
    return _page(request, form, kinds, act=_act_at(request.path), held=held, way_out=way_out)


def _form(kinds: factors.Kinds, data, prefix: str | None = None) -> ConfirmIdentityForm:
    if kinds.any:
        return ConfirmWithFactorForm(data, kinds=kinds, prefix=prefix)
    return ConfirmIdentityForm(data, prefix=prefix)


def _is_confirmed(request: HttpRequest, form: ConfirmIdentityForm) -> bool:
    if form.is_valid():
        try:
            confirming.confirm(request, **form.cleaned_data)
        except RuleViolation as refused:
            form.add_error(confirming.field_of(refused), [str(reason) for reason in refused.reasons])
    return form.is_valid()


def sent_fields(request: HttpRequest) -> Iterator[tuple[str, str]]:
    """The fields of the held form; its token stays with it, so that it still counts once."""
    for name, values in request.POST.lists():
        if name != "csrfmiddlewaretoken" and not name.startswith(f"{confirming.PREFIX}-"):
            yield from ((name, str(value)) for value in values)


def _page(request: HttpRequest, form, kinds: factors.Kinds, *, act: str, held, way_out: str) -> HttpResponse:
    context = {"form": form, "act": act, "held": held, "way_out": way_out}
    if kinds.any:
        context |= factors.page_of(request, request.user)
    status = 422 if form.is_bound else 200
    return render(request, "accounts/identity_confirm.html", context, status=status)


class ConfirmationMiddleware:
    """Asks over a form who its sender is before anything of it is done; afterwards the form goes on by itself.

    Before the form's transaction, which would roll back the count of wrong passwords.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict) -> HttpResponse | None:
        return step_confirm(request) if confirming.holds_step(request, view) else None
