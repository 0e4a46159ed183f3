"""The user's own account: identity, language, appearance, password."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts import administering
from accounts.forms import LanguageForm


@require_GET
def account(request: HttpRequest) -> HttpResponse:
    form = LanguageForm(initial={"language": request.user.language})
    return render(request, "accounts/account.html", {"form": form})


@require_POST
def language_change(request: HttpRequest) -> HttpResponse:
    form = LanguageForm(request.POST)
    if not form.is_valid():
        return render(request, "accounts/account.html", {"form": form}, status=422)
    administering.set_language(by=request.user, language=form.cleaned_data["language"])
    # The message appears on the next page, already in the new language.
    with translation.override(form.cleaned_data["language"]):
        messages.success(request, _("The language was changed."))
    return redirect("accounts:account")
