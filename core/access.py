"""The access log: every profile viewed, every export and every print (UU 27/2022, articles 31 and 39)."""

from collections.abc import Iterable
from typing import Any

from django.db import models

from core.models import AccessLogEntry

Kind = AccessLogEntry.Kind


def log(kind: AccessLogEntry.Kind, subject: models.Model | str, *, by: Any, what: str, reason: str = "") -> None:
    """Records that `by` viewed, exported or printed `subject` (a record, or the name of a list).

    `what` briefly names the page or paper, without personal data.
    """
    _entry(kind, subject, by, what, reason).save(force_insert=True)


def log_each(
    kind: AccessLogEntry.Kind, subjects: Iterable[models.Model], *, by: Any, what: str, reason: str = ""
) -> None:
    """Logs the same access for each record: a paper about many people appears in the log of each of them."""
    AccessLogEntry.objects.bulk_create([_entry(kind, subject, by, what, reason) for subject in subjects])


def _entry(kind: AccessLogEntry.Kind, subject: models.Model | str, by: Any, what: str, reason: str) -> AccessLogEntry:
    subject_type, subject_id = (
        (subject._meta.label_lower, str(subject.pk)) if isinstance(subject, models.Model) else (subject, "")
    )
    return AccessLogEntry(
        office=by.office_code,
        user_id=by.pk,
        # The name at the time: the log must stay readable after the account is gone.
        user_name=by.get_full_name(),
        kind=kind,
        subject_type=subject_type,
        subject_id=subject_id,
        subject=what,
        reason=reason,
    )
