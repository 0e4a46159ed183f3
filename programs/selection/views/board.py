"""The board itself: who came to a hearing, and how many have to."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import requires
from accounts.models import User
from accounts.roles import Role
from core import clock
from core.errors import refuse_if
from programs.selection import board_presence, hearing_quorum
from programs.selection.board_forms import PresenceForm, QuorumForm
from programs.selection.board_models import HearingQuorum
from programs.selection.models import Hearing
from programs.selection.views.hearings import visible_hearing


@requires("programs.hold_hearing")
@require_http_methods(["GET", "POST"])
def hearing_presence(request: HttpRequest, public_id) -> HttpResponse:
    """Who came, member by member. Answers 409 if somebody else noted it since the page was shown."""
    hearing = visible_hearing(request, public_id)
    if request.method == "GET":
        refuse_if(board_presence.noting_blockers(hearing, by=request.user))
    members = hearing_quorum.members_of(hearing)
    invited = [member.user_id for member in members]
    staff = User.objects.filter(facility=hearing.batch.facility_id, is_active=True).exclude(pk__in=invited)
    form = PresenceForm(
        request.POST or None,
        members=members,
        staff=staff.order_by("full_name", "pk"),
        initial={"seen": hearing.presence_revision},
    )
    if request.method == "POST" and form.carry_out(
        lambda data: board_presence.note(hearing, form.said(), by=request.user, seen=data["seen"])
    ):
        return _noted(request, form.result)
    status = 409 if "stale" in form.refused_for else form.status
    context = {"hearing": hearing, "batch": hearing.batch, "form": form, "invited": len(members)}
    return render(request, "programs/selection/hearing_presence.html", context, status=status)


@requires("programs.hold_hearing")
@require_POST
def hearing_all_came(request: HttpRequest, public_id) -> HttpResponse:
    hearing = visible_hearing(request, public_id)
    return _noted(request, board_presence.all_came(hearing, by=request.user))


def _noted(request: HttpRequest, hearing: Hearing) -> HttpResponse:
    members = hearing_quorum.members_of(hearing)
    reasons = hearing_quorum.presence_blockers(hearing, members)
    if reasons:
        messages.warning(request, " ".join(map(str, reasons)))
    else:
        words = {"count": sum(member.is_present for member in members), "all": len(members)}
        messages.success(request, _("%(count)s of %(all)s are present: the quorum is reached.") % words)
    if request.user.has_perm("programs.decide_application"):
        return redirect("programs:hearing_decide", hearing.public_id)
    return redirect("programs:selection_detail", hearing.batch.public_id)


@requires("programs.change_entry_rule")
@require_http_methods(["GET", "POST"])
def hearing_quorum_edit(request: HttpRequest) -> HttpResponse:
    facility = request.user.facility
    today = clock.today(facility.time_zone)
    board = User.objects.filter(
        facility=facility, is_active=True, groups__name__in=[Role.BOARD_CHAIR, Role.BOARD_MEMBER]
    ).distinct()
    current = hearing_quorum.rule_on(facility, today)
    asked = {"share": current.share, "least": current.least} if current else {}
    form = QuorumForm(request.POST or None, board=board.count(), initial={"valid_from": today, **asked})
    if request.method == "POST" and form.carry_out(
        lambda data: hearing_quorum.set_quorum(by=request.user, facility=facility, **data)
    ):
        messages.success(request, _("The quorum is set. Hearings that are open already keep theirs."))
        return redirect("programs:hearing_quorum")
    rules = HearingQuorum.objects.filter(facility=facility).select_related("decided_by")
    context = {"form": form, "current": current, "fewest": hearing_quorum.FEWEST, "rules": rules}
    return render(request, "programs/selection/hearing_quorum.html", context, status=form.status)
