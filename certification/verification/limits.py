"""Requests per address to the check page: enough for a job fair, far too few to guess codes."""

from datetime import timedelta

WINDOW = timedelta(minutes=10)
MOST_CHECKS = 60
