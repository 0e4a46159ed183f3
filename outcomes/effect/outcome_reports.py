"""Keeping figures as a dated report: a later one is a new row, and says what it tells otherwise."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core import audit
from core.errors import Blocker, RuleViolation, refuse_if
from outcomes.effect.cohort import Wave
from outcomes.effect.effect_cohorts import BY_CODE, EffectCohort, deleted_since, deletion_words
from outcomes.effect.figure_words import STANDINGS, STEPS
from outcomes.effect.group_tables import table_blockers
from outcomes.effect.models import OutcomeReport
from outcomes.effect.shown_figures import counts_behind
from outcomes.effect.small_cells import SMALL

PERMISSION = "outcomes.make_effect_report"
# Counts in what a report keeps, and what names a row there.
COUNTS = frozenset({"x", "n", "base", "unknown", "without", "finished", "in_hand"})
ABOUT = ("dimension", "step", "wave", "key", "day")


def blockers(cohort: EffectCohort, *, by: User) -> list[Blocker]:
    """Why these figures cannot be kept as a report."""
    reasons = cohort.blockers()
    if not by.has_perm(PERMISSION):
        reasons.append(Blocker("not_authorized", _("Your account may not make reports. Ask the head of your office.")))
    if reasons:
        return reasons
    before = _last(cohort)
    if before and before.day == cohort.day:
        return [_made_today()]
    if before and differs_by_few(before.figures, kept_figures(cohort)):
        return [
            Blocker(
                "differs_by_few",
                _("The report of %(day)s differs by a few people, who could be told apart. Keep that report.")
                % {"day": f"{before.day:%d/%m/%Y}"},
            )
        ]
    return table_reasons(cohort)


def table_reasons(cohort: EffectCohort) -> list[Blocker]:
    """Why a table of the report must not leave the house."""
    return [
        reason
        for name in (cohort.dimensions if cohort.has_tables else ())
        for reason in table_blockers(cohort.admitted, name, cohort.wave, cohort.day)
    ]


def kept_figures(cohort: EffectCohort) -> dict[str, Any]:
    """What a report of today would keep."""
    return {**cohort.figures(is_paper=True), "tables": cohort.tables, "has_custody": cohort.scope.has_custody}


def differs_by_few(before: dict[str, Any], after: dict[str, Any]) -> bool:
    """Whether a count that both show differs by one to four people."""
    known = dict(_counts("", before))
    return any(0 < abs(known.get(place, count) - count) < SMALL for place, count in _counts("", after))


def _counts(place: str, part: Any) -> Iterator[tuple[str, int]]:
    """Every shown count with its place; rows of a list by what they are about."""
    if isinstance(part, dict):
        yield from _remainders(place, part)
        for name, value in part.items():
            if name == "page":
                continue
            if name in COUNTS and isinstance(value, int):
                yield f"{place}/{name}", value
            else:
                yield from _counts(f"{place}/{name}", value)
    elif isinstance(part, list):
        for number, row in enumerate(part):
            about = next((row[name] for name in ABOUT if name in row), number) if isinstance(row, dict) else number
            yield from _counts(f"{place}/{about}", row)


def _remainders(place: str, part: dict[str, Any]) -> Iterator[tuple[str, int]]:
    """Counts that a part tells without printing them: what is left of its people, and who is lost between two steps."""
    unknown = part["unknown"]["x"] if isinstance(part.get("unknown"), dict) else part.get("unknown")
    working = part["working"]["x"] if isinstance(part.get("working"), dict) else part.get("x")
    people = part.get("base", part.get("n"))
    if people is not None and working is not None and unknown is not None:
        yield f"{place}/rest", people - working - unknown
    if part.get("finished") is not None and part.get("in_hand") is not None:
        yield f"{place}/without", part["finished"] - part["in_hand"]
    if part.get("finished") is not None:
        yield f"{place}/unfinished", part["n"] - part["finished"]
    for step, after in pairwise(part.get("funnel", ())):
        if step["x"] is not None and after["x"] is not None:
            yield f"{place}/after {step['step']}", step["x"] - after["x"]


def _made_today() -> Blocker:
    return Blocker("made_today", _("Today’s report of these people exists already. Open that one."))


def _last(cohort: EffectCohort) -> OutcomeReport | None:
    reports = OutcomeReport.objects.filter(office=cohort.scope.office)
    return reports.of_cohort(cohort.year, cohort.wave.code).first()


def complete_report(cohort: EffectCohort, by: User) -> OutcomeReport | None:
    """The last report before answers were deleted, if these figures lack them."""
    # Tables by groups are deleted with the answers, whatever is still counted.
    if not cohort.deletion:
        return None
    reports = OutcomeReport.objects.visible_to(by).of_cohort(cohort.year, cohort.wave.code)
    return reports.before(deleted_since(cohort.year)).defer("figures", "counts", "differences").first()


@transaction.atomic
def make_report(*, by: User, year: int, wave: Wave) -> OutcomeReport:
    """Keeps the figures of today. Raises `RuleViolation`."""
    cohort = EffectCohort.of(by, year, wave)
    refuse_if(blockers(cohort, by=by))
    return _keep(cohort, name=by.office.name if by.office else by.region, by=by)


@transaction.atomic
def make_by_itself(cohort: EffectCohort, *, name: str) -> OutcomeReport | None:
    """Keeps the figures of an office called `name` when a wave has closed; None if they must not be told, or are."""
    if _last(cohort) or cohort.blockers() or table_reasons(cohort):
        return None
    return _keep(cohort, name=name, by=None)


def _keep(cohort: EffectCohort, *, name: str, by: User | None) -> OutcomeReport:
    before = _last(cohort)
    figures = kept_figures(cohort)
    if not by:
        # Pages do not tell who returned, and papers may.
        figures["page"] = cohort.figures()
    try:
        with transaction.atomic():
            report = OutcomeReport.objects.create(
                office=cohort.scope.office,
                office_name=name,
                year=cohort.year,
                wave=cohort.wave.code,
                day=cohort.day,
                figures=figures,
                counts=counts_behind(cohort.lives, cohort.wave, cohort.day),
                differences=list(differences(before.figures, figures)) if before else [],
                made_by=by,
            )
    except IntegrityError as error:
        # Two at once: the other one has kept the same figures.
        raise RuleViolation(_made_today()) from error
    audit.record("outcome_report.make", by=by, target=report, year=cohort.year, wave=cohort.wave.code)
    return report


def closed_report(cohort: EffectCohort) -> OutcomeReport | None:
    """The report that was made by itself when the wave had closed: page and files show it for ever."""
    reports = OutcomeReport.objects.filter(office=cohort.scope.office, made_by=None, figures__has_key="page")
    return reports.of_cohort(cohort.year, cohort.wave.code).first()


def deletion_of(report: OutcomeReport) -> str:
    """What the report lacks because answers were no longer kept on its day."""
    lacks_answers = report.figures.get("lacks_answers", True)
    return deletion_words(report.year, BY_CODE[report.wave], report.day, lacks_answers=lacks_answers)


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
