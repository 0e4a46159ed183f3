"""A decision by two people: one asks for it, prepares or records it, and another decides.

Permissions do not see to it, since one person may hold both roles. So each command that decides asks
`second_person_blockers`, and its table holds `decided_by_another`, whatever writes to it.
"""

from typing import Any

from django.db.models import F, Q
from django.utils.functional import Promise

from core.errors import Blocker


def second_person_blockers(by: Any, first: int | None, sentence: str | Promise) -> list[Blocker]:
    """Why `by` may not decide on what the user with the key `first` has begun.

    `sentence` says what `by` has to do with it, and who decides instead.
    """
    return [Blocker("four_eyes", sentence)] if by.pk == first else []


def decided_by_another(second: str, *first: str) -> Q:
    """The condition of a table: whoever stands in the field `second`, if anybody yet, stands in no field of `first`."""
    is_another = Q()
    for name in first:
        is_another &= ~Q(**{second: F(name)})
    return Q(**{second: None}) | is_another
