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
from outcomes.effect.cohort import M6, M12, WAVES, Life, Wave
from outcomes.effect.counted_expired import kept_by_year, kept_of
from outcomes.effect.counted_years import Counted, counted_by_year, counted_of
from outcomes.effect.funnel import Step
from outcomes.effect.group_tables import DIMENSIONS, lives_of_group, tables_shown
from outcomes.effect.kept_counts import Kept, lacking
from outcomes.effect.released_lives import Scope, lives_of, lives_of_periods, year_of
from outcomes.effect.shown_figures import Reader, Shown, figures_shown, years_shown
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
        return told % {"year": year, "day": f"{since:%d/%m/%Y}"}
    words = {"year": year, "day": f"{since:%d/%m/%Y}"}
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


def closed_years(scope: Scope, wave: Wave, today: date) -> list[Shown]:
    """One row for each year whose wave has closed, latest first; five statements whatever the number of years."""
    years = _years_closed(wave, today)
    if not years:
        return []
    lives = dict(zip(years, lives_of_periods(scope, [year_of(year) for year in years]), strict=True))
    return years_shown(lives, kept_by_year(scope, years), wave, today, Reader())


def closed_years_counted(scope: Scope, wave: Wave, today: date) -> tuple[list[Shown], date | None]:
    """The same as all of them were counted last, with that day, in one statement; if one was not, as they stand."""
    years = _years_closed(wave, today)
    counted = counted_by_year(scope, years)
    days = {one.day for one in counted.values()}
    if len(days) != 1 or len(counted) < len(years) or _years_closed(wave, min(days)) != years:
        return closed_years(scope, wave, today), None
    lives, kept = ({year: getattr(counted[year], name) for year in years} for name in ("lives", "kept"))
    return years_shown(lives, kept, wave, min(days), Reader()), min(days)


def _years_closed(wave: Wave, day: date) -> list[int]:
    return [year for year in years_of(day) if closes_on(year, wave) <= day]


@dataclass
class EffectCohort:
    """What one reader sees of a year at a wave; `group` is "dimension:key" of one group, or empty."""

    scope: Scope
    year: int
    wave: Wave
    day: date
    group: str = ""
    # The people as they were counted last, on `day`; None: as they stand.
    counted: Counted | None = None

    @classmethod
    def of(cls, user: User, year: int, wave: Wave, group: str = "") -> "EffectCohort":
        """As that user may see it today."""
        return cls(Scope.of(user), year, wave, clock.today(user.time_zone), group)

    @classmethod
    def as_counted(cls, user: User, year: int, wave: Wave, group: str = "") -> "EffectCohort":
        """As it was counted last, if the wave had closed by then; otherwise as that user may see it today."""
        cohort = cls.of(user, year, wave, group)
        counted = counted_of(cohort.scope, year)
        if counted and closes_on(year, wave) <= counted.day <= cohort.day:
            cohort.counted, cohort.day = counted, counted.day
        return cohort

    @classmethod
    def of_scope(cls, scope: Scope, year: int, wave: Wave) -> "EffectCohort":
        """As it stands today for an office, whoever reads it."""
        return cls(scope, year, wave, clock.today(scope.time_zone))

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
        day = closes_on(self.year, self.wave)
        if day > self.day:
            sentence = _("It is too early: for the last people of %(year)s this time has passed on %(day)s.")
            return [Blocker("too_early", sentence % {"year": self.year, "day": f"{day:%d/%m/%Y}"}, missing=True)]
        if len(self.admitted) < SMALL:
            return [Blocker("too_few", _("Fewer than five people are to be counted, so no figures are shown."))]
        return []

    @property
    def deletion(self) -> str:
        """What these figures lack because answers are no longer kept."""
        lacks_answers = lacking(self.admitted, self.wave, self.day, self.kept) > 0
        return deletion_words(self.year, self.wave, self.day, lacks_answers=lacks_answers)

    def group_blockers(self) -> list[Blocker]:
        """Why the chosen group has no figures of its own."""
        if not self.group or self._is_group_open:
            return []
        return [Blocker("group_hidden", _("This group is too small to be shown by itself. All are shown instead."))]

    @property
    def _is_group_open(self) -> bool:
        return any(value == self.group for value, _name, _label in self.open_groups)

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
        """What is shown, of the group or of all. Only papers tell who returned, and never a training center's."""
        first = Step.RELEASED if self.scope.has_custody else Step.ADMITTED
        # What is counted without days does not tell who returned; papers are made of the people as they stand.
        reader = Reader(first, splits_returned=is_paper and self.scope.has_custody and not self.counted)
        if not self.group or not self._is_group_open:
            began = self.counted.began if self.counted else None
            return figures_shown(self.lives, self.wave, self.day, reader, kept=self.kept, began=began)
        dimension, _colon, key = self.group.partition(":")
        members = lives_of_group(self.admitted, dimension, key)
        return figures_shown(members, self.wave, self.day, Reader(Step.ADMITTED), beside=self.admitted)

    @cached_property
    def tables(self) -> list[dict[str, Any]]:
        """The tables by all features; none once answers are deleted, which are kept as counts of everybody alone."""
        if not self.has_tables:
            return []
        return tables_shown(self.admitted, self.dimensions, self.wave, self.day)

    def table(self, dimension: str) -> dict[str, Any] | None:
        """The table by one feature, by program if there is no such; None if there are no tables."""
        return next((table for table in self.tables if table["dimension"] == dimension), next(iter(self.tables), None))
