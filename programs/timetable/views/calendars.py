"""The user's calendar link, and the feed behind it, which the secret opens without signing in."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts.access import requires
from core.http import came_in_clear, client_address
from programs.timetable import calendar_feed, calendar_links


@requires(calendar_links.PERMISSION)
@require_GET
def calendar_link(request: HttpRequest) -> HttpResponse:
    return render(request, "programs/timetable/calendar_link.html", {"link": calendar_links.link_of(request.user)})


@requires(calendar_links.PERMISSION)
@require_POST
@never_cache
def calendar_link_make(request: HttpRequest) -> HttpResponse:
    """Shows the URL in the response itself: it is stored nowhere else, not even in the saved response of the form."""
    path = reverse("programs:calendar_feed", args=[calendar_links.make_link(by=request.user)])
    context = {"link": calendar_links.link_of(request.user), "address": request.build_absolute_uri(path)}
    response = render(request, "programs/timetable/calendar_link.html", context)
    response.is_secret = True
    return response


@requires(calendar_links.PERMISSION)
@require_POST
def calendar_link_revoke(request: HttpRequest) -> HttpResponse:
    calendar_links.revoke_link(by=request.user)
    messages.success(request, _("The calendar link no longer works."))
    return redirect("programs:calendar_link")


@login_not_required
@require_GET
def calendar_feed_view(request: HttpRequest, secret: str) -> HttpResponse:
    if came_in_clear(request):
        return _silent(HttpResponse(_("Write https:// instead of http:// in your calendar."), status=403))
    if not calendar_links.may_ask_again(client_address(request)):
        response = render(request, "429.html", status=429)
        response["Retry-After"] = str(int(calendar_links.WINDOW.total_seconds()))
        return _silent(response)
    reader = calendar_links.reader_of(secret)
    if reader is None:
        # Wrong secrets, revoked ones and those of disabled accounts get the same answer.
        return _silent(render(request, "404.html", status=404))
    response = HttpResponse(calendar_feed.feed(reader), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="jadwal.ics"'
    return _silent(response)


def _silent(response: HttpResponse) -> HttpResponse:
    """Prevents caching, indexing and referrers."""
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    return response
