"""Questions to the check by number: enough for a desk that checks a few papers, too few to try dates of birth."""

from datetime import timedelta

WINDOW = timedelta(minutes=10)
# Some 20,000 dates are possible.
MOST_OF_AN_ADDRESS = 10
# Of one number from anywhere, so that many addresses together do not try them either.
MOST_OF_A_NUMBER = 20
DAY = timedelta(days=1)
MOST_OF_A_NUMBER_A_DAY = 60
