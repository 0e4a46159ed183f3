from inspect import isfunction
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.backends import ModelBackend

KNOWN_WITH_USER: dict[str, Any] = {}
"""What other apps want to know of whoever is signed in at every page: expressions, asked with the user in one query.

What depends on the hour is a function that makes the expression.
"""


class RoleBackend(ModelBackend):
    """Permissions follow from the roles in code, not from rows in the database."""

    def get_user(self, user_id: int) -> Any:
        """The user with the office, which nearly every page asks for."""
        known = {name: asked() if isfunction(asked) else asked for name, asked in KNOWN_WITH_USER.items()}
        users = get_user_model().objects.select_related("facility", "training_center").annotate(**known)
        user = users.filter(pk=user_id).first()
        return user if user and self.user_can_authenticate(user) else None

    def has_perm(self, user: Any, permission: str, obj: Any = None) -> bool:
        """Asked of the roles as code; permission rows of the database are not looked at."""
        # No superuser: somebody who may do everything could be both pairs of the four eyes.
        return user.is_active and permission in user.permission_names

    def has_module_perms(self, user: Any, app_label: str) -> bool:
        return user.is_active and any(name.startswith(f"{app_label}.") for name in user.permission_names)

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        return set(user_obj.permission_names) if user_obj.is_active else set()

    get_group_permissions = get_all_permissions
