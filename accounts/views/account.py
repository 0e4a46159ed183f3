"""The user's own account: identity, what others did to it, language, appearance, password."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts import administering, notices
from accounts.account_links import own_pages
from accounts.forms import LanguageForm
from core.page_links import shown


@require_GET
def account(request: HttpRequest) -> HttpResponse:
    return _page(request, LanguageForm(initial={"language": request.user.language}))


def _page(request: HttpRequest, form: LanguageForm) -> HttpResponse:
    pages = shown(own_pages.ask(), may=request.user.has_perm)
    status = 422 if form.is_bound else 200
    told = [(notice, notices.sentence(notice)) for notice in notices.unread(request.user)]
    context = {"form": form, "pages": pages, "told": told}
    return render(request, "accounts/account.html", context, status=status)


@require_POST
def notices_seen(request: HttpRequest) -> HttpResponse:
    notices.mark_seen(request.user)
    return redirect("accounts:account")


@require_POST
def language_change(request: HttpRequest) -> HttpResponse:
    form = LanguageForm(request.POST)
    if not form.is_valid():
        return _page(request, form)
    administering.set_language(by=request.user, language=form.cleaned_data["language"])
    # The message appears on the next page, already in the new language.
    with translation.override(form.cleaned_data["language"]):
        messages.success(request, _("The language was changed."))
    return redirect("accounts:account")
