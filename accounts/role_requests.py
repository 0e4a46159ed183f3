"""Roles are asked for by an administrator and confirmed by the head or the data protection officer of the office."""

from collections.abc import Collection, Iterable

from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts import notices, unknown_owners
from accounts.models import Notice, RoleRequest, User
from accounts.permissions import PERMISSIONS
from accounts.roles import Role
from accounts.separate_roles import pair_blockers
from core import audit, clock
from core.errors import Blocker, refuse_if
from core.two_person_decision import second_person_blockers

MAY = "accounts.confirm_roles"
# Who may confirm.
CONFIRMING = frozenset(role for role in Role if MAY in PERMISSIONS[role])
OPERATOR = "–"


def ask_blockers(user: User, roles: Collection[str], *, kept: Iterable[str], reason: str, by: User) -> list[Blocker]:
    """Reasons why `by` cannot ask that `user` gets `roles` beside those that are `kept`."""
    reasons = pair_blockers({*kept, *roles})
    if user == by:
        reasons.append(Blocker("own_roles", _("Nobody changes the own roles. Ask another administrator to do it.")))
    if not reason.strip():
        text = _("Write why, or by which letter, the person gets this role; whoever confirms it reads it.")
        reasons.append(Blocker("no_reason", text))
    if RoleRequest.objects.filter(user=user).waiting().exists():
        text = _("Another request for this person waits. It has to be decided or withdrawn first.")
        reasons.append(Blocker("waiting", text))
    return reasons


@transaction.atomic
def ask(user: User, *, roles: Iterable[str], reason: str, by: User) -> RoleRequest:
    """Asks for roles that the user has not yet. Raises RuleViolation.

    Call it with the user locked.
    """
    wanted = sorted(set(roles))
    refuse_if(ask_blockers(user, wanted, kept=_held(user), reason=reason, by=by))
    request = RoleRequest.objects.create(user=user, roles=wanted, reason=reason.strip(), asked_by=by)
    audit.record("rolerequest.open", by=by, target=request, user=str(user.public_id), roles=wanted)
    return request


def decision_blockers(request: RoleRequest, *, by: User | None, confirms: bool, refusal: str = "") -> list[Blocker]:
    """Reasons why `by` (None for the site's operator) cannot confirm or refuse the request."""
    reasons = []
    if request.state != RoleRequest.State.WAITING:
        reasons.append(Blocker("decided", _("This request has been decided already.")))
    if by:
        text = _("You asked for this role. Another person confirms it.")
        reasons += second_person_blockers(by, request.asked_by_id, text)
        reasons += second_person_blockers(
            by, request.user_id, _("This is about your own roles. Another person decides.")
        )
        if not (by.is_active and by.has_perm(MAY)):
            reasons.append(Blocker("not_authorized", _("Your role does not confirm roles.")))
    if confirms:
        reasons += pair_blockers({*_held(request.user), *request.roles})
        if not request.user.is_active:
            reasons.append(Blocker("inactive", _("This person may not sign in.")))
        if not (request.asked_by.is_active and request.asked_by.has_role(Role.ADMINISTRATOR)):
            text = _("Whoever asked is no administrator any more. Refuse it, and let it be asked anew.")
            reasons.append(Blocker("asker_gone", text))
        reasons += unknown_owners.role_blockers(request.user, by=by)
    elif not refusal.strip():
        reasons.append(Blocker("no_reason", _("Write why not; the administrator reads it.")))
    return reasons


@transaction.atomic
def decide(request: RoleRequest, *, by: User | None, confirms: bool, refusal: str = "") -> RoleRequest:
    """Confirms or refuses the request; confirmed roles work from the next page on. Raises RuleViolation.

    Locks the user, then the request.
    """
    user = User.objects.select_for_update(no_key=True).get(pk=request.user_id)
    # Somebody may have barred the decider meanwhile.
    by = User.objects.get(pk=by.pk) if by else None
    request = RoleRequest.objects.select_for_update(no_key=True).get(pk=request.pk)
    request.user = user
    refusal = "" if confirms else refusal.strip()
    refuse_if(decision_blockers(request, by=by, confirms=confirms, refusal=refusal))
    _close(request, RoleRequest.State.CONFIRMED if confirms else RoleRequest.State.REFUSED, by=by, refusal=refusal)
    audit.record(
        "rolerequest.confirm" if confirms else "rolerequest.refuse",
        by=by,
        target=request,
        user=str(user.public_id),
        roles=request.roles,
    )
    name = by.full_name if by else OPERATOR
    if confirms:
        user.groups.add(*Group.objects.filter(name__in=request.roles))
        asked_by = request.asked_by.full_name
        notices.tell(user, Notice.Kind.ROLES_GIVEN, roles=request.roles, asked_by=asked_by, by=name)
    else:
        told = {"roles": request.roles, "user": user.full_name, "by": name, "why": refusal}
        notices.tell(request.asked_by, Notice.Kind.ROLES_REFUSED, **told)
    return request


@transaction.atomic
def withdraw(request: RoleRequest, *, by: User) -> RoleRequest:
    """Takes a waiting request back; any administrator of the office may. Raises RuleViolation."""
    request = RoleRequest.objects.select_for_update(no_key=True).get(pk=request.pk)
    refuse_if(
        [Blocker("decided", _("This request has been decided already."))]
        if request.state != RoleRequest.State.WAITING
        else second_person_blockers(by, request.user_id, _("This is about your own roles. Another person decides."))
    )
    _close(request, RoleRequest.State.WITHDRAWN, by=by)
    audit.record("rolerequest.withdraw", by=by, target=request, user=str(request.user.public_id), roles=request.roles)
    return request


def _close(request: RoleRequest, state: str, *, by: User | None, refusal: str = "") -> None:
    request.state, request.decided_by, request.decided_at, request.refusal = state, by, clock.now(), refusal
    request.save(update_fields=["state", "decided_by", "decided_at", "refusal"])


def confirmers_of(user: User) -> QuerySet[User]:
    """Who else of the user's office confirms roles and may sign in."""
    others = User.objects.visible_to(user).filter(is_active=True, groups__name__in=CONFIRMING)
    return others.exclude(pk=user.pk).distinct()


def reset_blockers(user: User) -> list[Blocker]:
    """Reasons why no administrator gives this user a password: with it both halves of a role would be one person's."""
    if not CONFIRMING & _held(user):
        return []
    text = _(
        "This person confirms roles, so a password comes from whoever runs the site: manage.py user_access %(name)s"
        " password. Otherwise one person could ask for a role and confirm it."
    )
    return [Blocker("confirmer", text % {"name": user.username})]


def hold_office(user: User) -> None:
    """Locks the user's office, so that changes of its accounts come one after the other."""
    if user.office:
        type(user.office).objects.select_for_update(no_key=True).only("pk").get(pk=user.office.pk)


def last_confirmer_blockers(user: User, *, keeps: Iterable[str], is_active: bool) -> list[Blocker]:
    """Reasons why the user cannot lose roles or access: afterwards nobody of the office could confirm any role, or what
    takes a data protection officer.
    """
    held, keeps = _held(user), set(keeps) if is_active else set()
    is_officer = user.is_active and Role.AUDITOR in held
    reasons = unknown_owners.last_officer_blockers(user, loses=is_officer and Role.AUDITOR not in keeps)
    loses = CONFIRMING & held and not CONFIRMING & keeps
    if not loses or confirmers_of(user).filter(must_change_password=False).exists():
        return reasons
    text = _("Nobody else in the office could confirm roles then. Have another head or data protection officer first.")
    return [*reasons, Blocker("last_confirmer", text)]


def _held(user: User) -> set[str]:
    # Read anew: the user's own names are kept from the beginning of the request.
    return set(user.groups.values_list("name", flat=True))
