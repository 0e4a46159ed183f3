"""Two offices with a year's work behind them, written in bulk, for `benchmarks/pages.py`.

The rows are those that the rules would have written: marks with their revisions, head counts with the people who were
waited for, audit events in their chains, journals, announced absences, the application behind each place. Only
certificates are issued by the rule itself. The nightly reconcile finds nothing in them, which a test holds.

All is laid around the day on which it is loaded: the last session that is over was yesterday, the next one is tomorrow.
So no page is longer at one hour of the day than at another.
"""

from accounts.roles import Role
from benchmarks.pages_data import batches, people, results, sessions
from benchmarks.pages_data.world import Sizes, World
from core import clock


def load(sizes: Sizes) -> World:
    """Fills an empty database, whose roles and catalogs are there, with everything but the files of certificates."""
    facility, center = people.offices()
    users = people.staff(facility, center, instructors=sizes.instructors)
    world = World(sizes, facility, center, users, clock.today(facility.time_zone))
    everybody = people.in_custody(sizes.people, facility, by=users[Role.CASE_OFFICER], today=world.today)
    batches.plan(world)
    batches.enroll(world, everybody)
    sessions.teach(world)
    sessions.attend(world)
    results.assess(world)
    results.certify(world)
    return world
