"""Decisions by two people: one requests, prepares or records, and another decides.

Permissions cannot ensure this, since one person may hold both roles. So every deciding command checks
`second_person_blockers`, and its table has the constraint `decided_by_another`, whatever writes to it.
"""

from typing import Any

from django.db.models import F, Q
from django.utils.functional import Promise

from core.errors import Blocker


def second_person_blockers(by: Any, first: int | None, sentence: str | Promise) -> list[Blocker]:
    """Reasons why `by` may not decide what the user with the key `first` began.

    `sentence` says what `by` has to do with it, and who decides instead.
    """
    return [Blocker("four_eyes", sentence)] if by.pk == first else []


def decided_by_another(second: str, *first: str) -> Q:
    """A table constraint: the user in field `second`, if any, is in none of the fields `first`."""
    is_another = Q()
    for name in first:
        is_another &= ~Q(**{second: F(name)})
    return Q(**{second: None}) | is_another
