"""Keeping figures as a dated report: a later one is a new row, and says what it tells otherwise."""

from collections.abc import Iterator
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core import audit
from core.errors import Blocker, RuleViolation, refuse_if
from outcomes.effect.cohort import Wave
from outcomes.effect.effect_cohorts import EffectCohort, deleted_since
from outcomes.effect.figure_words import STANDINGS, STEPS
from outcomes.effect.group_tables import table_blockers
from outcomes.effect.models import OutcomeReport
from outcomes.effect.shown_figures import counts_behind
from outcomes.effect.small_cells import SMALL

PERMISSION = "outcomes.make_effect_report"


def blockers(cohort: EffectCohort, *, by: User) -> list[Blocker]:
    """Why these figures cannot be kept as a report."""
    reasons = cohort.blockers()
    if not by.has_perm(PERMISSION):
        reasons.append(Blocker("not_authorized", _("Your account may not make reports. Ask the head of your office.")))
    if reasons:
        return reasons
    before = _before(cohort, by)
    if before and before.day == cohort.day:
        return [_made_today()]
    if before and 0 < abs(before.figures["n"] - cohort.figures()["n"]) < SMALL:
        return [
            Blocker(
                "differs_by_few",
                _("The report of %(day)s counts a few people more or fewer, who could be told apart. Keep that report.")
                % {"day": f"{before.day:%d/%m/%Y}"},
            )
        ]
    return [
        reason
        for name in cohort.dimensions
        for reason in table_blockers(cohort.admitted, name, cohort.wave, cohort.day)
    ]


def _made_today() -> Blocker:
    return Blocker("made_today", _("Today’s report of these people exists already. Open that one."))


def _before(cohort: EffectCohort, by: User) -> OutcomeReport | None:
    return OutcomeReport.objects.visible_to(by).of_cohort(cohort.year, cohort.wave.code).first()


def complete_report(cohort: EffectCohort, by: User) -> OutcomeReport | None:
    """The last report before answers were deleted, if these figures lack them."""
    if not cohort.deletion:
        return None
    reports = OutcomeReport.objects.visible_to(by).of_cohort(cohort.year, cohort.wave.code)
    return reports.before(deleted_since(cohort.year)).defer("figures", "counts", "differences").first()


@transaction.atomic
def make_report(*, by: User, year: int, wave: Wave) -> OutcomeReport:
    """Keeps the figures of today. Raises `RuleViolation`."""
    cohort = EffectCohort.of(by, year, wave)
    refuse_if(blockers(cohort, by=by))
    before = _before(cohort, by)
    figures = {**cohort.figures(is_paper=True), "tables": cohort.tables, "has_custody": cohort.scope.has_custody}
    try:
        with transaction.atomic():
            report = OutcomeReport.objects.create(
                office=by.office_code,
                office_name=by.office.name if by.office else by.region,
                year=year,
                wave=wave.code,
                day=cohort.day,
                figures=figures,
                counts=counts_behind(cohort.lives, wave, cohort.day),
                differences=list(differences(before.figures, figures)) if before else [],
                made_by=by,
            )
    except IntegrityError as error:
        # Two at once: the other one has kept the same figures.
        raise RuleViolation(_made_today()) from error
    audit.record("outcome_report.make", by=by, target=report, year=year, wave=wave.code)
    return report


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
