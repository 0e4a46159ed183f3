"""Keeping figures as a dated report: a later one is a new row, and says what it tells otherwise."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core import audit, clock
from core.errors import Blocker, RuleViolation, refuse_if
from core.templatetags.dates import day_full
from outcomes.effect.cohort import Wave
from outcomes.effect.compared_counts import differs_by_few
from outcomes.effect.effect_cohorts import BY_CODE, deleted_since, deletion_words, early_blockers, few
from outcomes.effect.figure_words import STANDINGS, STEPS
from outcomes.effect.models import OutcomeReport
from outcomes.effect.released_lives import Scope
from outcomes.effect.small_cells import SMALL
from outcomes.effect.told_figures import Told, told_by_wave, with_told_times

PERMISSION = "outcomes.make_effect_report"


def told_blockers(told: Told | None, year: int, wave: Wave, *, today: date, has_custody: bool) -> list[Blocker]:
    """Why there is nothing to show of a year at a time."""
    if early := early_blockers(year, wave, today):
        return early
    if told is None:
        return [
            Blocker(
                "not_counted", _("These figures have not been counted yet. They are counted every night."), missing=True
            )
        ]
    return [] if told.figures else few(year, has_custody=has_custody)


def blockers(told: Told | None, year: int, wave: Wave, *, by: User) -> list[Blocker]:
    """Why the figures that are told cannot be kept as a report."""
    today, has_custody = clock.today(by.time_zone), Scope.of(by).has_custody
    reasons = told_blockers(told, year, wave, today=today, has_custody=has_custody)
    if not by.has_perm(PERMISSION):
        reasons.append(Blocker("not_authorized", _("Your account may not make reports. Ask the head of your office.")))
    if reasons or told is None:
        return reasons
    before = _last(told.office, year, wave)
    if before and before.day == told.day:
        return [_made_today()]
    if before and differs_by_few(before.figures, told.figures):
        return [
            Blocker(
                "differs_by_few",
                _("The report of %(day)s differs by a few people, who could be told apart. Keep that report.")
                % {"day": day_full(before.day)},
            )
        ]
    return []


def _made_today() -> Blocker:
    return Blocker("made_today", _("A report of these figures exists already. Open that one."))


def _last(office: str, year: int, wave: Wave) -> OutcomeReport | None:
    return OutcomeReport.objects.filter(office=office).of_cohort(year, wave.code).first()


def complete_report(told: Told, by: User) -> OutcomeReport | None:
    """The last report before answers were deleted, if these figures lack them."""
    # Tables by groups are deleted with the answers, whatever is still counted.
    if not deletion_of(told):
        return None
    reports = OutcomeReport.objects.visible_to(by).of_cohort(told.year, told.wave)
    return reports.before(deleted_since(told.year)).defer("figures", "counts", "differences").first()


@transaction.atomic
def make_report(*, by: User, year: int, wave: Wave) -> OutcomeReport:
    """Keeps the figures that pages tell. Raises `RuleViolation`."""
    told = told_by_wave(by.office_code, year)
    refuse_if(blockers(told.get(wave.code), year, wave, by=by))
    return _keep(told, wave, name=by.office.name if by.office else by.region, by=by)


@transaction.atomic
def make_by_itself(office: str, year: int, wave: Wave, *, name: str) -> OutcomeReport | None:
    """Keeps the figures of an office called `name` when a wave has closed; None if they must not be told, or are."""
    told = told_by_wave(office, year)
    if _last(office, year, wave) or not told[wave.code].figures:
        return None
    return _keep(told, wave, name=name, by=None)


def _keep(told: Mapping[str, Told], wave: Wave, *, name: str, by: User | None) -> OutcomeReport:
    now = told[wave.code]
    before = _last(now.office, now.year, wave)
    figures = with_told_times(told, wave.code)
    if by:
        # What pages show stands, or is kept when the time has closed.
        figures = {part: value for part, value in figures.items() if part not in ("page", "groups")}
    try:
        with transaction.atomic():
            report = OutcomeReport.objects.create(
                office=now.office,
                office_name=name,
                year=now.year,
                wave=wave.code,
                day=now.day,
                figures=figures,
                counts=now.counts,
                differences=list(differences(before.figures, figures)) if before else [],
                made_by=by,
            )
    except IntegrityError as error:
        # Two at once: the other one has kept the same figures.
        raise RuleViolation(_made_today()) from error
    audit.record("outcome_report.make", by=by, target=report, year=now.year, wave=wave.code)
    return report


def deletion_of(told: Told) -> str:
    """What a report, or what stands, lacks because answers were no longer kept on its day."""
    lacks_answers = told.figures.get("lacks_answers", True)
    return deletion_words(told.year, BY_CODE[told.wave], told.day, lacks_answers=lacks_answers)


def differences(before: dict[str, Any], after: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """What is shown otherwise by five people or more: kind, name, count before and after."""
    for name, share in after["standings"].items():
        yield from _change("standing", name, before["standings"].get(name, {}), share)
    steps = {step["step"]: step for step in before["funnel"]}
    for step in after["funnel"]:
        yield from _change("step", step["step"], steps.get(step["step"], {}), step)


def _change(kind: str, name: str, before: dict[str, Any], after: dict[str, Any]) -> Iterator[dict[str, Any]]:
    row = {"kind": kind, "name": name, "before": before.get("x"), "after": after.get("x")}
    if _is_large(row):
        yield row


def _is_large(row: dict[str, Any]) -> bool:
    # A small change is what one or a few people did, as to withdraw; beside a hidden count it may be small.
    return row["before"] is not None and row["after"] is not None and abs(row["after"] - row["before"]) >= SMALL


def difference_rows(report: OutcomeReport) -> list[dict[str, str]]:
    """What the report before said otherwise, in words; kept rows of small changes are not told."""
    return [
        {
            "label": str((STANDINGS if row["kind"] == "standing" else STEPS)[row["name"]]),
            "before": str(row["before"]),
            "after": str(row["after"]),
        }
        for row in report.differences
        if _is_large(row)
    ]
