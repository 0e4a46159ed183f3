"""Commands on accounts: passwords, and who works in an office in which roles."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from axes.utils import reset
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import factors, notices, role_requests, sign_in_events
from accounts.models import Facility, Notice, ProbationOffice, RoleRequest, TrainingCenter, User
from accounts.roles import Role, Side, roles_for
from accounts.separate_roles import pair_blockers
from core import audit, clock
from core.errors import Blocker, RuleViolation, refuse_if
from printing.printed_signs import sign_blockers

ONE_TIME_PASSWORD_LIFE = timedelta(hours=24)
GIVEN = ("password_given_by", "password_confirmed_by", "password_refused_by", "password_refusal")
# Leaves out letters and digits that look alike on paper.
READABLE = "abcdefghjkmnpqrstuvwxyz23456789"
GROUPS = GROUP = 4


@dataclass(frozen=True)
class NewPassword:
    """A clear-text password and its digest. Only the digest is stored.

    Create it before the form's transaction: hashing takes a tenth of a second, during which nobody else could write.
    """

    # A traceback or a log prints the object.
    clear: str = field(repr=False)
    digest: str = field(repr=False)

    @classmethod
    def of(cls, clear: str) -> "NewPassword":
        """Hashes the given password."""
        return cls(clear, make_password(clear))

    @classmethod
    def for_one_time(cls) -> "NewPassword":
        """Generates a one-time password, valid for 24 hours."""
        return cls.of(one_time_password())


def one_time_password() -> str:
    """Returns four groups of four readable characters (about 79 bits), to be handed over on paper."""
    return "-".join("".join(secrets.choice(READABLE) for _ in range(GROUP)) for _ in range(GROUPS))


def as_handed_over(typed: str) -> str:
    """A one-time password as it was drawn, whatever stands between its signs and in whatever case it was typed.

    Its signs are all small letters and digits, so this makes it no easier to guess; what cannot be one stays as it is.
    """
    signs = "".join(typed.split()).replace("-", "").lower()
    if len(signs) != GROUPS * GROUP or not set(signs) <= set(READABLE):
        return typed
    return "-".join(signs[at : at + GROUP] for at in range(0, len(signs), GROUP))


def blockers_of_roles(side: Side, roles: Iterable[str]) -> list[Blocker]:
    """Reasons why a user of this kind of office cannot have these roles: at least one is required, all from its own
    side.
    """
    roles = list(roles)
    foreign = [Role(role).label for role in roles if role not in roles_for(side)]
    reasons = []
    if not roles:
        reasons.append(Blocker("no_role", _("Choose at least one role; without one the person sees nothing.")))
    if foreign:
        names = ", ".join(str(label) for label in foreign)
        reasons.append(
            Blocker("foreign_role", _("Your office does not have these roles: %(roles)s.") % {"roles": names})
        )
    return reasons


def username_blockers(username: str) -> list[Blocker]:
    """Reasons why a new user cannot have this name. Names that differ only in case count as the same."""
    if User.objects.filter(username__iexact=username).exists():
        return [Blocker("username_taken", _("This user name is taken. Choose another one."))]
    return []


def staff_number_blockers(number: str) -> list[Blocker]:
    """Why this is no staff number. Those of civil servants have 18 digits, others what their office gives them."""
    if not number or any(character.isdigit() for character in number):
        return []
    return [Blocker("staff_number", _("A staff number has digits. Check it, or leave it empty."))]


@transaction.atomic
def add_user(
    *,
    by: User | None,
    office: Facility | TrainingCenter,
    new: NewPassword,
    username: str,
    full_name: str,
    roles: Iterable[str],
    reason: str = "",
    staff_number: str = "",
    language: str = "id",
) -> User:
    """Adds a user to `office`, who signs in with `new` as a one-time password (24 hours). Raises RuleViolation.

    The roles are asked for, with the `reason`, and work once another person has confirmed them; only the site's
    operator (`by` None) gives them at once.
    """
    is_facility = isinstance(office, Facility)
    roles = list(roles)
    side = Side.FACILITY if is_facility else Side.CENTER
    reasons = [*blockers_of_roles(side, roles), *username_blockers(username), *staff_number_blockers(staff_number)]
    refuse_if([*reasons, *pair_blockers(roles), *sign_blockers(full_name)])
    user = User.objects.create_user(
        username=username,
        full_name=full_name,
        staff_number=staff_number,
        language=language,
        facility=office if is_facility else None,
        training_center=None if is_facility else office,
    )
    if by:
        audit.record("user.add", by=by, target=user, roles=[])
        role_requests.ask(user, roles=roles, reason=reason, by=by)
    else:
        user.groups.set(Group.objects.filter(name__in=roles))
        audit.record("user.add", by=by, target=user, roles=sorted(roles))
    give_one_time_password(user, by=by, new=new)
    return user


def region_blockers(region: str) -> list[Blocker]:
    """Reasons why this region cannot be supervised: no facility belongs to a region of exactly this name."""
    known = list(Facility.objects.order_by("region").values_list("region", flat=True).distinct())
    if region in known:
        return []
    names = ", ".join(known) or "–"
    return [
        Blocker(
            "region_unknown",
            _("No facility belongs to the region “%(region)s”. Known regions: %(names)s.")
            % {"region": region, "names": names},
        )
    ]


@transaction.atomic
def add_regional_viewer(
    *, by: User | None, region: str, new: NewPassword, username: str, full_name: str, staff_number: str = ""
) -> User:
    """Adds a user of a regional office, who sees its facilities' figures but no names, with `new` as the one-time
    password.

    Such a user belongs to no office, so only the site's operator can create one. Raises RuleViolation.
    """
    reasons = [*region_blockers(region), *username_blockers(username), *staff_number_blockers(staff_number)]
    refuse_if([*reasons, *sign_blockers(full_name)])
    user = User.objects.create_user(username=username, full_name=full_name, staff_number=staff_number, region=region)
    _let_in(user, Role.REGIONAL_VIEWER, by=by, new=new)
    return user


@transaction.atomic
def add_probation_officer(
    *,
    by: User | None,
    office: ProbationOffice,
    new: NewPassword,
    username: str,
    full_name: str,
    staff_number: str = "",
) -> User:
    """Adds a user of a probation office, who sees clients that agreed to it, with `new` as the one-time password.

    Such an office has no administrator here, so only the site's operator can create one. Raises RuleViolation.
    """
    refuse_if([*username_blockers(username), *staff_number_blockers(staff_number), *sign_blockers(full_name)])
    user = User.objects.create_user(
        username=username, full_name=full_name, staff_number=staff_number, probation_office=office
    )
    _let_in(user, Role.BAPAS_OFFICER, by=by, new=new)
    return user


def _let_in(user: User, role: Role, *, by: User | None, new: NewPassword) -> None:
    user.groups.set(Group.objects.filter(name=role))
    audit.record("user.add", by=by, target=user, roles=[role.value])
    give_one_time_password(user, by=by, new=new)


@transaction.atomic
def set_access(user: User, *, by: User | None, is_active: bool) -> User:
    """Allows or bars sign-in. Barring ends all of the user's sessions at once."""
    user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    user.is_active = is_active
    user.save(update_fields=["is_active"])
    audit.record("user.access", by=by, target=user, is_active=is_active)
    if not is_active:
        end_sessions(user)
    return user


@transaction.atomic
def change_user(
    user: User,
    *,
    by: User,
    full_name: str,
    staff_number: str,
    roles: Iterable[str],
    is_active: bool,
    reason: str = "",
) -> RoleRequest | None:
    """Changes name, number and whether the person may sign in, takes roles away, and asks for new ones.

    Returns the request for the new roles, if there are any: they work once another person has confirmed them. So do all
    roles of somebody who was barred and may sign in again. Nobody changes the own roles or access. Locks the office.
    Raises RuleViolation.
    """
    # Two changes at once would each see the other's user as one who can still confirm.
    role_requests.hold_office(user)
    user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    before, wanted = user.role_names, set(roles)
    refuse_if(_change_blockers(user, wanted, by=by, staff_number=staff_number, is_active=is_active))
    was_active, called = user.is_active, _called(user)
    new = {"full_name": full_name, "staff_number": staff_number}
    changed = [name for name, value in new.items() if getattr(user, name) != value]
    # Whoever was barred gets no power back by one person either.
    kept = before & wanted if was_active or not is_active else frozenset[str]()
    taken, added = before - wanted, wanted - kept
    user.full_name, user.staff_number, user.is_active = full_name, staff_number, is_active
    user.save(update_fields=["full_name", "staff_number", "is_active"])
    user.groups.set(Group.objects.filter(name__in=kept))
    told = {"roles": sorted(before), "is_active": was_active}
    now = {"roles": sorted(kept), "is_active": is_active}
    # The audit holds no name that must be erasable; what it was is told to those who can say whether it is right.
    audit.record("user.change", by=by, target=user, before=told, **now, changed=changed)
    if changed:
        _tell_of_new_name(user, before=called, by=by)
    if taken:
        notices.tell(user, Notice.Kind.ROLES_TAKEN, roles=sorted(taken), by=by.full_name)
    if not is_active:
        end_sessions(user)
    return role_requests.ask(user, roles=added, reason=reason, by=by) if added else None


def _called(user: User) -> str:
    return f"{user.full_name} ({user.staff_number})" if user.staff_number else user.full_name


def _tell_of_new_name(user: User, *, before: str, by: User) -> None:
    """To the owner and those who confirm roles, but for whoever changed it."""
    for one in {user, *role_requests.confirmers_of(user)} - {by}:
        notices.tell(one, Notice.Kind.RENAMED, before=before, after=_called(user), by=by.full_name)


def _change_blockers(user: User, wanted: set[str], *, by: User, staff_number: str, is_active: bool) -> list[Blocker]:
    asked = RoleRequest.objects.filter(user=user).waiting().values_list("roles", flat=True).first() or []
    reasons = blockers_of_roles(user.side, {*wanted, *asked}) + staff_number_blockers(staff_number)
    if user == by:
        if not is_active:
            text = _("You cannot take your own access away. Ask another administrator to do it.")
            reasons.append(Blocker("own_access", text))
        if wanted != user.role_names:
            reasons.append(Blocker("own_roles", _("Nobody changes the own roles. Ask another administrator to do it.")))
    return reasons + role_requests.last_confirmer_blockers(user, keeps=wanted, is_active=is_active)


@transaction.atomic
def change_own_password(*, by: User, new: NewPassword) -> User:
    """Sets the password the user chose and lifts the obligation to replace a one-time password.

    Whoever replaced one that two people gave may set up a first factor for a day (`factors.first_blockers`).
    """
    if by.must_change_password:
        by.first_factor_until = clock.now() + factors.FIRST_LIFE
    by.password = new.digest
    by.must_change_password = False
    by.one_time_password_until = by.password_given_by = by.password_confirmed_by = by.password_refused_by = None
    by.password_refusal = ""
    changed = ["password", "must_change_password", "one_time_password_until", "first_factor_until", *GIVEN]
    by.save(update_fields=changed)
    audit.record("user.change_password", by=by, target=by)
    return by


@transaction.atomic
def give_one_time_password(user: User, *, by: User | None, new: NewPassword) -> None:
    """Gives `user` a password that works for 24 hours and must be changed at once.

    Ends the user's sessions and lifts a lockout. For a day the user does nothing that has to be confirmed
    (`core.two_person_decision`), since whoever gave the password could be the one who signs in; and whoever has power
    signs in with it only once another person has confirmed it (`password_confirming`). Raises RuleViolation for who
    confirms roles: their passwords are the operator's to give (`by` None).
    """
    refuse_if(role_requests.reset_blockers(user) if by else [])
    user.password = new.digest
    user.must_change_password = True
    user.one_time_password_until = clock.now() + ONE_TIME_PASSWORD_LIFE
    # The operator of the site holds the database anyway.
    user.password_given_at = clock.now() if by else None
    # A new account has no power yet; one from which roles were taken may get them back.
    is_new = user.last_login is None and not user.role_names
    user.password_given_by, user.password_confirmed_by = (None if is_new else by), None
    user.password_refused_by, user.password_refusal = None, ""
    told = ["password", "must_change_password", "one_time_password_until", "password_given_at", *GIVEN]
    user.save(update_fields=told)
    # Otherwise a locked-out user could not sign in with the new password either.
    reset(username=sign_in_events.counted_as(user.username))
    end_sessions(user)
    audit.record("user.one_time_password", by=by, target=user)
    if by:
        notices.tell(user, Notice.Kind.PASSWORD_GIVEN, by=by.full_name)
        # The owner may not be the next to sign in, so those who watch over roles learn of it too.
        for other in role_requests.confirmers_of(user) if user.role_names else ():
            notices.tell(other, Notice.Kind.COLLEAGUE_GIVEN, user=user.full_name, by=by.full_name)


@transaction.atomic
def set_language(*, by: User, language: str) -> None:
    """Sets the language of this user's pages; papers stay Indonesian."""
    by.language = language
    by.save(update_fields=["language"])
    audit.record("user.language", by=by, target=by, language=language)


def end_sessions(user: User) -> int:
    """Signs the user out everywhere; returns how many sessions ended."""
    own = [
        session.pk
        for session in Session.objects.filter(expire_date__gt=clock.now())
        # Django encodes session data and has no column for the user, so every session has to be decoded.
        if session.get_decoded().get("_auth_user_id") == str(user.pk)
    ]
    return Session.objects.filter(pk__in=own).delete()[0]


OFFICE_FIELDS = ("name", "short_name", "city", "address", "telephone", "idle_minutes")
CENTER_FIELDS = (
    "official_name",
    "parent_name",
    "place_of_issue",
    "head_title",
    "head_name",
    "head_number",
    "coordinator_name",
    "coordinator_number",
)


@transaction.atomic
def change_office(*, by: User, values: dict[str, Any]) -> Facility | TrainingCenter | ProbationOffice:
    """Changes the details of the administrator's own office; papers already printed keep their wording."""
    own = by.office
    if own is None:
        raise RuleViolation(Blocker("no_office", _("Your account belongs to no office that could be changed.")))
    office = type(own).objects.select_for_update(no_key=True).get(pk=own.pk)
    # Writes and records changed fields only, so that the audit shows what was really done.
    before = {name: getattr(office, name) for name in values if getattr(office, name) != values[name]}
    for name in before:
        setattr(office, name, values[name])
    if before:
        office.save(update_fields=list(before))
        audit.record("office.change", by=by, target=office, before=before)
    return office
