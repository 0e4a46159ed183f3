"""The cohorts that figures are told of: everybody of one calendar year, once a wave has closed for all of them.

Years do not overlap and are complete, so no two tables differ by a few people (nobody can be counted out), and a figure
does not change from day to day because another person has become due.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.errors import Blocker
from core.templatetags.dates import day_full
from outcomes.effect.cohort import M6, M12, WAVES, Life, Wave
from outcomes.effect.counted_expired import kept_of
from outcomes.effect.counted_years import Counted
from outcomes.effect.funnel import Step
from outcomes.effect.group_pages import group_figures
from outcomes.effect.group_tables import DIMENSIONS, tables_shown
from outcomes.effect.kept_counts import Kept
from outcomes.effect.released_lives import Scope, lives_of, year_of
from outcomes.effect.shown_figures import Reader, figures_shown
from outcomes.effect.small_cells import SMALL
from outcomes.followup.withdrawal import KEPT_FOR

FIRST_YEAR, YEARS_BACK = 2023, 6
# Everybody is asked on the same weekday, so a wave may close this much later.
WEEKDAY_SHIFT = timedelta(days=6)
BY_CODE = {wave.code: wave for wave in WAVES}
# A group of these is one of people trained; the others exist for everybody.
ONLY_REGION = frozenset({"facility"})


def closes_on(year: int, wave: Wave) -> date:
    """The first day on which the wave has closed for everybody of the year."""
    return wave.closes_on(date(year, 12, 31)) + WEEKDAY_SHIFT


def deleted_since(year: int) -> date:
    """The first day on which answers of people of the year are deleted, at the end of the time of keeping."""
    return date(year, 1, 1) + KEPT_FOR


def deletion_words(year: int, wave: Wave, day: date, *, lacks_answers: bool = True) -> str:
    """What figures of `day` lack because answers are no longer kept; empty if they lack nothing."""
    since = deleted_since(year)
    if day < since:
        return ""
    if not lacks_answers:
        told = _("Answers of %(year)s are deleted since %(day)s, after 30 months. What they told is still counted.")
        return told % {"year": year, "day": day_full(since)}
    words = {"year": year, "day": day_full(since)}
    told = _("Answers are deleted after 30 months, those of %(year)s since %(day)s; these people count as not reached.")
    if closes_on(year, wave) >= since:
        more = _("No report of this time has all answers: they are deleted before it has passed for everybody.")
    else:
        more = _("Only a report kept before that day has all answers.")
    return f"{told % words} {more}"


def usual(today: date) -> tuple[int, Wave]:
    """The latest year with closed figures at six months, at twelve if those are closed too."""
    year = today.year - 1 if closes_on(today.year - 1, M6) <= today else today.year - 2
    return year, M12 if closes_on(year, M12) <= today else M6


def years_of(today: date) -> list[int]:
    """The years that can be chosen, latest first."""
    return [year for year in range(today.year, today.year - YEARS_BACK, -1) if year >= FIRST_YEAR]


def early_blockers(year: int, wave: Wave, day: date) -> list[Blocker]:
    """Why there are no figures of that time yet."""
    closes = closes_on(year, wave)
    if closes <= day:
        return []
    sentence = _("It is too early: for the last people of %(year)s this time has passed on %(day)s.")
    return [Blocker("too_early", sentence % {"year": year, "day": day_full(closes)}, missing=True)]


def few(year: int, *, has_custody: bool) -> list[Blocker]:
    """That too few people are to be counted, and who is not among them."""
    counted = (
        _(
            "Fewer than five people are counted for %(year)s, so no figures are shown. Counted are those who were in a "
            "class and then were released in %(year)s. Who was in a class of %(year)s and left later counts in the "
            "year of leaving; who was only moved or is still inside is not counted yet."
        )
        if has_custody
        else _(
            "Fewer than five people are counted for %(year)s, so no figures are shown. Counted are those whose "
            "follow-up began in %(year)s. Who was in a class of %(year)s and whose follow-up began later counts in "
            "that year; whose follow-up has not begun is not counted yet."
        )
    )
    return [Blocker("too_few", counted % {"year": year})]


@dataclass
class EffectCohort:
    """Everybody of an office's year at a wave, as they stand or as they were counted."""

    scope: Scope
    year: int
    wave: Wave
    day: date
    # The people as they were counted last, on `day`; None: as they stand.
    counted: Counted | None = None

    @classmethod
    def of(cls, user: User, year: int, wave: Wave) -> "EffectCohort":
        """As it stands today for the user's office."""
        return cls.of_scope(Scope.of(user), year, wave)

    @classmethod
    def of_scope(cls, scope: Scope, year: int, wave: Wave) -> "EffectCohort":
        """As it stands today for an office, whoever reads it."""
        return cls(scope, year, wave, clock.today(scope.time_zone))

    def at(self, wave: Wave) -> "EffectCohort":
        """The same people at another wave."""
        other = EffectCohort(self.scope, self.year, wave, self.day, self.counted)
        other.lives, other.kept = self.lives, self.kept
        return other

    @cached_property
    def lives(self) -> list[Life]:
        """Everybody of the year."""
        return self.counted.lives if self.counted else lives_of(self.scope, *year_of(self.year))

    @cached_property
    def admitted(self) -> list[Life]:
        """Those who were admitted to a class: they are counted."""
        return [life for life in self.lives if life.was_admitted]

    @cached_property
    def kept(self) -> Kept:
        """The counts in place of answers that were deleted."""
        return self.counted.kept if self.counted else kept_of(self.scope, self.year)

    @property
    def has_tables(self) -> bool:
        """Whether the people can be told by group: not once answers of the year are deleted."""
        # Before that day a "no" may have ended, which counts as not known in any case.
        is_whole = self.day < deleted_since(self.year)
        return is_whole or not any(life.expired_on and life.expired_on <= self.day for life in self.admitted)

    @property
    def dimensions(self) -> dict[str, Any]:
        """The features by which this reader's people are grouped."""
        return {name: label for name, label in DIMENSIONS.items() if name not in ONLY_REGION or self.scope.region}

    def blockers(self) -> list[Blocker]:
        """Why there are no figures."""
        return early_blockers(self.year, self.wave, self.day) or self._few()

    def _few(self) -> list[Blocker]:
        return few(self.year, has_custody=self.scope.has_custody) if len(self.admitted) < SMALL else []

    @cached_property
    def open_groups(self) -> list[tuple[str, str, str]]:
        """Value, feature and label of each group that has figures of its own."""
        return [
            (f"{table['dimension']}:{row['key']}", str(self.dimensions[table["dimension"]]), row["label"])
            for table in self.tables
            for row in table["rows"]
            if row["is_open"]
        ]

    def figures(self, *, is_paper: bool = False) -> dict[str, Any]:
        """What is shown of all. Only papers tell who returned, and never a training center's."""
        first = Step.RELEASED if self.scope.has_custody else Step.ADMITTED
        # What is counted without days does not tell who returned; papers are made of the people as they stand.
        reader = Reader(first, splits_returned=is_paper and self.scope.has_custody and not self.counted)
        began = self.counted.began if self.counted else None
        return figures_shown(self.lives, self.wave, self.day, reader, kept=self.kept, began=began)

    def group_figures(self) -> list[dict[str, Any]]:
        """Of each group that has figures of its own what is shown of it."""
        return list(group_figures(self.admitted, self.tables, self.wave, self.day))

    @cached_property
    def tables(self) -> list[dict[str, Any]]:
        """The tables by all features; none once answers are deleted, which are kept as counts of everybody alone."""
        if not self.has_tables:
            return []
        return tables_shown(self.admitted, self.dimensions, self.wave, self.day)
