"""Whom a closing report counts: the rows of each place, with the name as the register has it now."""

from accounts.models import User
from certification.register.models import Certificate, NumberSeries
from programs.places.models import Enrollment
from reports.closing.models import ClosingReport
from reports.kept.counted_people import places_of, told
from reports.kept.rows import Row
from reports.kept.words import Reader


def people_rows(report: ClosingReport, user: User, reader: Reader) -> list[Row]:
    """One row for each place, by name; the place itself with its person, for whoever may see it."""
    found = []
    for place, rows in places_of(report, user):
        leavers = [row for row in rows["places"] if row["state"] == Enrollment.State.ENDED]
        in_force = [row["paper"] for row in rows["certificates"] if row["state"] == Certificate.State.ISSUED]
        (kept,) = rows["places"]
        found.append(
            {
                **told(place, rows, leavers=leavers, reader=reader),
                "beside": reader.word("state", kept["state"]),
                "papers": ", ".join(str(NumberSeries.Paper(paper).label) for paper in in_force) or "–",
            }
        )
    return found
