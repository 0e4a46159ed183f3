"""Form tokens: submitting a form twice creates one record and returns the same answer twice."""

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
    """Marks a view whose POST may safely be repeated (signing out, choosing a theme)."""
    view.without_token = True  # type: ignore[attr-defined]  # a mark that the middleware reads
    return view


def reads_first(read: Callable, *, tells_too_large: bool = False) -> Callable:
    """Marks a view for which `read(request, **arguments)` runs before its form's transaction begins.

    Meant for slow work without writes, such as reading a file: on SQLite a transaction blocks all other writers. The
    view gets the result from `outcome_of`. Runs only for users who may call the view. A view that `tells_too_large`
    says itself what is wrong with a form whose file was not read to its end.
    """

    def mark(view: Callable) -> Callable:
        view.read_first = read  # type: ignore[attr-defined]  # marks that the middleware reads
        view.tells_too_large = tells_too_large  # type: ignore[attr-defined]
        return view

    return mark


def may_call(request: HttpRequest, view: Any) -> bool:
    """True if the user has one of the permissions the view requires, or the view requires none."""
    permissions = getattr(view, "required_permissions", ())
    return not permissions or any(request.user.has_perm(permission) for permission in permissions)


def read_first(request: HttpRequest, view: Any, arguments: Mapping[str, Any]) -> None:
    """Runs the view's preliminary read and keeps the outcome on the request. The caller checks permission first."""
    if not (read := getattr(view, "read_first", None)):
        return
    outcome = Future[Any]()
    request.outcome = outcome  # type: ignore[attr-defined]  # handed on to the view
    try:
        outcome.set_result(read(request, **arguments))
    except Exception as error:
        outcome.set_exception(error)


def outcome_of(request: HttpRequest) -> Any:
    """The result of the preliminary read; an exception it raised is raised again here, within the view."""
    return request.outcome.result()  # type: ignore[attr-defined]  # of `read_first`


def claim(token: uuid.UUID, *, user: Any, path: str) -> tuple[SubmittedForm, bool]:
    """The row of this token, and whether this request is the first to use it.

    A second request waits here until the first has committed or failed; call within a transaction.
    """
    form = SubmittedForm(user=user, token=token, path=path)
    if _is_added(form):
        return form, True
    return SubmittedForm.objects.get(user=user, token=token), False


# Django does not say whether an insert met an existing row; asking first would cost two more statements.
_ADD = """
INSERT INTO core_submittedform (token, user_id, path, submitted_at, status, location, content, content_type)
VALUES (%s, %s, %s, %s, 0, '', '', '') ON CONFLICT (user_id, token) DO NOTHING
"""


def _is_added(form: SubmittedForm) -> bool:
    """Adds the row unless its token exists already; returns whether it was added."""
    columns = {field.name: field for field in form._meta.concrete_fields}
    fields = [columns[name] for name in ("token", "user", "path", "submitted_at")]
    values = [field.get_db_prep_save(getattr(form, field.attname), connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(_ADD, values)
        return bool(cursor.rowcount)


def keep(form: SubmittedForm, response: HttpResponse) -> None:
    """Stores the answer under the token: a redirect as its URL, a small page or fragment as it is.

    An answer marked `is_secret` (a one-time password) is shown once and never stored.
    """
    # Stored as gone, or the row would be a second place holding the password.
    form.status = 410 if getattr(response, "is_secret", False) else response.status_code
    form.location = response.get("Location", "")
    form.content_type = response.get("Content-Type", "")
    # A file is regenerated on repeat; storing it would keep personal data.
    if form.status != 410 and not form.location and not response.streaming:
        form.content = response.content.decode(response.charset)
    said = {name: getattr(form, name) for name in ("status", "location", "content", "content_type")}
    SubmittedForm.objects.filter(user=form.user_id, token=form.token).update(**said)


def replay(form: SubmittedForm) -> HttpResponse:
    """The answer the first request with this token got; an empty 410 if that was secret."""
    response = HttpResponse(form.content, status=form.status, content_type=form.content_type or None)
    if form.location:
        response["Location"] = form.location
    return response


def forget_old() -> int:
    """Deletes tokens too old to be submitted again; returns how many."""
    return SubmittedForm.objects.filter(submitted_at__lt=clock.now() - KEPT).delete()[0]
