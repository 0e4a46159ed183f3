"""How many examples a property test tries."""

import os

from django.db import connection


def many(most: int) -> int:
    """`most`; a third of them on PostgreSQL, which is asked after SQLite has tried all: there they look for what the
    two databases do differently, not for what a rule forgot. A night (RANDOM_EXAMPLES) tries all on both.
    """
    is_second = connection.vendor == "postgresql" and "RANDOM_EXAMPLES" not in os.environ
    return max(most // 3, 2) if is_second else most
