"""How many people the list expects at a session, against which the first head count is held."""

from django.db.models import Exists, OuterRef, QuerySet

from core.ports import Port
from programs.places.models import Enrollment
from programs.timetable.models.sessions import Session

not_waited_for: Port[[Session], QuerySet] = Port()
"""Asked when a count is written, in its transaction: rows with a `person`, each somebody who is known to be elsewhere
during the session. They become part of the one query that counts."""


def expected_people(session: Session) -> int:
    """How many are expected: whoever is at court, on a visit or kept in the block is not waited for."""
    people = Enrollment.objects.filter(batch=session.batch_id).expected_on(session.date, session)
    for absences in not_waited_for.ask(session):
        people = people.exclude(Exists(absences.filter(person=OuterRef("person"))))
    return people.count()
