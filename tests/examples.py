"""How many examples a property test tries."""

import os

from django.db import connection


def many(most: int) -> int:
    """How many of `most` are tried: half of them, and a sixth on PostgreSQL, where they look for what the two databases
    do differently. The same ones come each time, so more of them find nothing new; a night (RANDOM_EXAMPLES) tries all,
    and others, on both.
    """
    if "RANDOM_EXAMPLES" in os.environ:
        return most
    return max(most // (6 if connection.vendor == "postgresql" else 2), 2)
