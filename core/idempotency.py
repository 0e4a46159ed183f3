"""Form tokens: a form that is sent twice makes one record and gets the same answer twice."""

import uuid
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from datetime import timedelta
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse

from core import clock
from core.models import SubmittedForm

FIELD = "idempotency_token"
KEPT = timedelta(days=7)


def without_token(view: Callable) -> Callable:
    """Marks a view whose POST may be repeated at will (signing out, choosing a theme)."""
    view.without_token = True  # type: ignore[attr-defined]  # a mark that the middleware reads
    return view


def reads_first(read: Callable) -> Callable:
    """Marks a view of which `read(request, **arguments)` runs before the transaction of its form begins.

    For what takes long and writes nothing, such as reading a file; on SQLite a transaction keeps all others from
    writing. The view asks for the outcome with `outcome_of`. Only who may call the view gets that far.
    """

    def mark(view: Callable) -> Callable:
        view.read_first = read  # type: ignore[attr-defined]  # a mark that the middleware reads
        return view

    return mark


def may_call(request: HttpRequest, view: Any) -> bool:
    """Whether the view itself will not refuse this user: it asks for one of its permissions, if for any."""
    permissions = getattr(view, "required_permissions", ())
    return not permissions or any(request.user.has_perm(permission) for permission in permissions)


def read_first(request: HttpRequest, view: Any, arguments: Mapping[str, Any]) -> None:
    """Runs what the view wants to have read, and keeps its outcome with the request. For whoever may call it."""
    if not (read := getattr(view, "read_first", None)):
        return
    outcome = Future[Any]()
    request.outcome = outcome  # type: ignore[attr-defined]  # handed on to the view
    try:
        outcome.set_result(read(request, **arguments))
    except Exception as error:
        outcome.set_exception(error)


def outcome_of(request: HttpRequest) -> Any:
    """What was read first; raises here, within the view, what was raised there."""
    return request.outcome.result()  # type: ignore[attr-defined]  # of `read_first`


def claim(token: uuid.UUID, *, user: Any, path: str) -> tuple[SubmittedForm, bool]:
    """The row of this token and whether this request is the first with it.

    A second request waits here until the first has committed or failed; call within a transaction.
    """
    form = SubmittedForm(user=user, token=token, path=path)
    if _is_added(form):
        return form, True
    return SubmittedForm.objects.get(user=user, token=token), False


# Django says of no insertion whether it found a row already; asking first would take two statements more.
_ADD = """
INSERT INTO core_submittedform (token, user_id, path, submitted_at, status, location, content, content_type)
VALUES (%s, %s, %s, %s, 0, '', '', '') ON CONFLICT (user_id, token) DO NOTHING
"""


def _is_added(form: SubmittedForm) -> bool:
    """Adds the row, unless there is one with its token; whether it was added."""
    columns = {field.name: field for field in form._meta.concrete_fields}
    fields = [columns[name] for name in ("token", "user", "path", "submitted_at")]
    values = [field.get_db_prep_save(getattr(form, field.attname), connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(_ADD, values)
        return bool(cursor.rowcount)


def keep(form: SubmittedForm, response: HttpResponse) -> None:
    """Stores the answer under the token; a redirect as its address, a small page or fragment as it is.

    An answer marked `is_secret` (a one-time password) is shown once and kept nowhere.
    """
    # Gone, and not shown again: the row would be a second place in which the password stands.
    form.status = 410 if getattr(response, "is_secret", False) else response.status_code
    form.location = response.get("Location", "")
    form.content_type = response.get("Content-Type", "")
    # A file is made anew when it is asked for again; keeping it would keep personal data.
    if form.status != 410 and not form.location and not response.streaming:
        form.content = response.content.decode(response.charset)
    said = {name: getattr(form, name) for name in ("status", "location", "content", "content_type")}
    SubmittedForm.objects.filter(user=form.user_id, token=form.token).update(**said)


def replay(form: SubmittedForm) -> HttpResponse:
    """The answer that the first request with this token got; 410 without content if that was secret."""
    response = HttpResponse(form.content, status=form.status, content_type=form.content_type or None)
    if form.location:
        response["Location"] = form.location
    return response


def forget_old() -> int:
    """Deletes tokens that nobody will send again; returns how many."""
    return SubmittedForm.objects.filter(submitted_at__lt=clock.now() - KEPT).delete()[0]
