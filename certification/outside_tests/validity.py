"""How long a certificate of competency holds (BNSP: three years, then the test again)."""

from datetime import date

YEARS = 3


def three_years_after(issued_on: date) -> date:
    """The last day of a certificate issued then; from 29 February on it is 28 February."""
    try:
        return issued_on.replace(year=issued_on.year + YEARS)
    except ValueError:
        return issued_on.replace(year=issued_on.year + YEARS, day=28)
