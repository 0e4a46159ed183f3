"""Between password and factor: somebody who gave the right password and is not signed in yet."""

from datetime import timedelta

from django.http import HttpRequest
from django.utils.crypto import constant_time_compare
from django.utils.dateparse import parse_datetime

from accounts import demo_users
from accounts.models import User
from core import clock

KEY = "pending_sign_in"
LASTS = timedelta(minutes=10)


def begin(request: HttpRequest, user: User, *, target: str) -> None:
    """Remembers in a new session who gave the password, and where the user goes afterwards."""
    request.session.flush()
    request.session[KEY] = {
        "user": user.pk,
        "hash": user.get_session_auth_hash(),
        "at": clock.now().isoformat(),
        "target": target,
    }


def user_of(request: HttpRequest) -> User | None:
    """Who gave the password within the last ten minutes, may still sign in, and has still that password."""
    told = request.session.get(KEY)
    at = parse_datetime(told["at"]) if told else None
    if not told or at is None or not timedelta(0) <= clock.now() - at <= LASTS:
        return None
    offices = ("facility", "training_center", "probation_office")
    user = User.objects.select_related(*offices).filter(pk=told["user"], is_active=True).first()
    if user is None or not constant_time_compare(told["hash"], user.get_session_auth_hash()):
        return None
    return user if demo_users.may_enter(user, request) else None


def end(request: HttpRequest) -> str:
    """Forgets it; returns where the user goes."""
    return request.session.pop(KEY, {}).get("target", "")
