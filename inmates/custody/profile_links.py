"""What the pages of a person in custody lead to in subjects above."""

from core.page_links import PageLink
from core.ports import Port
from inmates.people.models import Person

further_tabs: Port[[Person], PageLink] = Port()
"""Asked on each page of the profile: pages about the same person that stand beside its parts."""

change_of_circumstance: Port[[Person], str] = Port()
"""Asked for the address at which a change is recorded: a release, an outing, a return."""


def change_address(person: Person) -> str:
    """Where a change is recorded; empty if nothing above can record one."""
    return next(iter(change_of_circumstance.ask(person)), "")
