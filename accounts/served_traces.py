"""Traces of sign-ins that have served their time; nobody has to ask for it."""

from datetime import timedelta

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django_tasks_db.models import DBTaskResult

from accounts.models import Notice, SignIn
from accounts.own_sessions import KEPT
from core import clock
from core.due import work_due

# Failed attempts count for a quarter of an hour; what is told of them is in the audit.
ATTEMPTS, NOTICES = timedelta(days=30), timedelta(days=365)


@work_due.register
def forget_old_traces() -> None:
    """Deletes attempts, sign-ins and told notices that are older than their time."""
    now = clock.now()
    AccessAttempt.objects.filter(attempt_time__lt=now - ATTEMPTS).delete()
    for model in (AccessFailureLog, AccessLog):
        model.objects.filter(attempt_time__lt=now - ATTEMPTS).delete()
    SignIn.objects.filter(at__lt=now - KEPT).delete()
    Notice.objects.filter(seen_at__lt=now - NOTICES).delete()
    # What was queued; jobs tell by themselves what became of it.
    DBTaskResult.objects.finished().filter(finished_at__lt=now - ATTEMPTS).delete()
