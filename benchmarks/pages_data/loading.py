"""Two offices with a year of work, written in bulk for `benchmarks/pages.py`.

The rows match those that the rules would write: marks with revisions, head counts with awaited people, chained audit
events, journals, announced absences, and the application behind each place. Only certificates are issued by the rule
itself. A test checks that the nightly reconcile finds nothing wrong.

All dates are relative to the day of loading: the last past session was yesterday, the next one is tomorrow. Pages are
thus equally long at any hour of the day.
"""

from accounts.roles import Role
from benchmarks.pages_data import batches, people, results, sessions
from benchmarks.pages_data.world import Sizes, World
from core import clock


def load(sizes: Sizes) -> World:
    """Fills an empty database, already prepared with roles and catalogs, with everything except certificate files."""
    facility, center = people.offices()
    users = people.staff(facility, center, instructors=sizes.instructors)
    return fill(World(sizes, facility, center, users, clock.today(facility.time_zone)))


def fill(world: World) -> World:
    """Adds the people of the offices and their work of a year."""
    everybody = people.in_custody(
        world.sizes.people, world.facility, by=world.users[Role.CASE_OFFICER], today=world.today
    )
    batches.plan(world)
    batches.enroll(world, everybody)
    sessions.teach(world)
    sessions.attend(world)
    results.assess(world)
    results.certify(world)
    return world
