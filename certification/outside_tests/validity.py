"""Validity of certificates of competency (BNSP: three years, then a new test)."""

from datetime import date

YEARS = 3


def three_years_after(issued_on: date) -> date:
    """The last day of validity; for issue on 29 February, 28 February."""
    try:
        return issued_on.replace(year=issued_on.year + YEARS)
    except ValueError:
        return issued_on.replace(year=issued_on.year + YEARS, day=28)
