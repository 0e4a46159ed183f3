"""The user's own sign-ins that are open: seen, and ended."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from accounts import own_sessions
from accounts.confirming import confirmed
from core.http import typed


@require_GET
def session_list(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/session_list.html", {"sessions": own_sessions.open_sessions(request)})


@require_POST
@confirmed
def session_end(request: HttpRequest) -> HttpResponse:
    """Ends the sign-in that the form names, or all others if it names none."""
    count = own_sessions.end(request, only=typed(request.POST, "only", most=40))
    text = ngettext("%(count)d sign-in was ended.", "%(count)d sign-ins were ended.", count)
    messages.success(request, text % {"count": count})
    return redirect("accounts:session_list")
