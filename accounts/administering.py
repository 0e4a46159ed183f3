"""Commands on accounts: passwords, and who has which role in an office."""

import secrets
from datetime import timedelta

from django.db import transaction

from accounts.models import User
from core import audit, clock

ONE_TIME_PASSWORD_LIFE = timedelta(hours=24)
# Without letters and digits that look alike on paper.
READABLE = "abcdefghjkmnpqrstuvwxyz23456789"


def one_time_password() -> str:
    """Four groups of four readable characters (about 79 bits), to be handed over on paper."""
    return "-".join("".join(secrets.choice(READABLE) for _ in range(4)) for _ in range(4))


@transaction.atomic
def change_own_password(*, by: User, new_password: str) -> User:
    """Sets the password that the user chose; ends the obligation to change a one-time password."""
    by.set_password(new_password)
    by.must_change_password = False
    by.one_time_password_until = None
    by.save(update_fields=["password", "must_change_password", "one_time_password_until"])
    audit.record("user.change_password", by=by, target=by)
    return by


@transaction.atomic
def give_one_time_password(user: User, *, by: User | None) -> str:
    """Gives `user` a password that works for 24 hours and must be changed at once; returns it in clear, once."""
    password = one_time_password()
    user.set_password(password)
    user.must_change_password = True
    user.one_time_password_until = clock.now() + ONE_TIME_PASSWORD_LIFE
    user.save(update_fields=["password", "must_change_password", "one_time_password_until"])
    audit.record("user.one_time_password", by=by, target=user)
    return password
