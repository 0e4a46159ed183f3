"""A user's work for today: one row per kind, the most urgent first, each linking to its list."""

from collections import Counter, defaultdict
from typing import Any

from django.db.models import QuerySet

from accounts.models import User
from core.counting import count_rows
from core.statements import Statement
from reports.home.task import Source, Task
from reports.home.work import (
    account_work,
    agreement_work,
    assessment_work,
    breach_work,
    certificate_work,
    consent_work,
    count_work,
    custody_work,
    earlier_work,
    finding_work,
    graduate_work,
    inbox_work,
    issue_work,
    journal_work,
    leaving_work,
    offline_work,
    placement_work,
    plan_work,
    readiness_work,
    recognition_work,
    research_work,
    retention_work,
    rights_work,
    selection_work,
    subject_work,
    suspicion_work,
    tool_work,
    training_work,
    wali_work,
)

URGENCY = ("bad", "warn", "info", "ok")

# Shown above all others.
ALARMS: tuple[Source, ...] = (count_work.counts_differed,)
# The order of sources with equal urgency.
SOURCES: tuple[Source, ...] = (
    suspicion_work.suspicions_open,
    training_work.rolls_not_recorded,
    selection_work.hearings_due,
    training_work.leaves_before_the_end,
    custody_work.custody_data_old,
    agreement_work.agreements_at_a_turn,
    placement_work.introductions_waiting,
    plan_work.plans_to_approve,
    research_work.files_to_decide,
    plan_work.plans_without_minutes,
    plan_work.needs_old,
    issue_work.results_to_sign,
    issue_work.certificates_to_prepare,
    issue_work.certificates_to_approve,
    issue_work.certificates_to_approve_again,
    issue_work.revocations_to_approve,
    issue_work.certificates_to_issue,
    issue_work.certificates_to_hand_over,
    account_work.roles_to_confirm,
    account_work.passwords_to_confirm,
    account_work.cards_to_hand_over,
    account_work.notices_unread,
    account_work.accounts_to_review,
    account_work.one_time_passwords,
    journal_work.journal_pages_missing,
    selection_work.places_to_give,
    selection_work.people_of_the_officer,
    selection_work.appeals_to_decide,
    selection_work.data_missing_for_applicants,
    leaving_work.leaving,
    readiness_work.overdue_before_leaving,
    graduate_work.graduates,
    inbox_work.tasks_overdue,
    inbox_work.tasks_open,
    count_work.counts_open,
    tool_work.tools_away,
    certificate_work.after_the_issue,
    recognition_work.units_to_recognize,
    earlier_work.earlier_to_confirm,
    earlier_work.earlier_ends_to_approve,
    subject_work.requests_to_answer,
    rights_work.rights_to_answer,
    breach_work.breaches_to_handle,
    retention_work.records_to_destroy,
    consent_work.consent_texts_to_confirm,
    finding_work.contradictions,
    offline_work.marks_in_doubt,
    assessment_work.results_to_record,
    assessment_work.own_results_on_hold,
    wali_work.wards,
    wali_work.wards_below_the_threshold,
)


def tasks_for(user: User) -> list[Task]:
    """All tasks of `user`, most urgent first; equal urgency keeps the order of the sources."""
    sources = [source for source in SOURCES if source.is_for(user)]
    counts = _counts(sources, user)
    tasks = [task for source, count in zip(sources, counts, strict=True) for task in source.tasks(user, count)]
    alarms = [task for source in ALARMS if source.is_for(user) for task in source.tasks(user, {})]
    return [*alarms, *sorted(tasks, key=lambda task: URGENCY.index(task.kind))]


def _counts(sources: list[Source], user: User) -> list[Counter[str]]:
    """The counts of each source by name, in the order of `sources`; all in one query."""
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    for place_and_name, number in _COUNTED(*(SOURCES.index(source) for source in sources if source.rows), user=user):
        place, _dot, name = place_and_name.partition(".")
        counts[int(place)][name] = number
    return [counts[SOURCES.index(source)] for source in sources]


def _rows_of(*places: int, user: User) -> QuerySet[Any]:
    """The counted rows of the sources at these places."""
    asked = [(place, SOURCES[place].rows) for place in places]
    rows = {f"{place}.{name}": found for place, of in asked if of for name, found in of(user).items()}
    return count_rows(rows) if rows else User.objects.none()


_COUNTED = Statement(_rows_of, by_day=True)
