"""The need record that a vacancy is as long as it is open: it follows the vacancy, and the plan counts it once."""

from collections.abc import Collection

from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from inmates.people.names import name_sort
from outcomes.needs.codes import NeedKind
from outcomes.needs.models import NeedRecord
from outcomes.needs.need_age import last_day
from outcomes.needs.need_recording import Asked, Job, record_needs, rewrite, withdraw
from outcomes.placement.models import Vacancy


def follow(vacancy: Vacancy, *, by: User, must: Collection[str], nice: Collection[str]) -> None:
    """Records the need of an open vacancy, or lets it follow, within the caller's transaction. Raises `RuleViolation`.

    A vacancy of the same job that was recorded by hand becomes that record, or the plan would count it twice.
    """
    day = vacancy.opened_on
    asked = Asked(
        NeedKind.LOW,
        day,
        source=vacancy.employer.name,
        place=vacancy.place,
        must=frozenset(must),
        nice=frozenset(nice) - frozenset(must),
    )
    job = Job(
        vacancy.job,
        vacancy.vocation,
        vacancy.number,
        vacancy.terms,
        vacancy.wage_least,
        vacancy.wage_most,
        f"{vacancy.begins_on:%Y-%m}" if vacancy.begins_on else "",
    )
    need = vacancy.need or _by_hand(vacancy)
    if need is None:
        (need,) = record_needs(by=by, asked=asked, jobs=[job], employer=vacancy.employer)
    need = rewrite(need, by=by, asked=asked, job=job, valid_until=min(vacancy.closes_on, last_day(day)))
    if vacancy.need_id != need.pk:
        vacancy.need = need
        vacancy.save(update_fields=["need"])


def _by_hand(vacancy: Vacancy) -> NeedRecord | None:
    today = clock.today(vacancy.training_center.time_zone)
    found = NeedRecord.objects.young(today).filter(
        employer=vacancy.employer_id, vocation=vacancy.vocation_id, kind=NeedKind.LOW, vacancy=None
    )
    return next((need for need in found if name_sort(need.job) == name_sort(vacancy.job)), None)


def end(vacancy: Vacancy, *, by: User) -> None:
    """Withdraws the need of a vacancy that was closed, within the caller's transaction."""
    if vacancy.need is None or vacancy.need.withdrawn_on:
        return
    with translation.override("id"):
        why = _("The vacancy is closed: %(why)s") % {"why": vacancy.get_ended_as_display()}
    withdraw(vacancy.need, by=by, reason=why)
