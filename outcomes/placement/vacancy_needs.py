"""The need record that a vacancy is as long as it is open: it follows the vacancy, and the plan counts it once.

What a visit heard of the same job is the same demand: the record of the vacancy is a part of the one of the visit.
"""

from collections.abc import Collection
from datetime import date

from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.errors import Blocker
from inmates.people.names import name_sort
from outcomes.needs.codes import NeedKind
from outcomes.needs.models import Employer, NeedQuerySet, NeedRecord
from outcomes.needs.need_age import last_day
from outcomes.needs.need_recording import Asked, Job, kept_alive, record_needs, rewrite, withdraw
from outcomes.placement.codes import EndOfVacancy
from outcomes.placement.models import Vacancy


def heard_before(employer: Employer, day: date) -> NeedQuerySet:
    """The records of the employer that count on that day and are no vacancy: any may be what a vacancy asks for."""
    return NeedRecord.objects.young(day).filter(employer=employer, vacancy=None)


def follow(
    vacancy: Vacancy, *, by: User, must: Collection[str], nice: Collection[str], serves: NeedRecord | None
) -> None:
    """Records the need of an open vacancy, or lets it follow, within the caller's transaction. Raises `RuleViolation`.

    `serves` is the record that asked for these people before; without it, one of the same job. A vacancy that was
    recorded by hand becomes that record; any other is the demand of which this is a part. So the plan counts it once.
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
    before = serves or _same_job(vacancy)
    is_by_hand = before is not None and before.kind == NeedKind.LOW
    need = vacancy.need or (before if is_by_hand else None)
    if need is None:
        (need,) = record_needs(by=by, asked=asked, jobs=[job], employer=vacancy.employer)
    last = min(vacancy.closes_on, last_day(day))
    part_of = None if before == need else before
    need = rewrite(need, by=by, asked=asked, job=job, valid_until=last, part_of=part_of)
    if vacancy.need_id != need.pk:
        vacancy.need = need
        vacancy.save(update_fields=["need"])


def _same_job(vacancy: Vacancy) -> NeedRecord | None:
    """The record of the same job, a vacancy recorded by hand before a visit; the newest of several."""
    today = clock.today(vacancy.training_center.time_zone)
    found = heard_before(vacancy.employer, today).filter(vocation=vacancy.vocation_id)
    same = [need for need in found if name_sort(need.job) == name_sort(vacancy.job)]
    return next(iter(sorted(same, key=lambda need: need.kind != NeedKind.LOW)), None)


@kept_alive.register
def open_vacancy_of(need: NeedRecord) -> list[Blocker]:
    """Why the need of a vacancy that is not closed stays."""
    if not Vacancy.objects.filter(need=need, ended_as="").exists():
        return []
    sentence = _("This need is an open vacancy. Close the vacancy; its need is closed with it.")
    return [Blocker("vacancy_open", sentence)]


def end(vacancy: Vacancy, *, by: User) -> None:
    """Withdraws the need of a vacancy that was closed, within the caller's transaction.

    What a visit heard of it is open again if only time has passed: people found, or no longer wanted, are not needed.
    """
    if vacancy.need is None or vacancy.need.withdrawn_on:
        return
    with translation.override("id"):
        why = _("The vacancy is closed: %(why)s") % {"why": vacancy.get_ended_as_display()}
    is_open_again = vacancy.ended_as == EndOfVacancy.LAPSED
    withdraw(vacancy.need, by=by, reason=why, is_open_again=is_open_again)
