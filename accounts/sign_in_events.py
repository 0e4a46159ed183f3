"""What the audit keeps of signing in: failures, lock-outs, refusals and confirmations, with address and session.

Neither a password nor an unknown name is kept: people type their password into the name field. Instead of an unknown
name stands a short mark, equal for equal names.
"""

from dataclasses import dataclass
from typing import Any

from axes.attempts import get_cool_off_threshold
from axes.handlers.proxy import AxesProxyHandler
from axes.models import AccessAttempt
from axes.signals import user_locked_out
from django.conf import settings
from django.contrib.auth.signals import user_login_failed
from django.db.models import Q, QuerySet
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core import audit, crypto
from core.http import client_address, session_mark
from core.models import AuditEvent
from core.throttling import network_of

SIGNED_IN, SIGNED_OUT, CONFIRMED = "user.sign_in", "user.sign_out", "user.confirm_identity"
FAILED, UNCONFIRMED = "user.sign_in_failed", "user.confirm_failed"
FACTOR_FAILED, FACTOR_ADDED, FACTOR_REMOVED = "user.factor_failed", "user.factor_added", "user.factor_removed"
PRINTED, ACTIVATED = "user.print_card", "user.activate_card"
LOCKED, ADDRESS_BLOCKED, DENIED = "user.locked_out", "user.address_blocked", "user.denied"
# By code, in the order in which a page offers them.
KINDS: dict[str, str | Promise] = {
    FAILED: _("Sign-in failed"),
    FACTOR_FAILED: _("Second factor failed"),
    LOCKED: _("Locked after failures"),
    ADDRESS_BLOCKED: _("Address blocked after failures with many names"),
    DENIED: _("Page refused"),
    CONFIRMED: _("Identity confirmed"),
    UNCONFIRMED: _("Confirmation failed"),
    FACTOR_ADDED: _("Second factor added"),
    FACTOR_REMOVED: _("Second factor removed"),
    PRINTED: _("Code card printed"),
    ACTIVATED: _("Code card activated"),
    SIGNED_IN: _("Signed in"),
    SIGNED_OUT: _("Signed out"),
}
FAILURES = (FAILED, UNCONFIRMED, FACTOR_FAILED)
NOBODY = "–"
# Enough to tell the names on a page apart, too little to find out by trying what was typed.
MARK = 6


@dataclass(frozen=True)
class Stranger:
    """Whoever typed the name of an account, which may be somebody else; acts in that account's office."""

    office_code: str
    pk: None = None

    def get_full_name(self) -> str:
        return NOBODY


def name_mark(name: str) -> str:
    """What is kept of a name that no account has."""
    return crypto.blind_index(name.casefold(), purpose="unknown name")[:MARK]


def counted_name(request: HttpRequest, credentials: dict[str, Any] | None) -> str:
    """Under what django-axes counts the failures of a name: a digest, since it keeps what was typed in plain."""
    return counted_as((credentials or {}).get("username") or request.POST.get("username", ""))


def counted_address(request: HttpRequest) -> str:
    """Under what django-axes counts the failures of an address: of IPv6 the /64 network, which one PC has to itself."""
    return network_of(client_address(request)).partition("/")[0]


def counted_as(username: str) -> str:
    """The digest under which failures with this name are counted, in whatever case it was typed."""
    return crypto.blind_index(username.casefold(), purpose="sign-in")


def note(action: str, request: HttpRequest, *, by: User, **details: Any) -> AuditEvent:
    """Records what a user did or tried about the own account, with address, session and page."""
    return audit.record(action, by=by, target=by, **_circumstances(request), **details)


def visible_to(user: User) -> QuerySet[AuditEvent]:
    """Sign-ins of the user's office, and failures with names that no office has."""
    of_nobody = Q(chain=audit.SYSTEM, action__in=(*FAILURES, LOCKED, ADDRESS_BLOCKED))
    return AuditEvent.objects.filter(Q(chain=user.office_code) | of_nobody, action__in=KINDS)


@receiver(user_login_failed)
def note_failure(credentials: dict[str, Any], request: Any = None, **kwargs: Any) -> None:
    """Records a wrong name or password. While a lock lasts nothing is added: a program could fill the audit."""
    if request is None or getattr(request, "meets_lock", False):
        return
    if request.user.is_authenticated:
        note(UNCONFIRMED, request, by=request.user)
        return
    _note_stranger(FAILED, request, credentials)
    before = request.names_tried | {counted_as(credentials["username"])}
    if len(before) == settings.SPRAYED_NAMES > len(request.names_tried):
        # Now the address is blocked, so that no other failure gets here.
        audit.record(ADDRESS_BLOCKED, by=None, target=None, **_circumstances(request))


@receiver(user_locked_out)
def note_lock(request: Any, **kwargs: Any) -> None:
    """Records the failure that locks a name, not the attempts that meet the lock."""
    if getattr(request, "meets_lock", False):
        return
    if request.user.is_authenticated:
        note(LOCKED, request, by=request.user)
    else:
        _note_stranger(LOCKED, request, request.axes_credentials)


def note_factor_failure(request: HttpRequest, user: User, *, kind: str) -> None:
    """Records a wrong code or key of somebody who knows the password, who may not be the owner."""
    by = user if request.user.is_authenticated else Stranger(user.office_code)
    audit.record(FACTOR_FAILED, by=by, target=user, **_circumstances(request), kind=kind)


def names_tried(request: HttpRequest) -> set[str]:
    """The names, as digests, that failed from the request's address within the time of a lock and have not signed in
    since; not more than needed to block the address.
    """
    AxesProxyHandler.update_request(request)
    recent = AccessAttempt.objects.filter(
        ip_address=request.axes_ip_address,  # type: ignore[attr-defined]  # set by the handler
        attempt_time__gte=get_cool_off_threshold(request),
    )
    return set(recent.order_by().values_list("username", flat=True).distinct()[: settings.SPRAYED_NAMES])


def _note_stranger(action: str, request: HttpRequest, credentials: dict[str, Any]) -> None:
    typed = str(credentials.get("username") or "")
    offices = ("facility", "training_center", "probation_office")
    user = User.objects.select_related(*offices).filter(username=typed).first()
    if user:
        audit.record(action, by=Stranger(user.office_code), target=user, **_circumstances(request))
    else:
        audit.record(action, by=None, target=None, **_circumstances(request), name=name_mark(typed))


def _circumstances(request: HttpRequest) -> dict[str, str]:
    page = request.resolver_match.route if request.resolver_match else ""
    return {"address": client_address(request), "session": session_mark(request), "page": page}
