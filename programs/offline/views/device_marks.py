"""Doubtful marks from devices: the list, decisions, and uploads of queue files."""

from dataclasses import replace

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import requires
from core.errors import Blocker, RuleViolation
from core.idempotency import without_token
from core.paging import keyset_page
from programs.attendance import mark_rules
from programs.offline import doubt_settlement, doubtful_marks, queue_files
from programs.offline.forms import QueueFileForm, ResolveForm, Sent
from programs.offline.models import MarkOperation, OfflinePack
from programs.offline.queue_files import Taken

# Kinds of doubt by which the list can be filtered.
STATES = {
    MarkOperation.Outcome.CONFLICT.value: gettext_lazy("Conflict"),
    MarkOperation.Outcome.REJECTED.value: gettext_lazy("Not taken"),
}


def _waiting(request: HttpRequest) -> QuerySet[MarkOperation]:
    return doubt_settlement.waiting_for(request.user).select_related(*doubtful_marks.RELATED)


@requires("programs.mark_attendance", "programs.correct_attendance")
@require_GET
def offline_list(request: HttpRequest) -> HttpResponse:
    rows, state = _waiting(request), request.GET.get("state", "")
    if state in STATES:
        rows = rows.filter(outcome=state)
    page = keyset_page(request, rows, keys=("received_at", "pk"))
    page.rows[:] = doubtful_marks.of(page.rows, request.user)
    tabs = [{"label": _("All"), "url": "?", "current": state not in STATES}]
    tabs += [{"label": word, "url": f"?state={one}", "current": one == state} for one, word in STATES.items()]
    return render(request, "programs/offline/offline_list.html", {"page": page, "tabs": tabs})


@requires("programs.mark_attendance", "programs.correct_attendance")
@require_http_methods(["GET", "POST"])
def offline_resolve(request: HttpRequest, operation) -> HttpResponse:
    visible = MarkOperation.objects.visible_to(request.user).select_related(*doubtful_marks.RELATED)
    row = get_object_or_404(visible, pk=operation)
    form = ResolveForm(request.POST or None)
    if request.method == "POST" and form.carry_out(lambda data: doubt_settlement.resolve(row, by=request.user, **data)):
        messages.success(request, _("Your decision is recorded."))
        return redirect("programs:offline_list")
    (doubt,) = doubtful_marks.of([row], request.user)
    context = {"doubt": doubt, "form": form, "needs_reason": mark_rules.needs_correction(row.session)}
    return render(request, "programs/offline/offline_resolve.html", context, status=form.status)


@requires("programs.take_offline")
@without_token
@require_http_methods(["GET", "POST"])
def offline_upload(request: HttpRequest) -> HttpResponse:
    """Uploads a queue exported while the server was unreachable. Each mark counts once, however often it is sent."""
    form = QueueFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.carry_out(lambda data: _take(request, data["file"])):
        job = form.result.job
        _tell(request, form.result)
        return redirect("core:job_detail", job.public_id) if job else redirect("programs:offline_upload")
    return render(request, "programs/offline/offline_upload.html", {"form": form}, status=form.status)


def _take(request: HttpRequest, sent: Sent) -> Taken:
    pack = OfflinePack.objects.filter(user=request.user, public_id=sent.pack).first()
    if pack is None:
        sentence = _("This file was saved by somebody else. Whoever prepared the device has to send it.")
        raise RuleViolation(Blocker("another_user", sentence))
    taken = queue_files.take(pack, sent.operations, by=request.user)
    return replace(taken, strange=taken.strange + len(sent.unread))


def _tell(request: HttpRequest, found: Taken) -> None:
    taken = found.outcomes.count("accepted")
    doubtful = len(found.outcomes) - taken
    if not found.job:
        sentence = ngettext("%(count)s mark is on the server.", "%(count)s marks are on the server.", taken)
        messages.success(request, sentence % {"count": taken})
    if found.strange:
        sentence = ngettext(
            "%(count)s mark of the file could not be taken: it cannot be read, or belongs to no session and person of "
            "the pack. Record it on the roll of the session.",
            "%(count)s marks of the file could not be taken: they cannot be read, or belong to no session and person "
            "of the pack. Record them on the roll of the session.",
            found.strange,
        )
        messages.warning(request, sentence % {"count": found.strange})
    if doubtful:
        sentence = ngettext(
            "%(count)s mark has to be looked at: see the list.",
            "%(count)s marks have to be looked at: see the list.",
            doubtful,
        )
        messages.warning(request, sentence % {"count": doubtful})
