from collections.abc import Callable
from typing import Any

from axes.backends import AxesStandaloneBackend
from axes.exceptions import AxesBackendPermissionDenied
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.backends import ModelBackend
from django.db.models import F, QuerySet

from accounts import sign_in_events
from core.ports import Table
from core.statements import Statement

KNOWN_WITH_USER: Table[Callable[[], Any]] = Table()
"""Expressions of other apps that are annotated on the user in the query that loads it, for every page.

Each callable is called once per compiled query, which may ask the clock as a `Statement` by day.
"""


class DoorBackend(AxesStandaloneBackend):
    """Refuses names that are locked after failures, and addresses from which many names were tried."""

    def authenticate(
        self, request: Any, username: str | None = None, password: str | None = None, **kwargs: Any
    ) -> None:
        """Raises `AxesBackendPermissionDenied` for whoever may not try now. Signs nobody in."""
        # In this order, since a refusal leaves the mark behind.
        request.meets_lock = True
        if not request.user.is_authenticated:
            request.names_tried = sign_in_events.names_tried(request)
            if len(request.names_tried) >= settings.SPRAYED_NAMES:
                request.axes_locked_out = True
                raise AxesBackendPermissionDenied("too many names were tried from this address")
        super().authenticate(request, username=username, password=password, **kwargs)
        request.meets_lock = False


class RoleBackend(ModelBackend):
    """Derives permissions from the roles in code, not from database rows."""

    def get_user(self, user_id: int) -> Any:
        """Loads the user with office and roles, which nearly every page needs."""
        # One row per role.
        rows = _WITH_OFFICE(tuple(KNOWN_WITH_USER), pk=int(user_id))
        user = rows[0] if rows else None
        if user:
            user.role_names = frozenset(row.role for row in rows if row.role)
        return user if user and self.user_can_authenticate(user) else None

    def has_perm(self, user: Any, permission: str, obj: Any = None) -> bool:
        """Consults only the roles in code and ignores permission rows in the database."""
        # No superuser: a person who may do everything could sign both halves of a two-person decision.
        return user.is_active and permission in user.permission_names

    def has_module_perms(self, user: Any, app_label: str) -> bool:
        return user.is_active and any(name.startswith(f"{app_label}.") for name in user.permission_names)

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        return set(user_obj.permission_names) if user_obj.is_active else set()

    get_group_permissions = get_all_permissions


def _with_office(names: tuple[str, ...], *, pk: int) -> QuerySet:
    known = {name: KNOWN_WITH_USER[name]() for name in names}
    users = get_user_model().objects.select_related("facility", "training_center").filter(pk=pk)
    return users.annotate(**known, role=F("groups__name"))


_WITH_OFFICE = Statement(_with_office, by_day=True)
