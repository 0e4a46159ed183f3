"""Decisions by two people: one requests, prepares or records, and another decides.

Permissions cannot ensure this, since one person may hold both roles. So every deciding command checks
`second_person_blockers`, and its table has the constraint `decided_by_another`, whatever writes to it.
"""

from datetime import timedelta
from typing import Any

from django.db.models import F, Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from core import clock
from core.errors import Blocker
from core.templatetags.dates import moment

# How long whoever got the password from somebody else decides nothing: time for the owner to notice.
NOT_YET = timedelta(hours=24)


def second_person_blockers(by: Any, first: int | None, sentence: str | Promise) -> list[Blocker]:
    """Reasons why `by` may not decide what the user with the key `first` began.

    `sentence` says what `by` has to do with it, and who decides instead. Whoever got the password from somebody else
    decides nothing for a day, since the two could be one person.
    """
    own = [Blocker("four_eyes", sentence)] if by.pk == first else []
    return own + new_password_blockers(by)


def new_password_blockers(by: Any) -> list[Blocker]:
    """Reasons why the user has no power yet: somebody else gave the password (`password_given_at`) within a day."""
    given = by.password_given_at
    if given is None or clock.now() - given >= NOT_YET:
        return []
    text = _(
        "Your password was given by somebody else at %(time)s. For 24 hours nothing can be approved with"
        " it, and no power given: this protects you. If you did not ask for it, tell your head at once."
    )
    return [Blocker("new_password", text % {"time": moment(given)})]


def decided_by_another(second: str, *first: str) -> Q:
    """A table constraint: the user in field `second`, if any, is in none of the fields `first`."""
    is_another = Q()
    for name in first:
        is_another &= ~Q(**{second: F(name)})
    return Q(**{second: None}) | is_another
